"""Agreement in calibration sessions, worked by hand."""

import numpy as np
import pytest

from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.metrics.quality_calibration import rating_table, session_agreements
from engine.metrics.rater_agreement import Level, krippendorff_alpha
from engine.metrics.rater_reliability import intraclass_correlations

FIRST = {("c1", "q"): 1.0, ("c1", "r"): 3.0, ("c2", "q"): 5.0, ("c2", "r"): 9.0, ("c3", "q"): 4.0}
SECOND = {("c4", "q"): 2.0, ("c4", "r"): 2.0, ("c5", "q"): 8.0, ("c5", "r"): 8.0}


def table(rows: list[tuple[str | None, str | None, str | None]]) -> ColumnTable:
    columns = dict(zip(("session", "contact_id", "rater"), zip(*rows, strict=True), strict=True))
    told = {name: np.array(cells, dtype=object) for name, cells in columns.items()}
    return ColumnTable(np.arange(2, 2 + len(rows)), told)


ROWS = [("s1", c, r) for c, r in FIRST] + [("s2", c, r) for c, r in SECOND] + [(None, "c9", "q")]
SCORES = np.array([*FIRST.values(), *SECOND.values(), 100.0])


def test_each_session_is_compared_by_itself() -> None:
    before, after = session_agreements(table(ROWS), SCORES, 5.0, 0.95)

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

    (found,) = session_agreements(table(rows), scores, 3.0, 0.95)

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
    before, _ = session_agreements(table(ROWS), SCORES, 5.0, 0.95)

    assert before.reliability == intraclass_correlations(np.array([[1.0, 3], [5, 9]]), 0.95)[1]


def test_a_contact_scored_twice_by_a_rater_is_refused() -> None:
    with pytest.raises(InputError, match=r"quality\.session_twice"):
        session_agreements(table([("s", "c", "q")] * 2), np.array([1.0, 2]), 3.0, 0.95)


def test_a_score_without_its_contact_is_refused() -> None:
    with pytest.raises(InputError, match=r"quality\.session_blank.*row=2"):
        session_agreements(table([("s", None, "q")]), np.array([1.0]), 3.0, 0.95)
