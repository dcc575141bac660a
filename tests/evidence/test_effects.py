"""Average marginal effects agree with published ones and with derivatives taken by hand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.effects import Effect, average_marginal_effects, shift_effect
from engine.evidence.regressions import FittedLogit, fit_logit

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
Cases = dict[str, dict[str, Any]]
FLAG = Term("flag", Role.LEVER, Transform.FLAG)
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")
LOG = Term("wait_s", Role.LEVER, Transform.LOG_FLOOR, floor=30.0, indicator="frt")


def with_coefficients(fit: FittedLogit, coefficients: np.ndarray) -> FittedLogit:
    probabilities = expit(fit.design.matrix @ coefficients)
    return replace(fit, coefficients=coefficients, probabilities=probabilities)


def numeric_gradient(fit: FittedLogit, value: Callable[[FittedLogit], float]) -> list[float]:
    steps = np.eye(len(fit.coefficients)) * 1e-6
    return [
        (
            value(with_coefficients(fit, fit.coefficients + step))
            - value(with_coefficients(fit, fit.coefficients - step))
        )
        / 2e-6
        for step in steps
    ]


def by_name(effects: tuple[Effect, ...]) -> dict[str, Effect]:
    return {effect.column + effect.category_level: effect for effect in effects}


def test_spector_mazzeo_1980(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    expected = cases["spector_logit_ame"]["expected"]
    table = tabulate(cases["spector_logit_ame"]["data"]["columns"] | {"agent": range(32)})

    fit = fit_logit(table, specify("GPA", "TUCE", "PSI", outcome="GRADE"))

    for name, effect in by_name(average_marginal_effects(fit)).items():
        assert effect.value == pytest.approx(expected["ame"][name], rel=1e-5)
        assert effect.plain_standard_error == pytest.approx(expected["ame_se"][name], rel=2e-4)


def test_ucla_admission(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    expected = cases["ucla_admit"]["expected"]
    table = tabulate(cases["ucla_admit"]["data"]["columns"] | {"agent": range(400)})
    rank = Term("rank", Role.CONFOUNDER, Transform.CATEGORY, reference="1")

    fit = fit_logit(table, specify("gre", "gpa", rank, outcome="admit"))

    for name, effect in by_name(average_marginal_effects(fit)).items():
        assert effect.value == pytest.approx(expected["ame"][name], rel=1e-4)
        assert effect.plain_standard_error == pytest.approx(expected["ame_se"][name], rel=1e-4)


def test_bank_r_margins_0_3(
    bank: ColumnTable, bank_terms: tuple[Term, ...], cases: Cases, specify: Specify
) -> None:
    expected = cases["bank_r_4_2_2"]["expected"]

    effects = by_name(
        average_marginal_effects(fit_logit(bank, specify(*bank_terms, cluster="wave")))
    )

    assert len(effects) == len(expected["pre_AME"]["ame"])
    for name, known in expected["pre_AME"]["ame"].items():
        effect = effects["campaign" if name == "lcamp" else name]
        clustered = expected["pre_AME_cluster"]["se"][name]
        assert effect.value == pytest.approx(known, rel=1e-3)
        assert effect.plain_standard_error == pytest.approx(
            expected["pre_AME"]["se"][name], rel=1e-3
        )
        assert effect.standard_error == pytest.approx(clustered, rel=1e-3)


def test_flag_is_a_discrete_change(small: ColumnTable, specify: Specify) -> None:
    fit = fit_logit(small, specify(FLAG, "wait_s"))
    on, off = fit.design.matrix.copy(), fit.design.matrix.copy()
    on[:, 1], off[:, 1] = 1.0, 0.0

    effect = average_marginal_effects(fit)[0]

    change = expit(on @ fit.coefficients) - expit(off @ fit.coefficients)
    slope = (fit.probabilities * (1 - fit.probabilities)).mean() * fit.coefficients[1]
    assert effect.value == pytest.approx(change.mean(), rel=1e-12)
    assert effect.value != pytest.approx(slope, rel=1e-3)


def test_log_effect_is_the_derivative_by_the_log(small: ColumnTable, specify: Specify) -> None:
    fit = fit_logit(small, specify(LOG, KIND))

    effect = average_marginal_effects(fit)[0]

    spread = (fit.probabilities * (1 - fit.probabilities)).mean()
    assert effect.value == pytest.approx(spread * fit.coefficients[1], rel=1e-12)
    assert effect.per.key == "effect.per_log_unit"
    assert effect.per.values["floor"] == "30 s"


def test_gradients_are_derivatives_by_the_coefficients(
    small: ColumnTable, specify: Specify
) -> None:
    square = Term("wait_s", Role.LEVER, Transform.LOG1P)
    fit = fit_logit(small, specify("wait_s", square, FLAG, KIND))

    for position, effect in enumerate(average_marginal_effects(fit)):
        gradient = numeric_gradient(
            fit, lambda other, at=position: average_marginal_effects(other)[at].value
        )
        assert effect.gradient == pytest.approx(gradient, abs=1e-6)
    shifted = shift_effect(fit, "wait_s", 10.0)
    gradient = numeric_gradient(fit, lambda other: shift_effect(other, "wait_s", 10.0).value)
    assert shifted.gradient == pytest.approx(gradient, abs=1e-6)


def test_terms_of_one_metric_make_one_slope(small: ColumnTable, specify: Specify) -> None:
    fit = fit_logit(small, specify("wait_s", LOG, KIND))

    effects = average_marginal_effects(fit)

    nudge = shift_effect(fit, "wait_s", 1e-6).value / 1e-6
    assert [effect.column for effect in effects] == ["wait_s", "kind", "kind"]
    assert effects[0].value == pytest.approx(nudge, rel=1e-3)
    slopes = np.where(fit.design.metrics["wait_s"] > 30, 1 / fit.design.metrics["wait_s"], 0.0)
    assert effects[0].coefficient == pytest.approx(
        fit.coefficients[1] + fit.coefficients[2] * slopes.mean()
    )


def test_shift_makes_every_term_anew(small: ColumnTable, specify: Specify) -> None:
    fit = fit_logit(small, specify(LOG, KIND))
    moved = fit.design.matrix.copy()
    moved[:, 1] = np.log(np.maximum(fit.design.metrics["wait_s"] + 10.0, 30.0) / 30.0)

    effect = shift_effect(fit, "wait_s", 10.0)

    change = expit(moved @ fit.coefficients) - fit.probabilities
    assert effect.value == pytest.approx(change.mean(), rel=1e-12)
    assert effect.per.values == {"by": "+10 s", "column": "wait_s"}


def test_shift_below_the_plateau_does_nothing(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(4)
    wait = np.where(rng.random(500) < 0.9, 5.0, 60.0)
    table = tabulate({"y": rng.integers(0, 2, 500), "wait_s": wait, "agent": np.arange(500) % 40})

    fit = fit_logit(table, specify(LOG))

    slow = float((wait == 60.0).mean())
    step = expit(fit.coefficients @ [1, np.log(70 / 30)]) - expit(
        fit.coefficients @ [1, np.log(60 / 30)]
    )
    assert shift_effect(fit, "wait_s", 10.0).value == pytest.approx(slow * step)


@pytest.mark.parametrize("column", ["kind", "unheard"])
def test_shift_of_what_is_no_metric_is_refused(
    column: str, small: ColumnTable, specify: Specify
) -> None:
    fit = fit_logit(small, specify("wait_s", KIND))

    with pytest.raises(InputError, match="not_a_metric"):
        shift_effect(fit, column, 1.0)


def test_shift_out_of_the_domain_is_refused(small: ColumnTable, specify: Specify) -> None:
    fit = fit_logit(small, specify(LOG))

    with pytest.raises(InputError, match="outside_transform"):
        shift_effect(fit, "wait_s", -1_000.0)


def test_interval_is_t_with_clusters_less_one(small: ColumnTable, specify: Specify) -> None:
    effect = average_marginal_effects(fit_logit(small, specify(LOG)), 0.95)[0]

    half = 2.022691 * effect.standard_error  # t(39)
    assert effect.low == pytest.approx(effect.value - half, abs=1e-7)
    assert effect.high == pytest.approx(effect.value + half, abs=1e-7)
    assert effect.coefficient_high - effect.coefficient == pytest.approx(
        2.022691 * effect.coefficient_error, abs=1e-6
    )
