"""Variance inflation and condition number agree with R, and ties are named."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.collinearity import collinearity
from engine.evidence.design import design

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]


def test_longley(cases: dict[str, dict[str, Any]], tabulate: Tabulate, specify: Specify) -> None:
    expected = cases["vif_longley"]["expected"]
    table = tabulate(cases["nist_longley"]["data"]["columns"])
    question = specify(*expected["vif"], family=Family.LINEAR, cluster="")

    found = collinearity(design(table, question), "longley")

    assert {row.column: row.vif for row in found.rows} == pytest.approx(expected["vif"], rel=1e-5)
    assert found.condition_number == pytest.approx(expected["condition_number_scaled"], rel=1e-5)
    assert "gnp" in {row.column: row.tied for row in found.rows}["year"]
    keys = [finding.sentence.key for finding in found.findings]
    assert keys.count("finding.evidence.inflated") == 5
    assert keys[-1] == "finding.evidence.ill_conditioned"


def test_variance_inflation_is_that_of_a_regression_on_the_others(
    small: ColumnTable, specify: Specify
) -> None:
    kind = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")
    made = design(small, specify("wait_s", "flag", kind))

    rows = collinearity(made, "test").rows

    for place, row in enumerate(rows, start=1):
        others = np.delete(made.matrix, place, axis=1)
        own = made.matrix[:, place]
        residual = own - others @ np.linalg.lstsq(others, own, rcond=None)[0]
        assert row.vif == pytest.approx(own.var() / residual.var(), rel=1e-9)
    assert [row.column for row in rows] == ["wait_s", "flag", "kind=green", "kind=red"]
    assert all(row.tied == () for row in rows)


def test_interactions_are_left_aside_and_fixed_effects_held(
    small: ColumnTable, specify: Specify
) -> None:
    flag = Term("flag", Role.LEVER, Transform.FLAG)
    crossed = specify("wait_s", flag, interactions=(("wait_s", "flag"),))
    fixed = specify("wait_s", flag, fixed_effects=("kind",))

    plain = collinearity(design(small, specify("wait_s", flag)), "test").rows
    without = collinearity(design(small, crossed), "test").rows
    held = collinearity(design(small, fixed), "test").rows

    assert without == plain
    assert [row.column for row in held] == ["wait_s", "flag"]
    assert held[0].vif > plain[0].vif


def test_a_design_without_terms_is_refused(small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(InputError, match="no_terms"):
        collinearity(design(small, specify()), "test")


def test_columns_of_one_metric_are_not_tied_to_each_other(
    small: ColumnTable, specify: Specify
) -> None:
    spline = Term("wait_s", Role.LEVER, Transform.SPLINE, knots=(5.0, 20.0, 40.0, 90.0))

    found = collinearity(design(small, specify(spline, "flag")), "test")

    assert max(row.vif for row in found.rows) > 100
    assert all(row.tied == () for row in found.rows)
    assert {f.sentence.key for f in found.findings} <= {"finding.evidence.ill_conditioned"}


def test_levels_that_another_term_determines_nearly_are_said_by_the_generalised_factor(
    small: ColumnTable, specify: Specify
) -> None:
    kind = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")
    codes = np.unique(small.column("kind").astype(str), return_inverse=True)[1]
    near = codes + np.random.default_rng(3).normal(0, 0.1, len(small))
    made = design(ColumnTable(small.labels, {**small.columns, "near": near}), specify(kind, "near"))

    findings = collinearity(made, "test").findings

    r = np.corrcoef(made.matrix[:, 1:].T)
    expected = np.sqrt(np.linalg.det(r[:2, :2]) / np.linalg.det(r))  # of "near", R = 1
    told = {f.sentence.values["column"]: f.sentence.values["vif"] for f in findings}
    assert told["kind"] == pytest.approx(expected, rel=1e-9)
    assert told["near"] == pytest.approx(expected**2, rel=1e-9)


def test_a_tied_pair_is_said_once(small: ColumnTable, specify: Specify) -> None:
    near = small.column("wait_s") + np.random.default_rng(3).normal(0, 1.0, len(small))
    made = design(
        ColumnTable(small.labels, {**small.columns, "near": near}), specify("wait_s", "near")
    )

    found = collinearity(made, "test")

    assert [row.tied for row in found.rows] == [("near",), ("wait_s",)]
    said = [f.sentence.values["column"] for f in found.findings if "tied" in f.sentence.key]
    assert said == ["wait_s"]
