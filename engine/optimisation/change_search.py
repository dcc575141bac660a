"""The order of work in which few grade changes are found: starts, lines, neighbourhoods, bound.

Owns the state of one search; the programmes are ``grade_programme``'s, the lines
``grade_search``'s. Every stop is a count, never a clock, so that repeats are identical.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import GradeRule
from engine.errors import MethodError
from engine.optimisation.conflicts import infeasible_policy
from engine.optimisation.extremes import in_steps
from engine.optimisation.grade_forms import (
    BandForms,
    bound_forms,
    changes_under,
    found_forms,
    ranks_under,
    tight_forms,
)
from engine.optimisation.grade_hinge import hinge_starts
from engine.optimisation.grade_programme import (
    Outlook,
    fewest_program,
    narrowed,
    nearest_program,
    outlook,
    shares_of,
)
from engine.optimisation.grade_search import region, searched
from engine.optimisation.program import LinearProgram
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import CHAIN, Solution, SolverChoice, SolverRecord, solve

Floats: TypeAlias = NDArray[np.float64]
FormsKind: TypeAlias = Callable[[Floats, NDArray[np.int64], GradeRule], BandForms]

MOST_EXACT = 300  # agents up to which rules that are not nested are met exactly: a solve for each
MOST_WHOLE = 100  # open agents up to which the integer programme takes all of them
NEIGHBOURS = 50  # open agents of a neighbourhood
KEEPING_NODES = 50  # on a grid: nearness is a tie-break, not worth more
REACHES = tuple(0.8**power for power in range(52))  # of a share, down to 1e-5
STARTS = 2  # hinge starts that are searched from, besides the nearest set to the target
HALF = 0.5
WHOLE_ROUND = 1e-6  # a bound this little above a whole number is that number
INSIDE = 1e-9  # a start that the nearest admissible set is this near to is admissible


@dataclass(frozen=True, slots=True, eq=False)
class ChangeOptions:
    """How far the search for fewer changes goes.

    Parameters
    ----------
    node_limit
        Nodes of the integer programme over all open agents, where there are at most 100.
    lines
        Lines searched from each start.
    neighbourhoods
        Greatest number of integer programmes over neighbourhoods, and the nodes of each.
    time_limit_s
        Safety for each solve; meeting it makes the result not reproducible. A step that it ends
        without a point is left out, and the best set so far stands.
    starts
        Further sets (k,) to start from, such as the recommended one: the answer has no more
        changes than any of them that is admissible.
    """

    node_limit: int = 200
    lines: int = 1500
    neighbourhoods: tuple[int, int] = (3, 5)
    time_limit_s: float = 60.0
    starts: tuple[Floats, ...] = ()
    chain: Sequence[SolverChoice] = CHAIN


@dataclass(slots=True, eq=False)
class ChangeSearch:
    """One search: the best set so far, and what every solve said."""

    scores: Floats
    before: NDArray[np.int64]
    rule: GradeRule
    admissible: AdmissibleSet
    target: Floats
    options: ChangeOptions
    best: Floats = field(init=False)
    fewest: int = field(init=False)
    bound: int = field(init=False, default=0)
    records: list[SolverRecord] = field(init=False, default_factory=list)

    def run(self) -> NDArray[np.bool_]:
        """Search; return the agents (n,) who change grade under every admissible set.

        Raises
        ------
        MethodError
            ``policy.infeasible`` when nothing is admissible.
        """
        graded = np.flatnonzero(self.before >= 0)
        start = self._nearest(self.target, node_limit=None)
        if start is None:
            raise infeasible_policy(self.admissible)
        self.admissible = in_steps(self.admissible)  # the same grid points, nearer bounds
        self.best, self.fewest = start, self._changes(start)
        bounding = self._forms(bound_forms)
        seen = outlook(bounding, self.admissible, exact=len(graded) <= MOST_EXACT)
        self.bound = int(seen.must.sum())
        may = np.flatnonzero(seen.open)
        if self.fewest > self.bound:
            self._search_lines(self._forms(found_forms).of(may), start)
            self._bounded(bounding, seen)
            self._neighbourhoods(self._forms(found_forms))
        after = ranks_under(self.scores, self.best, self.rule)
        self._keep(np.flatnonzero((after == self.before)[graded]))
        must = np.zeros(len(self.before), dtype=np.bool_)
        must[graded] = seen.must
        return must

    def _forms(self, kind: FormsKind) -> BandForms:
        """Return the forms of those who had a grade."""
        graded = self.before >= 0
        return kind(self.scores[graded], self.before[graded], self.rule)

    def _search_lines(self, forms: BandForms, nearest: Floats) -> None:
        """Search from the nearest set, the given ones and the best of the hinge programmes."""
        starts = [nearest, *self._given()]
        nodes = self.options.node_limit
        found: list[tuple[int, int, Floats]] = []
        off_grid = self.admissible.grid is None
        free = self.admissible if off_grid else replace(self.admissible, grid=None)
        for shares in hinge_starts(forms, free, self._solve):
            found.append((self._changes(shares), len(found), shares))
        for _, _, shares in sorted(found, key=lambda one: one[:2])[:STARTS]:
            on_grid = shares if free is self.admissible else self._nearest(shares, node_limit=nodes)
            starts += [] if on_grid is None else [on_grid]
        within = region(self.admissible)
        for start in starts:
            self._try(start)
            if self.fewest > self.bound:
                self._try(searched(forms, start, within, self.options.lines))

    def _bounded(self, forms: BandForms, seen: Outlook) -> None:
        """Raise the bound by the programme over all open agents, with integers where few."""
        must, may = self.bound, np.flatnonzero(seen.open)
        given = forms.of(may), seen.of(may), self.admissible
        self._raise_bound(must, self._solve(fewest_program(*given, whole=False)))
        if len(may) > MOST_WHOLE or self.fewest <= self.bound:
            return
        solution = self._solve(fewest_program(*given), self.options.node_limit)
        self._raise_bound(must, solution)
        if solution.record.feasible:
            self._try(shares_of(solution.point, self.admissible))
            stays = ~seen.must
            stays[may] = solution.point[len(self.target) :] < HALF
            self._keep(np.flatnonzero(stays))

    def _raise_bound(self, must: int, solution: Solution) -> None:
        bound = solution.record.bound
        if np.isfinite(bound):
            self.bound = max(self.bound, must + ceil(bound - WHOLE_ROUND))

    def _neighbourhoods(self, forms: BandForms) -> None:
        """Solve the programme near the best set while that pays."""
        rounds, nodes = self.options.neighbourhoods
        for _ in range(rounds):
            if self.fewest <= self.bound:
                return
            neighbourhood = self._near(forms)
            if neighbourhood is None:
                return
            near, seen = neighbourhood
            may = np.flatnonzero(seen.open)
            program = fewest_program(forms.of(may), seen.of(may), near)
            solution = self._solve(program, nodes)
            found = solution.record.feasible
            if not found or not self._try(shares_of(solution.point, self.admissible)):
                return

    def _near(self, forms: BandForms) -> tuple[AdmissibleSet, Outlook] | None:
        """Return the widest box around the best set in which few enough agents are open.

        None where even in the smallest many are: agents whose scores are alike. Whoever is open
        in a box is open in every wider one, so that halving finds it.
        """

        def near(reach: float) -> tuple[AdmissibleSet, Outlook]:
            box = narrowed(self.admissible, self.best - reach, self.best + reach)
            return box, outlook(forms, box, exact=False)

        def is_few(reach: float) -> bool:
            return int(near(reach)[1].open.sum()) <= NEIGHBOURS

        widest = bisect_left(REACHES, 1, key=is_few)
        return near(REACHES[widest]) if widest < len(REACHES) else None

    def _keep(self, agents: NDArray[np.intp]) -> None:
        """Try the nearest set to the target that keeps agents (of those graded) in grade."""
        nodes = min(KEEPING_NODES, self.options.node_limit)
        for kind in (found_forms, tight_forms):
            stays = self._forms(kind).of(agents)
            seen = outlook(stays, self.admissible, exact=False)
            may = np.flatnonzero((seen.least_low < 0) | (seen.greatest_high > 0))
            nearest = self._nearest(self.target, stays.of(may), node_limit=nodes)
            if nearest is not None:
                self._try(nearest)
                return

    def _given(self) -> list[Floats]:
        """Return the starts that the caller gave, moved into the admissible set where outside."""
        starts = []
        for start in self.options.starts:
            moved = self._nearest(start, node_limit=self.options.node_limit)
            if moved is not None:
                inside = float(np.abs(moved - start).max()) <= INSIDE
                starts.append(start if inside else moved)
        return starts

    def _nearest(
        self, target: Floats, stays: BandForms | None = None, *, node_limit: int | None
    ) -> Floats | None:
        solution = self._solve(nearest_program(target, self.admissible, stays), node_limit)
        if not solution.record.feasible:
            return None
        return shares_of(solution.point, self.admissible)

    def _solve(self, program: LinearProgram, node_limit: int | None = None) -> Solution:
        """Solve; only the first programme must have an answer, the others improve on its."""
        try:
            solution = solve(
                program,
                chain=self.options.chain,
                time_limit_s=self.options.time_limit_s,
                node_limit=node_limit,
            )
        except MethodError:
            if not self.records:
                raise
            solution = _unanswered(program, self.records[-1])
        self.records.append(solution.record)
        return solution

    def _try(self, shares: Floats) -> bool:
        """Keep shares that change fewer grades, or as few nearer to the target."""
        changes = self._changes(shares)
        fewer = changes < self.fewest
        if fewer or (changes == self.fewest and self._distance(shares) < self._distance(self.best)):
            self.best, self.fewest = shares, changes
        return fewer

    def _changes(self, shares: Floats) -> int:
        return changes_under(self.scores, shares, self.rule, self.before)

    def _distance(self, shares: Floats) -> float:
        return float(np.abs(shares - self.target).sum())


def _unanswered(program: LinearProgram, last: SolverRecord) -> Solution:
    """Return what a programme says that no solver answered within its limit: nothing."""
    record = replace(
        last,
        feasible=False,
        proven=False,
        why="limit",
        objective=float("inf"),
        bound=float("-inf"),
        gap=float("inf"),
        seconds=0.0,
        reproducible=False,
    )
    columns, rows = len(program.cost), len(program.limits)
    return Solution(record, np.full(columns, np.nan), np.full(rows, np.nan))
