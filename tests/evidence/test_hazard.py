"""The discrete-time hazard agrees with statsmodels and with Cox where periods are narrow."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import MethodError
from engine.evidence.cox import fit_cox
from engine.evidence.effects import average_marginal_effects
from engine.evidence.fitted import FittedModel
from engine.evidence.hazard import fit_hazard

Specify = Callable[..., Specification]
ROSSI = ("fin", "age", "race", "wexp", "mar", "paro", "prio")
QUARTERS = (13.0, 26.0, 39.0, 52.0)


@pytest.fixture(scope="module")
def rossi(read_data: Callable[[str], ColumnTable]) -> ColumnTable:
    return read_data("rossi.csv")


def asked(specify: Specify, *terms: Term | str, **settings: Any) -> Specification:
    chosen = {"outcome": "arrest", "duration": "week", "family": Family.HAZARD, "cluster": ""}
    return specify(*(terms or ROSSI), **(chosen | settings))


@pytest.fixture(scope="module")
def quarters(rossi: ColumnTable, specify: Specify) -> FittedModel:
    return fit_hazard(rossi, asked(specify, periods=QUARTERS))


def test_equals_statsmodels_cloglog_on_the_same_person_periods(quarters: FittedModel) -> None:
    family = sm.families.Binomial(link=sm.families.links.CLogLog())
    model = sm.GLM(quarters.design.outcome, quarters.design.matrix, family)
    known = model.fit(tol=1e-14, maxiter=200)

    assert quarters.link.name == "cloglog"
    assert quarters.coefficients == pytest.approx(known.params, rel=1e-8)
    assert quarters.plain_standard_errors == pytest.approx(known.bse, rel=1e-7)
    assert quarters.log_likelihood == pytest.approx(known.llf, rel=1e-12)


def test_rows_and_events_by_brute_force(rossi: ColumnTable, quarters: FittedModel) -> None:
    weeks, arrests = rossi.column("week"), rossi.column("arrest")

    at_risk = sum(
        1
        for week, arrest in zip(weeks, arrests, strict=True)
        for start, end in zip((0.0, *QUARTERS), QUARTERS, strict=False)
        if week > start and (arrest or week >= end)
    )
    assert quarters.rows == at_risk
    assert quarters.design.outcome.sum() == arrests.sum() == 114


def test_weekly_periods_are_cox_to_the_third_digit(rossi: ColumnTable, specify: Specify) -> None:
    weekly = asked(specify, "fin", "age", "prio", periods=tuple(map(float, range(1, 53))))

    by_period = fit_hazard(rossi, weekly)
    by_rank = fit_cox(rossi, asked(specify, "fin", "age", "prio", family=Family.COX))

    assert by_period.coefficients[1:4] == pytest.approx(by_rank.coefficients, rel=0.005)


def test_rows_of_a_subject_are_clustered_and_subjects_are_counted(
    quarters: FittedModel,
) -> None:
    said = quarters.design.notes[0].sentence

    assert quarters.clusters == 432
    assert quarters.design.dropped == 0
    assert said.key == "finding.evidence.person_periods"
    assert said.values == {"subjects": 432, "rows": quarters.rows, "events": 114}


def test_an_interaction_with_the_duration_lets_the_effect_differ_by_period(
    rossi: ColumnTable, specify: Specify
) -> None:
    fin = Term("fin", Role.LEVER, Transform.FLAG)

    fit = fit_hazard(rossi, asked(specify, fin, periods=QUARTERS, interactions=(("fin", "week"),)))

    matrix, y = fit.design.matrix, fit.design.outcome
    for code in range(4):  # saturated: the fitted chance is the share in each cell
        for flag in (0.0, 1.0):
            cell = (fit.design.readings["week"] == code) & (matrix[:, 1] == flag)
            chance = fit.link.mean(matrix[cell] @ fit.coefficients)
            assert chance == pytest.approx(np.full(cell.sum(), y[cell].mean()), rel=1e-9)


def test_one_period_needs_no_baseline_term(rossi: ColumnTable, specify: Specify) -> None:
    fit = fit_hazard(rossi, asked(specify, "fin", periods=(52.0,)))

    assert fit.design.names == ("intercept", "fin")
    assert fit.rows == 432


def test_a_level_without_events_is_refused_by_name(rossi: ColumnTable, specify: Specify) -> None:
    never = np.where(rossi.column("arrest") == 1, 0.0, np.arange(432) % 2)
    table = ColumnTable(rossi.labels, {**rossi.columns, "never": never})

    with pytest.raises(MethodError, match=r"quasi_separation.*never"):
        fit_hazard(table, asked(specify, "never", "age", periods=QUARTERS))


def test_the_periods_are_nobodys_effect(
    tabulate: Callable[[dict[str, Any]], ColumnTable], specify: Specify
) -> None:
    rng = np.random.default_rng(5)
    wait = rng.exponential(10.0, 300)
    table = tabulate({"y": wait < 20, "wait": np.minimum(wait, 20.0), "x": rng.normal(size=300)})
    asked = specify("x", cluster="", family=Family.HAZARD, duration="wait", periods=(5.0, 12.0))

    effects = average_marginal_effects(fit_hazard(table, asked))

    assert [effect.column for effect in effects] == ["x"]
