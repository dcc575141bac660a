"""Means by design: worked by hand, unbiased over all samples of a design, laws."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InputError
from engine.metrics.quality_design import (
    design_means,
    effective_size,
    hajek_mean,
    stratified_mean,
)
from engine.metrics.quality_problems import mean_estimate

NAN = float("nan")


def test_hajek_by_hand() -> None:
    # weights 1 / 0.5, 1 / 0.5, 1 / 0.25: 2 2 4; mean (180 + 160 + 240) / 8 = 72.5
    scores, probabilities = np.array([90.0, 80, 60]), np.array([0.5, 0.5, 0.25])

    found = hajek_mean(scores, probabilities, 0.95)

    squares = 4 * 17.5**2 + 4 * 7.5**2 + 16 * 12.5**2
    assert found.value == 72.5
    half = 4.302653 * np.sqrt(1.5 * squares) / 8
    assert (found.low, found.high) == pytest.approx((72.5 - half, 72.5 + half), abs=1e-4)


@settings(derandomize=True, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=2, max_size=20), st.floats(0.01, 1))
def test_equal_probabilities_give_the_plain_mean_and_interval(
    points: list[float], probability: float
) -> None:
    scores = np.array(points)

    found = hajek_mean(scores, np.full(len(scores), probability), 0.95)

    plain = mean_estimate(scores, 0.95)
    assert (found.value, found.low, found.high) == pytest.approx(
        (plain.value, plain.low, plain.high), abs=1e-8
    )


def test_effective_size_of_kish() -> None:
    assert effective_size(np.array([1.0, 1, 1])) == 3
    assert effective_size(np.array([2.0, 2, 4])) == pytest.approx(64 / 24)


def test_targeted_samples_stay_out_while_their_design_is_unknown() -> None:
    scores, targeted = np.array([90.0, 94, NAN, 50]), np.array([False, False, False, True])

    found = design_means(scores, targeted, np.full(4, NAN), 0.95)

    assert found.random_only.value == 92
    assert found.naive.value == 78
    assert found.targeting_bias == -14
    assert found.targeted == 1
    assert np.isnan(found.weighted.value)
    assert np.isnan(found.effective_size)


def test_a_known_design_weighs_targeted_samples_back() -> None:
    # 10 bad contacts of 100, of which 5 targeted; 9 of the 90 others drawn
    scores = np.array([50.0] * 5 + [90.0] * 9)
    targeted = np.array([True] * 5 + [False] * 9)
    probabilities = np.array([0.5] * 5 + [0.1] * 9)

    found = design_means(scores, targeted, probabilities, 0.95)

    assert found.weighted.value == pytest.approx((10 * 50 + 90 * 90) / 100)
    assert found.naive.value == pytest.approx((5 * 50 + 9 * 90) / 14)


def test_stratified_mean_by_hand() -> None:
    # W 0.75 and 0.25; means 80 and 95; variances 100 and 50
    scores = np.array([70.0, 80, 90, 90, 100])
    strata = np.array(["a", "a", "a", "b", "b"], dtype=object)

    found = stratified_mean(scores, strata, {"a": 30, "b": 10}, 0.95)

    variance = 0.75**2 * (1 - 3 / 30) * 100 / 3 + 0.25**2 * (1 - 2 / 10) * 50 / 2
    half = 1.959964 * np.sqrt(variance)
    assert found.value == pytest.approx(0.75 * 80 + 0.25 * 95)
    assert (found.low, found.high) == pytest.approx((83.75 - half, 83.75 + half), abs=1e-5)


def test_stratified_variance_is_the_spread_over_every_sample() -> None:
    strata = {"a": np.array([60.0, 70, 95]), "b": np.array([80.0, 90, 100, 50])}
    means, variances = [], []
    for first in combinations(range(3), 2):
        for second in combinations(range(4), 2):
            scores = np.concatenate([strata["a"][list(first)], strata["b"][list(second)]])
            names = np.array(["a", "a", "b", "b"], dtype=object)
            found = stratified_mean(scores, names, {"a": 3, "b": 4}, 0.95)
            means.append(found.value)
            variances.append(((found.high - found.low) / 2 / 1.959964) ** 2)

    whole = np.concatenate(list(strata.values()))
    assert np.mean(means) == pytest.approx(whole.mean())
    assert np.mean(variances) == pytest.approx(np.var(means), rel=1e-6)


def test_strata_that_cannot_be_known_are_refused() -> None:
    scores, names = np.array([80.0, 90]), np.array(["a", "b"], dtype=object)

    assert np.isnan(stratified_mean(scores, names, {"a": 5, "b": 5}, 0.95).low)
    with pytest.raises(InputError, match=r"quality\.stratum_unknown"):
        stratified_mean(scores, names, {"a": 5}, 0.95)
    with pytest.raises(InputError, match=r"quality\.stratum_empty"):
        stratified_mean(scores, names, {"a": 5, "b": 5, "c": 5}, 0.95)
    with pytest.raises(InputError, match=r"quality\.stratum_size"):
        stratified_mean(scores, np.array(["a", "a"], dtype=object), {"a": 1}, 0.95)


@pytest.mark.parametrize("probability", [0.0, -0.1, 1.1, 5.0])
def test_impossible_probabilities_are_refused(probability: float) -> None:
    with pytest.raises(InputError, match=r"quality\.probability"):
        hajek_mean(np.array([80.0]), np.array([probability]), 0.95)
