"""Natural splines are straight outside their knots, smooth inside, with exact slopes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline

from engine.evidence.splines import natural_spline, natural_spline_slope

KNOTS = (0.0, 10.0, 30.0, 60.0)


def basis(x: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones(len(x)), *(natural_spline(x, KNOTS, j) for j in range(3))])


def test_spans_the_natural_splines_of_scipy() -> None:
    x = np.linspace(0.0, 60.0, 201)
    interpolated = CubicSpline(KNOTS, [1.0, -2.0, 0.5, 4.0], bc_type="natural")(x)

    found = np.linalg.lstsq(basis(x), interpolated, rcond=None)[0]

    assert basis(x) @ found == pytest.approx(interpolated, abs=1e-9)


@pytest.mark.parametrize("part", range(3))
def test_is_straight_beyond_the_outer_knots(part: int) -> None:
    for stretch in (np.linspace(-50.0, 0.0, 6), np.linspace(60.0, 500.0, 6)):
        steps = np.diff(natural_spline(stretch, KNOTS, part))

        assert steps == pytest.approx(steps[0], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("part", range(3))
@given(x=st.floats(-20.0, 100.0))
@settings(derandomize=True, deadline=None)
def test_slope_is_the_derivative(part: int, x: float) -> None:
    step = 1e-4

    below, above = natural_spline(np.array([x - step, x + step]), KNOTS, part)

    slope = natural_spline_slope(np.array([x]), KNOTS, part)[0]
    assert slope == pytest.approx((above - below) / (2 * step), abs=1e-5)


def test_first_curved_column_follows_the_formula_worked_by_hand() -> None:
    value = natural_spline(np.array([20.0]), KNOTS, 1)[0]

    assert value == pytest.approx(20.0**3 / 60.0 / 60.0**2)  # d_1 alone: the last two are 0
