"""The logit agrees with published fits and with statsmodels; its traps are refused or named."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError, MethodError
from engine.evidence.clusters import ErrorDefinition
from engine.evidence.regressions import FittedLogit, fit_logit, fit_without

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
Cases = dict[str, dict[str, Any]]
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")


@pytest.fixture(scope="module")
def fitted(small: ColumnTable, specify: Specify) -> FittedLogit:
    return fit_logit(small, specify("wait_s", Term("flag", Role.LEVER, Transform.FLAG), KIND))


def test_spector_mazzeo_1980(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    case = cases["spector_logit_ame"]
    columns = case["data"]["columns"]
    table = tabulate(columns | {"agent": range(32)})

    fit = fit_logit(
        table, specify("GPA", "TUCE", "PSI", outcome="GRADE"), ErrorDefinition.CLUSTERED_G
    )

    expected = case["expected"]
    hc0 = fit.standard_errors / np.sqrt(32 / 31)  # one row a cluster: White's errors
    assert fit.coefficients == pytest.approx(list(expected["coef"].values()), rel=1e-5)
    assert fit.plain_standard_errors == pytest.approx(list(expected["se"].values()), rel=1e-5)
    assert hc0 == pytest.approx(list(expected["cov_HC0"].values()), rel=1e-5)
    assert fit.log_likelihood == pytest.approx(expected["loglik"], rel=1e-9)


def test_ucla_admission(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    case = cases["ucla_admit"]
    columns = case["data"]["columns"]
    rank = Term("rank", Role.CONFOUNDER, Transform.CATEGORY, reference="1")

    fit = fit_logit(
        tabulate(columns | {"agent": range(400)}), specify("gre", "gpa", rank, outcome="admit")
    )

    assert fit.coefficients == pytest.approx(list(case["expected"]["coef"].values()), rel=1e-4)
    assert fit.plain_standard_errors == pytest.approx(
        list(case["expected"]["se"].values()), rel=1e-4
    )


@pytest.mark.parametrize(
    ("block", "extra"),
    [("pre", ()), ("with_duration", (Term("duration", Role.CONFOUNDER, Transform.LOG1P),))],
)
@pytest.mark.parametrize("errors", list(ErrorDefinition))
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

    fit = fit_logit(bank, specify(*bank_terms, *extra, cluster="wave"), errors)

    clustered = list(expected[f"{block}_cluster_wave"]["se"].values())
    plain = list(expected[block]["se"].values())
    assert fit.rows == expected["n"]
    assert fit.outcome_rate == pytest.approx(expected["ybar"], rel=1e-12)
    assert fit.coefficients == pytest.approx(list(expected[block]["coef"].values()), rel=1e-6)
    assert fit.plain_standard_errors == pytest.approx(plain, rel=1e-3)
    assert fit.standard_errors == pytest.approx(clustered, rel=1e-3)
    assert fit.log_likelihood == pytest.approx(expected[f"{block}_loglik"], rel=1e-9)


def test_r_definition_is_met_closer_than_the_other(
    bank: ColumnTable, bank_terms: tuple[Term, ...], cases: Cases, specify: Specify
) -> None:
    expected = np.array(list(cases["bank_r_4_2_2"]["expected"]["pre_cluster_wave"]["se"].values()))
    specification = specify(*bank_terms, cluster="wave")

    by_g = fit_logit(bank, specification, ErrorDefinition.CLUSTERED_G).standard_errors
    by_both = fit_logit(bank, specification).standard_errors

    assert np.abs(by_g - expected).max() < np.abs(by_both - expected).max()


def test_berkeley_adjusted_and_not(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    case = cases["ucb_simpson_grouped_binomial"]
    columns, expected = case["data"]["columns"], case["expected"]
    male = Term("gender", Role.LEVER, Transform.CATEGORY, reference="Female")
    department = Term("dept", Role.CONFOUNDER, Transform.CATEGORY, reference="A")
    sizes = np.array(columns["n"])
    ones = [[1] * a + [0] * (n - a) for a, n in zip(columns["admit"], columns["n"], strict=True)]
    rows = {name: np.repeat(columns[name], sizes) for name in ("gender", "dept")}
    table = tabulate(rows | {"y": np.concatenate(ones), "agent": np.arange(sizes.sum())})

    adjusted = fit_logit(table, specify(male, department))
    unadjusted = fit_without(adjusted, "dept")

    for fit, block in ((adjusted, "adjusted"), (unadjusted, "unadjusted")):
        known = expected[block]
        assert fit.coefficients == pytest.approx(list(known["coef"].values()), rel=1e-5)
        assert fit.plain_standard_errors == pytest.approx(list(known["se"].values()), rel=1e-5)


def test_errors_equal_statsmodels_clustered_by_the_same_rows(
    fitted: FittedLogit,
) -> None:
    reference = sm.Logit(fitted.design.outcome, fitted.design.matrix).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": fitted.design.clusters}
    )

    assert fitted.coefficients == pytest.approx(reference.params, rel=1e-8)
    assert fitted.standard_errors == pytest.approx(reference.bse, rel=1e-8)


def test_order_of_rows_changes_nothing(small: ColumnTable, specify: Specify) -> None:
    order = np.random.default_rng(2).permutation(len(small))
    shuffled = ColumnTable(
        small.labels[order], {name: values[order] for name, values in small.columns.items()}
    )
    specification = specify("wait_s", KIND)

    first, second = fit_logit(small, specification), fit_logit(shuffled, specification)

    assert second.standard_errors == pytest.approx(first.standard_errors, rel=1e-9)


def test_rows_dropped_for_a_missing_value_take_their_cluster_along(
    small: ColumnTable, specify: Specify
) -> None:
    wait = small.column("wait_s").copy()
    wait[::7] = np.nan
    holed = ColumnTable(small.labels, {**small.columns, "wait_s": wait})
    complete = small.where(~np.isnan(wait))
    specification = specify("wait_s", KIND)

    fit, expected = fit_logit(holed, specification), fit_logit(complete, specification)

    assert fit.standard_errors.tolist() == expected.standard_errors.tolist()
    assert fit.design.missing == {"wait_s": 86}
    assert any(f.sentence.key == "finding.evidence.rows_dropped" for f in fit.findings)


def test_other_level_as_one_turns_every_sign(small: ColumnTable, specify: Specify) -> None:
    turned = ColumnTable(small.labels, {**small.columns, "y": 1.0 - small.column("y")})
    specification = specify("wait_s", KIND)

    fit, other = fit_logit(small, specification), fit_logit(turned, specification)

    assert other.coefficients == pytest.approx(-fit.coefficients, rel=1e-6)
    assert other.standard_errors == pytest.approx(fit.standard_errors, rel=1e-6)


@given(factor=st.floats(0.01, 100.0), shift=st.floats(-50.0, 50.0))
@settings(derandomize=True, deadline=None, max_examples=20)
def test_unit_of_a_metric_scales_its_coefficient(
    factor: float, shift: float, small: ColumnTable, specify: Specify
) -> None:
    term = Term("wait_s", Role.LEVER, Transform.SCALE, shift=shift, unit=factor)

    raw, scaled = fit_logit(small, specify("wait_s")), fit_logit(small, specify(term))

    assert scaled.coefficients[1] == pytest.approx(factor * raw.coefficients[1], rel=1e-6)
    assert scaled.standard_errors[1] == pytest.approx(factor * raw.standard_errors[1], rel=1e-6)


@pytest.mark.parametrize(("unit", "shift"), [(1e-8, 0.0), (1e8, 0.0), (1.0, -1e6), (1e-3, -1e6)])
def test_far_away_or_tiny_metrics_lose_no_digits(
    unit: float, shift: float, small: ColumnTable, specify: Specify
) -> None:
    moved = small.column("wait_s") / unit - shift
    table = ColumnTable(small.labels, {**small.columns, "wait_s": moved})

    raw, far = fit_logit(small, specify("wait_s", KIND)), fit_logit(table, specify("wait_s", KIND))

    assert far.coefficients[1] / unit == pytest.approx(raw.coefficients[1], rel=1e-6)
    assert far.standard_errors[1] / unit == pytest.approx(raw.standard_errors[1], rel=1e-6)
    assert far.coefficients[2:] == pytest.approx(raw.coefficients[2:], rel=1e-6)


def test_one_cluster_is_refused(small: ColumnTable, specify: Specify) -> None:
    table = small.where(small.column("agent") == "A01")

    with pytest.raises(MethodError, match=r"one_cluster .cluster='agent', label='A01'"):
        fit_logit(table, specify("wait_s"))


def test_missing_cluster_is_refused(small: ColumnTable, specify: Specify) -> None:
    agent = small.column("agent").copy()
    agent[3] = None

    with pytest.raises(InputError, match="cluster_missing"):
        fit_logit(ColumnTable(small.labels, {**small.columns, "agent": agent}), specify("wait_s"))


def test_few_clusters_are_said(bank: ColumnTable, specify: Specify) -> None:
    fit = fit_logit(bank, specify("emp_var_rate", cluster="wave"))

    told = [f for f in fit.findings if f.sentence.key == "finding.evidence.few_clusters"]
    assert [(f.severity, f.sentence.values["clusters"]) for f in told] == [("caution", 26)]
    assert fit.degrees == 25


def test_level_that_became_one_is_said(small: ColumnTable, specify: Specify) -> None:
    yes_or_no = np.where(small.column("y") > 0, "yes", "no").astype(object)
    table = ColumnTable(small.labels, {**small.columns, "y": yes_or_no})

    fit = fit_logit(table, specify("wait_s"))

    assert fit.findings[0].sentence.values == {"outcome": "y", "level": "yes"}


def test_outcome_that_is_already_one_needs_no_word(fitted: FittedLogit) -> None:
    keys = {finding.sentence.key for finding in fitted.findings}

    assert "finding.evidence.outcome_level" not in keys


def test_half_width_uses_t_with_clusters_less_one(fitted: FittedLogit) -> None:
    assert fitted.degrees == 39
    assert fitted.half_width(1.0, 0.95) == pytest.approx(2.022691, abs=1e-6)  # t(39) of tables
