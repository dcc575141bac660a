"""Intraclass correlations: published values and intervals, analysis of variance by hand, laws."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.errors import InputError
from engine.metrics.rater_reliability import intraclass_correlations

FILE = Path(__file__).parents[1] / "cases" / "quality.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))["icc"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["source"].split()[0])
def test_published_correlations(case: dict[str, Any]) -> None:
    found = intraclass_correlations(np.array(case["points"], dtype=float), 0.95)

    assert [each.value for each in found] == pytest.approx(case["values"], abs=case["tolerance"])
    for each, interval in zip(found, case["intervals"], strict=True):
        assert (each.low, each.high) == pytest.approx(interval, abs=6e-4)


def test_f_tests_of_shrout_and_fleiss() -> None:
    # BMS 11.24, WMS 6.26, EMS 1.02 (their table 3)
    found = intraclass_correlations(np.array(CASES[0]["points"], dtype=float), 0.95)

    assert found[0].f == pytest.approx(11.24 / 6.26, abs=0.005)
    assert found[2].f == pytest.approx(11.24 / 1.02, abs=0.05)
    assert found[0].freedom == (5, 18)
    assert found[2].freedom == (5, 15)
    assert [each.name for each in found][3:] == ["ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]
    assert [each.average for each in found] == [False] * 3 + [True] * 3


def test_two_items_two_raters_by_hand() -> None:
    # points 1 3 / 5 9: MSR 25, MSC 9, MSE 1, MSW 5
    found = intraclass_correlations(np.array([[1.0, 3], [5, 9]]), 0.95)

    assert found[0].value == pytest.approx((25 - 5) / (25 + 5))
    assert found[1].value == pytest.approx((25 - 1) / (25 + 1 + 2 / 2 * (9 - 1)))
    assert found[2].value == pytest.approx((25 - 1) / (25 + 1))
    assert found[5].value == pytest.approx((25 - 1) / 25)


@settings(derandomize=True, deadline=None)
@given(
    hnp.arrays(float, (5, 3), elements=st.integers(0, 100).map(float)).filter(
        lambda points: np.ptp(points.mean(axis=1)) > 1
    ),
    st.floats(-50, 50),
)
def test_levels_of_raters_change_agreement_but_not_consistency(
    points: np.ndarray[Any, np.dtype[np.float64]], shift: float
) -> None:
    moved = points + np.array([0.0, shift, -shift])

    before, after = (intraclass_correlations(each, 0.95) for each in (points, moved))

    assert after[2].value == pytest.approx(before[2].value, abs=1e-7)
    for each in before:
        assert not each.low > each.value + 1e-9
        assert not each.value > each.high + 1e-9


def test_raters_without_difference_agree_perfectly() -> None:
    found = intraclass_correlations(np.array([[1.0, 1], [5, 5], [3, 3]]), 0.95)

    assert [each.value for each in found] == [1.0] * 6
    assert found[1].low == 1.0


def test_points_without_spread_have_no_reliability() -> None:
    found = intraclass_correlations(np.full((3, 2), 4.0), 0.95)

    assert np.isnan([each.value for each in found[:3]]).all()


def test_raters_who_disagree_too_far_have_no_common_reliability() -> None:
    # a single rater's -0.5 of three raters: 3 x -0.5 / (1 - 2 x 0.5) has no value
    points = np.array([[0.0, 4, 0], [0, 0, 3], [6, 0, 0], [0, 0, 2], [0, 0, 2]])

    found = intraclass_correlations(points, 0.95)

    assert found[1].value <= -0.5
    assert np.isnan(found[4].value)


@pytest.mark.parametrize("points", [[[1.0, 2]], [[1.0], [2]], [[1.0, np.nan], [2, 3]]])
def test_an_incomplete_table_is_refused(points: list[list[float]]) -> None:
    with pytest.raises(InputError, match=r"quality\.complete_table"):
        intraclass_correlations(np.array(points), 0.95)
