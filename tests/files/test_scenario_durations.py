"""Durations and rounds: from tables to the domain and back, and the work that rounds make up."""

import numpy as np
import pytest
from hypothesis import given, settings

from engine.domain.durations import Duration, Rounds, RoundsShape, Shape
from engine.domain.traffic import Turns
from engine.files.scenario_durations import (
    duration_of,
    mean_of,
    plain_duration,
    plain_rounds,
    rounds_of,
    rounds_variance,
    work_of,
)
from engine.files.scenario_time_schema import DurationTable, RoundsTable
from tests.files.drawn_scenarios import durations, rounds


def table(**keys: object) -> DurationTable:
    return DurationTable.model_validate(keys, strict=False)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"shape": "exponential", "mean_s": 60}, Duration(Shape.EXPONENTIAL, 60.0, 1.0)),
        ({"shape": "deterministic", "mean_s": 60}, Duration(Shape.DETERMINISTIC, 60.0, 0.0)),
        ({"shape": "weibull", "mean_s": 60, "cv": 2}, Duration(Shape.WEIBULL, 60.0, 2.0)),
        (
            {"shape": "hyperexponential", "mean_s": 60, "cv": 2},
            Duration(Shape.HYPEREXPONENTIAL, 60.0, 2.0),
        ),
    ],
)
def test_a_shape_with_its_mean_and_cv(given: dict[str, object], expected: Duration) -> None:
    assert duration_of(table(**given)) == expected


def test_phases_decide_mean_and_cv() -> None:
    # mean 0.5 x 10 + 0.5 x 30 = 20; second moment 2 (0.5 x 100 + 0.5 x 900) = 1000; cv2 = 1.5
    given = {"shape": "hyperexponential", "means_s": (10, 30), "chances": (0.5, 0.5)}

    duration = duration_of(table(**given))

    assert (duration.mean_s, duration.cv**2) == pytest.approx((20, 1.5), rel=1e-12)
    assert mean_of(table(**given)) == 20


def test_values_decide_mean_and_cv() -> None:
    # 10 once and 40 twice: mean 30; second moment (100 + 3200) / 3 = 1100; cv2 = 2/9
    given = {"shape": "empirical", "values_s": (10, 40), "weights": (1, 2)}

    duration = duration_of(table(**given))

    assert (duration.mean_s, duration.cv**2) == pytest.approx((30, 2 / 9), rel=1e-12)
    assert mean_of(table(**given)) == 30


@settings(derandomize=True, deadline=None)
@given(duration=durations(1, 600))
def test_a_duration_written_reads_back_equal(duration: Duration) -> None:
    plain = {key: value for key, value in (plain_duration(duration) or {}).items() if value}

    assert duration_of(table(**plain)) == duration


@settings(derandomize=True, deadline=None)
@given(number=rounds)
def test_a_number_of_rounds_written_reads_back_equal(number: Rounds) -> None:
    read = RoundsTable.model_validate(plain_rounds(number), strict=False)

    assert rounds_of(read) == number


@pytest.mark.parametrize(
    ("number", "variance"),
    [
        (Rounds(RoundsShape.FIXED, 3.0), 0.0),
        (Rounds(RoundsShape.GEOMETRIC, 4.0), 12.0),  # (1 - p) / p2 with p = 1/4
        (Rounds(RoundsShape.POISSON, 4.0), 3.0),  # 1 + Poisson(3)
        (Rounds.empirical((1.0, 0.0, 1.0)), 1.0),  # 1 or 3
    ],
)
def test_the_variance_of_rounds(number: Rounds, variance: float) -> None:
    assert rounds_variance(number) == pytest.approx(variance, rel=1e-12)


def test_a_fixed_number_of_fixed_replies_is_fixed_work() -> None:
    reply = Duration(Shape.DETERMINISTIC, 20.0, 0.0)
    turns = Turns(Rounds(RoundsShape.FIXED, 3.0), reply, reply)

    assert work_of(turns) == Duration(Shape.DETERMINISTIC, 60.0, 0.0)


def test_a_geometric_number_of_exponential_replies_varies_like_an_exponential() -> None:
    """A geometric sum of exponentials is exponential: mean m s and cv 1."""
    reply = Duration(Shape.EXPONENTIAL, 23.0)
    turns = Turns(Rounds(RoundsShape.GEOMETRIC, 6.0), reply, reply)

    work = work_of(turns)

    assert (work.mean_s, work.cv) == pytest.approx((138.0, 1.0), rel=1e-12)


def test_a_first_reply_of_its_own_counts_once() -> None:
    """Mean 10 + 1 x 20; variance 5^2 + 1 x 20^2 + 1 x 20^2 (Poisson: variance of rounds 1)."""
    reply, first = Duration(Shape.EXPONENTIAL, 20.0), Duration(Shape.GAMMA, 10.0, 0.5)
    turns = Turns(Rounds(RoundsShape.POISSON, 2.0), reply, reply, first)

    work = work_of(turns)

    assert (work.mean_s, (work.cv * work.mean_s) ** 2) == pytest.approx((30.0, 825.0), rel=1e-12)


def test_the_work_of_rounds_agrees_with_drawn_chats() -> None:
    """Moments of 400,000 drawn chats; 5 standard errors: a false alarm of 1e-6 for each."""
    generator = np.random.default_rng(5)
    count = 400_000
    numbers = generator.choice([1, 2, 3], p=[0.2, 0.5, 0.3], size=count)
    replies = generator.exponential(20.0, (count, 3)) * (np.arange(3) < numbers[:, None])
    sums = replies.sum(axis=1)
    reply = Duration(Shape.EXPONENTIAL, 20.0)

    work = work_of(Turns(Rounds.empirical((2.0, 5.0, 3.0)), reply, reply))

    error = sums.std() / count**0.5
    assert abs(sums.mean() - work.mean_s) < 5 * error
    squares = (sums - sums.mean()) ** 2
    expected = (work.cv * work.mean_s) ** 2
    assert abs(squares.mean() - expected) < 5 * squares.std() / count**0.5
