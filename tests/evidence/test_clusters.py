"""Clustered covariances follow the named definitions."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray

from engine.domain.specification import ErrorDefinition
from engine.errors import InputError, MethodError
from engine.evidence.clusters import (
    RobustCovariance,
    cluster_sums,
    robust_covariance,
    sandwich,
    small_sample_factor,
)
from engine.evidence.design import Clustering

DATA = Path(__file__).parents[1] / "cases" / "evidence-data"
PETERSEN = {
    "se_ols": (ErrorDefinition.MODEL, ()),
    "se_HC1": (ErrorDefinition.HC1, ()),
    "se_firm": (ErrorDefinition.CLUSTERED_G_N_K, ("firm",)),
    "se_year": (ErrorDefinition.CLUSTERED_G_N_K, ("year",)),
    "se_two_way": (ErrorDefinition.CLUSTERED_G_N_K, ("firm", "year")),
}


class Petersen:
    """Least squares of Petersen's data, by statsmodels."""

    def __init__(self) -> None:
        self.frame = pd.read_csv(DATA / "petersen.csv")
        self.x = sm.add_constant(self.frame["x"].to_numpy())
        self.fitted = sm.OLS(self.frame["y"].to_numpy(), self.x).fit()

    def clustering(self, column: str) -> Clustering:
        codes, labels = pd.factorize(self.frame[column], sort=True)
        return Clustering(column, codes.astype(np.int64), tuple(map(str, labels)))

    def errors(self, errors: ErrorDefinition, *columns: str) -> RobustCovariance:
        bread = np.linalg.inv(self.x.T @ self.x)
        if errors is ErrorDefinition.MODEL:
            bread *= self.fitted.scale
        return robust_covariance(
            bread,
            self.x,
            self.fitted.resid,
            np.ones(len(self.x)),
            tuple(map(self.clustering, columns)),
            errors,
            len(self.x),
        )


@pytest.fixture(scope="module")
def petersen() -> Petersen:
    return Petersen()


def standard_errors(robust: RobustCovariance) -> NDArray[np.float64]:
    return np.asarray(np.sqrt(np.diag(robust.covariance)))


@pytest.mark.parametrize("name", PETERSEN)
def test_petersens_published_errors_are_reproduced(
    petersen: Petersen, cases: dict[str, dict[str, Any]], name: str
) -> None:
    errors, columns = PETERSEN[name]
    expected = cases["petersen_cluster"]["expected"][name]

    found = standard_errors(petersen.errors(errors, *columns))

    np.testing.assert_allclose(found, [expected["(Intercept)"], expected["x"]], rtol=1e-7)


def test_two_way_errors_equal_those_of_statsmodels(petersen: Petersen) -> None:
    groups = petersen.frame[["firm", "year"]].to_numpy()
    theirs = petersen.fitted.get_robustcov_results("cluster", groups=groups)

    found = petersen.errors(ErrorDefinition.CLUSTERED_G_N_K, "firm", "year")

    np.testing.assert_allclose(standard_errors(found), theirs.bse, rtol=1e-9)
    assert found.degrees == 9
    assert found.findings == ()


def test_degrees_are_those_of_the_column_with_fewest_clusters(petersen: Petersen) -> None:
    assert petersen.errors(ErrorDefinition.CLUSTERED_G, "firm").degrees == 499
    assert petersen.errors(ErrorDefinition.CLUSTERED_G, "firm", "year").degrees == 9
    assert petersen.errors(ErrorDefinition.HC0).degrees == np.inf


def test_few_years_have_larger_bias_reduced_errors_and_fewer_degrees(petersen: Petersen) -> None:
    usual = petersen.errors(ErrorDefinition.CLUSTERED_G_N_K, "year")

    found = petersen.errors(ErrorDefinition.CR2, "year")

    assert found.coefficient_degrees is not None
    assert found.degrees == found.coefficient_degrees.min() <= 9
    assert found.coefficient_degrees[0] == pytest.approx(9, abs=0.1)
    np.testing.assert_allclose(standard_errors(found), standard_errors(usual), rtol=0.01)


def test_blocks_of_rows_change_nothing(petersen: Petersen, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = petersen.errors(ErrorDefinition.HC1)

    monkeypatch.setattr("engine.evidence.clusters.BLOCK_ROWS", 700)

    parts = petersen.errors(ErrorDefinition.HC1)
    np.testing.assert_allclose(parts.covariance, whole.covariance, rtol=1e-12)


@pytest.mark.parametrize(
    ("errors", "columns", "code"),
    [
        (ErrorDefinition.CLUSTERED_G, (), "errors_need_cluster"),
        (ErrorDefinition.CR2, (), "errors_need_cluster"),
        (ErrorDefinition.CR2, ("firm", "year"), "cr2_two_way"),
    ],
)
def test_errors_without_the_clusters_they_need_are_refused(
    petersen: Petersen, errors: ErrorDefinition, columns: tuple[str, ...], code: str
) -> None:
    with pytest.raises(InputError, match=code):
        petersen.errors(errors, *columns)


@pytest.mark.parametrize("errors", [ErrorDefinition.CLUSTERED_G_N_K, ErrorDefinition.CR2])
def test_one_cluster_is_refused_by_name(petersen: Petersen, errors: ErrorDefinition) -> None:
    everybody = Clustering("shop", np.zeros(5000, dtype=np.int64), ("north",))

    with pytest.raises(MethodError, match=r"one_cluster.*shop.*north"):
        robust_covariance(
            np.eye(2), petersen.x, petersen.fitted.resid, np.ones(5000), (everybody,), errors, 5000
        )


def test_two_way_errors_that_are_none_are_mended_and_told() -> None:
    """Two cells of a 2 x 2 table: the intersection has more spread than both margins."""
    first = Clustering("agent", np.array([0, 0, 1, 1]), ("a", "b"))
    second = Clustering("day", np.array([0, 1, 0, 1]), ("1", "2"))
    score = np.array([1.0, -1.0, -1.0, 1.0])
    x = np.ones((4, 1))

    found = robust_covariance(
        np.eye(1), x, score, np.ones(4), (first, second), ErrorDefinition.CLUSTERED_G, 4
    )

    assert found.covariance.tolist() == [[0.0]]
    assert [finding.sentence.key for finding in found.findings] == [
        "finding.evidence.two_way_clipped"
    ]


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
