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
