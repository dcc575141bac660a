"""Of all optima of a programme over shares, the one nearest to a stated point.

Owns the stages that follow the first optimum; leaves the programme to
:mod:`engine.optimisation.robust`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.errors import MethodError
from engine.optimisation.program import LinearProgram, Rows, Sense, SparseRows
from engine.optimisation.share_model import unproven
from engine.optimisation.solver import Solution, SolverChoice, solve

LEVEL_TOLERANCE = 1e-9  # deviations below this are none
DUAL_TOLERANCE = 1e-7  # duals and reduced costs below this are none
GRID_SLACK = 1e-9  # guaranteed figures of grid points nearer than this are the same
DIGIT_SLACKS = (0.0, 1e-9, 1e-8, 1e-7, 1e-6)  # CBC's answers arrive with about eight digits

Floats = NDArray[np.float64]
Stages = tuple[Solution, ...]


def nearest_optimum(
    program: LinearProgram, first: Solution, near: Floats, chain: Sequence[SolverChoice]
) -> tuple[Stages, Floats]:
    """Shares of the optimum that is nearest to a point, with the stages that found it.

    Parameters
    ----------
    program, first
        Minimisation whose first k variables are shares, and its optimum.
    near
        (k,), to be near to.

    Notes
    -----
    The greatest |w_k - near_k| is minimised with the cost held at its least, then the greatest of
    the others, and so on: the lexicographic minimum of the deviations is one point. A deviation
    whose row has a positive dual is tight at every optimum of its stage, so its share is settled.
    """
    k, least = len(near), first.record.objective
    settled: dict[int, float] = {}
    stages = [first]
    while len(settled) < k and not (len(stages) == 1 and is_only_optimum(program, first, k)):
        stage = _solved(partial(_level_program, program, least, near, dict(settled)), chain)
        stages.append(unproven(stages[-1]) if stage is None else stage)
        if stage is None:
            break
        tight = _tight(stage, near, settled)
        if stage.record.objective <= LEVEL_TOLERANCE or not tight:
            break
        settled |= tight
    shares = np.clip(stages[-1].point[:k], 0.0, 1.0)
    return tuple(stages[1:]), np.asarray(shares / shares.sum(), dtype=np.float64)


def is_only_optimum(program: LinearProgram, solution: Solution, k: int) -> bool:
    """Whether the duals prove that k shares are the same at every optimum of a linear programme.

    Notes
    -----
    Rows with a dual and variables with a reduced cost keep their value at every optimum
    (complementary slackness). Where no other change of the other variables moves a share, there is
    one optimum. The converse fails at degenerate points, so False says nothing.
    """
    if not bool(np.isfinite(solution.duals).all()):
        return False
    rows = _dense(program.rows)
    reduced = program.cost - rows.T @ solution.duals
    loose = (np.abs(reduced) <= DUAL_TOLERANCE) & (program.lower < program.upper)
    equal = np.array([sense is Sense.EQUAL for sense in program.senses])
    tight = equal | (np.abs(solution.duals) > DUAL_TOLERANCE)
    return _settles_shares(rows[np.ix_(tight, loose)], int(loose[:k].sum()))


def _settles_shares(matrix: Floats, shares: int) -> bool:
    """Return whether no change that keeps all rows (of which shares come first) moves a share.

    For speed the columns that are no shares are first eliminated by rows that hold no other such
    column: a regret over 200 agents has thousands of them, and the rest is a small matrix.
    """
    named = matrix[:, shares:] != 0
    alone = np.flatnonzero(named.sum(axis=1) == 1)
    _, only = np.nonzero(named[alone])  # one entry in each of these rows
    columns, first = np.unique(only, return_index=True)
    pivots, own = alone[first], shares + columns
    others = np.setdiff1d(np.arange(len(matrix)), pivots)
    left = np.setdiff1d(np.arange(matrix.shape[1]), own)
    factors = matrix[np.ix_(others, own)] / matrix[pivots, own]
    remaining = matrix[np.ix_(others, left)] - factors @ matrix[np.ix_(pivots, left)]
    settled = _rank(remaining) - _rank(remaining[:, left >= shares])
    return settled == shares


def _rank(matrix: Floats) -> int:
    return int(np.linalg.matrix_rank(matrix)) if matrix.size else 0


def nearest_grid_optimum(
    program: LinearProgram, first: Solution, near: Floats, chain: Sequence[SolverChoice]
) -> tuple[Stages, Floats]:
    """Shares on the grid of the optimum with the least L1 distance to a point.

    Parameters
    ----------
    program, first
        Minimisation whose first k variables count steps of the grid, and its optimum.
    near
        (k,), to be near to.

    Notes
    -----
    Ties are broken by the least sum of steps times square roots of primes: these are independent
    over the rationals, so that no two grid points tie, and the small ones stand first in the file.
    """
    spread = _with_distance(program, near)
    old_cost = np.concatenate([program.cost, np.zeros(len(near))])
    distances = partial(_holding, spread, old_cost, first.record.objective)
    return _in_order(distances, first, len(near), chain)


def nearest_grid_point(
    program: LinearProgram, first: Solution, near: Floats, chain: Sequence[SolverChoice]
) -> tuple[Stages, Floats]:
    """Shares of the feasible grid point with the least L1 distance to a point; ties as above.

    ``first`` is any feasible one, for want of a nearest.
    """
    spread = _with_distance(program, near)
    return _in_order(lambda _: spread, first, len(near), chain)


def _in_order(
    distances: Callable[[float], LinearProgram],
    first: Solution,
    k: int,
    chain: Sequence[SolverChoice],
) -> tuple[Stages, Floats]:
    """Return the least distance, then the first in order of those that have it."""
    stages, spread = [first], distances(GRID_SLACK)
    nearest = _solved(distances, chain)
    if nearest is not None:
        in_order = np.concatenate([np.sqrt(_primes(k)) / k, np.zeros(len(spread.cost) - k)])
        ordered = replace(spread, cost=in_order)
        last = _solved(partial(_holding, ordered, spread.cost, nearest.record.objective), chain)
        stages += [nearest, unproven(nearest) if last is None else last]
    else:
        stages.append(unproven(first))
    steps = np.rint(stages[-1].point[:k])
    return tuple(stages[1:]), np.asarray(steps / spread.upper[0], dtype=np.float64)


def _solved(
    programs: Callable[[float], LinearProgram], chain: Sequence[SolverChoice]
) -> Solution | None:
    """Solve a later stage; None where no solver answers it, so that the stage before it stands.

    A solver that prints few digits may miss its own optimum by a hair.
    """
    best: Solution | None = None
    for slack in DIGIT_SLACKS:
        program = programs(slack)
        try:
            stage = solve(program, chain=chain)
        except MethodError:  # it met a limit, or found no point that passes our check
            return best
        if stage.record.proven or (stage.record.feasible and program.is_integer):
            return stage  # an integer programme that met a limit would meet it again
        if stage.record.feasible and best is None:
            best = stage
    return best


def _holding(program: LinearProgram, cost: Floats, most: float, slack: float) -> LinearProgram:
    """Return the programme with one more row: this cost stays at its least."""
    return replace(
        program,
        rows=np.vstack([_dense(program.rows), cost]),
        senses=(*program.senses, Sense.AT_MOST),
        limits=np.append(program.limits, most + slack),
    )


def _level_program(
    program: LinearProgram, least: float, near: Floats, settled: dict[int, float], slack: float
) -> LinearProgram:
    """Least z >= |w_k - near_k| of the shares that are not settled, the cost held at its least.

    The last 2k rows are z - w_k >= -near_k and z + w_k >= near_k; those of settled shares are
    empty, so that a row's place tells its share.
    """
    k, n = len(near), len(program.cost)
    places = list(settled)
    held = _holding(program, program.cost, least, slack)
    rows = _dense(held.rows)
    identity = np.eye(k, n)
    identity[places] = 0.0
    level = np.ones((k, 1))
    level[places] = 0.0
    aim = near * level[:, 0]
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[places] = [share - slack for share in settled.values()]
    upper[places] = [share + slack for share in settled.values()]
    return LinearProgram(
        cost=np.append(np.zeros(n), 1.0),
        rows=np.vstack(
            [
                np.hstack([rows, np.zeros((len(rows), 1))]),
                np.hstack([-identity, level]),
                np.hstack([identity, level]),
            ]
        ),
        senses=(*held.senses, *(Sense.AT_LEAST,) * (2 * k)),
        limits=np.concatenate([held.limits, -aim, aim]),
        lower=np.append(lower, 0.0),
        upper=np.append(upper, 1.0 + np.abs(near).max()),
        integer=np.append(program.integer, False),
    )


def _tight(stage: Solution, near: Floats, settled: dict[int, float]) -> dict[int, float]:
    """Return the shares that a stage settles: those whose row has a positive dual."""
    k, level = len(near), stage.record.objective
    above, below = stage.duals[-2 * k : -k], stage.duals[-k:]
    # of two positive duals the level is 0, which ends the search
    return {
        place: float(near[place] + (level if above[place] > below[place] else -level))
        for place in range(k)
        if place not in settled and max(above[place], below[place]) > DUAL_TOLERANCE
    }


def _with_distance(program: LinearProgram, near: Floats) -> LinearProgram:
    """Return the programme of the least sum of d_k >= |step m_k - near_k|."""
    k, n = len(near), len(program.cost)
    steps = np.eye(k, n) / program.upper[0]
    identity = np.eye(k)
    rows = _dense(program.rows)
    padded = np.hstack([rows, np.zeros((len(rows), k))])
    return LinearProgram(
        cost=np.concatenate([np.zeros(n), np.ones(k)]),
        rows=np.vstack([padded, np.hstack([-steps, identity]), np.hstack([steps, identity])]),
        senses=(*program.senses, *(Sense.AT_LEAST,) * (2 * k)),
        limits=np.concatenate([program.limits, -near, near]),
        lower=np.append(program.lower, np.zeros(k)),
        upper=np.append(program.upper, np.full(k, 1.0 + np.abs(near).max())),
        integer=np.append(program.integer, np.zeros(k, dtype=bool)),
    )


def _dense(rows: Rows) -> Floats:
    """Return rows (m, n) as an array."""
    if not isinstance(rows, SparseRows):
        return rows
    dense = np.zeros(rows.shape)
    dense[rows.row, rows.column] = rows.value
    return dense


def _primes(count: int) -> Floats:
    """Return the first primes, (count,)."""
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return np.array(found, dtype=np.float64)
