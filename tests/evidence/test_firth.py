"""Firth's logit agrees with logistf's published table and stays finite where outcomes separate."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import ErrorDefinition, Family, Role, Specification, Term
from engine.domain.tables import ColumnTable
from engine.errors import MethodError
from engine.evidence import firth
from engine.evidence.design import design
from engine.evidence.firth import (
    fit_firth,
    penalised_log_likelihood,
    penalised_standard_errors,
)
from engine.evidence.fitted import FittedModel, Method

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
Cases = dict[str, dict[str, Any]]
SEX2 = ("age", "oc", "vic", "vicl", "vis", "dia")
# logistf's example, printed in its manual: coefficient, error of the inverse Fisher information
# (before 1.24), 95 % profile limits, p-value
LOGISTF = {
    "intercept": (0.1202544, 0.4855415, -0.8185574, 1.0731523, 8.020268e-01),
    "age": (-1.1059810, 0.4236601, -1.9737884, -0.3074263, 6.143472e-03),
    "oc": (-0.0688167, 0.4437934, -0.9414436, 0.7892380, 8.751911e-01),
    "vic": (2.2688733, 0.5484160, 1.2729719, 3.4352955, 1.678877e-06),
    "vicl": (-2.1114077, 0.5430823, -3.2608628, -1.1177448, 1.237805e-05),
    "vis": (-0.7883168, 0.4173676, -1.6080879, 0.0151897, 5.449701e-02),
    "dia": (3.0960117, 1.6750220, 0.7745682, 8.0303175, 4.951873e-03),
}


def fitted(table: ColumnTable, specification: Specification) -> FittedModel:
    return fit_firth(design(table, specification), specification)


@pytest.fixture(scope="module")
def sex2(read_data: Callable[[str], ColumnTable], specify: Specify) -> FittedModel:
    return fitted(read_data("sex2.csv"), specify(*SEX2, outcome="case", cluster=""))


def test_heinze_schemper_2002_sex2(sex2: FittedModel) -> None:
    expected = np.array(list(LOGISTF.values()))

    assert sex2.intervals is not None
    assert sex2.method is Method.FIRTH
    assert sex2.design.names == tuple(LOGISTF)
    assert sex2.coefficients == pytest.approx(expected[:, 0], abs=2e-6)
    assert sex2.standard_errors == pytest.approx(expected[:, 1], rel=2e-5)
    # logistf ends its search for a limit at 1e-5 of a step: printed limits are 1.4e-4 off at most
    assert sex2.intervals == pytest.approx(expected[:, 2:4], abs=2e-4)
    assert sex2.p_values == pytest.approx(expected[:, 4], rel=1e-5)


def test_errors_of_the_penalised_information_are_2_to_11_per_cent_smaller(
    sex2: FittedModel,
) -> None:
    ratio = sex2.standard_errors / penalised_standard_errors(sex2)

    assert ratio.min() == pytest.approx(1.02, abs=0.005)
    assert ratio.max() == pytest.approx(1.11, abs=0.005)
    assert sex2.design.names[int(ratio.argmax())] == "dia"


def test_both_error_definitions_are_named(sex2: FittedModel) -> None:
    said = {finding.sentence.key: finding.sentence.values for finding in sex2.findings}

    assert "dia 1.5052" in str(said["finding.evidence.firth"]["errors"])
    assert said["finding.evidence.firth"]["value"] == pytest.approx(
        penalised_log_likelihood(sex2), abs=1e-9
    )


def test_the_score_sums_to_zero_and_the_bread_is_the_inverse_information(
    sex2: FittedModel,
) -> None:
    matrix = sex2.design.matrix
    information = matrix.T @ (sex2.information[:, None] * matrix)

    assert matrix.T @ sex2.score == pytest.approx(np.zeros(7), abs=1e-10)
    assert information @ sex2.bread == pytest.approx(np.eye(7), abs=1e-9)


@pytest.mark.parametrize("case", range(4))
def test_separation_suite_has_finite_answers(
    case: int, cases: Cases, tabulate: Tabulate, specify: Specify
) -> None:
    data = cases["separation_detection_suite"]["data"]["sets"][case]

    fit = fitted(tabulate({"x": data["x"], "y": data["y"]}), specify("x", cluster=""))

    assert fit.intervals is not None
    assert np.isfinite(fit.intervals).all()
    assert np.abs(fit.coefficients).max() < 15
    assert (fit.intervals[:, 0] < fit.coefficients).all()
    assert (fit.coefficients < fit.intervals[:, 1]).all()


def test_two_columns_that_separate_only_together_have_finite_answers(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(2, 40))
    table = tabulate({"a": a, "b": b, "y": (a + b > 0).astype(float)})

    fit = fitted(table, specify("a", "b", cluster=""))

    assert fit.intervals is not None
    assert np.isfinite(fit.intervals).all()
    assert fit.p_values[1:].max() < 0.01


def test_units_and_origins_of_the_columns_change_nothing_but_themselves(
    small: ColumnTable, tabulate: Tabulate, specify: Specify
) -> None:
    columns = dict(small.columns)
    moved = tabulate(columns | {"wait_s": (columns["wait_s"] + 2_000.0) / 60.0})
    specification = specify("wait_s", "flag", cluster="")

    first, second = fitted(small, specification), fitted(moved, specification)

    assert first.intervals is not None
    assert second.intervals is not None
    assert second.coefficients[1] == pytest.approx(60 * first.coefficients[1], rel=1e-9)
    assert second.coefficients[2] == pytest.approx(first.coefficients[2], rel=1e-9)
    assert second.intervals[1] == pytest.approx(60 * first.intervals[1], rel=1e-6)
    assert second.p_values[1:] == pytest.approx(first.p_values[1:], rel=1e-6)
    gap = penalised_log_likelihood(first) - penalised_log_likelihood(second)
    assert gap == pytest.approx(np.log(60.0), abs=1e-8)  # of the units, not of the data


def test_grouped_rows_answer_as_their_single_trials(tabulate: Tabulate, specify: Specify) -> None:
    x, hits, sizes = [0.0, 1.0, 2.0, 3.0], [0, 2, 7, 9], [8, 9, 10, 9]
    ones = [[1.0] * h + [0.0] * (m - h) for h, m in zip(hits, sizes, strict=True)]
    single = tabulate({"x": np.repeat(x, sizes), "y": np.concatenate(ones)})
    grouped = tabulate({"x": x, "y": hits, "m": sizes})

    by_row = fitted(single, specify("x", cluster=""))
    by_group = fitted(grouped, specify("x", cluster="", family=Family.GROUPED, trials="m"))

    assert by_group.coefficients == pytest.approx(by_row.coefficients, rel=1e-9)
    assert by_group.intervals == pytest.approx(by_row.intervals, rel=1e-6)
    assert by_group.rows == by_row.rows == 36
    constant = by_group.log_likelihood - by_row.log_likelihood
    assert constant == pytest.approx(
        by_group.null_log_likelihood - by_row.null_log_likelihood, abs=1e-9
    )


@pytest.mark.parametrize("errors", [None, ErrorDefinition.CR2])
def test_errors_are_the_models_own_and_clusters_are_said_to_be_left_aside(
    errors: ErrorDefinition | None, small: ColumnTable, specify: Specify
) -> None:
    plain = fitted(small, specify("wait_s", cluster=""))
    clustered = fitted(small, specify("wait_s", errors=errors))

    keys = [finding.sentence.key for finding in clustered.findings]
    assert clustered.errors is ErrorDefinition.MODEL
    assert np.isinf(clustered.degrees)
    assert clustered.covariance == pytest.approx(plain.covariance)
    assert clustered.intervals == pytest.approx(plain.intervals)
    assert "finding.evidence.firth_independent" in keys
    assert "finding.evidence.firth_independent" not in [f.sentence.key for f in plain.findings]


def test_a_separated_terms_error_does_not_collapse_with_its_scores(
    tabulate: Tabulate, specify: Specify
) -> None:
    flag = np.repeat([0.0, 1.0], 60)
    table = tabulate({"x": flag, "agent": np.arange(120) % 12, "y": flag})

    fit = fitted(table, specify("x", cluster="agent"))

    assert fit.standard_errors[1] == pytest.approx(np.sqrt(2 * 61**2 / 60 / 60.5 / 0.5), rel=0.05)
    assert fit.intervals is not None
    assert fit.intervals[1, 0] > 4


def test_profiles_go_to_the_levers_where_all_take_too_long(
    small: ColumnTable, specify: Specify, monkeypatch: pytest.MonkeyPatch
) -> None:
    specification = specify("wait_s", Term("flag", Role.CONFOUNDER), cluster="")
    whole = fitted(small, specification)
    monkeypatch.setattr(firth, "PROFILE_WORK", 600 * 9 * 2)

    partly = fitted(small, specification)

    assert whole.intervals is not None
    assert partly.intervals is not None
    half = 1.959963985 * partly.standard_errors[2]
    assert partly.intervals[1] == pytest.approx(whole.intervals[1])
    assert partly.intervals[2] == pytest.approx(
        [partly.coefficients[2] - half, partly.coefficients[2] + half], rel=1e-8
    )
    assert partly.findings[-1].sentence.key == "finding.evidence.firth_wald"


def test_collinear_terms_are_refused_by_name(tabulate: Tabulate, specify: Specify) -> None:
    x = np.arange(12.0)
    table = tabulate({"x": x, "z": 2 * x + 1, "y": x > 5})

    with pytest.raises(MethodError, match=r"collinear.*x, z"):
        fitted(table, specify("x", "z", cluster=""))
