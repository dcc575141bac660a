"""Clustered covariances follow the named definitions."""

import numpy as np
import pytest

from engine.evidence.clusters import ErrorDefinition, cluster_sums, sandwich, small_sample_factor


def test_sums_add_the_rows_of_each_cluster() -> None:
    matrix = np.array([[1.0, 2.0], [1.0, 3.0], [1.0, 5.0]])

    sums = cluster_sums(matrix, np.array([1.0, -1.0, 2.0]), np.array([1, 0, 1]))

    assert sums.tolist() == [[-1.0, -3.0], [3.0, 12.0]]


def test_factors_differ_by_the_rows_and_columns() -> None:
    both = small_sample_factor(101, 5, 26, ErrorDefinition.CLUSTERED_G_N_K)
    groups = small_sample_factor(101, 5, 26, ErrorDefinition.CLUSTERED_G)

    assert groups == pytest.approx(26 / 25)
    assert both == pytest.approx(26 / 25 * 100 / 96)


def test_sandwich_of_one_row_clusters_is_whites() -> None:
    bread = np.array([[0.5]])

    assert sandwich(bread, np.array([[1.0], [-2.0]]), 1.0).tolist() == [[0.25 * 5.0]]
