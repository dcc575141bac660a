"""CR2 and its degrees equal their definition, written with matrices of the rows' size."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.evidence.bias_reduced import bias_reduced

Dense = tuple[NDArray[np.float64], NDArray[np.float64]]


def inverse_root(symmetric: NDArray[np.float64]) -> NDArray[np.float64]:
    values, vectors = np.linalg.eigh(symmetric)
    powers = np.where(values > 1e-9, 1 / np.sqrt(np.maximum(values, 1e-9)), 0.0)
    return np.asarray((vectors * powers) @ vectors.T)


def dense_cr2(
    x: NDArray[np.float64],
    score: NDArray[np.float64],
    weights: NDArray[np.float64],
    clusters: NDArray[np.int64],
) -> Dense:
    """Return the covariance and degrees by Pustejovsky and Tipton's formulas as printed."""
    z, residual = np.sqrt(weights)[:, None] * x, score / np.sqrt(weights)
    bread = np.linalg.inv(z.T @ z)
    hat = z @ bread @ z.T
    annihilator = np.eye(len(z)) - hat
    meat, grown = np.zeros_like(bread), []
    for g in range(clusters.max() + 1):
        own = np.flatnonzero(clusters == g)
        root = inverse_root(annihilator[np.ix_(own, own)])
        adjusted = z[own].T @ root @ residual[own]
        meat += np.outer(adjusted, adjusted)
        grown.append(annihilator[:, own] @ root @ z[own] @ bread)
    degrees = []
    for j in range(x.shape[1]):
        p = np.column_stack([each[:, j] for each in grown])
        inner = p.T @ p
        degrees.append(np.trace(inner) ** 2 / (inner**2).sum())
    return bread @ meat @ bread, np.array(degrees)


@given(seed=st.integers(0, 10_000), groups=st.integers(3, 12), weighted=st.booleans())
@settings(derandomize=True, deadline=None, max_examples=25)
def test_sums_by_cluster_give_what_the_definition_says(
    seed: int, groups: int, weighted: bool
) -> None:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 9, groups) + 1
    clusters = rng.permutation(np.repeat(np.arange(groups), sizes))
    n = len(clusters)
    x = np.column_stack([np.ones(n), rng.normal(size=n), rng.normal(size=groups)[clusters]])
    weights = rng.uniform(0.05, 0.25, n) if weighted else np.ones(n)
    score = rng.normal(size=n)
    score -= weights * (x @ np.linalg.solve(x.T @ (weights[:, None] * x), x.T @ score))

    found = bias_reduced(x, score, weights, clusters, range(3))

    covariance, degrees = dense_cr2(x, score, weights, clusters)
    np.testing.assert_allclose(found.covariance, covariance, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.degrees, degrees, rtol=1e-8)


def test_rows_that_are_their_own_clusters_give_hc2() -> None:
    rng = np.random.default_rng(5)
    x = sm.add_constant(rng.normal(size=(60, 2)))
    y = x @ [1.0, 2.0, 0.0] + rng.normal(size=60) * (1 + x[:, 1] ** 2)
    fitted = sm.OLS(y, x).fit()

    found = bias_reduced(x, fitted.resid, np.ones(60), np.arange(60), range(3))

    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), fitted.HC2_se, rtol=1e-10)


def test_two_means_have_the_degrees_of_welch() -> None:
    """Rows alone, two groups of equal spread: Satterthwaite's of Welch's t at equal variances."""
    n, m = 7, 12
    flag = np.repeat([0.0, 1.0], [n, m])
    x = np.column_stack([np.ones(n + m), flag])
    residual = np.sin(np.arange(n + m))

    found = bias_reduced(x, residual, np.ones(n + m), np.arange(n + m), [1])

    welch = (1 / n + 1 / m) ** 2 / (1 / n**2 / (n - 1) + 1 / m**2 / (m - 1))
    assert found.degrees.tolist() == [pytest.approx(welch, rel=1e-10)]


def test_a_coefficient_that_rests_on_one_cluster_has_no_degrees() -> None:
    rng = np.random.default_rng(2)
    clusters = np.repeat(np.arange(4), 5)
    wait = rng.normal(size=20)
    x = np.column_stack([np.ones(20), *(clusters == g for g in range(1, 4)), wait]).astype(float)
    y = rng.normal(size=20)
    residual = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]

    found = bias_reduced(x, residual, np.ones(20), clusters, range(5))

    covariance, degrees = dense_cr2(x, residual, np.ones(20), clusters)
    assert found.degrees[4] == pytest.approx(degrees[4], rel=1e-9)
    assert found.covariance[4, 4] == pytest.approx(covariance[4, 4], rel=1e-9)


def test_a_flag_of_one_cluster_leaves_nothing_to_judge_by() -> None:
    clusters = np.repeat(np.arange(3), 4)
    x = np.column_stack([np.ones(12), clusters == 1, clusters == 2]).astype(float)
    y = np.sin(np.arange(12))
    residual = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]

    found = bias_reduced(x, residual, np.ones(12), clusters, range(3))

    assert found.degrees.tolist() == [0.0, 0.0, 0.0]


def test_blocks_of_clusters_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(8)
    clusters = rng.integers(0, 25, 300)
    x = np.column_stack([np.ones(300), rng.normal(size=(300, 2))])
    score = rng.normal(size=300)
    given = (x, score, np.ones(300), clusters, range(3))
    whole = bias_reduced(*given)

    monkeypatch.setattr("engine.evidence.bias_reduced.BLOCK_NUMBERS", 40)

    parts = bias_reduced(*given)
    np.testing.assert_allclose(parts.covariance, whole.covariance, rtol=1e-12)
    np.testing.assert_allclose(parts.degrees, whole.degrees, rtol=1e-12)


def test_clusters_of_equal_size_and_one_mean_are_the_t_test_of_their_means() -> None:
    """An intercept alone: CR2 is the variance of the clusters' means over their number."""
    means = np.array([1.0, 4.0, 2.0, 7.0, 3.5])
    y = np.repeat(means, 3) + np.tile([-1.0, 0.0, 1.0], 5)
    x = np.ones((15, 1))

    found = bias_reduced(x, y - y.mean(), np.ones(15), np.repeat(np.arange(5), 3), [0])

    assert found.covariance[0, 0] == pytest.approx(means.var(ddof=1) / 5)
    assert found.degrees[0] == pytest.approx(4.0)
