"""Least and greatest values of linear forms and of weighted scores over all admissible weights.

Owns exactness where rules are nested and where they are not; the greedy filling itself is
:mod:`engine.optimisation.nest`'s. What the values mean for grades: ``grade_bands``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import InternalError, MethodError
from engine.optimisation.conflicts import infeasible_policy
from engine.optimisation.nest import nest_of, nest_relaxed
from engine.optimisation.program import LinearProgram, Sense, SparseRows, sparse, stacked
from engine.optimisation.rules import SHARE_TOLERANCE, AdmissibleSet, WeightRule
from engine.optimisation.solver import CHAIN, SolverChoice, solve

Floats: TypeAlias = NDArray[np.float64]
# (n, k) forms -> (n, k) admissible shares at which each form is least
Cheapest: TypeAlias = Callable[[Floats], Floats]
# outer least and greatest values, (n,) each -> (n,), True where they do not settle the question
Open: TypeAlias = Callable[[Floats, Floats], NDArray[np.bool_]]

FORMS_AT_ONCE = 50  # in one linear programme, for speed: 800 forms 1.4 s, one by one 7.0 s
STEP_TOLERANCE = 1e-6  # of a step: a limit this near to a whole step is one
MOST_STEPS = 100  # Dinkelbach's steps at least double the digits; about six are taken
RATIO_TOLERANCE = 1e-11  # of score points times a share


@dataclass(frozen=True, slots=True, eq=False)
class Extremes:
    """Least and greatest value of each form over the admissible weight sets: (n,) each."""

    least: Floats
    greatest: Floats


def extremes(
    coefficients: Floats,
    admissible: AdmissibleSet,
    *,
    is_open: Open | None = None,
    chain: Sequence[SolverChoice] = CHAIN,
) -> Extremes:
    """Least and greatest of linear forms over the admissible sets, exactly; a grid is left aside.

    Parameters
    ----------
    coefficients
        (n, k), one form a row.
    is_open
        Says which forms the bounds over the nested rules alone leave open; the others keep those
        outer bounds, which are then not exact. Without it every form is exact.
    chain
        Solvers, only asked where the rules are not nested.

    Raises
    ------
    MethodError
        ``policy.infeasible`` when nothing is admissible, ``optimisation.extreme_unproven`` when
        no solver proves its answer.

    Notes
    -----
    Over nested rules a greedy filling is exact (a polymatroid); otherwise a linear programme for
    each open form, many in one because they share no variable.
    """
    nest = nest_relaxed(admissible)
    if not nest.has_room:
        raise infeasible_policy(admissible)
    least, greatest = nest.least(coefficients), nest.greatest(coefficients)
    if nest_of(admissible) is None:
        every = np.ones(len(coefficients), dtype=np.bool_)
        ask = np.flatnonzero(every if is_open is None else is_open(least, greatest))
        forms = coefficients[ask]
        cheapest = cheapest_shares(admissible, chain=chain)
        least[ask] = np.einsum("nk,nk->n", forms, cheapest(forms))
        greatest[ask] = np.einsum("nk,nk->n", forms, cheapest(-forms))
    return Extremes(least, greatest)


def in_steps(admissible: AdmissibleSet) -> AdmissibleSet:
    """Admissible set of the same grid points with limits moved inwards to whole steps.

    Over nested rules its extremes off the grid are those on it: every corner of a polymatroid
    with whole limits is whole. Other rules leave outer bounds, nearer than without.
    """
    grid = admissible.grid
    if grid is None:
        return admissible
    return replace(admissible, rules=tuple(_whole(rule, grid) for rule in admissible.rules))


def _whole(rule: WeightRule, grid: float) -> WeightRule:
    """Return a rule whose left side takes whole steps only with its limit moved to one of them."""
    if rule.sense is Sense.EQUAL or any(number != round(number) for number in rule.coefficients):
        return rule
    steps = rule.limit / grid
    at_most = rule.sense is Sense.AT_MOST
    whole = floor(steps + STEP_TOLERANCE) if at_most else ceil(steps - STEP_TOLERANCE)
    return replace(rule, limit=whole * grid)


def score_extremes(
    scores: Floats, admissible: AdmissibleSet, *, chain: Sequence[SolverChoice] = CHAIN
) -> Extremes:
    """Least and greatest weighted score of each agent over the admissible sets, exactly.

    Parameters
    ----------
    scores
        (n, k) leaf scores, nan where a leaf has none: its weight falls to the agent's other
        leaves in proportion, so that the score is a ratio of linear forms.

    Returns
    -------
    Extremes
        Score points; nan for an agent whom no admissible set can score.

    Raises
    ------
    MethodError
        ``policy.infeasible`` when nothing is admissible.

    References
    ----------
    Dinkelbach, W. (1967). On nonlinear fractional programming. Management Science 13(7), 492-498.
    """
    complete = np.asarray(~np.isnan(scores).any(axis=1))
    found = extremes(np.nan_to_num(scores), admissible, chain=chain, is_open=lambda *_: complete)
    least, greatest = found.least, found.greatest
    if not complete.all():
        gaps = scores[~complete]
        cheapest = cheapest_shares(admissible, chain=chain)
        least[~complete] = -_greatest_ratio(-gaps, cheapest)
        greatest[~complete] = _greatest_ratio(gaps, cheapest)
    return Extremes(least, greatest)


def cheapest_shares(
    admissible: AdmissibleSet, *, chain: Sequence[SolverChoice] = CHAIN
) -> Cheapest:
    """Return how to find admissible shares (n, k) at which each of some forms (n, k) is least.

    Raises
    ------
    MethodError
        ``policy.infeasible`` when nothing is admissible: at once where the nested rules alone
        leave no room, else when the function is called.
    """
    nest = nest_relaxed(admissible)
    if not nest.has_room:
        raise infeasible_policy(admissible)
    if nest_of(admissible) is None:
        return lambda forms: _by_programmes(forms, admissible, chain)
    return nest.cheapest


def _greatest_ratio(scores: Floats, cheapest: Cheapest) -> Floats:
    """Return the greatest score (n,) of rows with gaps, by Newton's method of Dinkelbach.

    The ratio at a point that is best for the last ratio is never smaller; where the best excess
    over it is 0 it is the greatest. A point without any weight on the row's leaves has excess 0,
    so it is never taken for better. The start weighs every leaf that any admissible set weighs.
    """
    available = (~np.isnan(scores)).astype(np.float64)
    points = np.nan_to_num(scores)
    n, k = scores.shape
    start = cheapest(-np.eye(k)).mean(axis=0)
    ratios = _ratios(points, available, np.broadcast_to(start, (n, k)))
    ask = np.flatnonzero(~np.isnan(ratios))
    for _ in range(MOST_STEPS):
        excess = points[ask] - available[ask] * ratios[ask, None]
        best = cheapest(-excess)
        better = np.einsum("nk,nk->n", excess, best) > RATIO_TOLERANCE
        ask, best = ask[better], best[better]
        if not ask.size:
            return ratios
        ratios[ask] = _ratios(points[ask], available[ask], best)
    raise InternalError("optimisation.ratio_not_found", steps=MOST_STEPS)


def _ratios(points: Floats, available: Floats, shares: Floats) -> Floats:
    """Return the weighted scores (n,) at one weight set a row; nan without any weight."""
    weight = np.einsum("nk,nk->n", available, shares)
    total = np.einsum("nk,nk->n", points, shares)
    weighed = weight > SHARE_TOLERANCE  # less is a solver's arithmetic
    ratios = np.divide(total, weight, out=np.full(len(weight), np.nan), where=weighed)
    return np.asarray(ratios, dtype=np.float64)


def _by_programmes(
    forms: Floats, admissible: AdmissibleSet, chain: Sequence[SolverChoice]
) -> Floats:
    blocks = [
        _by_one_programme(forms[first : first + FORMS_AT_ONCE], admissible, chain)
        for first in range(0, len(forms), FORMS_AT_ONCE)
    ]
    return np.concatenate(blocks) if blocks else np.empty(forms.shape)


def _by_one_programme(
    forms: Floats, admissible: AdmissibleSet, chain: Sequence[SolverChoice]
) -> Floats:
    """Return the points (n, k) of n programmes that share no variable, solved as one."""
    n, k = forms.shape
    nest = nest_relaxed(admissible)  # its bounds of single leaves need no rows
    joint = [rule for rule in admissible.rules if not (rule.is_sum and len(rule.members) == 1)]
    rules = sparse(np.vstack([np.ones((1, k)), *(rule.row(k) for rule in joint)]))
    moved = [
        SparseRows(rules.shape, rules.row, rules.column + k * place, rules.value)
        for place in range(n)
    ]
    solution = solve(
        LinearProgram(
            cost=forms.ravel(),
            rows=stacked(n * k, *moved),
            senses=(Sense.EQUAL, *(rule.sense for rule in joint)) * n,
            limits=np.tile([1.0, *(rule.limit for rule in joint)], n),
            lower=np.tile(nest.lower, n),
            upper=np.tile(np.maximum(nest.lower, nest.upper), n),
            integer=np.zeros(n * k, dtype=bool),
        ),
        chain=chain,
    )
    if solution.record.why == "infeasible":
        raise infeasible_policy(admissible)
    if not solution.record.proven:
        raise MethodError("optimisation.extreme_unproven", why=solution.record.why)
    return np.asarray(solution.point.reshape(n, k), dtype=np.float64)
