"""Cox's model agrees with R's survival on real data, ties, strata and clusters among them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from engine.domain.specification import (
    ErrorDefinition,
    Family,
    Role,
    Specification,
    Term,
    Transform,
)
from engine.domain.tables import ColumnTable
from engine.errors import InputError, MethodError
from engine.evidence.cox import FittedCox, fit_cox

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
Cases = dict[str, dict[str, Any]]
ROSSI = ("fin", "age", "race", "wexp", "mar", "paro", "prio")
PURCHASES = (
    Term("first_spend", Role.LEVER, Transform.LOG1P),
    Term("first_qty", Role.LEVER, Transform.LOG),
    Term("week", Role.CONFOUNDER),
)


@pytest.fixture(scope="module")
def rossi(read_data: Callable[[str], ColumnTable]) -> ColumnTable:
    return read_data("rossi.csv")


@pytest.fixture(scope="module")
def cdnow(read_data: Callable[[str], ColumnTable]) -> ColumnTable:
    table = read_data("cdnow_repurchase.csv.gz")
    return ColumnTable(table.labels, {**table.columns, "week": table.column("first_day") // 7})


def arrests(specify: Specify, *terms: Term | str, **settings: Any) -> Specification:
    chosen = {"outcome": "arrest", "duration": "week", "family": Family.COX, "cluster": ""}
    return specify(*(terms or ROSSI), **(chosen | settings))


@pytest.fixture(scope="module")
def drawn(tabulate: Tabulate) -> ColumnTable:
    """300 subjects in 20 shops and 4 regions, times rounded up: ties and censoring."""
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 300))
    return tabulate(
        {
            "a": a,
            "b": b,
            "t": np.ceil(rng.exponential(5.0, 300) * np.exp(-0.5 * a)),
            "y": (rng.random(300) < 0.7).astype(float),
            "shop": [f"S{code:02d}" for code in rng.integers(0, 20, 300)],
            "region": [f"R{code}" for code in rng.integers(0, 4, 300)],
        }
    )


def events(specify: Specify, **settings: Any) -> Specification:
    chosen = {"duration": "t", "family": Family.COX, "cluster": "", "ties": "breslow"}
    return specify("a", "b", **(chosen | settings))


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_rossi_1980(ties: str, rossi: ColumnTable, cases: Cases, specify: Specify) -> None:
    known = cases["rossi_cox"]["expected"][ties]

    fit = fit_cox(rossi, arrests(specify, ties=ties))

    assert fit.names == tuple(known["coef"])
    assert fit.coefficients == pytest.approx(list(known["coef"].values()), rel=1e-6)
    assert fit.standard_errors == pytest.approx(list(known["se"].values()), rel=1e-6)
    assert fit.errors is ErrorDefinition.MODEL


def test_rossi_1980_likelihood_concordance_and_proportionality(
    rossi: ColumnTable, cases: Cases, specify: Specify
) -> None:
    known = cases["rossi_cox"]["expected"]

    fit = fit_cox(rossi, arrests(specify))

    assert [fit.null_log_likelihood, fit.log_likelihood] == pytest.approx(
        known["loglik"], rel=1e-10
    )
    assert fit.concordance.value == pytest.approx(known["concordance"], rel=1e-10)
    assert {t.term: t.p_value for t in fit.proportionality} == pytest.approx(
        known["zph_p"], rel=1e-6
    )
    assert (fit.rows, fit.events, fit.strata) == (432, 114, 1)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_cdnow_r_4_2_2(ties: str, cdnow: ColumnTable, cases: Cases, specify: Specify) -> None:
    known = cases["cdnow_r_4_2_2"]["expected"]
    settings = {"outcome": "repurchased", "duration": "time", "family": Family.COX, "cluster": ""}

    fit = fit_cox(cdnow, specify(*PURCHASES, ties=ties, **settings))

    block = known[f"cox_{ties}"]
    assert fit.coefficients == pytest.approx(list(block["coef"].values()), rel=1e-6)
    assert fit.standard_errors == pytest.approx(list(block["se"].values()), rel=1e-6)
    if ties == "efron":
        p_values = [test.p_value for test in fit.proportionality]
        likelihoods = [fit.null_log_likelihood, fit.log_likelihood]
        assert p_values == pytest.approx(list(known["zph_p"].values()), rel=1e-5)
        assert likelihoods == pytest.approx(known["cox_loglik"], rel=1e-10)


def test_ratios_that_change_over_time_are_said_with_the_remedy(
    rossi: ColumnTable, specify: Specify
) -> None:
    told = fit_cox(rossi, arrests(specify)).findings[-1]

    assert told.severity == "caution"
    assert told.sentence.key == "finding.evidence.not_proportional"
    assert str(told.sentence.values["terms"]).startswith("age p 0.0145, wexp p 0.0398, GLOBAL")


def test_levels_of_a_category_are_tested_together(rossi: ColumnTable, specify: Specify) -> None:
    told = np.array(["low", "mid", "top"], dtype=object)[np.arange(432) % 3]
    table = ColumnTable(rossi.labels, {**rossi.columns, "kind": told})
    kind = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="low")

    fit = fit_cox(table, arrests(specify, "age", kind))

    assert [(t.term, t.degrees) for t in fit.proportionality] == [
        ("age", 1),
        ("kind", 2),
        ("GLOBAL", 3),
    ]


def test_clustered_errors_are_phregs_with_the_factor(drawn: ColumnTable, specify: Specify) -> None:
    fit = fit_cox(drawn, events(specify, cluster="shop"))

    x = np.column_stack([drawn.column("a"), drawn.column("b")])
    model = sm.PHReg(drawn.column("t"), x, status=drawn.column("y"), ties="breslow")
    known = model.fit(disp=0, groups=np.unique(drawn.column("shop"), return_inverse=True)[1])
    assert fit.errors is ErrorDefinition.CLUSTERED_G
    assert fit.degrees == 19
    assert fit.standard_errors == pytest.approx(known.bse * np.sqrt(20 / 19), rel=1e-9)
    assert "finding.evidence.cox_robust" in [each.sentence.key for each in fit.findings]


def test_hc0_takes_each_subject_as_a_cluster(drawn: ColumnTable, specify: Specify) -> None:
    fit = fit_cox(drawn, events(specify, errors=ErrorDefinition.HC0))

    influence = fit.score_residuals @ fit.plain_covariance
    assert fit.covariance == pytest.approx(influence.T @ influence, rel=1e-10)
    assert np.isinf(fit.degrees)


def test_fixed_effects_are_strata_as_in_phreg(drawn: ColumnTable, specify: Specify) -> None:
    fit = fit_cox(drawn, events(specify, fixed_effects=("region",)))

    x = np.column_stack([drawn.column("a"), drawn.column("b")])
    strata = np.unique(drawn.column("region"), return_inverse=True)[1]
    model = sm.PHReg(drawn.column("t"), x, status=drawn.column("y"), strata=strata, ties="breslow")
    known = model.fit(disp=0)
    assert fit.strata == 4
    assert fit.coefficients == pytest.approx(known.params, abs=1e-8)
    assert fit.log_likelihood == pytest.approx(known.llf, rel=1e-10)


def test_units_and_order_of_rows_change_nothing_else(
    drawn: ColumnTable, tabulate: Tabulate, specify: Specify
) -> None:
    order = np.random.default_rng(0).permutation(300)
    moved = {name: values[order] for name, values in drawn.columns.items()}
    moved["a"] = 1e6 + 1_000.0 * moved["a"]

    first = fit_cox(drawn, events(specify, cluster="shop"))
    second = fit_cox(tabulate(moved), events(specify, cluster="shop"))

    assert second.coefficients * [1_000.0, 1.0] == pytest.approx(first.coefficients, rel=1e-8)
    assert second.p_values == pytest.approx(first.p_values, rel=1e-7)
    assert second.concordance == first.concordance


def test_a_level_without_events_is_refused_by_name(drawn: ColumnTable, specify: Specify) -> None:
    never = np.where(drawn.column("y") == 1, 0.0, np.arange(300) % 2)
    table = ColumnTable(drawn.labels, {**drawn.columns, "never": never})
    asked = specify("a", "never", cluster="", duration="t", family=Family.COX)

    with pytest.raises(MethodError, match=r"monotone_likelihood \(terms='never'\)"):
        fit_cox(table, asked)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ties": "exact"}, "ties_unknown"),
        ({"errors": ErrorDefinition.CR2, "cluster": "shop"}, "cox_errors"),
        ({"terms": ()}, "cox_no_terms"),
        ({"duration": ""}, "duration_unnamed"),
        ({"errors": ErrorDefinition.CLUSTERED_G}, "errors_need_cluster"),
    ],
)
def test_what_makes_no_sense_is_refused(
    change: dict[str, Any], code: str, drawn: ColumnTable, specify: Specify
) -> None:
    with pytest.raises(InputError, match=code):
        fit_cox(drawn, replace(events(specify), **change))


def test_a_subject_without_a_stratum_is_refused(drawn: ColumnTable, specify: Specify) -> None:
    region = drawn.column("region").copy()
    region[3] = None
    table = ColumnTable(drawn.labels, {**drawn.columns, "region": region})

    with pytest.raises(InputError, match="stratum_absent"):
        fit_cox(table, events(specify, fixed_effects=("region",)))


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"b": np.ones(300)}, "constant_term"),
        ({"b": np.arange(300.0), "a": 2 * np.arange(300.0)}, "collinear"),
        ({"y": (np.arange(300) < 2).astype(float)}, "too_few_events"),
    ],
)
def test_what_the_data_cannot_tell_is_refused(
    columns: dict[str, Any], code: str, drawn: ColumnTable, specify: Specify
) -> None:
    table = ColumnTable(drawn.labels, {**drawn.columns, **columns})

    with pytest.raises(MethodError, match=code):
        fit_cox(table, events(specify))


@pytest.fixture(scope="module")
def fitted(drawn: ColumnTable, specify: Specify) -> FittedCox:
    return fit_cox(drawn, events(specify))


def test_figures_of_the_fit_belong_together(fitted: FittedCox) -> None:
    z = fitted.coefficients / fitted.standard_errors

    assert fitted.p_values == pytest.approx(2 * stats.norm.sf(np.abs(z)), rel=1e-10)
    assert fitted.half_width(1.0, 0.95) == pytest.approx(1.959963985, rel=1e-8)
    assert fitted.score_residuals.sum(axis=0) == pytest.approx([0.0, 0.0], abs=1e-9)
