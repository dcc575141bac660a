"""Every family agrees with published fits, and what must not matter changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

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
from engine.evidence.fitted import FittedModel, Method
from engine.evidence.regressions import fit, fit_again, fit_design, fit_without
from engine.evidence.wald import wald_test

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
Read = Callable[[str], ColumnTable]
Cases = dict[str, dict[str, Any]]
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")
FLAG = Term("flag", Role.LEVER, Transform.FLAG)


def category(column: str, reference: str = "") -> Term:
    return Term(column, Role.CONFOUNDER, Transform.CATEGORY, reference=reference)


def values(figures: dict[str, float]) -> list[float]:
    return list(figures.values())


@pytest.fixture(scope="module")
def fitted(small: ColumnTable, specify: Specify) -> FittedModel:
    return fit(small, specify("wait_s", FLAG, KIND))


def test_spector_mazzeo_1980(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    case = cases["spector_logit_ame"]
    expected, table = case["expected"], tabulate(case["data"]["columns"])
    asked = {"outcome": "GRADE", "cluster": ""}

    model = fit(table, specify("GPA", "TUCE", "PSI", **asked))
    white = fit(table, specify("GPA", "TUCE", "PSI", errors=ErrorDefinition.HC0, **asked))

    assert model.coefficients == pytest.approx(values(expected["coef"]), rel=1e-5)
    assert model.standard_errors == pytest.approx(values(expected["se"]), rel=1e-5)
    assert white.standard_errors == pytest.approx(values(expected["cov_HC0"]), rel=1e-5)
    assert model.log_likelihood == pytest.approx(expected["loglik"], rel=1e-9)


def test_ucla_admission(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    case = cases["ucla_admit"]
    expected, table = case["expected"], tabulate(case["data"]["columns"])

    found = fit(table, specify("gre", "gpa", category("rank", "1"), outcome="admit", cluster=""))

    rank = wald_test(found, found.design.positions("rank"))
    assert found.coefficients == pytest.approx(values(expected["coef"]), rel=1e-4)
    assert found.standard_errors == pytest.approx(values(expected["se"]), rel=1e-4)
    assert found.log_likelihood == pytest.approx(expected["loglik"], rel=1e-9)
    assert rank.chi_squared == pytest.approx(expected["wald_rank_chi2"], rel=1e-4)


@pytest.mark.parametrize(
    ("block", "extra"),
    [("pre", ()), ("with_duration", (Term("duration", Role.CONFOUNDER, Transform.LOG1P),))],
)
@pytest.mark.parametrize(
    "errors", [ErrorDefinition.CLUSTERED_G, ErrorDefinition.CLUSTERED_G_N_K], ids=str
)
def test_bank_r_4_2_2(
    block: str,
    extra: tuple[Term, ...],
    errors: ErrorDefinition,
    bank: ColumnTable,
    bank_terms: tuple[Term, ...],
    cases: Cases,
    specify: Specify,
) -> None:
    expected = cases["bank_r_4_2_2"]["expected"]

    found = fit(bank, specify(*bank_terms, *extra, cluster="wave", errors=errors))

    clustered = values(expected[f"{block}_cluster_wave"]["se"])
    assert found.rows == expected["n"]
    assert found.outcome_mean == pytest.approx(expected["ybar"], rel=1e-12)
    assert found.coefficients == pytest.approx(values(expected[block]["coef"]), rel=1e-6)
    assert found.plain_standard_errors == pytest.approx(values(expected[block]["se"]), rel=1e-3)
    assert found.standard_errors == pytest.approx(clustered, rel=1e-3)
    assert found.log_likelihood == pytest.approx(expected[f"{block}_loglik"], rel=1e-9)


def test_r_definition_is_met_closer_than_the_other(
    bank: ColumnTable, bank_terms: tuple[Term, ...], cases: Cases, specify: Specify
) -> None:
    expected = np.array(values(cases["bank_r_4_2_2"]["expected"]["pre_cluster_wave"]["se"]))
    specification = specify(*bank_terms, cluster="wave")

    by_g = fit(bank, replace(specification, errors=ErrorDefinition.CLUSTERED_G)).standard_errors
    by_both = fit(bank, specification).standard_errors

    assert np.abs(by_g - expected).max() < np.abs(by_both - expected).max()


def test_bank_in_24_cells_r_4_2_2(
    bank: ColumnTable, cases: Cases, tabulate: Tabulate, specify: Specify
) -> None:
    expected = cases["bank_r_4_2_2"]["expected"]["grouped"]
    frame = pd.DataFrame({name: bank.column(name) for name in ("contact", "poutcome", "y")})
    frame["tries"] = np.minimum(bank.column("campaign"), 4)
    keys = ["contact", "poutcome", "tries"]
    cells = frame.groupby(keys, as_index=False).agg(y=("y", "sum"), n=("y", "size"))
    table = tabulate({name: cells[name].to_numpy() for name in cells})
    terms = (category("contact", "telephone"), category("poutcome", "nonexistent"))
    specification = specify(*terms, category("tries", "1"), cluster="")

    grouped = fit(table, replace(specification, family=Family.GROUPED, trials="n"))

    assert len(table) == expected["cells"]
    assert grouped.coefficients == pytest.approx(values(expected["coef"]), rel=1e-9)
    assert grouped.standard_errors == pytest.approx(values(expected["se"]), rel=1e-8)
    assert grouped.deviance == pytest.approx(expected["deviance"], rel=1e-9)
    assert grouped.dispersion == pytest.approx(expected["pearson_dispersion"], rel=1e-9)


@pytest.mark.parametrize("block", ["adjusted", "unadjusted"])
def test_berkeley_adjusted_and_not(
    block: str, cases: Cases, tabulate: Tabulate, specify: Specify
) -> None:
    case = cases["ucb_simpson_grouped_binomial"]
    table, known = tabulate(case["data"]["columns"]), case["expected"][block]
    terms = (category("gender", "Female"), category("dept", "A"))
    asked = {"outcome": "admit", "family": Family.GROUPED, "trials": "n", "cluster": ""}

    found = fit(table, specify(*terms, **asked))
    if block == "unadjusted":
        found = fit_without(found, "dept")
    else:
        assert found.deviance == pytest.approx(case["expected"]["adjusted_deviance"], rel=1e-10)

    assert found.coefficients == pytest.approx(values(known["coef"]), rel=1e-5)
    assert found.standard_errors == pytest.approx(values(known["se"]), rel=1e-5)


def test_menarche(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    case = cases["menarche_grouped"]
    asked = {"outcome": "Menarche", "family": Family.GROUPED, "trials": "Total", "cluster": ""}

    found = fit(tabulate(case["data"]["columns"]), specify("Age", **asked))

    # R takes its errors from the weights one step before the last: 1.6e-6 of these
    assert found.coefficients == pytest.approx(values(case["expected"]["coef"]), rel=1e-6)
    assert found.standard_errors == pytest.approx(values(case["expected"]["se"]), rel=2e-6)


def test_dobson_1990_treatment_is_exactly_null(
    cases: Cases, tabulate: Tabulate, specify: Specify
) -> None:
    case = cases["dobson_poisson"]
    terms = (category("outcome"), category("treatment"))
    asked = {"outcome": "counts", "family": Family.POISSON, "cluster": ""}

    found = fit(tabulate(case["data"]["columns"]), specify(*terms, **asked))

    expected = case["expected"]
    assert found.coefficients == pytest.approx(values(expected["coef"]), rel=1e-10, abs=1e-12)
    assert found.standard_errors == pytest.approx(values(expected["se"]), rel=1e-6)
    assert found.deviance == pytest.approx(expected["deviance"], rel=1e-10)


def test_biochemists_poisson_and_white(cases: Cases, read_data: Read, specify: Specify) -> None:
    expected = cases["biochemists_poisson_nb"]["expected"]
    terms = (category("fem", "Men"), category("mar", "Single"), "kid5", "phd", "ment")
    asked = {"outcome": "art", "family": Family.POISSON, "cluster": ""}
    table = read_data("biochemists.csv")

    plain = fit(table, specify(*terms, **asked))
    white = fit(table, specify(*terms, errors=ErrorDefinition.HC0, **asked))

    assert plain.coefficients == pytest.approx(values(expected["poisson"]["coef"]), rel=1e-7)
    assert plain.standard_errors == pytest.approx(values(expected["poisson"]["se"]), rel=1e-5)
    assert white.standard_errors == pytest.approx(values(expected["poisson_HC0_se"]), rel=1e-5)


def test_hillstrom_r_4_2_2(cases: Cases, read_data: Read, specify: Specify) -> None:
    expected = cases["hillstrom_r_4_2_2"]["expected"]
    known = (Term("recency", Role.CONFOUNDER), Term("history", Role.CONFOUNDER, Transform.LOG))
    flags = [Term(name, Role.CONFOUNDER, Transform.FLAG) for name in ("mens", "womens", "newbie")]
    places = (category("channel", "Web"), category("zip_code", "Rural"))
    asked = {"outcome": "conversion", "errors": ErrorDefinition.HC0, "cluster": ""}
    specification = specify(category("arm", "none"), *known, *flags, *places, **asked)

    found = fit(read_data("hillstrom_repurchase_rct.csv.gz"), specification)

    assert found.coefficients == pytest.approx(values(expected["adj"]["coef"]), rel=1e-8)
    assert found.plain_standard_errors == pytest.approx(values(expected["adj"]["se"]), rel=1e-6)
    assert found.standard_errors == pytest.approx(values(expected["adj_HC0"]["se"]), rel=1e-6)


def test_iranian_churn_r_4_2_2(cases: Cases, read_data: Read, specify: Specify) -> None:
    expected = cases["iran_r_4_2_2"]["expected"]
    use = Term("frequency_of_use", Role.CONFOUNDER, Transform.LOG1P)
    first, last = ("complains", "call_failure"), ("distinct_called_numbers", "subscription_length")
    asked = {"outcome": "churn", "errors": ErrorDefinition.HC0, "cluster": ""}
    specification = specify(*first, use, *last, "tariff_plan", "age_group", **asked)

    found = fit(read_data("iranian_churn.csv.gz"), specification)

    assert found.coefficients == pytest.approx(values(expected["m"]["coef"]), rel=1e-8)
    assert found.plain_standard_errors == pytest.approx(values(expected["m"]["se"]), rel=1e-6)
    assert found.standard_errors == pytest.approx(values(expected["HC0"]["se"]), rel=1e-6)
    assert found.log_likelihood == pytest.approx(expected["loglik"], rel=1e-10)


def test_cdnow_repurchase_and_orders_r_4_2_2(
    cases: Cases, read_data: Read, specify: Specify
) -> None:
    expected, table = cases["cdnow_r_4_2_2"]["expected"], read_data("cdnow_repurchase.csv.gz")
    table = ColumnTable(table.labels, {**table.columns, "week": table.column("first_day") // 7})
    spend = Term("first_spend", Role.LEVER, Transform.LOG1P)
    quantity = Term("first_qty", Role.LEVER, Transform.LOG)
    orders = {"family": Family.POISSON, "exposure": "days_observed", "outcome": "repeat_count"}

    again = fit(table, specify(spend, quantity, "week", outcome="repurchased_90d", cluster=""))
    plain = fit(table, specify(spend, quantity, cluster="", **orders))
    white = fit_design(plain.design, replace(plain.specification, errors=ErrorDefinition.HC0))

    assert again.coefficients == pytest.approx(values(expected["logit90"]["coef"]), rel=1e-8)
    assert again.standard_errors == pytest.approx(values(expected["logit90"]["se"]), rel=1e-5)
    assert plain.coefficients == pytest.approx(values(expected["poisson"]["coef"]), rel=1e-8)
    assert plain.standard_errors == pytest.approx(values(expected["poisson"]["se"]), rel=1e-5)
    assert white.standard_errors == pytest.approx(values(expected["poisson_HC0"]["se"]), rel=1e-5)
    assert plain.dispersion == pytest.approx(expected["poisson_dispersion"], rel=1e-9)


def test_errors_equal_statsmodels_clustered_by_the_same_rows(fitted: FittedModel) -> None:
    groups = fitted.design.clusterings[0].codes
    reference = sm.Logit(fitted.design.outcome, fitted.design.matrix).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": groups}
    )

    assert fitted.coefficients == pytest.approx(reference.params, rel=1e-8)
    assert fitted.standard_errors == pytest.approx(reference.bse, rel=1e-8)


@pytest.mark.parametrize("family", [Family.LOGIT, Family.POISSON, Family.LINEAR])
def test_grouped_rows_fit_as_the_rows_themselves(
    family: Family, small: ColumnTable, specify: Specify
) -> None:
    rows = fit(small, specify(FLAG, KIND, family=family))
    keys = ["agent", "flag", "kind"]
    frame = pd.DataFrame({name: small.column(name) for name in (*keys, "y")})
    cells = frame.groupby(keys, as_index=False).agg(y=("y", "sum"), n=("y", "size"))
    table = ColumnTable(np.arange(len(cells)), {name: cells[name].to_numpy() for name in cells})
    counted = fit(table, specify(FLAG, KIND, family=Family.GROUPED, trials="n"))

    cellwise = fit_design(counted.design, replace(counted.specification, family=family))

    assert cellwise.coefficients == pytest.approx(rows.coefficients, rel=1e-9)
    assert cellwise.standard_errors == pytest.approx(rows.standard_errors, rel=1e-9)


def test_order_of_rows_and_names_of_clusters_change_nothing(
    small: ColumnTable, specify: Specify
) -> None:
    order = np.random.default_rng(2).permutation(len(small))
    shuffled = {name: column[order] for name, column in small.columns.items()}
    shuffled["agent"] = np.array([f"Z{name[::-1]}" for name in shuffled["agent"]], dtype=object)
    specification = specify("wait_s", KIND)

    first = fit(small, specification)
    second = fit(ColumnTable(small.labels[order], shuffled), specification)

    assert second.coefficients == pytest.approx(first.coefficients, rel=1e-9)
    assert second.standard_errors == pytest.approx(first.standard_errors, rel=1e-9)


def test_order_of_terms_only_orders_the_answer(small: ColumnTable, specify: Specify) -> None:
    first = fit(small, specify("wait_s", FLAG, KIND))
    second = fit(small, specify(KIND, FLAG, "wait_s"))

    places = [second.design.names.index(name) for name in first.design.names]
    assert second.coefficients[places] == pytest.approx(first.coefficients, rel=1e-9)
    assert second.standard_errors[places] == pytest.approx(first.standard_errors, rel=1e-9)


@pytest.mark.parametrize("family", [Family.LOGIT, Family.POISSON, Family.LINEAR])
def test_constant_added_to_a_metric_moves_the_intercept_only(
    family: Family, small: ColumnTable, specify: Specify
) -> None:
    moved = ColumnTable(small.labels, {**small.columns, "wait_s": small.column("wait_s") + 1e3})
    specification = specify("wait_s", KIND, family=family)

    first, second = fit(small, specification), fit(moved, specification)

    shift = 1e3 * first.coefficients[1]
    assert second.coefficients[1:] == pytest.approx(first.coefficients[1:], rel=1e-9)
    assert second.standard_errors[1:] == pytest.approx(first.standard_errors[1:], rel=1e-9)
    assert second.coefficients[0] == pytest.approx(first.coefficients[0] - shift, rel=1e-9)


def test_other_level_as_one_turns_every_sign(small: ColumnTable, specify: Specify) -> None:
    turned = ColumnTable(small.labels, {**small.columns, "y": 1.0 - small.column("y")})
    specification = specify("wait_s", KIND)

    one, other = fit(small, specification), fit(turned, specification)

    assert other.coefficients == pytest.approx(-one.coefficients, rel=1e-9)
    assert other.standard_errors == pytest.approx(one.standard_errors, rel=1e-9)


@given(factor=st.floats(0.01, 100.0), shift=st.floats(-50.0, 50.0))
@settings(derandomize=True, deadline=None, max_examples=20)
def test_unit_of_a_metric_scales_its_coefficient(
    factor: float, shift: float, small: ColumnTable, specify: Specify
) -> None:
    term = Term("wait_s", Role.LEVER, Transform.SCALE, shift=shift, unit=factor)

    raw, scaled = fit(small, specify("wait_s")), fit(small, specify(term))

    assert scaled.coefficients[1] == pytest.approx(factor * raw.coefficients[1], rel=1e-9)
    assert scaled.standard_errors[1] == pytest.approx(factor * raw.standard_errors[1], rel=1e-9)


@pytest.mark.parametrize(("unit", "shift"), [(1e-8, 0.0), (1e8, 0.0), (1.0, -1e6), (1e-3, -1e6)])
def test_far_away_or_tiny_metrics_lose_no_digits(
    unit: float, shift: float, small: ColumnTable, specify: Specify
) -> None:
    moved = small.column("wait_s") / unit - shift
    table = ColumnTable(small.labels, {**small.columns, "wait_s": moved})

    raw, far = fit(small, specify("wait_s", KIND)), fit(table, specify("wait_s", KIND))

    assert far.coefficients[1] / unit == pytest.approx(raw.coefficients[1], rel=1e-6)
    assert far.standard_errors[1] / unit == pytest.approx(raw.standard_errors[1], rel=1e-6)
    assert far.coefficients[2:] == pytest.approx(raw.coefficients[2:], rel=1e-6)


def test_exposure_is_a_coefficient_of_one(small: ColumnTable, specify: Specify) -> None:
    days = np.random.default_rng(4).integers(1, 30, 600).astype(float)
    longer = ColumnTable(small.labels, {**small.columns, "days": days, "twice": 2 * days})
    settings = {"family": Family.POISSON}

    days_at_risk = fit(longer, specify("wait_s", exposure="days", **settings))
    twice = fit(longer, specify("wait_s", exposure="twice", **settings))

    moved = days_at_risk.coefficients - [np.log(2.0), 0.0]
    assert twice.coefficients == pytest.approx(moved, rel=1e-9)
    assert twice.log_likelihood == pytest.approx(days_at_risk.log_likelihood, rel=1e-12)


def test_fixed_effects_leave_the_slope_within_the_groups(
    small: ColumnTable, specify: Specify
) -> None:
    frame = pd.DataFrame({name: small.column(name) for name in ("wait_s", "y", "agent")})
    within = frame[["wait_s", "y"]] - frame.groupby("agent")[["wait_s", "y"]].transform("mean")

    found = fit(small, specify("wait_s", family=Family.LINEAR, fixed_effects=("agent",)))

    slope = (within["wait_s"] @ within["y"]) / (within["wait_s"] @ within["wait_s"])
    assert found.coefficients[1] == pytest.approx(slope, rel=1e-9)


def test_cr2_tests_each_coefficient_on_its_own_degrees(
    small: ColumnTable, specify: Specify
) -> None:
    found = fit(small, specify("wait_s", KIND, errors=ErrorDefinition.CR2))
    liang_zeger = fit(small, specify("wait_s", KIND))

    assert found.errors is ErrorDefinition.CR2
    assert 1 < found.degrees < 39
    assert (found.p_values > liang_zeger.p_values).all()


def test_separated_outcome_is_answered_by_firth_and_named(
    cases: Cases, tabulate: Tabulate, specify: Specify
) -> None:
    columns = cases["sex2_firth"]["data"]["columns"]
    terms = [name for name in columns if name != "case"]

    found = fit(tabulate(columns), specify(*terms, outcome="case", cluster=""))

    cautions = [f.sentence for f in found.findings if f.severity == "caution"]
    assert found.method is Method.FIRTH
    assert found.coefficients[-1] == pytest.approx(3.096, abs=5e-4)  # as published
    assert [(c.key, c.values["terms"]) for c in cautions] == [
        ("finding.evidence.quasi_separation", "dia")
    ]


@pytest.mark.parametrize("family", [Family.POISSON, Family.NEGATIVE_BINOMIAL])
def test_level_with_zero_counts_only_is_refused_by_name(
    family: Family, tabulate: Tabulate, specify: Specify
) -> None:
    kind = np.array(["a", "b", "c"] * 30)
    table = tabulate({"y": np.where(kind == "c", 0, np.arange(90) ** 2 % 11), "kind": kind})

    with pytest.raises(MethodError, match=r"zero_counts .terms='kind=c'"):
        fit(table, specify(category("kind"), family=family, cluster=""))


def test_separated_hazard_is_refused_by_name(small: ColumnTable, specify: Specify) -> None:
    outcome = np.where(small.column("kind") == "red", 1.0, small.column("y"))
    table = ColumnTable(small.labels, {**small.columns, "y": outcome})
    design = fit(table, specify("wait_s", KIND)).design

    with pytest.raises(MethodError, match=r"quasi_separation .terms='kind=red'"):
        fit_design(design, specify("wait_s", KIND, family=Family.HAZARD))


def test_one_cluster_is_refused(small: ColumnTable, specify: Specify) -> None:
    table = small.where(small.column("agent") == "A01")

    with pytest.raises(MethodError, match=r"one_cluster .cluster='agent', label='A01'"):
        fit(table, specify("wait_s"))


def test_cox_is_sent_elsewhere(small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(InputError, match=r"cox_has_no_mean .specification='test'"):
        fit(small, specify("wait_s", family=Family.COX, duration="wait_s"))


def test_another_form_of_a_term_is_fitted_again_on_the_same_rows(
    small: ColumnTable, specify: Specify
) -> None:
    other = Term("wait_s", Role.LEVER, Transform.LOG1P)
    found = fit(small, specify("wait_s", "flag"))

    again = fit_again(found, specify(other, "flag"))

    reference = fit(small, specify(other, "flag"))
    assert again.design.names == reference.design.names
    assert again.coefficients == pytest.approx(reference.coefficients, rel=1e-8)
    assert again.standard_errors == pytest.approx(reference.standard_errors, rel=1e-8)
    assert again.log_likelihood == pytest.approx(reference.log_likelihood, rel=1e-12)


def test_a_fit_nearby_changes_nothing_but_the_start(small: ColumnTable, specify: Specify) -> None:
    asked = specify("wait_s", "flag")

    found = fit(small, asked, near=fit(small, specify("wait_s")))

    assert found.coefficients == pytest.approx(fit(small, asked).coefficients, rel=1e-8)


def test_more_separated_levels_than_the_penalty_can_answer_are_refused(
    tabulate: Tabulate, specify: Specify
) -> None:
    who = np.repeat(np.arange(70), 12)
    y = np.where(who < 65, 0, np.arange(len(who)) % 2)
    table = tabulate({"y": y, "who": [f"w{j:02d}" for j in who]})
    term = Term("who", Role.LEVER, Transform.CATEGORY, reference="w69")

    with pytest.raises(MethodError, match=r"too_many_separated.*count=65, most=60"):
        fit(table, specify(term, cluster=""))
