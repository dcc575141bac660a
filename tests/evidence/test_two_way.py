"""Errors clustered two ways."""

import numpy as np
import pytest

from engine.evidence.two_way import intersection, joined


def test_pairs_that_occur_are_numbered() -> None:
    codes = intersection(np.array([0, 0, 1, 2]), np.array([1, 0, 1, 1]))

    assert codes.tolist() == [1, 0, 2, 3]


def test_the_intersection_is_subtracted_once() -> None:
    first, second, both = np.diag([3.0, 2.0]), np.diag([2.0, 2.0]), np.diag([1.0, 0.5])

    covariance, moved = joined(first, second, both)

    assert covariance.tolist() == [[4.0, 0.0], [0.0, 3.5]]
    assert not moved


def test_a_difference_that_is_no_covariance_is_made_one() -> None:
    first, second = np.diag([1.0, 0.1]), np.diag([1.0, 0.1])
    both = np.diag([1.0, 0.5])

    covariance, moved = joined(first, second, both)

    assert moved
    assert covariance[0, 0] == pytest.approx(1.0)
    assert covariance[1, 1] == pytest.approx(0.0, abs=1e-15)


def test_whether_it_is_one_does_not_hang_on_the_columns_units() -> None:
    rng = np.random.default_rng(3)
    parts = []
    for size in (4, 4, 9):
        scores = rng.normal(size=(size, 3))
        parts.append(scores.T @ scores)
    units = np.diag([1.0, 1e6, 1e-6])

    plain, moved = joined(*parts)
    scaled, moved_too = joined(*(units @ part @ units for part in parts))

    assert moved
    assert moved_too
    np.testing.assert_allclose(scaled, units @ plain @ units, rtol=1e-8, atol=1e-14)
