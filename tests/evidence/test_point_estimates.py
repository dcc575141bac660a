"""Coefficients alone are those of the whole fit, also where outcomes are separated."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import MethodError
from engine.evidence.design import design
from engine.evidence.point_estimates import point_estimate
from engine.evidence.regressions import fit

Specify = Callable[..., Specification]
Tabulate = Callable[[dict[str, Any]], ColumnTable]
FLAG = Term("flag", Role.CONFOUNDER, Transform.FLAG)


@pytest.mark.parametrize("family", [Family.LOGIT, Family.POISSON, Family.LINEAR])
def test_estimate_is_the_fits(family: Family, small: ColumnTable, specify: Specify) -> None:
    asked = specify("wait_s", FLAG, family=family)
    whole = fit(small, asked)

    found = point_estimate(design(small, asked), family)

    assert found.coefficients == pytest.approx(whole.coefficients, rel=1e-9)
    assert found.mean(whole.design.matrix, whole.design.offset) == pytest.approx(
        whole.link.mean(whole.linear_predictor())
    )


def separated(tabulate: Tabulate) -> ColumnTable:
    rng = np.random.default_rng(2)
    flag = np.repeat([0.0, 1.0], [150, 50])
    y = np.where(flag == 1, 1.0, rng.integers(0, 2, 200))
    return tabulate({"y": y, "flag": flag, "x": rng.normal(size=200), "agent": np.arange(200)})


def test_separated_outcomes_are_answered_by_the_penalty(
    tabulate: Tabulate, specify: Specify
) -> None:
    table, asked = separated(tabulate), specify("x", FLAG)

    found = point_estimate(design(table, asked), Family.LOGIT)

    assert found.coefficients == pytest.approx(fit(table, asked).coefficients, rel=1e-6)


def test_separated_hazards_are_refused(tabulate: Tabulate, specify: Specify) -> None:
    made = design(separated(tabulate), specify("x", FLAG))

    with pytest.raises(MethodError, match="separation"):
        point_estimate(made, Family.HAZARD)


@pytest.mark.parametrize("family", [Family.LOGIT, Family.POISSON, Family.LINEAR])
def test_a_start_nearby_leads_to_the_same_estimate(
    family: Family, small: ColumnTable, specify: Specify
) -> None:
    asked = specify("wait_s", FLAG, family=family)
    made, whole = design(small, asked), fit(small, asked)
    start = whole.coefficients + 2 * whole.standard_errors

    found = point_estimate(made, family, start)

    assert found.coefficients == pytest.approx(whole.coefficients, rel=1e-7)
