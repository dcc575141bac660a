"""Shares as segments, so that separable convex costs and integer steps become linear columns.

Owns the columns and rows that all stages of a choice of weights have in common; which stages
there are is left to :mod:`engine.optimisation.closeness` and its siblings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import MethodError
from engine.optimisation.program import LinearProgram, Sense
from engine.optimisation.rules import AdmissibleSet, own_bounds
from engine.optimisation.solver import Solution, SolverChoice, solve

Floats: TypeAlias = NDArray[np.float64]
# positions of leaves (n,) and amounts (n,) -> cost (n,), convex in the amount
Cost: TypeAlias = Callable[[NDArray[np.intp], Floats], Floats]

REDUCED_COST = 1e-6  # a reduced cost below this may be arithmetic
SLACKS = (0.0, 1e-9, 1e-8, 1e-7)  # a solver that prints few digits misses its optimum by a hair


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows (m, columns) that are at least their limits (m,)."""

    coefficients: Floats
    limits: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A cost (columns,) that later stages may not raise above ``limit``."""

    cost: Floats
    limit: float


@dataclass(frozen=True, slots=True, eq=False)
class ShareModel:
    """Columns: the segments of the shares, ``levels`` deviations, and a constant of 1.

    Amounts are shares, or whole steps where the model has a ``grid``. The share of a leaf is the
    sum of its segments; the slopes of a convex cost rise along them, so that the cheapest way to
    a share fills them in order and the cost of the columns is the cost of the share.

    Parameters
    ----------
    admissible
        The rules.
    places, starts, lengths
        (n,) leaf, first amount and length of each segment; those of a leaf join up from 0.
    levels
        How many columns stand for greatest deviations.
    grid
        Publishable step; None for shares of any size.
    least, most
        (n,) bounds of the segments' columns; empty: 0 and the lengths.
    """

    admissible: AdmissibleSet
    places: NDArray[np.intp]
    starts: Floats
    lengths: Floats
    levels: int
    grid: float | None = None
    least: Floats = field(default_factory=lambda: np.empty(0))
    most: Floats = field(default_factory=lambda: np.empty(0))
    _spread: Floats = field(init=False)

    def __post_init__(self) -> None:
        spread = np.zeros((len(self.admissible.leaves), self.columns))
        spread[self.places, np.arange(len(self.places))] = 1.0
        object.__setattr__(self, "_spread", spread)
        if not len(self.least):
            object.__setattr__(self, "least", np.zeros(len(self.places)))
            object.__setattr__(self, "most", self.lengths)

    @property
    def settled(self) -> NDArray[np.bool_]:
        """Whether the bounds alone say the amount of a leaf: (k,)."""
        settled = np.ones(len(self.admissible.leaves), dtype=np.bool_)
        settled[self.places[self.least < self.most]] = False
        return settled

    @property
    def ranges(self) -> Floats:
        """Least and greatest amount (2, k) that the bounds of the segments leave each leaf."""
        spread = self._spread[:, : len(self.places)]
        return np.stack([spread @ self.least, spread @ self.most])

    @property
    def unit(self) -> float:
        """The share of one amount."""
        return 1.0 if self.grid is None else self.grid

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.places) + self.levels + 1

    def level(self, number: int) -> int:
        """Return the column of a greatest deviation."""
        return len(self.places) + number

    def cost(self, of: Cost) -> Floats:
        """Return the (columns,) cost of a separable convex function of the amounts."""
        leaves = np.arange(len(self.admissible.leaves))
        rises = of(self.places, self.starts + self.lengths) - of(self.places, self.starts)
        cost = np.zeros(self.columns)
        cost[: len(self.places)] = rises / self.lengths
        cost[-1] = float(of(leaves, np.zeros(len(leaves))).sum())
        return cost

    def amounts(self, point: Floats) -> Floats:
        """Return the (k,) amounts of the leaves; whole ones on a grid."""
        amounts = self._spread @ point
        return np.rint(amounts) if self.grid is not None else np.asarray(amounts)

    def shares(self, point: Floats) -> Floats:
        """Return the (k,) shares free of the solver's arithmetic dust: their sum is one."""
        amounts = self.amounts(point)
        if self.grid is not None:
            return np.asarray(amounts / round(1 / self.grid), dtype=np.float64)
        clipped = np.clip(amounts, 0.0, 1.0)
        return np.asarray(clipped / clipped.sum(), dtype=np.float64)

    def deviations(self, aims: Floats, level_of: NDArray[np.intp], room: Floats) -> Rows:
        """Return rows |amount - aim| <= level + room for each leaf, downwards and then upwards.

        They and the levels count in shares, so that a solver's digits go as far on any grid.

        Parameters
        ----------
        aims
            (k,) amounts aimed at.
        level_of
            (k,) number of the leaf's level; -1 where ``room`` alone bounds the deviation.
        room
            (2, k): by how much a deviation downwards and upwards may exceed its level; infinite
            where it has no row.
        """
        sides, leaves = np.nonzero(np.isfinite(room))
        signs = np.where(sides == 0, 1.0, -1.0)
        rows = self.unit * signs[:, None] * self._spread[leaves]
        for number in range(self.levels):
            rows[level_of[leaves] == number, self.level(number)] = 1.0
        return Rows(rows, self.unit * (signs * aims[leaves] - room[sides, leaves]))

    def program(self, cost: Floats, held: Sequence[Held], more: Rows | None) -> LinearProgram:
        """Return least cost over the admissible amounts; ``more`` rows come last.

        Rows are the sum, the rules in order, one that names every column beside the segments
        (PuLP gives no value to a column that no row names), the held costs, then ``more``.
        """
        rows = np.vstack([np.ones((1, len(self._spread))), self.admissible.rows]) @ self._spread
        n = len(self.places)
        one, beside = np.zeros(self.columns), np.zeros((1, self.columns))
        one[-1], beside[0, n:] = 1.0, 1.0
        blocks = [rows, beside, *(each.cost[None, :] for each in held)]
        limits = [np.array([1.0 / self.unit]), self.admissible.limits / self.unit, np.ones(1)]
        limits += [np.array([each.limit]) for each in held]
        senses = [Sense.EQUAL, *self.admissible.senses, Sense.AT_LEAST]
        senses += [Sense.AT_MOST] * len(held)
        if more is not None:
            blocks, limits = [*blocks, more.coefficients], [*limits, more.limits]
            senses += [Sense.AT_LEAST] * len(more.limits)
        return LinearProgram(
            cost=cost,
            rows=np.vstack(blocks),
            senses=tuple(senses),
            limits=np.concatenate(limits),
            lower=np.concatenate([self.least, one[n:]]),
            upper=np.concatenate([self.most, np.ones(self.levels + 1)]),
            integer=np.concatenate(
                [np.full(n, self.grid is not None), np.zeros(self.columns - n, dtype=np.bool_)]
            ),
        )

    def face(
        self, solution: Solution, cost: Floats, held: Sequence[Held], more: Rows | None
    ) -> "ShareModel":
        """Return the model without the segments whose amount every optimum of a stage shares.

        A column whose reduced cost is not 0 stands at its bound in every optimum
        (complementary slackness); nothing is fixed where the optimum is not proven.
        """
        program = self.program(cost, held, more)
        reduced = (cost - program.rows.T @ solution.duals)[: len(self.places)]
        return replace(
            self,
            least=np.where(reduced < -REDUCED_COST, self.most, self.least),
            most=np.where(reduced > REDUCED_COST, self.least, self.most),
        )

    def narrowed(self) -> "ShareModel":
        """Return the model with rules on single leaves as bounds of segments instead of rows.

        A convex cost fills the segments of a leaf in order, so that its floor and cap say how far
        each is filled at least and at most. For speed: where moves, floors and caps bound every
        leaf, one row in eight is left. Such rules then have no duals.
        """
        floors, caps = own_bounds(self.admissible)
        lowest = np.clip(floors[self.places] / self.unit - self.starts, 0.0, self.lengths)
        highest = np.clip(caps[self.places] / self.unit - self.starts, 0.0, self.lengths)
        most = np.minimum(self.most, highest)
        rules = tuple(rule for rule in self.admissible.rules if not rule.is_single)
        return replace(
            self,
            admissible=replace(self.admissible, rules=rules),
            least=np.minimum(np.maximum(self.least, lowest), most),
            most=most,
        )

    def stage(
        self,
        cost: Floats,
        held: Sequence[Held],
        more: Rows | None,
        chain: Sequence[SolverChoice],
    ) -> Solution | None:
        """Solve a stage whose held costs were reached before; None where digits lost them."""
        for slack in SLACKS:
            loosened = [Held(each.cost, each.limit + slack) for each in held]
            room = None if more is None else Rows(more.coefficients, more.limits - slack)
            try:
                solution = solve(self.program(cost, loosened, room), chain=chain)
            except MethodError:  # no solver of the chain found a point that passes our check
                return None
            if solution.record.feasible:
                return solution
        return None


def unproven(solution: Solution) -> Solution:
    """Return a solution after which a stage was lost: its point stands, but not as proven.

    Nor as reproducible: a clock may have ended that stage.
    """
    record = replace(solution.record, proven=False, why="limit", reproducible=False)
    return replace(solution, record=record)


def share_model(
    admissible: AdmissibleSet,
    breaks: Sequence[Floats],
    *,
    levels: int = 0,
    grid: float | None = None,
) -> ShareModel:
    """Return the model whose segments end at the given amounts.

    Parameters
    ----------
    breaks
        For each leaf, amounts at which the slope of a cost may rise, in any order; those outside
        the leaf's range do not count. On a grid they are whole.
    """
    top = 1.0 if grid is None else float(round(1 / grid))
    places, starts, lengths = [], [], []
    for place, own in enumerate(breaks):
        inner = np.asarray(own, dtype=np.float64)
        ends = np.unique(np.concatenate([[0.0, top], inner[(inner > 0) & (inner < top)]]))
        places.append(np.full(len(ends) - 1, place, dtype=np.intp))
        starts.append(ends[:-1])
        lengths.append(np.diff(ends))
    return ShareModel(
        admissible,
        np.concatenate(places),
        np.concatenate(starts),
        np.concatenate(lengths),
        levels,
        grid,
    )
