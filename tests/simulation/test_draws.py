"""Streams are keyed by names; the first of many draws are those of a few."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.durations import Duration, Rounds, RoundsShape, Shape
from engine.simulation.draws import balanced_phases, durations_s, rounds, stream, weibull_power

DURATIONS = (
    Duration(Shape.DETERMINISTIC, 42.0, 0.0),
    Duration(Shape.EXPONENTIAL, 42.0),
    Duration(Shape.LOGNORMAL, 42.0, 0.8),
    Duration(Shape.GAMMA, 42.0, 0.7),
    Duration(Shape.WEIBULL, 42.0, 0.7),
    Duration(Shape.UNIFORM, 42.0, 0.5),
    Duration(Shape.HYPEREXPONENTIAL, 42.0, 2.0),
    Duration.phases((10.0, 90.0, 5.0), (0.7, 0.3, 0.0)),
    Duration.empirical((0.0, 10.0, 90.0), (0.0, 0.6, 0.4)),
)
ROUNDS = (
    Rounds(RoundsShape.FIXED, 3.0),
    Rounds(RoundsShape.GEOMETRIC, 3.7),
    Rounds(RoundsShape.POISSON, 3.7),
    Rounds.empirical((1.0, 0.0, 2.0)),
)


def test_a_stream_belongs_to_its_names() -> None:
    keys = [(1, 0, "a"), (2, 0, "a"), (1, 1, "a"), (1, 0, "b"), (1, 0, "a", 0), (1, 0, "a", "0")]

    first = [stream(*key).random() for key in keys]

    assert len(set(first)) == len(keys)
    assert first == [stream(*key).random() for key in keys]


def test_names_do_not_run_together() -> None:
    assert stream(1, 0, "a", "bc").random() != stream(1, 0, "ab", "c").random()
    assert stream(1, 0, "a", "b").random() != stream(1, 0, "a', 'b").random()


@pytest.mark.parametrize("duration", DURATIONS, ids=lambda each: each.shape)
def test_more_draws_leave_the_first_as_they_are(duration: Duration) -> None:
    few, many = (durations_s(duration, stream(1, 0, "x"), count) for count in (7, 1_000))

    assert np.array_equal(few, many[:7])
    assert np.all(many >= 0)


@pytest.mark.parametrize("law", ROUNDS, ids=lambda each: each.shape)
def test_more_chats_leave_the_first_as_they_are(law: Rounds) -> None:
    few, many = (rounds(law, stream(1, 0, "x"), count) for count in (7, 1_000))

    assert np.array_equal(few, many[:7])
    assert many.min() == (3 if law.shape is RoundsShape.FIXED else 1)


def test_a_duration_that_is_not_there_lasts_no_time() -> None:
    assert durations_s(None, stream(1, 0, "x"), 2).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("shape", [Shape.GAMMA, Shape.LOGNORMAL, Shape.WEIBULL])
@pytest.mark.parametrize("cv", [1e-200, 1e-17, 1e-12])
def test_times_that_hardly_vary_are_their_mean(shape: Shape, cv: float) -> None:
    times_s = durations_s(Duration(shape, 42.0, cv), stream(1, 0, "x"), 100)

    assert np.allclose(times_s, 42.0, rtol=1e-10, atol=0.0)


def test_values_without_weight_are_never_drawn() -> None:
    phased, listed = (durations_s(each, stream(1, 0, "x"), 5_000) for each in DURATIONS[-2:])

    assert set(listed.tolist()) == {10.0, 90.0}
    assert phased.min() < 1.0
    drawn = rounds(ROUNDS[-1], stream(1, 0, "x"), 5_000)
    assert set(drawn.tolist()) == {1, 3}


def test_one_round_on_average_is_one_round() -> None:
    for shape in (RoundsShape.FIXED, RoundsShape.GEOMETRIC, RoundsShape.POISSON):
        assert set(rounds(Rounds(shape, 1.0), stream(1, 0, "x"), 50).tolist()) == {1}


@given(cv=st.floats(1e-7, 30.0))
def test_the_weibull_power_gives_back_the_variation(cv: float) -> None:
    """Below cv = 1e-5 the limit is used, and the check itself cancels."""
    power = weibull_power(cv)

    if cv < 1e-4:
        assert power == pytest.approx(6**0.5 * cv / math.pi, rel=1e-3)
    else:
        ratio = math.lgamma(1 + 2 * power) - 2 * math.lgamma(1 + power)
        assert math.expm1(ratio) == pytest.approx(cv**2, rel=1e-6)


@pytest.mark.parametrize(("cv", "power"), [(1.0, 1.0), (5**0.5, 2.0), (math.sqrt(19), 3.0)])
def test_weibull_powers_by_hand(cv: float, power: float) -> None:
    """Gamma(1 + 2x) / Gamma(1 + x)^2 = 1 + cv^2: 2, 24/4 = 6, 720/36 = 20."""
    assert weibull_power(cv) == pytest.approx(power, rel=1e-12)


@given(mean_s=st.floats(0.1, 1e5), cv=st.floats(1.001, 50.0))
def test_balanced_phases_give_back_mean_and_variation(mean_s: float, cv: float) -> None:
    found = balanced_phases(mean_s, cv)

    assert found.mean_s == pytest.approx(mean_s, rel=1e-12)
    assert found.cv == pytest.approx(cv, rel=1e-9)
    (short, long), (often, seldom) = found.values_s, found.weights
    assert short * often == pytest.approx(long * seldom)
