"""The joint test agrees with a published one and with the t test of a single coefficient."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import MethodError
from engine.evidence.regressions import fit
from engine.evidence.wald import joint_wald


def test_ucla_rank(
    cases: dict[str, dict[str, Any]],
    tabulate: Callable[[dict[str, Any]], ColumnTable],
    specify: Callable[..., Specification],
) -> None:
    case = cases["ucla_admit"]
    rank = Term("rank", Role.CONFOUNDER, Transform.CATEGORY, reference="1")
    table = tabulate(case["data"]["columns"])
    fitted = fit(table, specify("gre", "gpa", rank, outcome="admit", cluster=""))
    places = [3, 4, 5]

    test = joint_wald(
        fitted.coefficients[places], fitted.covariance[np.ix_(places, places)], fitted.degrees
    )

    assert test.chi_squared == pytest.approx(case["expected"]["wald_rank_chi2"], rel=1e-4)
    assert test.p_value == pytest.approx(stats.chi2.sf(test.chi_squared, 3))


def test_one_coefficient_is_its_t_test() -> None:
    test = joint_wald(np.array([0.5]), np.array([[0.04]]), 12.0)

    assert test.statistic == pytest.approx(2.5**2)
    assert test.p_value == pytest.approx(2 * stats.t.sf(2.5, 12))


def test_more_coefficients_than_degrees_are_refused() -> None:
    with pytest.raises(MethodError, match="wald_degrees"):
        joint_wald(np.ones(3), np.eye(3), 2.0)
