"""A fitted outcome reaches the simulation with the same rate on the same contacts."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from engine.domain.outcomes import OutcomeLogit
from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import MethodError
from engine.evidence.curves import CurveColumns, outcome_curve
from engine.evidence.regressions import fit

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
RESPONSE = Term("frt_s", Role.LEVER, Transform.LOG1P)
MEAN_RESPONSE = Term("art_s", Role.LEVER)
SOLVED = Term("solved", Role.LEVER, Transform.FLAG)
CLASS = Term("contact_class", Role.CONFOUNDER, Transform.CATEGORY, reference="product")
VALUE = Term("customer_value", Role.CONFOUNDER)
CLASSES = ("complaint", "logistics", "product")


@pytest.fixture(scope="module")
def shop(tabulate: Tabulate) -> ColumnTable:
    rng = np.random.default_rng(31)
    n = 6_000
    frt, art = rng.gamma(1.3, 25.0, n), rng.gamma(2.0, 30.0, n)
    solved, value = rng.integers(0, 2, n).astype(float), rng.normal(2.0, 1.5, n)
    kind = rng.integers(0, 3, n)
    eta = 0.5 - 0.4 * np.log1p(frt) - 0.004 * art + 0.7 * solved + 0.5 * value
    eta += np.array([-0.5, 0.2, 0.0])[kind]
    y = (rng.random(n) < expit(eta)).astype(float)
    columns = {"y": y, "frt_s": frt, "art_s": art, "solved": solved, "customer_value": value}
    kinds = np.array(CLASSES)[kind]
    return tabulate(columns | {"contact_class": kinds, "agent": rng.integers(0, 50, n)})


def simulated_rate(curve: OutcomeLogit, table: ColumnTable) -> float:
    """Rule M8 on the table's contacts."""
    classes = dict(curve.classes)
    log_odds = (
        curve.intercept
        + curve.log_frt * np.log1p(table.column("frt_s"))
        + curve.art_min * table.column("art_s") / 60.0
        + curve.solved * table.column("solved")
        + np.array([classes.get(kind, 0.0) for kind in table.column("contact_class")])
    )
    return float(expit(log_odds).mean())


def test_a_fit_of_the_four_is_its_own_curve(shop: ColumnTable, specify: Specify) -> None:
    question = specify(RESPONSE, MEAN_RESPONSE, SOLVED, CLASS)
    fitted = fit(shop, question)
    b = dict(zip(fitted.design.names, fitted.coefficients, strict=True))
    errors = dict(zip(fitted.design.names, fitted.standard_errors, strict=True))

    found = outcome_curve(shop, question, grade="C")

    assert found.curve.intercept == pytest.approx(b["intercept"], abs=1e-8)
    assert found.curve.log_frt == b["ln(1 + frt_s)"]
    assert found.curve.art_min == pytest.approx(60 * b["art_s"])
    assert found.curve.solved == b["solved"]
    assert dict(found.curve.classes) == {
        kind: b[f"contact_class={kind}"] for kind in ("complaint", "logistics")
    }
    assert found.row.standard_errors["art_min"] == pytest.approx(60 * errors["art_s"])
    assert found.row.standard_errors["intercept"] == pytest.approx(errors["intercept"])
    assert found.row.coefficients["class.complaint"] == b["contact_class=complaint"]
    assert (found.row.grade, found.findings) == ("C", ())


@pytest.mark.parametrize(
    "response",
    [
        RESPONSE,
        Term("frt_s", Role.LEVER, Transform.LOG_FLOOR, floor=30.0),
        Term("frt_s", Role.LEVER, Transform.SPLINE, knots=(5.0, 20.0, 60.0)),
    ],
)
def test_the_rate_comes_back(response: Term, shop: ColumnTable, specify: Specify) -> None:
    found = outcome_curve(shop, specify(response, MEAN_RESPONSE, SOLVED, CLASS, VALUE))

    assert simulated_rate(found.curve, shop) == pytest.approx(shop.column("y").mean(), abs=1e-9)
    keys = [finding.sentence.key.rpartition(".")[2] for finding in found.findings]
    assert keys == (["curve_held"] if response is RESPONSE else ["curve_refitted", "curve_held"])
    assert found.findings[-1].sentence.values["columns"] == "customer_value"


def test_scales_are_taken_back_to_minutes(shop: ColumnTable, specify: Specify) -> None:
    scaled = Term("art_s", Role.LEVER, Transform.SCALE, shift=50.0, unit=30.0)

    plain = outcome_curve(shop, specify(RESPONSE, MEAN_RESPONSE, VALUE))
    other = outcome_curve(shop, specify(RESPONSE, scaled, VALUE))

    assert other.curve.art_min == pytest.approx(plain.curve.art_min, rel=1e-6)
    assert other.curve.intercept == pytest.approx(plain.curve.intercept, abs=1e-6)
    assert other.row.standard_errors == pytest.approx(plain.row.standard_errors, rel=1e-6)


def test_fixed_effects_are_held(shop: ColumnTable, specify: Specify) -> None:
    found = outcome_curve(shop, specify(RESPONSE, VALUE, fixed_effects=("agent",)))

    assert found.findings[0].sentence.values["columns"] == "customer_value, agent"
    rate = float(
        expit(found.curve.intercept + found.curve.log_frt * np.log1p(shop.column("frt_s"))).mean()
    )
    assert rate == pytest.approx(shop.column("y").mean(), abs=1e-9)


@pytest.mark.parametrize(
    ("terms", "settings", "code"),
    [
        ((RESPONSE,), {"family": Family.LINEAR}, "curve_family"),
        ((VALUE,), {}, "curve_nothing"),
        ((RESPONSE, Term("art_s", Role.LEVER, Transform.LOG1P)), {}, "curve_term"),
        ((RESPONSE, SOLVED), {"interactions": (("frt_s", "solved"),)}, "curve_interaction"),
    ],
)
def test_what_the_simulation_cannot_read_is_refused(
    terms: tuple[Term, ...],
    settings: dict[str, Any],
    code: str,
    shop: ColumnTable,
    specify: Specify,
) -> None:
    with pytest.raises(MethodError, match=code):
        outcome_curve(shop, specify(*terms, **settings))


def test_columns_may_have_other_names(
    tabulate: Tabulate, shop: ColumnTable, specify: Specify
) -> None:
    renamed = tabulate(
        {
            "y": shop.column("y"),
            "wait": shop.column("frt_s"),
            "reply_min": shop.column("art_s") / 60,
        }
    )
    response = Term("wait", Role.LEVER, Transform.LOG1P)
    names = CurveColumns(response="wait", mean_response_min="reply_min")

    found = outcome_curve(renamed, specify(response, "reply_min", cluster=""), columns=names)

    known = outcome_curve(shop, specify(RESPONSE, MEAN_RESPONSE, cluster=""))
    assert found.curve.art_min == pytest.approx(known.curve.art_min, rel=1e-6)
