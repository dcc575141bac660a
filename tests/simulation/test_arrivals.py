"""Expected arrivals: intervals, waves, days, busyness, and the time change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.traffic import ArrivalProfile, Wave
from engine.simulation.arrivals import (
    Intensity,
    arrival_times,
    class_intensity,
    expected_contacts,
    intensity,
)
from tests.simulation.desks import HOUR_S, NAME, desk, kind


def test_a_wave_multiplies_the_rate_within_an_interval() -> None:
    profile = ArrivalProfile(HOUR_S, (60.0, 120.0))
    wave = Wave("opening", NAME, 1_800.0, 5_400.0, 2.0)

    flow = intensity(profile, [wave], 2 * HOUR_S)

    assert flow.edges_s.tolist() == [0.0, 1_800.0, 3_600.0, 5_400.0, 7_200.0]
    assert (flow.rates_per_s * 3_600).tolist() == pytest.approx([60.0, 120.0, 240.0, 120.0])
    assert flow.total == pytest.approx(30 + 60 + 120 + 60)


def test_overlapping_waves_multiply() -> None:
    profile = ArrivalProfile(HOUR_S, (60.0,))
    waves = [Wave(id_, NAME, 0.0, HOUR_S, 3.0) for id_ in ("one", "two")]

    assert intensity(profile, waves, HOUR_S).total == pytest.approx(540.0)


def test_a_wave_of_other_classes_leaves_the_rate() -> None:
    wave = Wave("reminders", NAME, 0.0, HOUR_S, 3.0, classes=("logistics",))
    scenario = desk(kinds=[kind(), kind("logistics")], waves=(wave,), factor=2.0)

    totals = [class_intensity(scenario, each).total for each in scenario.classes]

    assert totals == pytest.approx([120.0, 360.0])


def test_a_daily_profile_begins_again_and_days_have_their_own_factor() -> None:
    scenario = desk(
        kinds=[kind(arrivals=ArrivalProfile(12 * HOUR_S, (10.0, 20.0)))],
        horizon_s=48 * HOUR_S,
        interval_s=48 * HOUR_S,
    )

    flow = class_intensity(scenario, scenario.classes[0]).multiplied(np.array([1.0, 2.0]), 86_400)

    assert np.diff(flow.cumulative).tolist() == pytest.approx([120.0, 240.0, 240.0, 480.0])


def test_an_interval_may_be_longer_or_shorter_than_the_step_of_the_rates() -> None:
    """Rates by 40 minutes, busyness by half hours: 60 per hour times 1, 2, 3, 4."""
    arrivals = ArrivalProfile(2_400.0, (60.0, 60.0, 60.0))
    scenario = desk(kinds=[kind(arrivals=arrivals)], horizon_s=2 * HOUR_S, interval_s=1_800.0)

    flow = class_intensity(scenario, scenario.classes[0]).multiplied(np.arange(1.0, 5.0), 1_800.0)

    assert flow.total == pytest.approx(30 * (1 + 2 + 3 + 4))
    assert np.interp(3_600.0, flow.edges_s, flow.cumulative) == pytest.approx(90.0)


def test_a_horizon_may_end_within_an_interval() -> None:
    flow = intensity(ArrivalProfile(HOUR_S, (60.0, 600.0)), [], 1.5 * HOUR_S)

    assert flow.edges_s.tolist() == [0.0, 3_600.0, 5_400.0]
    assert flow.total == pytest.approx(360.0)


def test_a_stretch_without_rate_receives_nobody() -> None:
    flow = intensity(ArrivalProfile(HOUR_S, (60.0, 0.0, 60.0)), [], 3 * HOUR_S)

    times = arrival_times(flow, np.arange(0.5, 200.0))

    assert times.size == 120
    assert not np.any((times >= HOUR_S) & (times < 2 * HOUR_S))


def test_times_of_a_step_function_by_hand() -> None:
    """Rates 1, 0, 0.5 per s for 2 s each: unit times 0.5, 1.5, 2, 2.5 come at 0.5, 1.5, 4, 5."""
    flow = Intensity(np.array([0.0, 2.0, 4.0, 6.0]), np.array([1.0, 0.0, 0.5]))

    assert arrival_times(flow, np.array([0.5, 1.5, 2.0, 2.5, 3.0])).tolist() == [0.5, 1.5, 4, 5]


def test_without_any_rate_nobody_comes() -> None:
    flow = Intensity(np.array([0.0, 2.0]), np.zeros(1))

    assert arrival_times(flow, np.array([0.1, 5.0])).size == 0


def test_measured_arrivals_are_counted_up_to_the_horizon() -> None:
    arrivals = ArrivalProfile(HOUR_S, (), (0.0, 5.0, HOUR_S))
    scenario = desk(kinds=[kind(arrivals=arrivals), kind("other")], factor=2.0)

    assert [expected_contacts(scenario, each) for each in scenario.classes] == [2.0, 120.0]
    assert class_intensity(scenario, scenario.classes[0]).total == 0


@given(factor=st.floats(0.1, 10.0), seed=st.integers(0, 1_000))
def test_more_load_brings_every_customer_earlier(factor: float, seed: int) -> None:
    usually = intensity(ArrivalProfile(HOUR_S, (30.0, 0.0, 90.0)), [], 3 * HOUR_S)
    unit = np.cumsum(np.random.default_rng(seed).standard_exponential(200))

    usual = arrival_times(usually, unit)
    heavier = arrival_times(usually.multiplied(np.array([1 + factor]), 3 * HOUR_S), unit)

    assert np.all(np.diff(usual) >= 0)
    assert np.all(heavier[: usual.size] <= usual + 1e-9)


@given(
    seed=st.integers(0, 1_000),
    rates=st.lists(st.floats(0.0, 1e6) | st.just(0.0), min_size=1, max_size=6),
)
def test_arrivals_ascend_within_the_stretches_that_have_a_rate(
    seed: int, rates: list[float]
) -> None:
    edges = np.arange(len(rates) + 1) * 0.1
    flow = Intensity(edges, np.array(rates))
    unit = np.cumsum(np.random.default_rng(seed).standard_exponential(500))

    times = arrival_times(flow, unit)

    assert times.size == np.count_nonzero(unit < flow.total)
    assert np.all(np.diff(times) >= 0)
    step = np.searchsorted(edges, times, side="right") - 1
    assert np.all(np.array([*rates, 0.0])[step] > 0)
