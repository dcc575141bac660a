"""What a fit's effects would withstand: the linear fit's exact partial R2, and the limits."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import expit
from statsmodels.regression.linear_model import OLS

from engine.domain.evidence_figures import EffectReport
from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.domain.texts import Sentence
from engine.evidence.effects import effect_rows
from engine.evidence.regressions import fit
from engine.evidence.sensitivity import critical_value, e_value, partial_r2, robustness_value
from engine.evidence.sensitivity_rows import hazard_sensitivity, sensitivity

Specify = Callable[..., Specification]
Tabulate = Callable[[dict[str, Any]], ColumnTable]
FLAG = Term("flag", Role.CONFOUNDER, Transform.FLAG)
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")


def test_linear_fit_gives_the_robustness_value_of_its_t(
    small: ColumnTable, specify: Specify
) -> None:
    found = fit(small, specify("wait_s", FLAG, KIND, family=Family.LINEAR, cluster=""))
    other = OLS(found.design.outcome, found.design.matrix).fit()

    row = sensitivity(found, effect_rows(found, 0.95, "C"))[0][0]

    t, degrees = float(other.tvalues[1]), float(other.df_resid)
    assert row.partial_r2 == pytest.approx(partial_r2(t, degrees), rel=1e-9)
    assert row.robustness_value == pytest.approx(robustness_value(t, degrees), rel=1e-9)
    limit = robustness_value(t, degrees, critical=critical_value(degrees, 0.95))
    assert row.robustness_value_limit == pytest.approx(limit, rel=1e-9)


def test_logit_uses_the_linear_probability_fit_and_the_marginal_risk_ratio(
    small: ColumnTable, specify: Specify
) -> None:
    found = fit(small, specify("wait_s", FLAG, KIND))
    other = OLS(found.design.outcome, found.design.matrix).fit()
    effects = effect_rows(found, 0.95, "C")

    rows, findings = sensitivity(found, effects)

    assert [row.metric for row in rows] == ["wait_s"]
    r2 = partial_r2(float(other.tvalues[1]), float(other.df_resid))
    assert rows[0].partial_r2 == pytest.approx(r2, rel=1e-9)
    ratio = (found.outcome_mean + effects[0].ame) / found.outcome_mean
    assert rows[0].risk_ratio == pytest.approx(ratio)
    assert rows[0].e_value == pytest.approx(e_value(ratio))
    near = (found.outcome_mean + effects[0].high) / found.outcome_mean
    assert rows[0].e_value_limit == pytest.approx(e_value(near))
    assert rows[0].benchmark in {"flag", "kind"}
    assert len(findings) == 1


def test_grouped_rows_give_what_their_single_rows_give(
    small: ColumnTable, specify: Specify, tabulate: Tabulate
) -> None:
    flag, y = small.column("flag"), small.column("y")
    kind = small.column("kind")
    cells = [(f, k) for f in (0.0, 1.0) for k in ("blue", "green", "red")]
    own = [(flag == f) & (kind == k) for f, k in cells]
    grouped = tabulate(
        {
            "y": [float(y[rows].sum()) for rows in own],
            "n": [float(rows.sum()) for rows in own],
            "flag": [f for f, _ in cells],
            "kind": [k for _, k in cells],
        }
    )
    lever = Term("flag", Role.LEVER, Transform.FLAG)
    one = fit(small, specify(lever, KIND, cluster=""))
    other = fit(grouped, specify(lever, KIND, cluster="", family=Family.GROUPED, trials="n"))

    rows = [sensitivity(f, effect_rows(f, 0.95, "C"))[0][0] for f in (one, other)]

    assert rows[0].partial_r2 == pytest.approx(rows[1].partial_r2, rel=1e-9)
    assert rows[0].benchmark_partial_r2 == pytest.approx(rows[1].benchmark_partial_r2, rel=1e-9)


def test_clusters_that_widen_the_error_narrow_the_robustness(
    small: ColumnTable, specify: Specify
) -> None:
    found = fit(small, specify("wait_s", FLAG))
    effects = effect_rows(found, 0.95, "C")
    wider = tuple(replace(e, standard_error=2 * e.plain_standard_error) for e in effects)

    plain = sensitivity(found, effects)[0][0]
    clustered = sensitivity(found, wider)[0][0]

    assert clustered.robustness_value == plain.robustness_value
    assert clustered.robustness_value_limit < plain.robustness_value_limit


def test_levels_of_a_category_are_asked_one_by_one(small: ColumnTable, specify: Specify) -> None:
    kind = Term("kind", Role.LEVER, Transform.CATEGORY, reference="blue")
    found = fit(small, specify(kind, FLAG, family=Family.LINEAR, cluster=""))
    other = OLS(found.design.outcome, found.design.matrix).fit()

    rows = sensitivity(found, effect_rows(found, 0.95, "C"))[0]

    assert [row.metric for row in rows] == ["kind=green", "kind=red"]
    for row, t in zip(rows, other.tvalues[1:3], strict=True):
        assert row.partial_r2 == pytest.approx(partial_r2(float(t), other.df_resid), rel=1e-8)


def test_effect_that_a_measured_confounders_twin_would_explain_is_cautioned(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(3)
    z = rng.normal(size=2000)
    x = 0.5 * z + rng.normal(size=2000)
    table = tabulate({"y": 2 * z + 0.2 * x + rng.normal(size=2000), "x": x, "z": z})
    terms = ("x", Term("z", Role.CONFOUNDER))
    found = fit(table, specify(*terms, family=Family.LINEAR, cluster=""))

    rows, findings = sensitivity(found, effect_rows(found, 0.95, "C"))

    assert rows[0].benchmark == "z"
    assert [(f.severity, f.sentence.key) for f in findings] == [
        ("caution", "finding.evidence.benchmark_turns")
    ]


@pytest.mark.parametrize("family", [Family.POISSON, Family.LINEAR])
def test_counts_and_scores_have_risk_ratios_of_their_own(
    family: Family, tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=800)
    table = tabulate({"y": rng.poisson(np.exp(1 + 0.3 * x)), "x": x})
    found = fit(table, specify("x", family=family, cluster=""))
    effects = effect_rows(found, 0.95, "D")

    row = sensitivity(found, effects)[0][0]

    y = found.design.outcome
    score = math.exp(0.91 * effects[0].ame / y.std())
    ratio = score if family is Family.LINEAR else 1 + effects[0].ame / y.mean()
    assert row.risk_ratio == pytest.approx(ratio)
    assert (row.benchmark, row.benchmark_partial_r2) == ("", None)


def test_effect_that_leaves_no_probability_has_no_e_value(
    small: ColumnTable, specify: Specify
) -> None:
    found = fit(small, specify("wait_s", FLAG))
    steep = replace(effect_rows(found, 0.95, "C")[0], ame=-0.9, low=-1.2, high=-0.6)

    row = sensitivity(found, (steep,))[0][0]

    assert (row.risk_ratio, row.e_value, row.e_value_limit) == (None, None, None)


def test_hazard_ratio_below_one_takes_its_upper_limit() -> None:
    effect = EffectReport(
        fit="arrest",
        outcome="arrest",
        metric="fin",
        indicator="",
        role="lever",
        kind="hazard_ratio",
        band="",
        per=Sentence("effect.per_metric_unit", {"column": "fin"}),
        ame=0.684,
        standard_error=0.131,
        plain_standard_error=0.131,
        low=0.47,
        high=0.996,
        p_value=0.047,
        p_adjusted=None,
        relative=None,
        n=432,
        level=0.95,
        grade="C",
    )

    rows = hazard_sensitivity((effect, replace(effect, role="confounder")), 0.10, 425.0, 0.95)

    assert len(rows) == 1
    assert rows[0].e_value == pytest.approx(e_value(0.684))
    assert rows[0].e_value_limit == pytest.approx(e_value(0.996))
    assert rows[0].robustness_value_limit < rows[0].robustness_value


def test_periods_of_a_hazard_are_no_confounder_to_compare_with(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=600)
    days = np.ceil(rng.exponential(40 / np.exp(0.4 * x)))
    table = tabulate({"x": x, "days": np.minimum(days, 90), "came": (days < 90) * 1.0})
    asked = specify("x", outcome="came", cluster="", family=Family.HAZARD, duration="days")
    found = fit(table, replace(asked, periods=(10.0, 30.0, 60.0, 90.0)))

    rows, findings = sensitivity(found, effect_rows(found, 0.95, "C"))

    assert [row.benchmark for row in rows] == [""]
    assert findings == ()


def test_a_flag_has_the_standardised_risk_ratio_of_yes_over_no(
    small: ColumnTable, specify: Specify
) -> None:
    found = fit(small, specify(Term("flag", Role.LEVER, Transform.FLAG), "wait_s", cluster=""))
    place = found.design.positions("flag")[0]
    at_no, at_yes = found.design.matrix.copy(), found.design.matrix.copy()
    at_no[:, place], at_yes[:, place] = 0.0, 1.0

    rows, _ = sensitivity(found, effect_rows(found, 0.95, "C"))

    no, yes = (expit(matrix @ found.coefficients).mean() for matrix in (at_no, at_yes))
    row = next(row for row in rows if row.metric == "flag")
    assert row.risk_ratio == pytest.approx(yes / no, rel=1e-12)
