"""The wild cluster bootstrap equals refitting every draw."""

from itertools import product

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray

from engine.evidence.wild_bootstrap import WEBB, summed_by_cluster, wild_test

Rows = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]


def clustered(groups: int, seed: int = 4, effect: float = 0.6) -> Rows:
    """Return X (intercept, one metric of the cluster, one of the row), y and clusters."""
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(groups), rng.integers(4, 12, groups))
    n = len(clusters)
    of_cluster = rng.normal(size=groups)[clusters]
    x = np.column_stack([np.ones(n), of_cluster, rng.normal(size=n)])
    y = effect * of_cluster + rng.normal(size=groups)[clusters] + rng.normal(size=n)
    return x, y, clusters


def restricted_residuals(
    x: NDArray[np.float64], y: NDArray[np.float64], place: int
) -> NDArray[np.float64]:
    kept = np.delete(x, place, axis=1)
    return np.asarray(y - kept @ np.linalg.lstsq(kept, y, rcond=None)[0])


def t_statistic(rows: Rows, place: int) -> float:
    x, y, clusters = rows
    bread = np.linalg.inv(x.T @ x)
    b = bread @ x.T @ y
    sums = np.zeros((clusters.max() + 1, x.shape[1]))
    np.add.at(sums, clusters, x * (y - x @ b)[:, None])
    covariance = bread @ sums.T @ sums @ bread
    return float(b[place] / np.sqrt(covariance[place, place]))


def test_p_value_is_that_of_refitting_all_sign_patterns() -> None:
    x, y, clusters = clustered(10)
    residual = restricted_residuals(x, y, 1)
    observed = abs(t_statistic((x, y, clusters), 1))
    refitted = [
        abs(t_statistic((x, y - residual + np.array(signs)[clusters] * residual, clusters), 1))
        for signs in product((1.0, -1.0), repeat=10)
    ]

    sums = summed_by_cluster(x, residual, np.ones(len(y)), clusters)
    found = wild_test(sums, 1, np.random.default_rng(0))

    assert (found.weights, found.draws) == ("rademacher_all", 1024)
    expected = np.mean(np.array(refitted) >= observed * (1 - 1e-9))
    assert found.p_value == pytest.approx(expected, abs=1e-12)


def test_statistic_is_that_of_clustered_least_squares() -> None:
    x, y, clusters = clustered(15)
    fitted = sm.OLS(y, x).fit(
        cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}
    )

    sums = summed_by_cluster(x, restricted_residuals(x, y, 2), np.ones(len(y)), clusters)

    found = wild_test(sums, 2, np.random.default_rng(0), draws=99)
    assert found.statistic == pytest.approx(fitted.tvalues[2], rel=1e-10)
    assert found.weights == "rademacher"


def test_fewer_clusters_draw_webbs_points_of_unit_variance() -> None:
    x, y, clusters = clustered(6)
    sums = summed_by_cluster(x, restricted_residuals(x, y, 1), np.ones(len(y)), clusters)

    found = wild_test(sums, 1, np.random.default_rng(0), draws=999)

    assert found.weights == "webb"
    assert found.draws == 999
    assert (WEBB**2).mean() == pytest.approx(1.0)
    assert 1 / 1000 <= found.p_value <= 1


def test_same_generator_gives_the_same_p_value() -> None:
    x, y, clusters = clustered(20)
    sums = summed_by_cluster(x, restricted_residuals(x, y, 1), np.ones(len(y)), clusters)

    first, again = (wild_test(sums, 1, np.random.default_rng(9)) for _ in range(2))

    assert first == again


def test_more_draws_tell_the_same_as_all_patterns() -> None:
    """12 clusters: all 4,096 patterns against 40,000 drawn signs.

    A share's standard error is at most 0.0025: 0.01 is four of them (false alarm 6e-5).
    """
    x, y, clusters = clustered(12, effect=0.3)
    sums = summed_by_cluster(x, restricted_residuals(x, y, 1), np.ones(len(y)), clusters)
    rng = np.random.default_rng(3)
    every = wild_test(sums, 1, rng)
    own = sums.scores @ sums.bread[1]
    lost = np.einsum("gij,j->gi", sums.information, sums.bread[1]) @ sums.bread @ sums.scores.T

    signs = rng.choice([-1.0, 1.0], (40_000, 12))
    errors = np.linalg.norm(signs * own - signs @ lost.T, axis=1)
    drawn = np.mean(np.abs(signs @ own / errors) >= abs(every.statistic) * (1 - 1e-9))

    assert drawn == pytest.approx(every.p_value, abs=0.01)
