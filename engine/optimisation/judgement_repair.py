"""The fewest judgements to change so that a convex measure of contradiction keeps its limit.

Knows no measure: the oracle is handed in. Which values to suggest is left to
:mod:`engine.optimisation.scale_values`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import InternalError
from engine.optimisation.box_minimum import Box, Floats, Minima, Oracle, Positions, box_minima
from engine.optimisation.covering import CoverRows, covers

TOLERANCE = 1e-9  # a measure this little above its limit keeps it
TRIED = 16  # by the greedy search before each choice
MARGIN = 1e-9  # by which a cut is weakened, so that rounding never forbids a set that would do


@dataclass(frozen=True, slots=True, eq=False)
class RepairProblem:
    """Judgements of p pairs and what they have to keep.

    Parameters
    ----------
    oracle
        The measure: convex in the p logarithms.
    stated
        (p,) logarithms of the judgements; at a gap any value to start from.
    answered
        (p,), False at a gap, whose value is always free.
    box
        What a changed judgement, and a gap, may become; holds every stated value.
    limit
        The measure's limit.
    """

    oracle: Oracle
    stated: Floats
    answered: NDArray[np.bool_]
    box: Box
    limit: float

    def least(self, sets: NDArray[np.bool_], enough: float = -np.inf) -> Minima:
        """Return the least measure when each set (c, p) of judgements, all as large, may change."""
        moving = sets | ~self.answered
        positions = np.nonzero(moving)[1].reshape(len(sets), -1)
        start = np.broadcast_to(self.stated, moving.shape)
        return box_minima(self.oracle, start, positions, self.box, enough)


@dataclass(frozen=True, slots=True)
class Effort:
    """After how much a search gives up; no clock is read, so that equal problems end alike.

    Parameters
    ----------
    tests
        Sets tested by the oracle.
    looks
        Looks at up to 64 sets each, tested or only on the way to larger ones.
    """

    tests: int
    looks: int


@dataclass(frozen=True, slots=True, eq=False)
class FewestChanges:
    """The fewest judgements to change, and every set of so few that is enough.

    Parameters
    ----------
    changes
        How many; no fewer than ``bound`` are enough, which is proven.
    complete
        Whether ``sets`` are all the sets of ``bound`` judgements that are enough.
    sets
        (c, p), the one that allows the least measure first; one empty set when nothing has to
        be changed.
    points, values
        Where each set's measure is least, (c, p), and the measure, (c,).
    tested
        How many sets were tested by the oracle.
    """

    changes: int
    bound: int
    complete: bool
    sets: NDArray[np.bool_]
    points: Floats
    values: Floats
    tested: int

    @property
    def proven(self) -> bool:
        """Whether no fewer changes are enough."""
        return self.changes == self.bound


def fewest_judgements(problem: RepairProblem, effort: Effort | None = None) -> FewestChanges:
    """Return the fewest judgements to change so that the measure keeps its limit.

    Parameters
    ----------
    effort
        After this much the search gives up: the answer is then what was found of the size looked
        at, else what a greedy search finds, with the bound proven so far. None never gives up.

    Raises
    ------
    InternalError
        ``optimisation.never_enough`` when not even changing all judgements is enough; as
        :func:`engine.optimisation.box_minimum.box_minima`.

    Notes
    -----
    Convex outer approximation. A set of judgements is tested by minimising the measure f over
    just these. If the least, at x with gradient g, is above the limit L, then no y with f(y) <= L
    violates f(x) + g (y - x) <= L; whoever changes the set T can lower the left side, from its
    value at the stated judgements, by at most the sum over T of max g (stated - z), z in the box.
    That cut asks T to cover a row of gains. The sets tested next are those that cover all rows so
    far, the smallest first, so that the first size at which one is enough is least, and all of
    that size are met. The set tested never covers its own row: the search is finite.

    References
    ----------
    Bozoki, S., Fulop, J., Poesz, A. (2015), On reducing inconsistency of pairwise comparison
    matrices below an acceptance threshold, Central European J. of Operations Research 23,
    849-866: the problem. Duran, M. A., Grossmann, I. E. (1986), An outer-approximation algorithm
    for a class of mixed-integer nonlinear programs, Mathematical Programming 36, 307-339.
    """
    search = _Search(problem, effort)
    unchanged = np.zeros((1, len(problem.stated)), dtype=np.bool_)
    if search.enough(unchanged).any():
        return search.answer(unchanged, bound=0, complete=True)
    for size in range(1, int(problem.answered.sum()) + 1):
        found = [unchanged[:0]]
        for candidates in covers(search.rows, size, problem.answered):
            if search.is_spent:
                return search.unproven(np.concatenate(found), size)
            search.looks += 1
            found.append(candidates[search.enough(candidates)])
        if any(map(len, found)):
            return search.answer(np.concatenate(found), bound=size, complete=True)
    raise InternalError("optimisation.never_enough", judgements=len(problem.stated))


class _Search:
    """The cuts so far, and how much the search has cost."""

    def __init__(self, problem: RepairProblem, effort: Effort | None) -> None:
        self.problem = problem
        self.limit = problem.limit + TOLERANCE
        self.rows = CoverRows(len(problem.stated))
        self.effort = effort
        self.tested = self.looks = 0

    @property
    def is_spent(self) -> bool:
        most = self.effort
        return most is not None and (self.tested >= most.tests or self.looks >= most.looks)

    def enough(self, sets: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which sets (c, p) are enough; those that are not leave their cuts."""
        if not len(sets):
            return np.zeros(0, dtype=np.bool_)
        least = self.problem.least(sets, self.limit)
        self.tested += len(sets)
        keeps = least.values <= self.limit
        self._cut(Minima(least.points[~keeps], least.values[~keeps], least.gradients[~keeps]))
        return np.asarray(keeps, dtype=np.bool_)

    def _cut(self, least: Minima) -> None:
        """Add the rows of points at which the measure is above its limit."""
        x, g, box = least.points, least.gradients, self.problem.box
        lowest = np.minimum(g * box.lower, g * box.upper)
        answered = self.problem.answered
        unchanged = np.where(answered, g * self.problem.stated, lowest)
        gains = np.maximum(unchanged - lowest, 0.0)
        needed = least.values + (unchanged - g * x).sum(axis=1) - self.limit - MARGIN
        # above its limit by less than the margin: too little to forbid anything by
        tells = needed > MARGIN
        self.rows.add(gains[tells] / needed[tells, None])

    def answer(self, sets: NDArray[np.bool_], bound: int, *, complete: bool) -> FewestChanges:
        """Return the record of sets that are enough, each minimised to the end."""
        least = self.problem.least(sets)
        order = np.lexsort((*(~sets.T[::-1]), least.values.round(9)))
        return FewestChanges(
            changes=int(sets[0].sum()),
            bound=bound,
            complete=complete,
            sets=sets[order],
            points=least.points[order],
            values=least.values[order],
            tested=self.tested,
        )

    def unproven(self, found: NDArray[np.bool_], size: int) -> FewestChanges:
        """Return what is known when the search gives up among the sets of one size."""
        sets = found if len(found) else greedy_set(self.problem)[None, :]
        return self.answer(sets, bound=size, complete=False)


def greedy_set(problem: RepairProblem) -> NDArray[np.bool_]:
    """Return a set (p,) of judgements that is enough, none of which could be left out.

    One judgement after another, each time the one whose change lowers the measure most, among
    the 16 whose change promises most by the slope; then those that later ones made superfluous
    are taken out again.
    """
    limit = problem.limit + TOLERANCE
    chosen = np.zeros(len(problem.stated), dtype=np.bool_)
    while (least := problem.least(chosen[None, :], limit)).values[0] > limit:
        wider = _with_each(chosen, _promising(problem, chosen, least.gradients[0]))
        if not len(wider):
            raise InternalError("optimisation.never_enough", judgements=len(chosen))
        chosen = wider[problem.least(wider).values.argmin()]
    for position in np.flatnonzero(chosen):
        narrower = chosen.copy()
        narrower[position] = False
        if problem.least(narrower[None, :], limit).values[0] <= limit:
            chosen = narrower
    return chosen


def _promising(problem: RepairProblem, chosen: NDArray[np.bool_], slopes: Floats) -> Positions:
    """Return the judgements not chosen that could lower the tangent plane most, the best first."""
    box = problem.box
    falls = slopes * problem.stated - np.minimum(slopes * box.lower, slopes * box.upper)
    others = np.flatnonzero(problem.answered & ~chosen)
    return others[np.argsort(-falls[others], kind="stable")[:TRIED]]


def _with_each(chosen: NDArray[np.bool_], positions: Positions) -> NDArray[np.bool_]:
    wider = np.repeat(chosen[None, :], len(positions), axis=0)
    wider[np.arange(len(positions)), positions] = True
    return wider
