"""E-values and robustness values: published figures, and what the definitions imply."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from engine.errors import InputError
from engine.evidence.sensitivity import (
    ConfounderBound,
    adjusted_estimate,
    benchmark_bound,
    critical_value,
    e_value,
    e_value_limit,
    partial_r2,
    risk_ratio_from_difference,
    risk_ratio_from_hazards,
    risk_ratio_from_score,
    robustness_value,
)


def test_smoking_and_lung_cancer_e_values(cases: dict[str, dict[str, Any]]) -> None:
    case = cases["evalue_smoking"]
    given_values, expected = case["data"]["inputs"], case["expected"]

    assert e_value(given_values["rr"]) == pytest.approx(expected["point"], abs=1e-9)
    limit = e_value_limit(given_values["lo"], given_values["hi"])
    assert limit == pytest.approx(expected["ci"], abs=1e-9)


def test_darfur_robustness_values(cases: dict[str, dict[str, Any]]) -> None:
    case = cases["sensemakr_darfur_formula"]
    inputs, expected = case["data"]["inputs"], case["expected"]
    t, degrees = inputs["estimate"] / inputs["se"], inputs["dof"]
    critical = critical_value(degrees, 0.95)

    assert partial_r2(t, degrees) == pytest.approx(expected["partial_r2"], rel=1e-9)
    assert robustness_value(t, degrees) == pytest.approx(expected["rv_q1"], rel=1e-9)
    limit = robustness_value(t, degrees, critical=critical)
    assert limit == pytest.approx(expected["rv_q1_alpha05"], rel=1e-9)


@pytest.mark.parametrize(
    ("times", "with_lever", "with_outcome", "left"),
    [(1, 0.0092, 0.1246, 0.0752), (2, 0.0183, 0.2493, 0.0529), (3, 0.0275, 0.3741, 0.0304)],
)
def test_darfur_bounds_by_gender_are_the_published_table(
    times: int, with_lever: float, with_outcome: float, left: float
) -> None:
    # Cinelli and Hazlett (2020), figure 2 and table 1: partial R2 of gender .00908 and .109
    bound = benchmark_bound(0.00908, 0.1090, times)

    assert bound is not None
    assert bound.with_lever == pytest.approx(with_lever, abs=6e-5)
    assert bound.with_outcome == pytest.approx(with_outcome, abs=2.5e-4)
    assert adjusted_estimate(0.09731582, 0.02325654, 783, bound) == pytest.approx(left, abs=6e-5)


@pytest.mark.parametrize(("t", "degrees"), [(1 / 0.3, 7), (12.0, 7), (3.0, 40), (9.0, 4)])
def test_robustness_of_the_interval_is_the_least_strength_that_lets_it_hold_0(
    t: float, degrees: int
) -> None:
    # by search, not by formula: of confounders with both partial R2 at most r, the worst t left
    def worst_t(r: float) -> float:
        outcome = np.linspace(0.0, r, 20_001)
        bias = np.sqrt(degrees * outcome * r / (1 - r))
        error = np.sqrt((1 - outcome) / (1 - r) * degrees / (degrees - 1))
        return float(((t - bias) / error).min())

    critical = critical_value(degrees, 0.95)

    least = brentq(lambda r: worst_t(r) - critical, 1e-9, 1 - 1e-9)

    assert robustness_value(t, degrees, critical=critical) == pytest.approx(least, abs=1e-6)


@settings(derandomize=True, deadline=None)
@given(st.floats(0.1, 30), st.integers(5, 100_000), st.floats(0.1, 1))
def test_confounder_as_strong_as_the_robustness_value_takes_the_share_away(
    t: float, degrees: int, share: float
) -> None:
    strength = robustness_value(t, degrees, share)

    left = adjusted_estimate(t, 1.0, degrees, ConfounderBound(strength, strength))

    assert left == pytest.approx(t * (1 - share), abs=1e-9 * max(t, 1))


@settings(derandomize=True, deadline=None)
@given(st.floats(0.01, 100))
def test_e_value_is_the_same_for_a_ratio_and_its_inverse(ratio: float) -> None:
    assert e_value(ratio) == pytest.approx(e_value(1 / ratio))
    assert e_value(ratio) >= max(ratio, 1 / ratio)


def test_interval_that_holds_one_needs_no_confounder() -> None:
    assert e_value_limit(0.8, 1.3) == 1.0
    assert e_value_limit(0.3, 0.5) == e_value(0.5)


def test_risk_ratios_by_their_published_approximations() -> None:
    assert risk_ratio_from_hazards(3.0, 0.05) == 3.0
    assert risk_ratio_from_hazards(4.0, 0.5) == pytest.approx((1 - 0.25) / (1 - 0.5**0.5))
    assert risk_ratio_from_difference(0.1, 0.2) == pytest.approx(1.5)
    assert risk_ratio_from_difference(-0.3, 0.2) is None
    assert risk_ratio_from_score(1.0, 2.0) == pytest.approx(1.5762, abs=1e-4)


def test_confounder_that_cannot_exist_has_no_bound() -> None:
    assert benchmark_bound(0.6, 0.1, 1) is None
    assert benchmark_bound(0.3, 0.1, 3) is None


@pytest.mark.parametrize("ratio", [0.0, -1.0, float("inf"), float("nan")])
def test_ratio_without_meaning_is_refused(ratio: float) -> None:
    with pytest.raises(InputError, match="risk_ratio"):
        e_value(ratio)


def test_no_residual_degrees_are_refused() -> None:
    with pytest.raises(InputError, match="residual_degrees"):
        robustness_value(2.0, 1)


def test_crossed_limits_are_refused() -> None:
    with pytest.raises(InputError, match="risk_ratio"):
        e_value_limit(2.0, 1.5)


def test_hazards_and_scores_without_meaning_are_refused() -> None:
    with pytest.raises(InputError, match="risk_ratio"):
        risk_ratio_from_hazards(0.0, 0.1)
    with pytest.raises(InputError, match="risk_ratio"):
        risk_ratio_from_score(1.0, 0.0)
    with pytest.raises(InputError, match="risk_ratio"):
        benchmark_bound(1.0, 0.1, 1)
