"""Adjusted p-values: the published example, the laws, and effects of a plan as one family."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from engine.domain.evidence_figures import EffectReport
from engine.domain.texts import Sentence
from engine.errors import InputError
from engine.evidence.multiplicity import (
    adjusted_effects,
    benjamini_hochberg,
    benjamini_yekutieli,
    bonferroni,
    holm,
    holm_rejections,
)

Adjust = Callable[[NDArray[np.float64]], NDArray[np.float64]]
METHODS: dict[str, Adjust] = {
    "bonferroni": bonferroni,
    "holm": holm,
    "fdr_bh": benjamini_hochberg,
    "fdr_by": benjamini_yekutieli,
}
P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=12).map(np.array)


def test_holm_is_that_of_r_on_the_published_p_values(cases: dict[str, dict[str, Any]]) -> None:
    case = cases["bh1995"]

    adjusted = holm(np.array(case["data"]["p"]))

    assert adjusted == pytest.approx(case["expected"]["holm"], abs=1e-8)


def test_numbers_rejected_are_the_published_ones(cases: dict[str, dict[str, Any]]) -> None:
    p = np.array(cases["bh1995"]["data"]["p"])

    assert (benjamini_hochberg(p) <= 0.05).sum() == 4
    assert (bonferroni(p) <= 0.05).sum() == 3


def test_holm_rejects_what_r_p_adjust_holds_below_the_level(
    cases: dict[str, dict[str, Any]],
) -> None:
    case = cases["bh1995"]

    rejected = holm_rejections(np.array(case["data"]["p"])[::-1], 0.05)

    assert rejected[::-1].tolist() == [p <= 0.05 for p in case["expected"]["holm"]]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("tests", [1, 2, 7, 40])
def test_adjusted_values_are_those_of_statsmodels(method: str, tests: int) -> None:
    p_values = np.random.default_rng(tests).beta(0.3, 1.0, tests).round(2)  # with equals

    expected = multipletests(p_values, method=method)[1]

    assert METHODS[method](p_values) == pytest.approx(expected, abs=1e-12)


@given(p_values=P_VALUES)
@settings(derandomize=True, deadline=None)
def test_stricter_methods_give_larger_values(p_values: NDArray[np.float64]) -> None:
    least = benjamini_hochberg(p_values)

    assert (p_values <= least + 1e-15).all()
    assert (least <= holm(p_values) + 1e-12).all()
    assert (holm(p_values) <= bonferroni(p_values)).all()
    assert (least <= benjamini_yekutieli(p_values)).all()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("wrong", [np.nan, -0.1, 1.1])
def test_what_is_no_p_value_is_refused(method: str, wrong: float) -> None:
    with pytest.raises(InputError, match=r"evidence\.p_values"):
        METHODS[method](np.array([0.01, wrong]))


@pytest.mark.parametrize("method", METHODS)
def test_no_tests_have_no_values(method: str) -> None:
    assert METHODS[method](np.array([])).shape == (0,)


def effect(
    p_value: float, role: str = "lever", kind: str = "slope", band: str = ""
) -> EffectReport:
    return EffectReport(
        fit="f",
        outcome="y",
        metric="x",
        indicator="",
        role=role,
        kind=kind,
        band=band,
        per=Sentence("effect.per_metric_unit", {"column": "x"}),
        ame=0.1,
        standard_error=0.1,
        plain_standard_error=0.1,
        low=-0.1,
        high=0.3,
        p_value=p_value,
        p_adjusted=None,
        relative=None,
        n=100,
        level=0.95,
        grade="C",
    )


def test_levers_of_all_outcomes_are_one_family() -> None:
    effects = [effect(0.01), effect(0.02, "confounder"), effect(0.04, kind="discrete")]

    adjusted = adjusted_effects(effects)

    assert [e.p_adjusted for e in adjusted] == [pytest.approx(0.02), None, pytest.approx(0.04)]


def test_same_effect_said_again_is_not_tested_again() -> None:
    effects = [effect(0.01), effect(0.01, kind="shift"), effect(0.01, band="[0, 30)")]

    adjusted = adjusted_effects(effects)

    assert [e.p_adjusted for e in adjusted] == [pytest.approx(0.01), None, None]


def test_lever_that_is_in_bands_itself_is_tested() -> None:
    effects = [effect(0.01, kind="discrete", band="30-60"), effect(0.01, kind="band", band="0-30")]

    assert [e.p_adjusted for e in adjusted_effects(effects)] == [pytest.approx(0.01), None]


def test_plan_without_levers_is_left_as_it_is() -> None:
    effects = (effect(0.5, "confounder"), effect(np.nan))

    assert [e.p_adjusted for e in adjusted_effects(effects)] == [None, None]


def test_false_discoveries_hold_their_rate() -> None:
    """30 true nulls and 10 effects at z = 3.5, 2,000 samples: mean false share at most 4.5 %.

    Benjamini and Hochberg's is 5 % x 30/40 = 3.75 % for independent tests; the mean's standard
    error here is about 0.0016, so a fresh seed crosses 4.5 % with probability below 1e-5.
    """
    rng = np.random.default_rng(4)
    z = rng.normal(size=(2_000, 40))
    z[:, :10] += 3.5
    p = 2 * norm.sf(np.abs(z))

    rejected = np.stack([benjamini_hochberg(row) for row in p]) <= 0.05
    false_share = rejected[:, 10:].sum(axis=1) / np.maximum(rejected.sum(axis=1), 1)

    assert false_share.mean() <= 0.045
