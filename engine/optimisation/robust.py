"""What the robust choices have in common: the programme over admissible shares and its answer.

Owns the stages after the first: of all admissible sets with the best guaranteed figure the one
nearest to a stated point, so that one input has one answer. What is guaranteed is left to
:mod:`engine.optimisation.worst_case`, :mod:`~engine.optimisation.max_min` and
:mod:`~engine.optimisation.regret`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.texts import Sentence
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.optimisation.conflicts import infeasible_policy
from engine.optimisation.program import LinearProgram, Sense
from engine.optimisation.robust_stages import nearest_grid_optimum, nearest_optimum
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import Solution, SolverChoice, SolverRecord, solve


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceRange:
    """Evidence shares and the ends of their intervals, (k,) each, low <= centre <= high.

    Raises
    ------
    InputError
        ``optimisation.interval`` for ends that cross, differ in number or are not finite.
    """

    centre: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def __post_init__(self) -> None:
        shapes = {self.centre.shape, self.low.shape, self.high.shape}
        if len(shapes) > 1 or self.centre.ndim != 1:
            raise InputError("optimisation.interval", places="-")
        ordered = (self.low <= self.centre) & (self.centre <= self.high)  # nan fails, too
        good = ordered & np.isfinite(self.low) & np.isfinite(self.high)
        if not bool(good.all()):
            places = ", ".join(str(place + 1) for place in np.flatnonzero(~good))
            raise InputError("optimisation.interval", places=places)


@dataclass(frozen=True, slots=True, eq=False)
class RobustWeights:
    """Admissible weights with the best guaranteed figure, and how bad the worst case is.

    Parameters
    ----------
    value
        The guaranteed figure, computed anew from the shares.
    record
        ``objective`` is ``value``; ``bound`` is what no admissible set beats (for a maximum an
        upper bound); ``proven`` holds for every stage of the choice.
    worst
        The worst case: positions of the evidence shares that stand at the bad end of their
        interval, or the rows of the draws with the greatest regret.
    caution
        What the choice is prone to, None where there is nothing to say.
    agents, left_out
        For regret in scores: the agents counted and those without a score on every leaf.
    """

    weights: WeightSet
    value: float
    record: SolverRecord
    worst: tuple[int, ...]
    caution: Sentence | None = None
    agents: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Extra:
    """What a robust programme adds to the admissible set: e variables >= 0 and rows on all k + e.

    ``cost`` is (k + e,), ``rows`` (m, k + e) with shares in the first k columns, each
    ``rows @ x >= limits``. ``most``, one number or (e,), is no less than any value that an extra
    variable needs at an optimum: dual bounds lean on it.
    """

    cost: NDArray[np.float64]
    rows: NDArray[np.float64]
    limits: NDArray[np.float64]
    most: float | NDArray[np.float64]


def robust_program(admissible: AdmissibleSet, extra: Extra) -> LinearProgram:
    """Least cost over the admissible shares and the extra variables.

    The first k variables are shares, or on a grid whole numbers of steps; the first rows are the
    sum to one and the rules.
    """
    k, n = len(admissible.leaves), len(extra.cost)
    steps = 1.0 if admissible.grid is None else admissible.grid
    scale = np.concatenate([np.full(k, steps), np.ones(n - k)])
    rules = np.vstack([np.ones((1, k)), admissible.rows])
    padded = np.hstack([rules, np.zeros((len(rules), n - k))])
    shares_upper = np.full(k, float(round(1 / steps)))
    return LinearProgram(
        cost=extra.cost * scale,
        rows=np.vstack([padded, extra.rows]) * scale,
        senses=(Sense.EQUAL, *admissible.senses, *(Sense.AT_LEAST,) * len(extra.limits)),
        limits=np.concatenate([[1.0], admissible.limits, extra.limits]),
        lower=np.zeros(n),
        upper=np.concatenate([shares_upper, np.broadcast_to(extra.most, n - k)]),
        integer=np.arange(n) < (0 if admissible.grid is None else k),
    )


def solved(
    admissible: AdmissibleSet, program: LinearProgram, chain: Sequence[SolverChoice]
) -> Solution:
    """Return the programme's answer, or raise ``policy.infeasible`` naming the clashing rules."""
    first = solve(program, chain=chain)
    if not first.record.feasible:  # costs are bounded below on a bounded set: it is infeasible
        raise infeasible_policy(admissible)
    return first


def robust_choice(
    admissible: AdmissibleSet,
    program: LinearProgram,
    first: Solution,
    near: NDArray[np.float64],
    chain: Sequence[SolverChoice],
) -> tuple[WeightSet, SolverRecord]:
    """Return the optimum nearest to ``near`` (k,), and the first record with all stages' proof."""
    later = nearest_optimum if admissible.grid is None else nearest_grid_optimum
    stages, shares = later(program, first, near, chain)
    unproven = [stage.record.why for stage in stages if not stage.record.proven]
    record = replace(
        first.record,
        proven=first.record.proven and not unproven,
        why=unproven[0] if first.record.proven and unproven else first.record.why,
        seconds=first.record.seconds + sum(stage.record.seconds for stage in stages),
        reproducible=all(stage.record.reproducible for stage in (first, *stages)),
    )
    return WeightSet(Origin.RECOMMENDED, admissible.leaves, shares), record


def stated(record: SolverRecord, value: float, *, maximum: bool = False) -> SolverRecord:
    """Return a minimisation's record told in terms of the guaranteed figure."""
    sign = -1.0 if maximum else 1.0
    bound = sign * min(record.bound, sign * value)
    gap = abs(value - bound) / max(1.0, abs(value))
    return replace(record, objective=value, bound=bound, gap=gap)


def budgeted_sum(amounts: NDArray[np.float64], budget: float) -> float:
    """Greatest ``z @ amounts`` with 0 <= z <= 1 and sum z <= budget: the greatest ones first.

    Parameters
    ----------
    amounts
        (k,), each >= 0.
    budget
        0..k; a fraction counts the next amount by that much.
    """
    falling = np.sort(amounts)[::-1]
    taken = np.clip(budget - np.arange(len(amounts)), 0.0, 1.0)
    return float(taken @ falling)


def worst_places(amounts: NDArray[np.float64], budget: float) -> tuple[int, ...]:
    """Return the positions that :func:`budgeted_sum` counts, wholly or in part; no zeros."""
    order = np.argsort(-amounts, kind="stable")[: int(np.ceil(budget))]
    return tuple(sorted(int(place) for place in order if amounts[place] > 0))


def checked_budget(budget: float, k: int) -> float:
    """Return a budget of 0..k, or raise ``optimisation.budget``."""
    if not 0 <= budget <= k:  # nan fails, too
        raise InputError("optimisation.budget", budget=budget, indicators=k)
    return float(budget)


def checked_near(
    near: NDArray[np.float64] | None, otherwise: NDArray[np.float64], k: int
) -> NDArray[np.float64]:
    """Return what equally good sets should be near to: (k,) finite."""
    point = otherwise if near is None else near
    if point.shape != (k,) or not bool(np.isfinite(point).all()):
        raise InputError("optimisation.near", indicators=k, shape=str(point.shape))
    return point
