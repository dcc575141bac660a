"""Durations that exist, rates that are not negative."""

import pytest

from engine.domain.traffic import ArrivalProfile, Duration, Shape
from engine.errors import InputError


@pytest.mark.parametrize("mean_s", [0.0, -5.0, float("nan")])
def test_a_duration_has_a_positive_mean(mean_s: float) -> None:
    with pytest.raises(InputError, match=r"duration\.mean"):
        Duration(Shape.EXPONENTIAL, mean_s)


@pytest.mark.parametrize(
    ("shape", "cv"), [(Shape.LOGNORMAL, 0.0), (Shape.GAMMA, -1.0), (Shape.UNIFORM, 0.6)]
)
def test_a_coefficient_of_variation_suits_its_shape(shape: Shape, cv: float) -> None:
    with pytest.raises(InputError, match=r"duration\.cv"):
        Duration(shape, 60.0, cv)


def test_a_uniform_duration_may_start_at_zero() -> None:
    """At cv = 1/sqrt(3) it lies between 0 and twice the mean."""
    assert Duration(Shape.UNIFORM, 60.0, 3**-0.5).cv == 3**-0.5


@pytest.mark.parametrize(("interval_s", "rates"), [(0.0, (1.0,)), (1800.0, (1.0, -0.1))])
def test_arrival_rates_are_not_negative(interval_s: float, rates: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match=r"profile\.rates"):
        ArrivalProfile(interval_s, rates)
