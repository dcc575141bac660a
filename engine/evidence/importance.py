"""How much each lever adds to what the confounders explain of an outcome, and how surely.

The measure is R2 (linear), McFadden's R2 (yes or no) or the deviance's R2 (counts); the sharing
is Shapley's, averaged over all orders of entry, with the confounders always in. Named by
``method``: ``lmg`` (least squares, exact), ``shapley`` (every model fitted anew),
``shapley_quadratic`` (likelihood approximated at the full fit), ``johnson`` (more levers than
the lattice holds).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Family, Role
from engine.errors import MethodError
from engine.evidence.fitted import FittedModel, Method
from engine.evidence.importance_bootstrap import (
    LeverColumns,
    Lots,
    WorkingRegression,
    lot_regression,
    working_target,
)
from engine.evidence.lmg import shapley_values, swept
from engine.evidence.mcfadden import exact_worths, measure_of
from engine.evidence.relative_weights import RelativeWeights, relative_weights

Floats = NDArray[np.float64]

LMG, SHAPLEY, QUADRATIC, JOHNSON = "lmg", "shapley", "shapley_quadratic", "johnson"
MOST_PLAYERS = 16  # of the lattice: 65,536 models
MOST_REFITTED = 8  # levers, 256 models
MOST_REFITTED_NUMBERS = 5e7  # rows x columns x models: a few seconds
NOTHING = 1e-14  # of an R2
JOINED = " x "


@dataclass(frozen=True, slots=True, eq=False)
class Players:
    """What shares the worth: the levers, by name, and the columns of each.

    A lever is all columns of one column of the table; a product of two levers is a player of
    its own, named by both, who counts only beside both: without them its columns stand for
    theirs, by an amount that depends on where the levers have their zero. ``counted`` (2**p,) is
    the number of the set that counts in each set's place; None where there are no products, or
    more players than the lattice holds.

    References
    ----------
    Gilles, Owen and van den Brink (1992), International Journal of Game Theory 20, 277-293
    (games with permission structures, the conjunctive approach).
    """

    names: tuple[str, ...]
    columns: LeverColumns
    counted: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Importance:
    """What each of p levers adds to the measure of one fit.

    Parameters
    ----------
    base, total
        The measure with the confounders alone, and what all levers add to it.
    values
        (p,) adding up to ``total``.
    worths
        (2**p,) what each set of levers adds, or None where the lattice is too large.
    """

    players: Players
    measure: str
    method: str
    base: float
    total: float
    values: Floats
    worths: Floats | None
    working: WorkingRegression

    @property
    def shares(self) -> Floats:
        """(p,) parts of the total."""
        return self.values / self.total

    def drawn_shares(self, products: Floats) -> Floats:
        """Return (resamples, p) shares from cross-products resampled by cluster.

        Of an exactly refitted likelihood each lever's draw is its quadratic approximation times
        the ratio of exact to approximate value in the sample itself.
        """
        counted = self.players.counted
        values = _values(self.working, products, counted)
        if self.method == SHAPLEY:
            sample = _values(self.working, self.working.products.sum(axis=0)[None], counted)
            values = values * np.divide(
                self.shares, _parts(sample)[0], out=np.ones(len(self.values)), where=sample[0] > 0
            )
        return _parts(values)


def players_of(fit: FittedModel) -> Players:
    """Return the levers of a fit and the columns that are in every model.

    Raises
    ------
    MethodError
        ``evidence.no_lever``.
    """
    found: dict[tuple[str, ...], list[int]] = {}
    always = []
    for place, column in enumerate(fit.design.columns):
        levers = [f.column for f in column.factors if f.term.role is Role.LEVER]
        if levers:
            found.setdefault(tuple(dict.fromkeys(levers)), []).append(place)
        else:
            always.append(place)
    if not found:
        raise MethodError("evidence.no_lever", fit=fit.specification.id)
    columns = tuple(tuple(places) for places in found.values())
    names = tuple(JOINED.join(levers) for levers in found)
    return Players(names, LeverColumns(columns, tuple(always)), _counted(tuple(found)))


def _counted(players: tuple[tuple[str, ...], ...]) -> NDArray[np.int64] | None:
    """Return, by number, each set of players without the products whose levers it lacks."""
    products = [j for j, levers in enumerate(players) if len(levers) > 1]
    if not products or len(players) > MOST_PLAYERS:
        return None
    sets = np.arange(2 ** len(players))
    counted = sets.copy()
    for j in products:
        levers = sum(1 << players.index((lever,)) for lever in players[j])
        counted[sets & levers != levers] &= ~(1 << j)
    return counted


def importance(fit: FittedModel, lots: Lots) -> Importance:
    """Return the importances of a fit's levers.

    Parameters
    ----------
    fit
        Not a Cox model.
    lots
        Which rows a bootstrap draws together.

    Raises
    ------
    MethodError
        ``evidence.no_lever``; ``evidence.nothing_to_share`` where the levers add nothing at all;
        ``evidence.not_converged``.
    """
    players = players_of(fit)
    working = lot_regression(fit.design.matrix, working_target(fit), players.columns, lots)
    whole = working.products.sum(axis=0)[None]
    method = _method(fit, players)
    worths = None if method == JOHNSON else _worths(working, whole, players.counted)[:, 0]
    if method == SHAPLEY:
        exact = exact_worths(fit, players.columns)
        worths = (exact - exact[0])[... if players.counted is None else players.counted]
        base, total = float(exact[0]), float(worths[-1])
    else:
        base, total = _base_and_total(fit, players, working, whole)
    if total <= NOTHING:
        raise MethodError("evidence.nothing_to_share", fit=fit.specification.id)
    if method == SHAPLEY and worths is not None:
        values = shapley_values(worths[:, None])[:, 0]
    else:
        values = _parts(_values(working, whole, players.counted))[0] * total
        worths = None if worths is None else worths * (total / worths[-1])
    measure = measure_of(fit.specification.family)
    return Importance(players, measure, method, base, total, values, worths, working)


def predictor_weights(found: Importance) -> Mapping[str, Floats]:
    """Return betasq, Pratt, Johnson and CAR by name, (p,) each, on the measure's scale.

    Only where every lever is a single column: none of them is defined for a category. Of a
    likelihood they are those of the working regression, scaled to the measure.
    """
    if any(len(player) > 1 for player in found.working.players):
        return {}
    weights, explained = _weights(found.working, found.working.products.sum(axis=0))
    scale = found.total / explained
    return {
        "betasq": weights.betasq * scale,
        "pratt": weights.pratt * scale,
        "johnson": weights.genizi * scale,
        "car": weights.car * scale,
    }


def _method(fit: FittedModel, players: Players) -> str:
    count = len(players.names)
    if count > MOST_PLAYERS:
        return JOHNSON
    if fit.specification.family is Family.LINEAR:
        return LMG
    numbers = fit.design.matrix.size * 2.0**count
    affordable = count <= MOST_REFITTED and numbers <= MOST_REFITTED_NUMBERS
    # Where the outcomes are separated the refitted likelihoods have no maximum.
    return SHAPLEY if affordable and fit.method is not Method.FIRTH else QUADRATIC


def _base_and_total(
    fit: FittedModel, players: Players, working: WorkingRegression, whole: Floats
) -> tuple[float, float]:
    """Return the measure of the confounders alone and what all levers add."""
    if fit.specification.family is not Family.LINEAR:
        own = players.columns
        everything = (tuple(column for player in own.players for column in player),)
        base, full = exact_worths(fit, LeverColumns(everything, own.always))
        return float(base), float(full - base)
    # The deviance also holds what contacts of one cell differ by, which no cell mean shows.
    predicted, weights = fit.linear_predictor(), fit.information
    about_mean = (predicted - np.average(predicted, weights=weights)) ** 2
    squares = fit.deviance + float(weights @ about_mean)
    added = float(working.explained(whole)[0])
    return 1.0 - (fit.deviance + added) / squares, added / squares


def _worths(
    working: WorkingRegression, products: Floats, counted: NDArray[np.int64] | None
) -> Floats:
    """Return (2**p, resamples) what each set explains, its products beside their levers only."""
    worths = working.worths(products)
    return worths if counted is None else worths[counted]


def _values(
    working: WorkingRegression, products: Floats, counted: NDArray[np.int64] | None
) -> Floats:
    """Return (resamples, p) what each player explains, in the working regression's squares."""
    if len(working.players) <= MOST_PLAYERS:
        worths = _worths(working, products, counted)
        return np.asarray(shapley_values(worths).T, dtype=np.float64)
    return np.stack([_johnson(working, each) for each in products])


def _johnson(working: WorkingRegression, products: Floats) -> Floats:
    """Return (p,) Johnson's weights, those of a player's columns together."""
    weights, _ = _weights(working, products)
    single = [column for player in working.players for column in player]
    place = {column: at for at, column in enumerate(single)}
    return np.array(
        [weights.genizi[[place[c] for c in player]].sum() for player in working.players]
    )


def _weights(working: WorkingRegression, products: Floats) -> tuple[RelativeWeights, float]:
    """Return the weights of the single columns and the R2 they share, confounders taken out."""
    single = [column for player in working.players for column in player]
    left = swept(products[None], working.always)[0]
    kept = [*single, len(left) - 1]
    left = left[np.ix_(kept, kept)]
    size = np.sqrt(np.diag(left))
    size[size == 0] = 1.0  # a level that a resample lacks: correlated with nothing
    correlations = left / np.outer(size, size)
    np.fill_diagonal(correlations, 1.0)
    weights = relative_weights(correlations[:-1, :-1], correlations[:-1, -1])
    return weights, float(weights.genizi.sum())


def _parts(values: Floats) -> Floats:
    """Return rows over their sums; a row of nothing is shared evenly."""
    total = values.sum(axis=1, keepdims=True)
    even = np.full_like(values, 1.0 / values.shape[1])
    return np.asarray(np.divide(values, total, out=even, where=total > 0))
