"""Fewest grade changes: brute force, reference case, unusual inputs, repeats."""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from engine.domain.grades import GradeRule
from engine.domain.tables import ScoreTable
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError, MethodError
from engine.optimisation.grade_changes import (
    ChangeOptions,
    GradeChanges,
    fewest_grade_changes,
    rescaled_weights,
)
from engine.optimisation.grade_forms import changes_under, ranks_under
from engine.optimisation.rules import AdmissibleSet, RuleKind
from engine.optimisation.solver import CBC, HIGHS, SolverChoice

EACH = pytest.mark.parametrize("choice", [HIGHS, CBC], ids=lambda c: c.name)
HALF_UNIT = Fraction(1, 2_000_000)  # scores are rounded to six decimals before they are graded
SHORT = ChangeOptions(node_limit=5, lines=300, neighbourhoods=(1, 2))
SEVEN = [[80, 50], [50, 70], [66, 58], [90, 45], [40, 75], [61, 61], [58, 61]]


def weights(shares: NDArray[np.float64] | list[float]) -> WeightSet:
    leaves = tuple(f"i{place}" for place in range(len(shares)))
    return WeightSet(Origin.JUDGED, leaves, np.array(shares, dtype=np.float64))


def table(scores: NDArray[np.float64]) -> ScoreTable:
    leaves = tuple(f"i{place}" for place in range(scores.shape[1]))
    return ScoreTable(tuple(f"agent {i}" for i in range(len(scores))), leaves, scores)


def found_for(
    scores: NDArray[np.float64],
    incumbent: list[float] | NDArray[np.float64],
    rule: GradeRule,
    admissible: AdmissibleSet,
    **options: Any,
) -> GradeChanges:
    before = ranks_under(scores, np.array(incumbent), rule)
    return fewest_grade_changes(
        table(scores), before, rule, admissible, weights(incumbent), ChangeOptions(**options)
    )


@EACH
def test_reference_case_needs_one_change(
    box_of: Callable[..., AdmissibleSet], choice: SolverChoice
) -> None:
    """Case grades-7x2: all breakpoints enumerated in fractions, w0 in (3/7, 1/2]."""
    rule, scores = GradeRule((60.0,), ("A", "B")), np.array(SEVEN, dtype=np.float64)

    found = found_for(scores, [0.7, 0.3], rule, box_of([0.3, 0.5], [0.5, 0.7]), chain=(choice,))

    assert (found.changes, found.bound, found.proven) == (1, 1, True)
    assert found.record.why == "optimal"
    assert found.must.tolist() == [False, True, False, False, False, False, False]
    # nearest to the target of those sets
    assert found.weights.shares == pytest.approx([0.5, 0.5], abs=1e-7)
    assert (found.ranks != ranks_under(scores, np.array([0.7, 0.3]), rule)).sum() == 1


@EACH
def test_reference_case_on_a_grid(
    box_of: Callable[..., AdmissibleSet], choice: SolverChoice
) -> None:
    rule, scores = GradeRule((60.0,), ("A", "B")), np.array(SEVEN, dtype=np.float64)
    admissible = box_of([0.3, 0.5], [0.5, 0.7], grid=0.05)

    found = found_for(scores, [0.7, 0.3], rule, admissible, chain=(choice,))

    assert (found.changes, found.proven) == (1, True)
    assert found.weights.shares.tolist() == [0.5, 0.5]


def fewest_of_two(
    scores: list[list[int]], before: list[int], cuts: list[int], low: Fraction, high: Fraction
) -> int:
    """Return the fewest changes over w0 in [low, high], at all breakpoints and between them."""
    points = {low, high}
    for (a, b), cut in ((row, cut) for row in scores for cut in cuts if row[0] != row[1]):
        for threshold in (Fraction(cut), cut - HALF_UNIT):
            points |= {w for w in [(threshold - b) / (a - b)] if low <= w <= high}
    ordered = sorted(points)
    ordered += [(left + right) / 2 for left, right in pairwise(ordered)]
    return min(
        sum(
            sum(w * a + (1 - w) * b < cut - HALF_UNIT for cut in cuts) != rank
            for (a, b), rank in zip(scores, before, strict=True)
        )
        for w in ordered
    )


@pytest.mark.parametrize("seed", [*range(25), *(pytest.param(s, marks=pytest.mark.full)
                                                for s in range(25, 300))])  # fmt: skip
def test_two_indicators_agree_with_all_cells_in_fractions(
    box_of: Callable[..., AdmissibleSet], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 101, (int(rng.integers(1, 13)), 2))
    cuts = sorted(rng.choice(np.arange(30, 95), rng.integers(1, 4), replace=False).tolist())[::-1]
    low = Fraction(int(rng.integers(0, 40)), 100)
    high = low + Fraction(int(rng.integers(1, 40)), 100)
    rule = GradeRule(tuple(map(float, cuts)), tuple("ABCD"[: len(cuts) + 1]))
    share = float(rng.random())
    before = ranks_under(scores.astype(np.float64), np.array([share, 1 - share]), rule)

    admissible = box_of([float(low), 0.0], [float(high), 1.0])
    found = found_for(scores.astype(np.float64), [share, 1 - share], rule, admissible)

    assert found.changes == fewest_of_two(scores.tolist(), before.tolist(), cuts, low, high)
    assert found.proven


def can_all_stay(
    scores: NDArray[np.float64], before: list[int], cut: float, admissible: AdmissibleSet
) -> bool:
    """Whether some admissible set keeps all these agents, by an independent solver."""
    available = ~np.isnan(scores)
    forms = np.where(available, scores - cut, 0.0)
    signs = np.where(np.array(before) == 0, -1.0, 1.0)
    rooms = np.where(np.array(before) == 0, 0.0, -1e-5)
    lower = admissible.limits[: 2 * len(admissible.leaves) : 2]
    upper = admissible.limits[1 : 2 * len(admissible.leaves) : 2]
    rest = admissible.rules[2 * len(admissible.leaves) :]
    k = len(admissible.leaves)
    answer = linprog(
        np.zeros(k),
        A_ub=np.vstack([signs[:, None] * forms, *(-rule.row(k)[None] for rule in rest)]),
        b_ub=np.concatenate([rooms, [-rule.limit for rule in rest]]),
        A_eq=np.ones((1, k)),
        b_eq=[1.0],
        bounds=list(zip(lower, upper, strict=True)),
    )
    return bool(answer.status == 0)


@pytest.mark.parametrize("seed", range(10))
def test_three_and_four_indicators_agree_with_all_choices_of_who_stays(
    box_of: Callable[..., AdmissibleSet], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    k, n = 3 + seed % 2, 8
    scores = rng.uniform(40, 90, (n, k))
    if seed % 3 == 0:
        scores[rng.random((n, k)) < 0.2] = np.nan
        scores[:, 0] = rng.uniform(40, 90, n)
    order = (RuleKind.ORDER, (0, 1), (1.0, -1.0), 0.02)
    admissible = box_of([0.1] * k, [0.6] * k, *([order] if seed % 2 else []))
    incumbent = rng.dirichlet(np.ones(k))
    rule = GradeRule((65.0,), ("A", "B"))
    before = ranks_under(scores, incumbent, rule).tolist()

    found = found_for(scores, incumbent, rule, admissible)

    most = next(
        size
        for size in range(n, -1, -1)
        for who in combinations(range(n), size)
        if can_all_stay(scores[list(who)], [before[i] for i in who], 65.0, admissible)
    )
    assert found.changes == n - most
    assert found.proven


@pytest.mark.parametrize("seed", range(6))
def test_a_small_grid_agrees_with_all_of_its_points(
    box_of: Callable[..., AdmissibleSet], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    admissible = box_of([0.1] * 3, [0.7] * 3, grid=0.05)
    scores = rng.integers(30, 100, (12, 3)).astype(np.float64)
    rule = GradeRule((75.0, 60.0), ("A", "B", "C"))
    incumbent = rng.dirichlet(np.ones(3))
    before = ranks_under(scores, incumbent, rule)
    points = [
        np.array([a, b, 20 - a - b]) / 20
        for a in range(2, 15)
        for b in range(2, 15)
        if 2 <= 20 - a - b <= 14
    ]

    found = found_for(scores, incumbent, rule, admissible)

    assert found.changes == min(changes_under(scores, point, rule, before) for point in points)
    assert found.proven
    assert np.abs(20 * found.weights.shares - np.round(20 * found.weights.shares)).max() < 1e-12


@pytest.mark.parametrize("grid", [None, 0.005])
def test_never_worse_than_rescaling_or_a_given_start_and_repeats_are_identical(
    team_of: Callable[..., Any], grid: float | None
) -> None:
    team = team_of(3, 30, grid)
    rescaled = rescaled_weights(team.incumbent, team.admissible).shares
    options = ChangeOptions(node_limit=5, lines=100, starts=(rescaled,))
    given = (team.table, team.before, team.rule, team.admissible, team.rescaled, options)

    first, second = fewest_grade_changes(*given), fewest_grade_changes(*given)

    assert first.changes <= changes_under(team.table.scores, rescaled, team.rule, team.before)
    assert first.bound <= first.changes
    assert first.record.reproducible
    assert first.weights.shares.tobytes() == second.weights.shares.tobytes()
    assert (first.changes, first.bound) == (second.changes, second.bound)


def test_a_team_of_200_changes_less_than_seventy_per_cent_of_rescaling(
    team_of: Callable[..., Any],
) -> None:
    team = team_of(8, 200)
    rescaled = changes_under(team.table.scores, team.rescaled.shares, team.rule, team.before)

    found = fewest_grade_changes(
        team.table, team.before, team.rule, team.admissible, team.rescaled, SHORT
    )
    recount = changes_under(team.table.scores, found.weights.shares, team.rule, team.before)

    assert found.changes == recount <= 0.70 * rescaled
    assert found.proven == (found.bound == found.changes)
    assert found.record.why == ("optimal" if found.proven else "node limit")


def test_nothing_changes_where_the_incumbent_stays_admissible(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    scores = np.random.default_rng(1).uniform(40, 100, (30, 3))
    rule = GradeRule((80.0, 60.0), ("A", "B", "C"))

    found = found_for(scores, [0.5, 0.3, 0.2], rule, box_of([0] * 3, [1] * 3))

    assert (found.changes, found.bound, found.proven) == (0, 0, True)
    assert found.weights.shares == pytest.approx([0.5, 0.3, 0.2])


@pytest.mark.parametrize("agents", [0, 1, 120])
def test_agents_alike_change_together(box_of: Callable[..., AdmissibleSet], agents: int) -> None:
    """(90, 50) scores 74 at w0 = 0.6 and at most 66 at w0 <= 0.4: all or none change."""
    scores = np.tile([[90.0, 50.0]], (agents, 1))

    found = found_for(scores, [0.6, 0.4], GradeRule((70.0,), ("A", "B")), box_of([0, 0], [0.4, 1]))

    assert (found.changes, found.bound, found.proven) == (agents, agents, True)
    assert found.must.all()


@pytest.mark.parametrize("share", [0.5, 0.50001])
def test_scores_exactly_at_a_cut_off_stay(
    box_of: Callable[..., AdmissibleSet], share: float
) -> None:
    """(80, 60) scores 70 at w0 = 0.5 exactly, and the cap leaves no more."""
    scores = np.tile([[80.0, 60.0]], (150, 1))

    found = found_for(
        scores, [0.6, 0.4], GradeRule((70.0,), ("A", "B")), box_of([0, 0], [share, 1])
    )

    assert (found.changes, found.proven) == (0, True)


def test_without_cut_offs_nothing_can_change(box_of: Callable[..., AdmissibleSet]) -> None:
    scores = np.array([[10.0, 90.0], [np.nan, 20.0]])

    found = found_for(scores, [0.9, 0.1], GradeRule((), ("A",)), box_of([0, 0.5], [0.5, 1]))

    assert (found.changes, found.bound, found.proven) == (0, 0, True)


def test_agents_without_a_score_are_left_out(box_of: Callable[..., AdmissibleSet]) -> None:
    scores = np.array([[np.nan, np.nan], [80.0, np.nan], [90.0, 40.0]])

    found = found_for(scores, [0.9, 0.1], GradeRule((70.0,), ("A", "B")), box_of([0, 0], [0.3, 1]))

    assert found.ranks.tolist() == [-1, 0, 1]
    assert (found.changes, found.proven) == (1, True)


@pytest.mark.parametrize("grid", [None, 0.1])
def test_an_empty_set_is_named(box_of: Callable[..., AdmissibleSet], grid: float | None) -> None:
    with pytest.raises(MethodError, match=r"policy\.infeasible"):
        found_for(
            np.array([[1.0, 2.0]]), [0.5, 0.5], GradeRule((60.0,), ("A", "B")),
            box_of([0.6, 0.6], [1, 1], grid=grid),
        )  # fmt: skip


@pytest.mark.parametrize("before", [[0, 1, 0], [2, 0], [-2, 0]])
def test_grades_that_do_not_fit_are_refused(
    box_of: Callable[..., AdmissibleSet], before: list[int]
) -> None:
    with pytest.raises(InputError, match=r"grades\.before"):
        fewest_grade_changes(
            table(np.ones((2, 2))), np.array(before), GradeRule((60.0,), ("A", "B")),
            box_of([0, 0], [1, 1]), weights([0.5, 0.5]),
        )  # fmt: skip
