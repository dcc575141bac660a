"""Hazard ratios and the fit's row say what the Cox fit found."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.cox import FittedCox, fit_cox
from engine.evidence.cox_effects import cox_effects, cox_fit_report

Specify = Callable[..., Specification]


@pytest.fixture(scope="module")
def fit(read_data: Callable[[str], ColumnTable], specify: Specify) -> FittedCox:
    table = read_data("rossi.csv")
    kind = np.array(["low", "mid", "top"], dtype=object)[np.arange(432) % 3]
    specification = specify(
        Term("fin", Role.LEVER, Transform.FLAG, indicator="aid"),
        Term("age", Role.CONFOUNDER, Transform.LOG),
        Term("prio", Role.CONFOUNDER, Transform.BANDS, edges=(0.0, 2.0, 5.0)),
        Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="low"),
        outcome="arrest",
        duration="week",
        family=Family.COX,
        cluster="",
        interactions=(("fin", "age"),),
    )
    return fit_cox(ColumnTable(table.labels, {**table.columns, "kind": kind}), specification)


def test_ratios_are_the_exponentials_of_the_coefficients_and_their_limits(fit: FittedCox) -> None:
    rows = cox_effects(fit, 0.90, "C")

    half = 1.6448536 * fit.standard_errors
    assert {row.kind for row in rows} == {"hazard_ratio"}
    assert [row.ame for row in rows] == pytest.approx(np.exp(fit.coefficients))
    assert [row.low for row in rows] == pytest.approx(np.exp(fit.coefficients - half))
    assert [row.high for row in rows] == pytest.approx(np.exp(fit.coefficients + half))
    assert [row.p_value for row in rows] == pytest.approx(fit.p_values)
    assert {(row.level, row.grade, row.n) for row in rows} == {(0.90, "C", 432)}


def test_each_ratio_says_what_it_is_per(fit: FittedCox) -> None:
    rows = cox_effects(fit)

    told: list[Any] = [
        (row.metric, row.band, row.per.key, row.per.values.get("reference")) for row in rows
    ]
    assert told == [
        ("fin", "", "effect.per_flag", None),
        ("age", "", "effect.per_metric_unit", None),
        ("prio", "[2, 5)", "effect.per_level", "[0, 2)"),
        ("prio", "[5, inf)", "effect.per_level", "[0, 2)"),
        ("kind", "", "effect.per_level", "low"),
        ("kind", "", "effect.per_level", "low"),
        ("fin:age", "", "effect.per_metric_unit", None),
    ]
    assert (rows[0].indicator, rows[0].role) == ("aid", "lever")


def test_the_row_of_the_fit_holds_its_figures(fit: FittedCox) -> None:
    report = cox_fit_report(fit, 0.95, "C")

    assert (report.family, report.link, report.method) == ("cox", "log", "partial_likelihood")
    assert (report.n, report.events, report.degrees) == (432, 114, None)
    assert report.outcome_mean == pytest.approx(114 / 432)
    assert report.fit_figures["concordance"] == fit.concordance.value
    assert {"zph_p.kind", "zph_p.fin:age", "zph_p.GLOBAL"} <= set(report.fit_figures)
    assert [row.value for row in report.coefficients] == fit.coefficients.tolist()
    assert [row.name for row in report.coefficients] == list(fit.names)
    assert report.findings == fit.findings
