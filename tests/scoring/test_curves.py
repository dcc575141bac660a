"""Curves: linear between points, flat beyond them, silent where nothing was measured."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.indicators import ScoreCurve
from engine.scoring.curves import curve_scores, leaf_scores

RESPONSE = ScoreCurve(((30.0, 100.0), (60.0, 60.0), (120.0, 0.0)))


def test_curve_is_linear_between_its_points_and_flat_beyond() -> None:
    scores = curve_scores(RESPONSE, np.array([10.0, 30.0, 45.0, 60.0, 90.0, 500.0]))

    assert scores.tolist() == [100, 100, 80, 60, 30, 0]


def test_a_missing_value_has_no_score() -> None:
    assert np.isnan(curve_scores(RESPONSE, np.array([np.nan]))).all()


def test_an_infinite_value_scores_as_beyond_the_end() -> None:
    assert curve_scores(RESPONSE, np.array([np.inf, -np.inf])).tolist() == [0, 100]


def test_each_column_is_read_by_its_own_curve() -> None:
    share = ScoreCurve(((0.0, 0.0), (1.0, 100.0)))
    values = np.array([[[45.0, 0.5]], [[np.nan, 0.25]]])

    scores = leaf_scores([RESPONSE, share], values)

    assert scores.shape == (2, 1, 2)
    assert scores[0].tolist() == [[80, 50]]
    assert np.isnan(scores[1, 0, 0])
    assert scores[1, 0, 1] == 25


@settings(derandomize=True, deadline=None)
@given(st.lists(st.floats(0, 200), min_size=2, max_size=2))
def test_a_better_value_never_scores_less(values: list[float]) -> None:
    faster, slower = curve_scores(RESPONSE, np.array(sorted(values)))

    assert faster >= slower


@settings(derandomize=True, deadline=None)
@given(st.floats(-1e6, 1e6))
def test_scores_lie_between_zero_and_a_hundred(value: float) -> None:
    (score,) = curve_scores(RESPONSE, np.array([value]))

    assert 0 <= score <= 100
    assert score == pytest.approx(np.clip(score, 0, 100))
