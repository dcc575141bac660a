"""Average marginal effects agree with published ones and with derivatives taken by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import expit

from engine.domain.specification import (
    ErrorDefinition,
    Family,
    Role,
    Specification,
    Term,
    Transform,
)
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.effects import (
    Effect,
    average_marginal_effects,
    effect_rows,
    shift_effect,
    two_sided,
)
from engine.evidence.fitted import FittedModel
from engine.evidence.regressions import fit

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
Cases = dict[str, dict[str, Any]]
DATA = Path(__file__).parents[1] / "cases"
FLAG = Term("flag", Role.LEVER, Transform.FLAG)
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")
LOG = Term("wait_s", Role.LEVER, Transform.LOG_FLOOR, floor=30.0, indicator="frt")
SQUARE = Term("wait_s", Role.LEVER, Transform.POWER)


def by_name(effects: tuple[Effect, ...]) -> dict[str, Effect]:
    return {effect.column + effect.category_level: effect for effect in effects}


def probabilities(fitted: FittedModel) -> np.ndarray:
    return expit(fitted.linear_predictor())


def read(case: dict[str, Any], tabulate: Tabulate) -> ColumnTable:
    frame = pd.read_csv(DATA / case["data"]["file"])
    return tabulate({name: frame[name].to_numpy() for name in frame})


def test_spector_mazzeo_1980(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    expected = cases["spector_logit_ame"]["expected"]
    table = tabulate(cases["spector_logit_ame"]["data"]["columns"])

    fitted = fit(table, specify("GPA", "TUCE", "PSI", outcome="GRADE", cluster=""))

    for name, effect in by_name(average_marginal_effects(fitted)).items():
        assert effect.value == pytest.approx(expected["ame"][name], rel=1e-6)
        assert effect.standard_error == pytest.approx(expected["ame_se"][name], rel=2e-4)
        assert effect.kind == "slope"


def test_ucla_admission(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    expected = cases["ucla_admit"]["expected"]
    rank = Term("rank", Role.CONFOUNDER, Transform.CATEGORY, reference="1")
    question = specify("gre", "gpa", rank, outcome="admit", cluster="")

    fitted = fit(tabulate(cases["ucla_admit"]["data"]["columns"]), question)

    for name, effect in by_name(average_marginal_effects(fitted)).items():
        assert effect.value == pytest.approx(expected["ame"][name], rel=1e-4)
        assert effect.plain_standard_error == pytest.approx(expected["ame_se"][name], rel=1e-4)
        assert effect.kind == ("discrete" if name.startswith("rank") else "slope")


def test_bank_r_margins_0_3(
    bank: ColumnTable, bank_terms: tuple[Term, ...], cases: Cases, specify: Specify
) -> None:
    expected = cases["bank_r_4_2_2"]["expected"]
    errors = ErrorDefinition.CLUSTERED_G

    fitted = fit(bank, specify(*bank_terms, cluster="wave", errors=errors))

    effects = by_name(average_marginal_effects(fitted))
    assert len(effects) == len(expected["pre_AME"]["ame"])
    for name, known in expected["pre_AME"]["ame"].items():
        effect = effects["campaign" if name == "lcamp" else name]
        plain, clustered = (expected[k]["se"][name] for k in ("pre_AME", "pre_AME_cluster"))
        assert effect.value == pytest.approx(known, rel=1e-3)
        assert effect.plain_standard_error == pytest.approx(plain, rel=1e-3)
        assert effect.standard_error == pytest.approx(clustered, rel=1e-3)


def test_hillstrom_r_margins(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    case = cases["hillstrom_r_4_2_2"]
    table = read(case, tabulate)
    arm = Term("arm", Role.LEVER, Transform.CATEGORY, reference="none")
    others = (
        Term("recency", Role.CONFOUNDER),
        Term("history", Role.CONFOUNDER, Transform.LOG),
        *(Term(name, Role.CONFOUNDER) for name in ("mens", "womens", "newbie")),
        Term("channel", Role.CONFOUNDER, Transform.CATEGORY, reference="Web"),
        Term("zip_code", Role.CONFOUNDER, Transform.CATEGORY, reference="Rural"),
    )
    question = specify(arm, *others, outcome="conversion", cluster="")

    effects = by_name(average_marginal_effects(fit(table, question)))

    for name, known in case["expected"]["adj_AME"]["ame"].items():
        error = case["expected"]["adj_AME"]["se"][name]
        assert effects[name].value == pytest.approx(known, rel=1e-3)
        assert effects[name].standard_error == pytest.approx(error, rel=1e-3)


def test_iranian_churn_r_margins(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    case = cases["iran_r_4_2_2"]
    use = Term("frequency_of_use", Role.LEVER, Transform.LOG1P)
    names = ("distinct_called_numbers", "subscription_length", "tariff_plan", "age_group")
    question = specify("complains", "call_failure", use, *names, outcome="churn", cluster="")

    effect = average_marginal_effects(fit(read(case, tabulate), question))[0]

    known = case["expected"]["AME_deriv"]
    assert effect.value == pytest.approx(known["ame"], rel=1e-3)
    assert effect.standard_error == pytest.approx(known["se"], rel=1e-3)


def test_counts_agree_with_statsmodels(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    table = read(cases["biochemists_poisson_nb"], tabulate)
    question = specify("kid5", "phd", "ment", outcome="art", cluster="", family=Family.POISSON)
    names = ("kid5", "phd", "ment")
    matrix = sm.add_constant(np.column_stack([table.column(n) for n in names]).astype(float))
    reference = sm.Poisson(table.column("art"), matrix).fit(disp=0).get_margeff()

    effects = average_marginal_effects(fit(table, question))

    assert [e.value for e in effects] == pytest.approx(reference.margeff, rel=1e-6)
    assert [e.standard_error for e in effects] == pytest.approx(reference.margeff_se, rel=1e-6)


def test_flag_is_a_discrete_change(small: ColumnTable, specify: Specify) -> None:
    fitted = fit(small, specify(FLAG, "wait_s"))
    on, off = fitted.design.matrix.copy(), fitted.design.matrix.copy()
    on[:, 1], off[:, 1] = 1.0, 0.0

    effect = average_marginal_effects(fitted)[0]

    change = expit(on @ fitted.coefficients) - expit(off @ fitted.coefficients)
    p = probabilities(fitted)
    slope = (p * (1 - p)).mean() * fitted.coefficients[1]
    assert effect.value == pytest.approx(change.mean(), rel=1e-12)
    assert effect.value != pytest.approx(slope, rel=1e-3)


def test_log_effect_is_the_derivative_by_the_log(small: ColumnTable, specify: Specify) -> None:
    fitted = fit(small, specify(LOG, KIND))

    effect = average_marginal_effects(fitted)[0]

    p = probabilities(fitted)
    assert effect.value == pytest.approx((p * (1 - p)).mean() * fitted.coefficients[1], rel=1e-12)
    assert effect.per.key == "effect.per_log_unit"
    assert effect.per.values["floor"] == "30 s"


def test_terms_of_one_metric_make_one_slope(small: ColumnTable, specify: Specify) -> None:
    fitted = fit(small, specify("wait_s", LOG, KIND))

    effects = average_marginal_effects(fitted)

    nudge = shift_effect(fitted, "wait_s", 1e-6).value / 1e-6
    assert [effect.column for effect in effects] == ["wait_s", "kind", "kind"]
    assert effects[0].value == pytest.approx(nudge, rel=1e-3)
    wait = fitted.design.readings["wait_s"]
    slopes = np.where(wait > 30, 1 / wait, 0.0)
    assert effects[0].coefficient == pytest.approx(
        fitted.coefficients[1] + fitted.coefficients[2] * slopes.mean()
    )


def test_squares_are_differentiated_with_their_metric(small: ColumnTable, specify: Specify) -> None:
    fitted = fit(small, specify("wait_s", SQUARE))
    wait, p = fitted.design.readings["wait_s"], probabilities(fitted)

    effects = average_marginal_effects(fitted)

    along = fitted.coefficients[1] + 2 * fitted.coefficients[2] * wait
    assert len(effects) == 1
    assert effects[0].value == pytest.approx((p * (1 - p) * along).mean(), rel=1e-10)


def test_bands_change_discretely_against_the_first(small: ColumnTable, specify: Specify) -> None:
    bands = Term("wait_s", Role.LEVER, Transform.BANDS, edges=(0.0, 30.0, 60.0))

    effects = average_marginal_effects(fit(small, specify(bands, KIND)))

    assert [(e.kind, e.band) for e in effects[:2]] == [("discrete", "30-60"), ("discrete", "60+")]
    assert effects[0].per.values["reference"] == "0-30"


def test_shift_makes_every_term_anew(small: ColumnTable, specify: Specify) -> None:
    fitted = fit(small, specify(LOG, KIND))
    moved = fitted.design.matrix.copy()
    moved[:, 1] = np.log(np.maximum(fitted.design.readings["wait_s"] + 10.0, 30.0) / 30.0)

    effect = shift_effect(fitted, "wait_s", 10.0)

    change = expit(moved @ fitted.coefficients) - probabilities(fitted)
    assert effect.value == pytest.approx(change.mean(), rel=1e-12)
    assert effect.per.values == {"by": "+10 s", "column": "wait_s"}


def test_shift_below_the_plateau_does_nothing(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(4)
    wait = np.where(rng.random(500) < 0.9, 5.0, 60.0)
    table = tabulate({"y": rng.integers(0, 2, 500), "wait_s": wait, "agent": np.arange(500) % 40})

    fitted = fit(table, specify(LOG))

    slow = float((wait == 60.0).mean())
    step = expit(fitted.coefficients @ [1, np.log(70 / 30)]) - expit(
        fitted.coefficients @ [1, np.log(60 / 30)]
    )
    assert shift_effect(fitted, "wait_s", 10.0).value == pytest.approx(slow * step)


@pytest.mark.parametrize("column", ["kind", "unheard"])
def test_shift_of_what_is_no_metric_is_refused(
    column: str, small: ColumnTable, specify: Specify
) -> None:
    fitted = fit(small, specify("wait_s", KIND))

    with pytest.raises(InputError, match="not_a_metric"):
        shift_effect(fitted, column, 1.0)


@pytest.mark.parametrize("by", [0.0, np.nan, np.inf])
def test_shift_by_nothing_is_refused(by: float, small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(InputError, match=r"evidence\.shift"):
        shift_effect(fit(small, specify("wait_s")), "wait_s", by)


def test_shift_out_of_the_domain_is_refused(small: ColumnTable, specify: Specify) -> None:
    fitted = fit(small, specify(LOG))

    with pytest.raises(InputError, match="outside_transform"):
        shift_effect(fitted, "wait_s", -1_000.0)


def test_interval_is_t_with_clusters_less_one(small: ColumnTable, specify: Specify) -> None:
    effect = average_marginal_effects(fit(small, specify(LOG)), 0.95)[0]

    half = 2.022691 * effect.standard_error  # t(39)
    assert effect.low == pytest.approx(effect.value - half, abs=1e-7)
    assert effect.high == pytest.approx(effect.value + half, abs=1e-7)
    assert effect.coefficient_high - effect.coefficient == pytest.approx(
        2.022691 * effect.coefficient_error, abs=1e-6
    )


def test_rows_add_the_business_step_after_each_metric(small: ColumnTable, specify: Specify) -> None:
    fitted = fit(small, specify(LOG, FLAG, KIND))
    planted = {"wait_s": {"effect": -0.2, "plus_10_s": -0.03}, "flag": {"effect": 0.1}}

    rows = effect_rows(fitted, 0.9, "C", planted)

    told = [(row.metric, row.kind, row.truth) for row in rows[:3]]
    assert told == [
        ("wait_s", "slope", -0.2),
        ("wait_s", "shift", -0.03),
        ("flag", "discrete", 0.1),
    ]
    shifted = shift_effect(fitted, "wait_s", 10.0, 0.9)
    assert (rows[1].ame, rows[1].low) == (shifted.value, shifted.low)
    assert rows[1].relative == pytest.approx(shifted.value / fitted.outcome_mean)
    assert {(row.grade, row.level, row.n, row.p_adjusted) for row in rows} == {
        ("C", 0.9, 600, None)
    }
    assert [row.truth for row in rows[3:]] == [None, None]


def test_planted_effects_are_told_in_the_unit_of_the_scale(
    small: ColumnTable, specify: Specify
) -> None:
    scaled = Term("wait_s", Role.LEVER, Transform.SCALE, unit=20.0)

    rows = effect_rows(
        fit(small, specify(scaled)), planted={"wait_s": {"effect": 1.0, "unit": 10.0}}
    )

    assert [row.truth for row in rows] == [2.0, None]


def test_a_planted_log_effect_is_not_told_of_a_slope_by_seconds(
    small: ColumnTable, specify: Specify
) -> None:
    planted = {"wait_s": {"effect": -0.2, "plus_10_s": -0.03}}

    rows = effect_rows(fit(small, specify("wait_s")), planted=planted)

    assert [(row.kind, row.truth) for row in rows] == [("slope", None), ("shift", -0.03)]


def test_a_confounder_is_graded_an_association(small: ColumnTable, specify: Specify) -> None:
    rows = effect_rows(fit(small, specify(FLAG, KIND)), grade="A")

    assert [row.grade for row in rows] == ["A", "C", "C"]


def test_p_value_of_what_has_no_error() -> None:
    assert two_sided(0.0, 0.0, 10.0) == 1.0
    assert two_sided(0.1, 0.0, 10.0) == 0.0


def test_nothing_is_relative_to_a_mean_below_0(small: ColumnTable, specify: Specify) -> None:
    below = ColumnTable(small.labels, {**small.columns, "y": small.column("y") - 2.0})
    found = fit(below, specify("wait_s", family=Family.LINEAR))

    assert average_marginal_effects(found)[0].relative is None
