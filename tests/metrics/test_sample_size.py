"""Sample sizes: published values, the definition by brute force, laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from engine.errors import InputError
from engine.metrics.proportions import clopper_pearson, wilson_half_width
from engine.metrics.sample_size import (
    exact_share_size,
    mean_difference_size,
    mean_size,
    normal_share_size,
    share_difference_size,
    wilson_share_size,
)

HALF_WIDTHS = st.floats(0.01, 0.4)
SHARES = st.floats(0.02, 0.98)


@pytest.mark.parametrize(
    ("half_width", "expected", "population", "size"),
    [
        (0.05, 0.5, None, 385),  # z^2 / 4 d^2 = 384.15
        (0.05, 0.5, 1000, 278),  # 384.15 / (1 + 383.15 / 1000) = 277.7
        (0.03, 0.5, None, 1068),
        (0.1, 0.5, None, 97),
        (0.05, 0.9, None, 139),
        (0.05, 0.5, 1, 1),
    ],
)
def test_usual_formula_by_hand(
    half_width: float, expected: float, population: int | None, size: int
) -> None:
    assert normal_share_size(half_width, expected, 0.95, population) == size


@settings(derandomize=True, deadline=None)
@given(HALF_WIDTHS, SHARES)
def test_wilson_size_is_the_least_that_is_narrow_enough(half_width: float, share: float) -> None:
    size = wilson_share_size(half_width, share, 0.95)

    assert wilson_half_width(share, size, 0.95) <= half_width * (1 + 1e-9)
    if size > 1:
        assert wilson_half_width(share, size - 1, 0.95) > half_width * (1 - 1e-9)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(HALF_WIDTHS, SHARES)
def test_exact_size_is_the_least_that_is_narrow_enough(half_width: float, share: float) -> None:
    def half(size: int) -> float:
        found = clopper_pearson(share * size, size, 0.95)
        return (found.high - found.low) / 2

    size = exact_share_size(half_width, share, 0.95)

    assert half(size) <= half_width * (1 + 1e-6)
    if size > 1:
        assert half(size - 1) > half_width * (1 - 1e-6)


def test_mean_size_is_the_least_by_brute_force() -> None:
    def half(size: int, population: float) -> float:
        spread = 5 * np.sqrt((1 - size / population) / size)
        return float(stats.t.ppf(0.975, size - 1) * spread)

    for population in (None, 100):
        whole = population or np.inf
        least = next(n for n in range(2, 1000) if half(n, whole) <= 1.0)
        assert mean_size(1.0, 5.0, 0.95, population) == least


def test_share_difference_of_r_power_prop_test() -> None:
    # R, stats::power.prop.test(p1 = .50, p2 = .75, power = .90): n = 76.7
    assert share_difference_size(0.5, 0.75, 0.95, 0.9) == pytest.approx(76.7, abs=0.05)


def test_mean_difference_of_r_power_t_test() -> None:
    # R, stats::power.t.test(power = .90, delta = 1): n = 22.02110
    assert mean_difference_size(1, 1, 0.95, 0.9) == pytest.approx(22.02110, abs=5e-6)


@settings(derandomize=True, deadline=None, max_examples=20)
@given(st.floats(0.2, 2.0), st.floats(0.6, 0.95))
def test_mean_difference_reaches_the_power_of_statsmodels(effect: float, power: float) -> None:
    size = mean_difference_size(-3 * effect, 3, 0.95, power)

    reached = TTestIndPower().power(effect, size, 0.05, alternative="larger")
    upper = TTestIndPower().power(effect, size, 0.025, alternative="larger")
    assert upper == pytest.approx(power, abs=1e-6)
    assert reached > power


def test_more_precision_or_a_larger_population_never_takes_fewer() -> None:
    sizes = [exact_share_size(0.05, 0.9, 0.95, population) for population in (20, 200, 2000, None)]

    assert sizes == sorted(sizes)
    assert sizes[0] <= 20


@pytest.mark.parametrize("half_width", [0, -0.1, 0.5, 5, float("nan")])
def test_an_impossible_half_width_is_refused(half_width: float) -> None:
    for size in (normal_share_size, wilson_share_size, exact_share_size):
        with pytest.raises(InputError, match=r"quality\.half_width"):
            size(half_width, 0.5, 0.95)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_usual_formula_refuses_a_share_without_spread(share: float) -> None:
    with pytest.raises(InputError, match=r"quality\.expected_end"):
        normal_share_size(0.05, share, 0.95)
    assert exact_share_size(0.05, share, 0.95) > 30


def test_other_impossible_wishes_are_refused() -> None:
    with pytest.raises(InputError, match=r"quality\.expected "):
        wilson_share_size(0.05, 1.5, 0.95)
    with pytest.raises(InputError, match=r"quality\.no_difference"):
        share_difference_size(0.5, 0.5, 0.95, 0.8)
    with pytest.raises(InputError, match=r"quality\.no_difference"):
        mean_difference_size(0, 1, 0.95, 0.8)
    with pytest.raises(InputError, match=r"quality\.power"):
        share_difference_size(0.5, 0.6, 0.95, 1.0)
    with pytest.raises(InputError, match=r"quality\.deviation"):
        mean_size(1, 0, 0.95)
    with pytest.raises(InputError, match=r"quality\.mean_half_width"):
        mean_size(0, 1, 0.95)
    with pytest.raises(InputError, match=r"quality\.too_many"):
        normal_share_size(1e-6, 0.5, 0.95)
    with pytest.raises(InputError, match=r"quality\.too_many"):
        mean_size(1e-6, 5, 0.95)
    with pytest.raises(InputError, match=r"quality\.population"):
        normal_share_size(0.05, 0.5, 0.95, 0)
