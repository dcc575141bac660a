"""Durations and numbers of rounds that exist, and the moments that they are given by."""

import math

import pytest

from engine.domain.durations import Duration, Rounds, RoundsShape, Shape
from engine.errors import InputError

ABSENT = (0.0, -5.0, math.nan, math.inf)


@pytest.mark.parametrize("mean_s", ABSENT)
def test_a_duration_has_a_positive_mean(mean_s: float) -> None:
    with pytest.raises(InputError, match=r"duration\.mean"):
        Duration(Shape.EXPONENTIAL, mean_s)


def test_a_deterministic_duration_may_be_nothing() -> None:
    assert Duration(Shape.DETERMINISTIC, 0.0, 0.0).mean_s == 0


@pytest.mark.parametrize(
    ("shape", "cv"),
    [
        (Shape.LOGNORMAL, 0.0),
        (Shape.GAMMA, -1.0),
        (Shape.WEIBULL, 0.0),
        (Shape.WEIBULL, math.inf),
        (Shape.LOGNORMAL, math.nan),
        (Shape.UNIFORM, 0.6),
        (Shape.HYPEREXPONENTIAL, 1.0),
    ],
)
def test_a_coefficient_of_variation_suits_its_shape(shape: Shape, cv: float) -> None:
    with pytest.raises(InputError, match=r"duration\.cv"):
        Duration(shape, 60.0, cv)


def test_a_uniform_duration_may_start_at_zero() -> None:
    """At cv = 1/sqrt(3) it lies between 0 and twice the mean."""
    assert Duration(Shape.UNIFORM, 60.0, 3**-0.5).cv == 3**-0.5


def test_values_give_the_mean_and_the_variation() -> None:
    """10 with 3/4 and 50 with 1/4: mean 20, second moment 700, variance 300."""
    found = Duration.empirical((10.0, 50.0), (3.0, 1.0))

    assert found.mean_s == 20
    assert found.cv == pytest.approx(300**0.5 / 20, rel=1e-15)


def test_values_without_weights_are_alike() -> None:
    assert Duration.empirical((10.0, 50.0)).mean_s == 30


def test_values_that_are_all_nothing_have_no_variation() -> None:
    assert Duration.empirical((0.0, 0.0)).cv == 0


def test_phases_give_the_mean_and_the_variation() -> None:
    """Second moment 2 (0.5 x 100 + 0.5 x 900) = 1000; variance 1000 - 20^2 = 600."""
    found = Duration.phases((10.0, 30.0), (0.5, 0.5))

    assert found.mean_s == 20
    assert found.cv == pytest.approx(600**0.5 / 20, rel=1e-15)


@pytest.mark.parametrize(
    ("values_s", "weights"),
    [
        ((), ()),
        ((1.0,), (1.0, 2.0)),
        ((1.0, -1.0), (1.0, 1.0)),
        ((1.0, 2.0), (1.0, -1.0)),
        ((1.0, 2.0), (0.0, 0.0)),
        ((1.0, math.nan), (1.0, 1.0)),
        ((1.0, 2.0), (math.inf, 1.0)),
    ],
)
def test_values_have_weights_and_both_are_numbers(
    values_s: tuple[float, ...], weights: tuple[float, ...]
) -> None:
    for build in (Duration.empirical, Duration.phases):
        with pytest.raises(InputError, match=r"duration\.values"):
            build(values_s, weights)


@pytest.mark.parametrize(("shape", "mean_s"), [(Shape.EMPIRICAL, 31.0), (Shape.LOGNORMAL, 30.0)])
def test_values_belong_to_their_shape_and_mean(shape: Shape, mean_s: float) -> None:
    with pytest.raises(InputError, match=r"duration\.values"):
        Duration(shape, mean_s, 0.5, (10.0, 50.0), (1.0, 1.0))


def test_an_empirical_duration_needs_values() -> None:
    with pytest.raises(InputError, match=r"duration\.values"):
        Duration(Shape.EMPIRICAL, 30.0)


@pytest.mark.parametrize(
    ("shape", "mean"),
    [
        (RoundsShape.FIXED, 2.5),
        (RoundsShape.GEOMETRIC, 0.5),
        (RoundsShape.POISSON, math.nan),
        (RoundsShape.GEOMETRIC, math.inf),
        (RoundsShape.EMPIRICAL, 2.0),
    ],
)
def test_a_chat_has_at_least_one_round(shape: RoundsShape, mean: float) -> None:
    with pytest.raises(InputError, match=r"rounds\.mean"):
        Rounds(shape, mean)


def test_weights_give_the_mean_number_of_rounds() -> None:
    """1 round with 1/2, 2 with 1/4, 4 with 1/4: 2."""
    assert Rounds.empirical((2.0, 1.0, 0.0, 1.0)).mean == 2


@pytest.mark.parametrize("shape", [RoundsShape.EMPIRICAL, RoundsShape.GEOMETRIC])
def test_weights_of_rounds_belong_to_their_shape_and_mean(shape: RoundsShape) -> None:
    with pytest.raises(InputError, match=r"rounds\.mean"):
        Rounds(shape, 1.9, (1.0, 1.0))
