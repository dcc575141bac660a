"""Weights with the least greatest regret over the draws of judgement.

Owns the regret, in score points or in shares, and its constraint generation; the stages after the
first optimum are :mod:`engine.optimisation.robust`'s.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.tables import ScoreTable
from engine.domain.weights import WeightSet
from engine.optimisation.nest import nest_relaxed
from engine.optimisation.program import LinearProgram
from engine.optimisation.regret_measure import RegretMeasure, regret_measure
from engine.optimisation.robust import (
    Extra,
    RobustWeights,
    robust_choice,
    robust_program,
    solved,
    stated,
)
from engine.optimisation.robust_stages import nearest_grid_point
from engine.optimisation.rules import AdmissibleSet, RuleKind
from engine.optimisation.solver import (
    CHAIN,
    PROOF_TOLERANCE,
    Solution,
    SolverChoice,
    SolverRecord,
)

REGRET_TOLERANCE = 1e-9  # regrets, in shares or full scores, that differ by less are the same
MOST_WHOLE = 12  # leaves whose regret in shares is solved in whole steps: beyond, 20 s and more
LIMIT_GAP = 1e-4  # of a regret that a limit, not a solver's digits, left unproven
MOST_REGRET = 2.0  # no weight set is farther from another
TIE_TOLERANCE = 1e-8  # draws whose regret is nearer to the greatest than this have it, too
WORST_AT_ONCE = 4  # draws that join the programme together: measured, see the benchmark

Floats = NDArray[np.float64]


def least_regret(
    draws: Floats,
    admissible: AdmissibleSet,
    scores: ScoreTable | None = None,
    *,
    chain: Sequence[SolverChoice] = CHAIN,
) -> RobustWeights:
    """Admissible weights whose greatest regret over the draws is least.

    Parameters
    ----------
    draws
        (m, k) weight sets that judgement might have meant, in the order of the admissible
        leaves; each row >= 0 and sums to one. They need not be admissible.
    scores
        Agents' leaf scores; only agents with a score on every leaf are counted, for the weight of
        a missing leaf falls to the others and makes the score a ratio; of more than 200 such
        agents, 200 spread evenly by their mean score. None: regret in shares.

    Returns
    -------
    RobustWeights
        ``value`` is the greatest over the draws v of the mean over agents of |s_i(w) - s_i(v)| in
        points, without scores of sum_k |w_k - v_k| (0..2). ``record.bound`` is proven over a part
        of the draws and so holds over all of them. ``worst`` are the rows with that regret;
        ``agents`` are counted, ``left_out`` lack a score; ``caution`` says so. Of equally good
        sets the one nearest to the mean draw is taken.

    Raises
    ------
    InputError
        ``optimisation.regret_draws`` for draws that are no weight sets over the leaves,
        ``optimisation.regret_scores`` when no agent has a score on every leaf.
    MethodError
        ``policy.infeasible``, naming the clashing rules.

    Notes
    -----
    Least t with t >= mean_i |x_i (w - v)| for each draw v: a linear programme of m n rows, found
    from few draws. Those with the greatest regret at the present answer join until none is worse
    than the programme's own bound says (constraint generation); the regret of the answer over all
    draws then meets the bound over some. On a grid the regret in shares of up to 12 leaves is
    solved in whole steps. Beyond, and in points over many agents, that is out of reach: the choice
    off the grid is rounded to the nearest admissible grid point, ``record.why`` is ``rounded``
    and the gap what rounding cost at most.
    """
    measure = regret_measure(draws, admissible.leaves, scores, _may_weigh(admissible))
    mean = draws.mean(axis=0)
    small = scores is None and len(admissible.leaves) <= MOST_WHOLE
    if admissible.grid is None or small:
        return _told(measure, *_chosen(admissible, measure, mean, chain))
    weights, record = _chosen(replace(admissible, grid=None), measure, mean, chain)
    return _told(measure, *_rounded(admissible, weights, record, chain))


def regret_of(weights: WeightSet, draws: Floats, scores: ScoreTable | None = None) -> float:
    """Greatest regret of a given set over draws (m, k) in its order; as :func:`least_regret`."""
    measure = regret_measure(draws, weights.indicators, scores, weights.shares > 0)
    return float(measure.regrets(weights.shares).max()) * measure.unit


def _chosen(
    admissible: AdmissibleSet, measure: RegretMeasure, mean: Floats, chain: Sequence[SolverChoice]
) -> tuple[WeightSet, SolverRecord]:
    """Return the set of least greatest regret nearest to the mean draw, and its record.

    The nearest of the sets that are best for some draws may be worse for another, which then
    joins them.
    """
    active = _joining(measure.regrets(mean), [])
    while True:
        program, first = _generated(admissible, measure, active, chain)
        weights, record = robust_choice(admissible, program, first, mean, chain)
        regrets = measure.regrets(weights.shares)
        if _settled(regrets, first, active):
            return weights, record
        active += _joining(regrets, active)


def _generated(
    admissible: AdmissibleSet,
    measure: RegretMeasure,
    active: list[int],
    chain: Sequence[SolverChoice],
) -> tuple[LinearProgram, Solution]:
    """Return the programme over as many draws as its answer needs, and that answer.

    The draws that had to join are added to ``active``.
    """
    while True:
        program = _program(admissible, measure, active)
        first = solved(admissible, program, chain)
        regrets = measure.regrets(_shares(first, admissible))
        if _settled(regrets, first, active):
            return program, first
        active += _joining(regrets, active)


def _settled(regrets: Floats, first: Solution, active: list[int]) -> bool:
    """Return whether no draw outside the programme is worse than the programme's own.

    A limit ends the search, too: more draws would only lengthen what is unproven already.
    """
    if first.record.why == "limit" and first.record.bound < first.record.objective - LIMIT_GAP:
        return True
    outside = np.delete(regrets, active)
    return not outside.size or bool(outside.max() <= first.record.objective + REGRET_TOLERANCE)


def _rounded(
    admissible: AdmissibleSet,
    weights: WeightSet,
    record: SolverRecord,
    chain: Sequence[SolverChoice],
) -> tuple[WeightSet, SolverRecord]:
    """Return the grid point nearest to the choice; what it costs is not proven to be least."""
    k = len(admissible.leaves)
    program = robust_program(admissible, Extra(np.zeros(k), np.empty((0, k)), np.empty(0), 1.0))
    first = solved(admissible, program, chain)  # or it says which rules leave no grid point
    stages, shares = nearest_grid_point(program, first, weights.shares, chain)
    chosen = WeightSet(weights.origin, weights.indicators, shares)
    return chosen, replace(
        record,
        why="rounded",
        seconds=record.seconds + sum(stage.record.seconds for stage in stages),
        reproducible=record.reproducible and all(stage.record.reproducible for stage in stages),
    )


def _told(measure: RegretMeasure, weights: WeightSet, record: SolverRecord) -> RobustWeights:
    """Return the choice with its regret over all draws, in the reader's unit."""
    regrets = measure.regrets(weights.shares)
    greatest = float(regrets.max())
    value = greatest * measure.unit
    told = stated(replace(record, bound=record.bound * measure.unit), value)
    rounded = told.why == "rounded"
    return RobustWeights(
        weights,
        value,
        replace(told, proven=told.proven and (not rounded or told.gap <= PROOF_TOLERANCE)),
        tuple(int(row) for row in np.flatnonzero(regrets >= greatest - TIE_TOLERANCE)),
        measure.caution,
        measure.agents,
        measure.left_out,
    )


def _joining(regrets: Floats, active: list[int]) -> list[int]:
    """Return the draws of greatest regret that are not in the programme yet."""
    order = np.argsort(-regrets, kind="stable")
    outside = order[~np.isin(order, active)]
    return [int(row) for row in outside[:WORST_AT_ONCE]]


def _program(admissible: AdmissibleSet, measure: RegretMeasure, active: list[int]) -> LinearProgram:
    """Return least t >= regret of the active draws.

    |a| = 2 max(a, 0) - a, so one row for each draw and agent is enough: p_vi >= x_i (w - v) and
    t >= weight * sum_i (2 p_vi - x_i (w - v)).
    """
    n, k = measure.rows.shape
    count = len(active)
    drawn = measure.drawn[active]
    # nothing admissible scores an agent higher; where that is no gain on the draw, p_vi is 0
    most = np.maximum(nest_relaxed(admissible).greatest(measure.rows) - drawn, 0.0)
    positive = np.hstack(
        [-np.tile(measure.rows, (count, 1)), np.eye(count * n), _nothing(count * n)]
    )
    sums = np.repeat(np.eye(count), n, axis=1)
    bounds = np.hstack(
        [
            np.tile(measure.weight * measure.rows.sum(axis=0), (count, 1)),
            -2 * measure.weight * sums,
            np.ones((count, 1)),
        ]
    )
    return robust_program(
        admissible,
        Extra(
            cost=np.append(np.zeros(k + count * n), 1.0),
            rows=np.vstack([positive, bounds]),
            limits=np.concatenate([-drawn.ravel(), measure.weight * drawn.sum(axis=1)]),
            most=np.append(most.ravel(), MOST_REGRET),
        ),
    )


def _nothing(rows: int) -> Floats:
    return np.zeros((rows, 1))


def _shares(solution: Solution, admissible: AdmissibleSet) -> Floats:
    """Return the shares of a programme's point."""
    step = 1.0 if admissible.grid is None else admissible.grid
    return np.asarray(step * solution.point[: len(admissible.leaves)], dtype=np.float64)


def _may_weigh(admissible: AdmissibleSet) -> NDArray[np.bool_]:
    """Return which leaves (k,) are no red lines."""
    red_lines = [rule.members[0] for rule in admissible.rules if rule.kind is RuleKind.RED_LINE]
    return ~np.isin(np.arange(len(admissible.leaves)), red_lines)
