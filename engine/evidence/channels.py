"""What each indicator adds through one outcome: its share, its sign, its worth, with draws.

The outcome's part is money-explained spread: what one outcome is worth, times the standard
deviation of the outcome that the levers explain beyond the confounders. It is measured by least
squares on the outcome's own scale (of a yes or no: linear probability), because McFadden's R2 is
no share of a variance; how it is shared among the levers is :mod:`engine.evidence.importance`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.indicators import Direction
from engine.domain.specification import Family, Role, Transform
from engine.errors import InputError
from engine.evidence.effect_questions import OWN_UNIT, factors
from engine.evidence.effects import Effect, average_marginal_effects
from engine.evidence.fitted import FittedModel
from engine.evidence.importance import importance
from engine.evidence.importance_bootstrap import (
    ROWS,
    LeverColumns,
    Lots,
    Resamples,
    Units,
    WorkingRegression,
    lot_regression,
    outcome_target,
    units_of,
)
from engine.evidence.spread import between_cluster_spread

Floats = NDArray[np.float64]
SIGNS = {Direction.HIGHER: 1.0, Direction.LOWER: -1.0}
YES_OR_NO = (Family.LOGIT, Family.GROUPED, Family.HAZARD)


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """The part of one fit's levers in the weights; the sample's figures and (draws,) of them.

    Parameters
    ----------
    parts, drawn_parts
        (p,) and (draws, p) of the money-explained spread that falls to each lever, >= 0 and
        whatever its sign.
    rates, drawn_rates
        (p,) and (draws, p) the effect of one unit of the lever in the better direction, times
        what one outcome is worth: below 0 where it runs against it.
    steps, spreads
        (p,) the lever's standard deviation over all rows and between clusters, in the same unit.
    """

    fit: FittedModel
    effects: tuple[Effect, ...]
    parts: Floats
    drawn_parts: Floats
    rates: Floats
    drawn_rates: Floats
    steps: Floats
    spreads: Floats

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicator of each lever."""
        return tuple(effect.indicator for effect in self.effects)


@dataclass(frozen=True, slots=True)
class Worth:
    """What one indicator is worth through one outcome.

    ``worth_cny`` is CNY per contact for one standard deviation between clusters (agents) in the
    better direction: ``sign x effect x spread x value``; ``standard_error_cny`` from the effect
    alone.
    """

    indicator: str
    specification: str
    outcome: str
    effect: float
    spread: float
    value_cny: float
    worth_cny: float
    standard_error_cny: float


def indicator_effects(fit: FittedModel, directions: Mapping[str, Direction]) -> tuple[Effect, ...]:
    """Return the effects of the levers that name an indicator, one each.

    Raises
    ------
    InputError
        ``evidence.indicator_direction`` where it is not known which way is better.
    """
    effects = [
        effect
        for effect in average_marginal_effects(fit)
        if effect.role is Role.LEVER and effect.indicator
    ]
    for effect in effects:
        if directions.get(effect.indicator) not in SIGNS:
            raise InputError("evidence.indicator_direction", indicator=effect.indicator)
    return tuple(effects)


def channel(
    fit: FittedModel,
    directions: Mapping[str, Direction],
    drawn: Mapping[str, Resamples],
    *,
    by_value: bool,
) -> Channel:
    """Return what one fit says of its indicators.

    Parameters
    ----------
    fit
        With at least one lever that names an indicator.
    directions
        Which way is better, by indicator.
    drawn
        Resamples by cluster column, the same for all fits.
    by_value
        Whether an outcome counts by its ``value_cny``; else a standard deviation of every
        outcome counts alike, and more of it is taken as better.

    Raises
    ------
    InputError
        As :func:`indicator_effects`; ``evidence.indicator_category`` for a lever that is a
        category or bands and has no single effect.
    """
    effects = indicator_effects(fit, directions)
    units = units_of(fit)
    resamples = drawn[units.column]
    lots = resamples.rows(units)
    found = importance(fit, lots)
    products = found.working.resampled(resamples.counts)
    value = fit.specification.value_cny if by_value else 1.0 / _deviation(fit)
    size, sizes = _explained_spread(fit, found.players.columns, lots, resamples)
    own = [found.players.names.index(effect.column) for effect in effects]
    better = value * np.array([SIGNS[directions[effect.indicator]] for effect in effects])
    exposures = [_exposure(fit, effect) for effect in effects]
    return Channel(
        fit=fit,
        effects=effects,
        parts=abs(value) * size * found.shares[own],
        drawn_parts=abs(value) * sizes[:, None] * found.drawn_shares(products)[:, own],
        rates=better * np.array([effect.value for effect in effects]),
        drawn_rates=better * _drawn_effects(effects, found.working, products),
        steps=np.array([_spread_of_rows(values, fit) for values in exposures]),
        spreads=np.array([_spread_of_clusters(values, fit, units) for values in exposures]),
    )


def worths_of(each: Channel) -> list[Worth]:
    """Return what each lever of a channel is worth between clusters."""
    fit = each.fit.specification
    return [
        Worth(
            indicator=effect.indicator,
            specification=fit.id,
            outcome=fit.outcome,
            effect=effect.value,
            spread=float(each.spreads[j]),
            value_cny=fit.value_cny,
            worth_cny=float(each.rates[j] * each.spreads[j]),
            standard_error_cny=abs(fit.value_cny) * float(each.spreads[j]) * effect.standard_error,
        )
        for j, effect in enumerate(each.effects)
    ]


def _drawn_effects(
    effects: tuple[Effect, ...], working: WorkingRegression, products: Floats
) -> Floats:
    """Return (draws, p) effects, to first order in the coefficients' one-step draws.

    The step is taken from the sample's own: fixed effects that were taken out leave another
    intercept than the fit's, and Firth's estimate is not where the plain score is 0.
    """
    gradients = np.stack([effect.gradient for effect in effects], axis=1)[working.kept]
    sample = working.products.sum(axis=0)[None]
    moved = working.coefficients(products) - working.coefficients(sample)
    values = np.array([effect.value for effect in effects])
    return np.asarray(values + moved @ gradients, dtype=np.float64)


def _explained_spread(
    fit: FittedModel, columns: LeverColumns, lots: Lots, resamples: Resamples
) -> tuple[float, Floats]:
    """Return the standard deviation of the outcome that the levers add, and (draws,) of it."""
    trials = fit.design.trials
    plain = lot_regression(fit.design.matrix, outcome_target(fit), columns, lots)
    contacts = resamples.counts @ np.bincount(lots.codes, trials, lots.count)
    whole = plain.explained(plain.products.sum(axis=0)[None])[0] / trials.sum()
    drawn = plain.explained(plain.resampled(resamples.counts)) / contacts
    return float(np.sqrt(whole)), np.sqrt(drawn)


def _deviation(fit: FittedModel) -> float:
    """Return the standard deviation of one contact's outcome."""
    mean, design = fit.outcome_mean, fit.design
    if fit.specification.family in YES_OR_NO:
        return float(np.sqrt(mean * (1.0 - mean)))
    return _spread_of_rows(design.outcome / design.trials, fit)


def _exposure(fit: FittedModel, effect: Effect) -> Floats:
    """Return the rows' values in the unit that the effect is stated in."""
    own = factors(fit, effect.column)
    transforms = {factor.term.transform for factor in own}
    if transforms & {Transform.CATEGORY, Transform.BANDS}:
        raise InputError(
            "evidence.indicator_category", indicator=effect.indicator, column=effect.column
        )
    raw = fit.design.readings[effect.column]
    in_own_unit = len(own) == 1 and transforms <= {*OWN_UNIT, Transform.FLAG}
    return own[0].values(raw) if in_own_unit else np.asarray(raw, dtype=np.float64)


def _spread_of_rows(values: Floats, fit: FittedModel) -> float:
    weights = fit.design.trials / fit.design.trials.sum()
    return float(np.sqrt(weights @ (values - weights @ values) ** 2))


def _spread_of_clusters(values: Floats, fit: FittedModel, units: Units) -> float:
    """Return the standard deviation between clusters; between rows where there are none."""
    if units.column == ROWS:
        return _spread_of_rows(values, fit)
    contacts = fit.design.trials.astype(np.int64)
    return between_cluster_spread(np.repeat(values, contacts), np.repeat(units.codes, contacts))
