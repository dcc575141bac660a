"""Least squares keep NIST's certified digits."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from engine.domain.specification import (
    ErrorDefinition,
    Family,
    Role,
    Specification,
    Term,
    Transform,
)
from engine.domain.tables import ColumnTable
from engine.errors import MethodError
from engine.evidence.design import design
from engine.evidence.least_squares import least_squares
from engine.evidence.regressions import fit
from engine.evidence.standardisation import standardisation

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
Cases = dict[str, dict[str, Any]]


def test_nist_longley(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    case = cases["nist_longley"]
    columns, expected = case["data"]["columns"], case["expected"]
    terms = [name for name in columns if name != "y"]

    fitted = fit(tabulate(columns), specify(*terms, family=Family.LINEAR, cluster=""))

    assert fitted.coefficients == pytest.approx(list(expected["coef"].values()), rel=1e-10)
    assert fitted.standard_errors == pytest.approx(list(expected["se"].values()), rel=1e-10)
    assert fitted.deviance == pytest.approx(expected["rss"], rel=1e-10)
    assert fitted.degrees == 9


def test_nist_wampler1(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    powers = [Term("x", Role.LEVER, Transform.POWER, power=power) for power in range(2, 6)]
    table = tabulate(cases["nist_wampler1"]["data"]["columns"])

    fitted = fit(table, specify("x", *powers, family=Family.LINEAR, cluster=""))

    assert fitted.coefficients == pytest.approx([1.0] * 6, rel=1e-8)


def test_petersen_errors(
    cases: Cases, read_data: Callable[[str], ColumnTable], specify: Specify
) -> None:
    expected, table = cases["petersen_cluster"]["expected"], read_data("petersen.csv")
    question = {"family": Family.LINEAR, "outcome": "y"}
    firm, year = "firm", "year"

    asked = {
        "se_ols": specify("x", cluster="", **question),
        "se_HC1": specify("x", cluster="", errors=ErrorDefinition.HC1, **question),
        "se_firm": specify("x", cluster=firm, **question),
        "se_year": specify("x", cluster=year, **question),
        "se_two_way": specify("x", cluster=firm, second_cluster=year, **question),
    }

    for name, specification in asked.items():
        errors = fit(table, specification).standard_errors
        assert errors == pytest.approx(list(expected[name].values()), rel=1e-5), name


def test_log_likelihood_and_null_are_those_of_statsmodels(
    small: ColumnTable, specify: Specify
) -> None:
    made = design(small, specify("flag", outcome="wait_s", family=Family.LINEAR))

    found = least_squares(made, standardisation(made.matrix))

    reference = sm.OLS(made.outcome, made.matrix).fit()
    null = sm.OLS(made.outcome, np.ones(600)).fit()
    assert found.log_likelihood == pytest.approx(reference.llf, rel=1e-12)
    assert found.null_log_likelihood == pytest.approx(null.llf, rel=1e-12)
    assert found.dispersion == pytest.approx(reference.scale, rel=1e-12)


def test_as_many_columns_as_rows_are_refused(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [1.0, 2.0], "x": [1.0, 3.0]})
    made = design(table, specify("x", family=Family.LINEAR, cluster=""))

    with pytest.raises(MethodError, match="too_few_rows"):
        least_squares(made, standardisation(made.matrix))


def test_line_that_meets_every_row_is_told_without_warnings(
    tabulate: Tabulate, specify: Specify
) -> None:
    x = np.arange(8.0)

    fitted = fit(tabulate({"y": 2 * x, "x": x}), specify("x", family=Family.LINEAR, cluster=""))

    assert fitted.coefficients == pytest.approx([0.0, 2.0], abs=1e-12)
    assert fitted.p_values[1] < 1e-12
