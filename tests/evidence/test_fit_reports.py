"""A fit as plain figures: intervals, counts and the figures of the whole fit."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.firth import penalised_standard_errors
from engine.evidence.fit_reports import fit_figures, fit_report, rarer, role_of
from engine.evidence.regressions import fit

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]


@pytest.fixture
def table(tabulate: Tabulate) -> ColumnTable:
    rng = np.random.default_rng(3)
    x, agent = rng.normal(size=900), np.arange(900) % 45
    y = (rng.random(900) < 1 / (1 + np.exp(0.8 - x))).astype(float)
    return tabulate({"x": x, "y": y, "agent": agent, "z": rng.normal(size=900) + x})


def test_intervals_are_t_at_the_level_asked_for(table: ColumnTable, specify: Specify) -> None:
    found = fit(table, specify("x"))

    report = fit_report(found, 0.8, "C", ())

    row = report.coefficients[1]
    half = found.half_width(row.standard_error, 0.8)
    assert (row.low, row.high) == pytest.approx((row.value - half, row.value + half))
    assert report.degrees == 44
    assert report.clusters[0].clusters == 45


def test_mcfadden_compares_with_the_intercept_alone(table: ColumnTable, specify: Specify) -> None:
    found = fit(table, specify("x"))
    p = table.column("y").mean()
    null = 900 * (p * np.log(p) + (1 - p) * np.log(1 - p))

    assert fit_figures(found)["mcfadden"] == pytest.approx(1 - found.log_likelihood / null)


def test_r2_of_a_linear_fit_is_the_squared_correlation(
    table: ColumnTable, specify: Specify
) -> None:
    found = fit(table, specify("x", outcome="z", family=Family.LINEAR))

    r = np.corrcoef(table.column("x"), table.column("z"))[0, 1]
    assert fit_figures(found)["r2"] == pytest.approx(r * r)
    assert rarer(found) is None


def test_the_rarer_outcome_is_counted(table: ColumnTable, specify: Specify) -> None:
    ones = int(table.column("y").sum())

    assert rarer(fit(table, specify("x"))) == min(ones, 900 - ones)


def test_few_cluster_figures_stand_at_their_coefficient(
    table: ColumnTable, specify: Specify
) -> None:
    report = fit_report(fit(table, specify("x")), 0.95, "C", (), {1: (0.2, 7.5, 0.04)})

    assert report.coefficients[0].few_cluster_error is None
    assert report.coefficients[1].few_cluster_degrees == 7.5


def test_a_product_with_a_lever_is_a_lever(table: ColumnTable, specify: Specify) -> None:
    other = Term("z", Role.CONFOUNDER, Transform.IDENTITY)
    found = fit(table, specify(other, "x", interactions=(("z", "x"),)))

    roles = [role_of(column) for column in found.design.columns]
    assert roles == ["intercept", "confounder", "lever", "lever"]


def test_a_category_is_tested_as_a_whole(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(4)
    level, x = rng.integers(0, 3, 600), rng.normal(size=600)
    y = (rng.random(600) < 0.3 + 0.2 * (level == 2)).astype(float)
    table = tabulate({"y": y, "x": x, "level": level, "agent": np.arange(600) % 40})
    found = fit(table, specify("x", Term("level", Role.CONFOUNDER, Transform.CATEGORY)))

    (test,) = fit_report(found, 0.95, "C", ()).term_tests

    own = slice(2, 4)
    b, covariance = found.coefficients[own], found.covariance[own, own]
    assert test.column == "level"
    assert (test.restrictions, test.degrees) == (2, 39)
    assert test.chi_squared == pytest.approx(b @ np.linalg.solve(covariance, b))


def test_a_penalised_fit_tells_both_errors_and_both_likelihoods(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(5)
    flag = np.repeat([0.0, 1.0], [150, 50])
    y = np.where(flag == 1, 1.0, rng.integers(0, 2, 200))
    table = tabulate({"y": y, "flag": flag})
    found = fit(table, specify(Term("flag", Role.LEVER, Transform.FLAG), cluster=""))

    report = fit_report(found, 0.95, "D", ())

    errors = [row.penalised_standard_error for row in report.coefficients]
    assert errors == pytest.approx(penalised_standard_errors(found).tolist())
    told = report.fit_figures
    half_log_determinant = -0.5 * np.linalg.slogdet(found.bread).logabsdet
    assert told["penalised_log_likelihood"] == pytest.approx(
        told["log_likelihood"] + half_log_determinant
    )
