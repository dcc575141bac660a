"""The spread between agents leaves out what chance makes of few contacts."""

import numpy as np
import pytest

from engine.evidence.spread import between_cluster_spread


def test_balanced_spread_worked_by_hand() -> None:
    # Means 1 and 5, overall 3: MSB = 2 (4 + 4) / 1 = 16; MSW = (1 + 1 + 1 + 1) / 2 = 2; n0 = 2.
    values = np.array([0.0, 2.0, 4.0, 6.0])

    spread = between_cluster_spread(values, np.array([0, 0, 1, 1]))

    assert spread == pytest.approx(np.sqrt((16 - 2) / 2))


def test_means_that_differ_by_chance_only_have_no_spread() -> None:
    values = np.array([0.0, 10.0, 1.0, 9.0])

    assert between_cluster_spread(values, np.array([0, 0, 1, 1])) == 0.0


def test_one_row_in_each_cluster_says_nothing() -> None:
    assert between_cluster_spread(np.array([1.0, 5.0]), np.array([0, 1])) == 0.0


def test_planted_spread_is_found_whatever_the_sizes() -> None:
    rng = np.random.default_rng(11)
    clusters = np.repeat(np.arange(400), rng.integers(5, 200, 400))
    values = rng.normal(0, 2.0, 400)[clusters] + rng.normal(0, 9.0, len(clusters))

    # The standard deviation of 400 normals has a relative error of 3.5 %: 5 of them.
    assert between_cluster_spread(values, clusters) == pytest.approx(2.0, rel=0.18)
    assert between_cluster_spread(10 * values, clusters) == pytest.approx(
        10 * between_cluster_spread(values, clusters)
    )
