"""Halo, worked by hand on items that go together with one rater only."""

import numpy as np
import pytest

from engine.metrics.rater_halo import rater_halos

TOGETHER = [[0, 0], [1, 1], [2, 2], [3, 4], [4, 3]]
APART = [[0, 2], [1, 0], [2, 4], [3, 1], [4, 3]]
POINTS = np.array(TOGETHER + APART, dtype=float)
RATERS = ["q"] * 5 + ["r"] * 5


def test_correlations_within_raters_are_those_of_numpy() -> None:
    q, r = rater_halos(POINTS, RATERS)

    within = np.corrcoef(POINTS[:5].T)[0, 1]
    elsewhere = np.corrcoef(POINTS[5:].T)[0, 1]
    # 0.9 is above the most that five samples can tell, 1 - 1 / 5
    assert within == pytest.approx(0.9)
    assert q.correlation == pytest.approx(0.8)
    assert q.others == pytest.approx(elsewhere)
    assert q.difference == pytest.approx(np.arctanh(0.8) - np.arctanh(elsewhere))
    assert r.difference == pytest.approx(-q.difference)
    assert (q.samples, q.pairs) == (5, 1)


def test_items_without_spread_say_nothing() -> None:
    points = POINTS.copy()
    points[:5, 0] = 3

    q, r = rater_halos(points, RATERS)

    assert np.isnan(q.correlation)
    assert np.isnan(r.others)
    assert q.pairs == 0


def test_a_sample_with_a_blank_does_not_count() -> None:
    points = POINTS.copy()
    points[0, 0] = np.nan

    q, _ = rater_halos(points, RATERS)

    assert q.samples == 4


def test_few_samples_say_nothing() -> None:
    (found,) = rater_halos(POINTS[:3], RATERS[:3])

    assert np.isnan(found.difference)
