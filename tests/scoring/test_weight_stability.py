"""Weight stability intervals: by hand, in fractions, and against ranks of the moved weights."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.domain.grades import GradeRule
from engine.domain.tables import ScoreTable
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.scoring.movements import ranks
from engine.scoring.scorecards import effective_shares
from engine.scoring.weight_stability import (
    ShareRanges,
    WeightStability,
    stability_rows,
    weight_stability,
)
from tests.optimisation.examples import examples

NAN = float("nan")
RULE = GradeRule((80.0, 60.0), ("A", "B", "C"))


def table_of(rows: list[list[float]] | NDArray[np.float64]) -> ScoreTable:
    scores = np.array(rows, dtype=np.float64)
    agents = tuple(f"A{place}" for place in range(len(scores)))
    return ScoreTable(agents, tuple(f"x{k}" for k in range(scores.shape[1])), scores)


def stability_of(table: ScoreTable, shares: list[float]) -> WeightStability:
    weights = WeightSet(Origin.INCUMBENT, table.indicators, np.array(shares, dtype=np.float64))
    return weight_stability(table, weights, RULE)


def moved(shares: NDArray[np.float64], place: int, to: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights (n, k) with one share at each of n values, the others in proportion."""
    others = np.where(np.arange(len(shares)) == place, 0, shares)
    result = others * (1 - to[:, None]) / others.sum()
    result[:, place] = to
    return np.asarray(result)


def scores_under(scores: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scores (n, a) under n weight sets (n, k)."""
    effective = effective_shares(shares[:, None, :], ~np.isnan(scores))
    totals = (effective * np.nan_to_num(scores)).sum(axis=-1)
    return np.asarray(np.where(effective.any(axis=-1), totals, np.nan))


def ends(ranges: ShareRanges) -> list[tuple[float, float]]:
    return list(zip(ranges.low.tolist(), ranges.high.tolist(), strict=True))


def test_two_agents_by_hand() -> None:
    """90 t + 60 (1 - t) meets 70 t + 75 (1 - t) at t = 3/7; 80 is reached at t = 2/3."""
    table = table_of([[90, 60], [70, 75]])

    found = stability_of(table, [0.6, 0.4])

    assert found.ranking.low[0] == pytest.approx(3 / 7, abs=1e-12)
    assert found.ranking.high.tolist() == pytest.approx([1, 4 / 7], abs=1e-12)
    assert found.first_place.low[0] == pytest.approx(3 / 7, abs=1e-12)
    assert found.grades is not None
    assert found.grades.high[0] == pytest.approx(2 / 3, abs=1e-7)
    assert found.grades.low[0] == 0


def test_rows_name_the_two_agents_that_meet_first() -> None:
    table = table_of([[90, 60], [70, 75], [10, 10]])

    first, second = stability_rows(table, stability_of(table, [0.6, 0.4]))

    assert first.first_pair == second.first_pair == ("A0", "A1")
    assert first.rank_low == first.first_low == pytest.approx(3 / 7)
    assert (first.share, second.indicator) == (0.6, "x1")


def test_grades_are_none_without_a_rule() -> None:
    table = table_of([[90, 60], [70, 75]])
    weights = WeightSet(Origin.INCUMBENT, table.indicators, np.array([0.6, 0.4]))

    found = weight_stability(table, weights)

    assert found.grades is None
    assert stability_rows(table, found)[0].grade_low is None


def test_a_missing_leaf_makes_the_end_a_root_of_a_quadratic() -> None:
    """Agent 0 lacks x2: (80 t + 50 r/2) / (t + r/2) = 60 t + 70 r/2 + 60 r/2, r = 1 - t.

    With 80 t + 25 r = (65 - 5 t)(1 + t) / 2 the root is that of 5 t^2 + 50 t - 15 = 0.
    """
    table = table_of([[80, 50, NAN], [60, 70, 60]])

    found = stability_of(table, [0.5, 0.25, 0.25])

    assert found.ranking.low[0] == pytest.approx(-5 + 28**0.5, abs=1e-12)
    assert found.ranking.high[0] == 1


def test_a_tie_of_unlike_agents_leaves_no_room_and_names_them() -> None:
    table = table_of([[80, 60], [60, 80], [20, 10]])

    found = stability_of(table, [0.5, 0.5])

    assert np.array(ends(found.ranking)) == pytest.approx(0.5, abs=1e-7)
    assert found.ranking.nearest == ((0, 1), (0, 1))
    assert found.ranking.low[0] <= 0.5 <= found.ranking.high[0]


def test_a_tie_of_equal_agents_stays() -> None:
    table = table_of([[80, 60], [80, 60], [20, 10]])

    found = stability_of(table, [0.5, 0.5])

    assert ends(found.ranking) == ends(found.first_place) == [(0, 1)] * 2
    assert found.ranking.nearest == (None, None)


def test_a_score_at_a_cut_off_leaves_no_room_downwards() -> None:
    table = table_of([[90, 70]])

    found = stability_of(table, [0.5, 0.5])

    assert found.grades is not None
    assert found.grades.low[0] == pytest.approx(0.5, abs=1e-7)
    assert found.grades.high[0] == 1
    assert found.grades.nearest[0] == (0,)


def test_one_indicator_cannot_move() -> None:
    assert ends(stability_of(table_of([[90], [70]]), [1.0]).ranking) == [(1, 1)]


def test_a_share_of_one_gives_way_to_equals() -> None:
    """At t the others have (1 - t)/2 each: 90 t + 30 r = 60 t + 55 r where 30 t = 25 r."""
    table = table_of([[90, 60, 0], [60, 60, 50]])

    found = stability_of(table, [1.0, 0.0, 0.0])

    assert found.ranking.low[0] == pytest.approx(25 / 55, abs=1e-12)
    assert ends(found.ranking)[1][0] == 0
    assert found.ranking.high[2] == pytest.approx(3 / 8, abs=1e-12)


def test_an_agent_whose_score_would_appear_leaves_no_room() -> None:
    table = table_of([[90, 60], [NAN, 75]])

    found = stability_of(table, [1.0, 0.0])

    assert ends(found.ranking) == [(1, 1), (0, 0)]


def test_an_agent_without_any_leaf_does_not_matter() -> None:
    table = table_of([[90, 60], [NAN, NAN], [70, 75]])

    found = stability_of(table, [0.6, 0.4])

    assert found.ranking.low[0] == pytest.approx(3 / 7, abs=1e-12)
    assert found.ranking.nearest[0] == (0, 2)


def test_nobody_scored_leaves_everything_open() -> None:
    assert ends(stability_of(table_of([[NAN, NAN]]), [0.5, 0.5]).ranking) == [(0, 1), (0, 1)]


def test_an_infinite_score_is_refused() -> None:
    with pytest.raises(InputError, match=r"robustness\.scores"):
        stability_of(table_of([[np.inf, 50], [60, 70]]), [0.5, 0.5])


def test_other_indicators_are_refused() -> None:
    weights = WeightSet.from_mapping(Origin.INCUMBENT, {"x0": 0.5, "other": 0.5})

    with pytest.raises(InputError, match="other"):
        weight_stability(table_of([[90, 60]]), weights)


def told(scores: NDArray[np.float64]) -> tuple[NDArray[np.bool_ | np.int64], ...]:
    """Return ranks, who is first, and grades, each (n, a)."""
    places = ranks(scores)
    return places, places == 1, RULE.ranks(scores)


@pytest.mark.parametrize("seed", range(30))
def test_ends_are_where_ranks_and_grades_change(seed: int) -> None:
    """Nothing changes on 400 points inside; just beyond an end within 0..1 it has."""
    rng = np.random.default_rng(seed)
    a, k = int(rng.integers(2, 9)), int(rng.integers(2, 6))
    scores = rng.uniform(40, 95, (a, k))
    scores[rng.random((a, k)) < 0.25 * (seed % 2)] = NAN
    shares = rng.dirichlet(np.ones(k))

    found = stability_of(table_of(scores), shares.tolist())

    kept = told(scores_under(scores, shares[None]))
    assert found.grades is not None
    for part, ranges in enumerate((found.ranking, found.first_place, found.grades)):
        for place, (low, high) in enumerate(ends(ranges)):
            assert low <= shares[place] <= high
            inside = moved(shares, place, np.linspace(low + 1e-6, high - 1e-6, 400))
            assert (told(scores_under(scores, inside))[part] == kept[part]).all()
            beyond = np.array([end for end in (low - 1e-5, high + 1e-5) if 0 < end < 1])
            changed = told(scores_under(scores, moved(shares, place, beyond)))[part] != kept[part]
            assert changed.any(axis=1).all()


scores_0_100 = st.integers(0, 100)


@examples(60, 300)
@given(
    st.lists(st.tuples(scores_0_100, scores_0_100, scores_0_100), min_size=2, max_size=6),
    st.tuples(*[st.integers(1, 9)] * 3),
)
def test_rankings_of_complete_rows_equal_the_fractions(
    rows: list[tuple[int, int, int]], parts: tuple[int, int, int]
) -> None:
    total = sum(parts)
    shares = [Fraction(part, total) for part in parts]

    found = stability_of(table_of([list(row) for row in rows]), [float(s) for s in shares])

    for place in range(3):
        low, high = ends(found.ranking)[place]
        expected = _range_in_fractions(rows, shares, place)
        assert (low, high) == pytest.approx([float(end) for end in expected], abs=1e-6)


def _range_in_fractions(
    rows: list[tuple[int, int, int]], shares: list[Fraction], place: int
) -> tuple[Fraction, Fraction]:
    """All pairs, exactly: f(t) = s + d t; a tie with d /= 0 is gone at once."""
    rest = [
        share / (1 - shares[place]) if j != place else Fraction(0) for j, share in enumerate(shares)
    ]
    lines = [
        (sum((r * x for r, x in zip(rest, row, strict=True)), Fraction(0)), Fraction(row[place]))
        for row in rows
    ]
    low, high = Fraction(0), Fraction(1)
    at = shares[place]
    for i, (start, end) in enumerate(lines):
        for other_start, other_end in lines[:i]:
            gap, slope = start - other_start, (end - other_end) - (start - other_start)
            if slope == 0:
                continue
            root = -gap / slope
            low = max(low, root) if root <= at else low
            high = min(high, root) if root >= at else high
    return low, high
