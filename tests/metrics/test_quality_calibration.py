"""Agreement in calibration sessions, worked by hand; their changes beside other packages."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.metrics.quality_calibration import (
    SessionAgreement,
    SessionTable,
    rating_table,
    session_agreements,
    session_changes,
    session_tables,
)
from engine.metrics.rater_agreement import Level, krippendorff_alpha
from engine.metrics.rater_reliability import intraclass_correlations

FIRST = {("c1", "q"): 1.0, ("c1", "r"): 3.0, ("c2", "q"): 5.0, ("c2", "r"): 9.0, ("c3", "q"): 4.0}
SECOND = {("c4", "q"): 2.0, ("c4", "r"): 2.0, ("c5", "q"): 8.0, ("c5", "r"): 8.0}


def table(rows: list[tuple[str | None, str | None, str | None]]) -> ColumnTable:
    columns = dict(zip(("session", "contact_id", "rater"), zip(*rows, strict=True), strict=True))
    told = {name: np.array(cells, dtype=object) for name, cells in columns.items()}
    return ColumnTable(np.arange(2, 2 + len(rows)), told)


def agreements(
    samples: ColumnTable, scores: np.ndarray[Any, np.dtype[np.float64]], pass_mark: float
) -> tuple[SessionAgreement, ...]:
    return session_agreements(session_tables(samples, scores), pass_mark, 0.95)


ROWS = [("s1", c, r) for c, r in FIRST] + [("s2", c, r) for c, r in SECOND] + [(None, "c9", "q")]
SCORES = np.array([*FIRST.values(), *SECOND.values(), 100.0])


def test_each_session_is_compared_by_itself() -> None:
    before, after = agreements(table(ROWS), SCORES, 5.0)

    assert (before.session, before.raters) == ("s1", ("q", "r"))
    assert (before.items, before.complete) == (2, 2)
    assert before.reliability is not None
    assert before.reliability.value == pytest.approx(24 / 34)
    # deviations of 1 3 and 5 9 with n - 1: sqrt 2 and sqrt 8
    assert before.spread == pytest.approx((2**0.5 + 8**0.5) / 2)
    assert after.reliability is not None
    assert after.reliability.value == 1.0
    assert after.passing is not None
    assert after.passing.value == 1.0


def test_missing_ratings_count_for_alpha_only() -> None:
    rows = [("s", "c1", "q"), ("s", "c1", "r"), ("s", "c2", "q"), ("s", "c2", "r")]
    rows += [("s", "c3", "r"), ("s", "c3", "t")]
    scores = np.array([1.0, 2, 5, 5, 3, 3])

    (found,) = agreements(table(rows), scores, 3.0)

    ratings = np.array([[1, 2, np.nan], [5, 5, np.nan], [np.nan, 3, 3]])
    assert (found.items, found.complete) == (3, 0)
    assert found.reliability is None
    assert found.alpha == pytest.approx(krippendorff_alpha(ratings.T, Level.INTERVAL))


def test_rating_table_is_aligned_by_label() -> None:
    raters, told = rating_table(["b", "a", "b"], ["r", "q", "q"], np.array([1.0, 2, 3]))

    assert raters == ("q", "r")
    assert told[0, 0] == 2
    assert told[1].tolist() == [3, 1]
    assert np.isnan(told[0, 1])


def test_reliability_is_that_of_the_room() -> None:
    before, _ = agreements(table(ROWS), SCORES, 5.0)

    assert before.reliability == intraclass_correlations(np.array([[1.0, 3], [5, 9]]), 0.95)[1]


def test_a_contact_scored_twice_by_a_rater_is_refused() -> None:
    with pytest.raises(InputError, match=r"quality\.session_twice"):
        session_tables(table([("s", "c", "q")] * 2), np.array([1.0, 2]))


def test_a_score_without_its_contact_is_refused() -> None:
    with pytest.raises(InputError, match=r"quality\.session_blank.*row=2"):
        session_tables(table([("s", None, "q")]), np.array([1.0]))


def session(name: str, rows: list[list[float]]) -> SessionTable:
    return SessionTable(name, ("q", "r", "t"), np.array(rows))


BEFORE = session("s1", [[80, 90, 70], [60, 85, 75], [95, 70, 85], [50, 70, 90]])
AFTER = session("s2", [[80, 82, 79], [60, 66, 61], [95, 93, 99], [50, 55, 50], [70, 72, 70]])


def test_change_of_spread_is_welchs_test() -> None:
    (found,) = session_changes([BEFORE, AFTER], 0.95)

    first, second = (np.std(each.points, axis=1, ddof=1) for each in (BEFORE, AFTER))
    interval = stats.ttest_ind(second, first, equal_var=False).confidence_interval(0.95)
    assert found.spread.value == pytest.approx(second.mean() - first.mean())
    assert (found.spread.low, found.spread.high) == pytest.approx(tuple(interval))
    assert found.spread.high < 0
    assert found.spread.size == 9


def test_error_of_alpha_leaves_out_one_item_after_the_other() -> None:
    (found,) = session_changes([BEFORE, AFTER], 0.95)

    variances, sizes = [], []
    for each in (BEFORE, AFTER):
        n = len(each.points)
        left = [
            krippendorff_alpha(np.delete(each.points, k, axis=0).T, Level.INTERVAL)
            for k in range(n)
        ]
        variances.append((n - 1) / n * sum((alpha - np.mean(left)) ** 2 for alpha in left))
        sizes.append(n)
    freedom = sum(variances) ** 2 / sum(
        v**2 / (n - 1) for v, n in zip(variances, sizes, strict=True)
    )
    half = stats.t.ppf(0.975, freedom) * np.sqrt(sum(variances))
    assert found.alpha.high - found.alpha.value == pytest.approx(half)
    assert found.alpha.value > 0


def test_sessions_follow_each_other_in_time_not_by_name() -> None:
    rows = table([("10", "c1", "q"), ("10", "c1", "r"), ("9", "c2", "q"), ("9", "c2", "r")])
    days = np.array(["2026-10-08", "2026-10-08", "2026-09-08", "2026-09-08"], dtype=object)
    scores = np.array([1.0, 2, 3, 4])

    dated = ColumnTable(rows.labels, {**rows.columns, "sampled_at": days})

    assert [each.session for each in session_tables(rows, scores)] == ["10", "9"]
    assert [each.session for each in session_tables(dated, scores)] == ["9", "10"]


def test_two_items_give_a_change_without_an_interval() -> None:
    small = session("s0", [[80, 90, 70], [60, 60, 60]])

    (found,) = session_changes([small, AFTER], 0.95)

    assert np.isfinite(found.alpha.value)
    assert np.isnan(found.alpha.low)
