"""Evidence weights: what a typical difference between agents is worth through the outcomes.

An indicator's worth is the effect on each outcome, times what one more outcome is worth, times
how much agents differ in the indicator; shares are worth over the sum. An effect against the
indicator's direction counts 0 and is reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.indicators import Direction
from engine.domain.specification import Role, Transform
from engine.domain.texts import Finding, Sentence
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError, MethodError
from engine.evidence.effects import Effect, average_marginal_effects
from engine.evidence.regressions import FittedLogit
from engine.evidence.spread import between_cluster_spread

SIGNS = {Direction.HIGHER: 1.0, Direction.LOWER: -1.0}
LEAST_USABLE_DRAWS = 0.5


@dataclass(frozen=True, slots=True)
class Worth:
    """What one indicator is worth through one outcome.

    ``worth_cny`` is CNY per contact for one standard deviation between agents in the better
    direction: ``sign x effect x spread x value``; ``standard_error_cny`` from the effect alone.
    """

    indicator: str
    specification: str
    outcome: str
    effect: float
    spread: float
    value_cny: float
    worth_cny: float
    standard_error_cny: float


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceWeights:
    """Shares over the indicators that evidence speaks for, how they came about, what is wrong."""

    weights: WeightSet
    worths: tuple[Worth, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Contribution:
    """One lever of one fit; ``factor`` turns its effect into CNY in the better direction."""

    fit: int
    effect: Effect
    spread: float
    factor: float


def evidence_weights(
    fits: Sequence[FittedLogit],
    directions: Mapping[str, Direction],
    rng: np.random.Generator,
    draws: int,
) -> EvidenceWeights:
    """Return evidence shares of the levers' indicators with joint draws.

    Parameters
    ----------
    fits
        Fits clustered by agent whose specifications state ``value_cny`` (0 leaves a fit out)
        and whose levers name an ``indicator``.
    directions
        Which way is better, by indicator.
    rng
        Draws the effects: for each fit a multivariate t with clusters - 1 degrees and the
        effects' joint delta-method covariance; fits are drawn independently.
    draws
        Number of joint draws, >= 1.

    Raises
    ------
    InputError
        ``evidence.indicator_direction`` (unknown, or a band, which has no better direction),
        ``evidence.indicator_category`` (a category lever has no single effect).
    MethodError
        ``evidence.no_worth`` where no fit has both a value and a lever with an indicator;
        ``evidence.no_right_sign`` where no indicator works in its better direction, by estimate
        or in half of the draws.

    Notes
    -----
    The spread between agents is taken as known. Fits on the same customers are not independent;
    that is an assumption the pack states.
    """
    used = [fit for fit in fits if fit.specification.value_cny != 0]
    contributions = [
        entry for place, fit in enumerate(used) for entry in _contributions(fit, place, directions)
    ]
    if not contributions:
        raise MethodError("evidence.no_worth")
    indicators = tuple(dict.fromkeys(entry.effect.indicator for entry in contributions))
    estimate = np.array([[entry.effect.value for entry in contributions]])
    worth = _worth_by_indicator(contributions, estimate, indicators)[0]
    positive = np.maximum(worth, 0.0)
    if positive.sum() <= 0:
        raise MethodError("evidence.no_right_sign", indicators=", ".join(indicators))
    effects = _drawn_effects(used, contributions, rng, draws)
    drawn = _shares(_worth_by_indicator(contributions, effects, indicators), indicators, rng)
    weights = WeightSet(Origin.EVIDENCE, indicators, positive / positive.sum(), drawn)
    worths = tuple(_worth(used[entry.fit], entry) for entry in contributions)
    return EvidenceWeights(weights, worths, _findings(indicators, worth, worths))


def _contributions(
    fit: FittedLogit, place: int, directions: Mapping[str, Direction]
) -> list[_Contribution]:
    entries = []
    for effect in average_marginal_effects(fit):
        if effect.role is not Role.LEVER or not effect.indicator:
            continue
        sign = SIGNS.get(directions[effect.indicator]) if effect.indicator in directions else None
        if sign is None:
            raise InputError("evidence.indicator_direction", indicator=effect.indicator)
        spread = between_cluster_spread(_exposure(fit, effect), fit.design.clusters)
        factor = sign * spread * fit.specification.value_cny
        entries.append(_Contribution(place, effect, spread, factor))
    return entries


def _exposure(fit: FittedLogit, effect: Effect) -> NDArray[np.float64]:
    """Return the rows' values in the unit that the effect is stated in."""
    places = fit.design.positions(effect.column)
    terms = {fit.design.columns[j].term for j in places}
    if len(terms) > 1:
        return fit.design.metrics[effect.column]
    term = fit.design.columns[places[0]].term
    if term is None or term.transform is Transform.CATEGORY:
        raise InputError(
            "evidence.indicator_category", indicator=effect.indicator, column=effect.column
        )
    return fit.design.matrix[:, places[0]]


def _worth_by_indicator(
    contributions: list[_Contribution],
    effects: NDArray[np.float64],
    indicators: tuple[str, ...],
) -> NDArray[np.float64]:
    """Return (m, indicators) CNY from (m, contributions) effects."""
    worth = np.zeros((len(effects), len(indicators)))
    for j, entry in enumerate(contributions):
        worth[:, indicators.index(entry.effect.indicator)] += entry.factor * effects[:, j]
    return worth


def _drawn_effects(
    fits: Sequence[FittedLogit],
    contributions: list[_Contribution],
    rng: np.random.Generator,
    draws: int,
) -> NDArray[np.float64]:
    drawn = np.empty((draws, len(contributions)))
    for place, fit in enumerate(fits):
        own = [j for j, entry in enumerate(contributions) if entry.fit == place]
        if not own:
            continue
        gradients = np.stack([contributions[j].effect.gradient for j in own])
        covariance = gradients @ fit.covariance @ gradients.T
        normal = rng.multivariate_normal(np.zeros(len(own)), covariance, size=draws)
        stretch = np.sqrt(fit.degrees / rng.chisquare(fit.degrees, size=(draws, 1)))
        drawn[:, own] = [contributions[j].effect.value for j in own] + normal * stretch
    return drawn


def _shares(
    worth: NDArray[np.float64], indicators: tuple[str, ...], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return shares of the positive worths; a draw without any is drawn again from the others."""
    positive = np.maximum(worth, 0.0)
    usable = np.flatnonzero(positive.sum(axis=1) > 0)
    if len(usable) < LEAST_USABLE_DRAWS * len(worth):
        raise MethodError("evidence.no_right_sign", indicators=", ".join(indicators))
    rows = np.arange(len(worth))
    void = np.setdiff1d(rows, usable)
    rows[void] = rng.choice(usable, size=len(void))
    chosen = positive[rows]
    return np.asarray(chosen / chosen.sum(axis=1, keepdims=True), dtype=np.float64)


def _worth(fit: FittedLogit, entry: _Contribution) -> Worth:
    return Worth(
        indicator=entry.effect.indicator,
        specification=fit.specification.id,
        outcome=fit.specification.outcome,
        effect=entry.effect.value,
        spread=entry.spread,
        value_cny=fit.specification.value_cny,
        worth_cny=entry.factor * entry.effect.value,
        standard_error_cny=abs(entry.factor) * entry.effect.standard_error,
    )


def _findings(
    indicators: tuple[str, ...], worth: NDArray[np.float64], worths: tuple[Worth, ...]
) -> tuple[Finding, ...]:
    findings = [
        Finding(
            "caution",
            Sentence(
                "finding.evidence.wrong_sign_outcome",
                {"indicator": entry.indicator, "outcome": entry.outcome, "effect": entry.effect},
            ),
        )
        for entry in worths
        if entry.worth_cny < 0
    ]
    findings += [
        Finding(
            "alarm",
            Sentence(
                "finding.evidence.wrong_sign", {"indicator": indicator, "worth": float(total)}
            ),
        )
        for indicator, total in zip(indicators, worth, strict=True)
        if total < 0
    ]
    return tuple(findings)


def complete_with_judgement(evidence: WeightSet, judged: WeightSet) -> WeightSet:
    """Return evidence shares over all indicators: those without evidence keep the judged share.

    The indicators that evidence speaks for share among themselves what judgement gives them
    together; evidence cannot compare them with the others, so that total is an assumption.
    Draws are paired row by row: judgement and evidence are independent.

    Parameters
    ----------
    evidence
        Shares over some of the judged indicators.
    judged
        Shares over all indicators of the scheme.

    Raises
    ------
    InputError
        ``evidence.not_judged`` where evidence names an indicator the judged set lacks.
    """
    unknown = sorted(set(evidence.indicators) - set(judged.indicators))
    if unknown:
        raise InputError("evidence.not_judged", indicators=", ".join(unknown))
    covered = [judged.indicators.index(indicator) for indicator in evidence.indicators]
    shares = _completed(judged.shares[None, :], evidence.shares[None, :], covered)[0]
    return WeightSet(
        Origin.EVIDENCE, judged.indicators, shares, _completed_draws(evidence, judged, covered)
    )


def _completed_draws(
    evidence: WeightSet, judged: WeightSet, covered: list[int]
) -> NDArray[np.float64] | None:
    if evidence.draws is None and judged.draws is None:
        return None
    sizes = [len(s.draws) for s in (evidence, judged) if s.draws is not None]
    rows = min(sizes)
    known = judged.shares[None, :] if judged.draws is None else judged.draws[:rows]
    found = evidence.shares[None, :] if evidence.draws is None else evidence.draws[:rows]
    known = np.broadcast_to(known, (rows, known.shape[1]))
    return _completed(known, np.broadcast_to(found, (rows, found.shape[1])), covered)


def _completed(
    judged: NDArray[np.float64], evidence: NDArray[np.float64], covered: list[int]
) -> NDArray[np.float64]:
    completed = judged.copy()
    completed[:, covered] = evidence * judged[:, covered].sum(axis=1, keepdims=True)
    return np.asarray(completed / completed.sum(axis=1, keepdims=True), dtype=np.float64)
