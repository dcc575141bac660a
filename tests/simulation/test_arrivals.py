"""Expected arrivals: intervals, waves, days, and the time change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.traffic import ArrivalProfile, Wave
from engine.simulation.arrivals import arrival_times, class_intensity, intensity
from tests.simulation.desks import HOUR_S, NAME, desk, kind

DAY = np.ones(1)


def test_a_wave_multiplies_the_rate_within_an_interval() -> None:
    profile = ArrivalProfile(HOUR_S, (60.0, 120.0))
    wave = Wave("opening", NAME, 1_800.0, 5_400.0, 2.0)

    flow = intensity(profile, [wave], 2 * HOUR_S, DAY)

    assert flow.edges_s.tolist() == [0.0, 1_800.0, 3_600.0, 5_400.0, 7_200.0]
    assert (flow.rates_per_s * 3_600).tolist() == pytest.approx([60.0, 120.0, 240.0, 120.0])
    assert flow.total == pytest.approx(30 + 60 + 120 + 60)


def test_overlapping_waves_multiply() -> None:
    profile = ArrivalProfile(HOUR_S, (60.0,))
    waves = [Wave(id_, NAME, 0.0, HOUR_S, 3.0) for id_ in ("one", "two")]

    assert intensity(profile, waves, HOUR_S, DAY).total == pytest.approx(540.0)


def test_a_wave_of_other_classes_leaves_the_rate() -> None:
    wave = Wave("reminders", NAME, 0.0, HOUR_S, 3.0, classes=("logistics",))
    scenario = desk(kinds=[kind(), kind("logistics")], waves=(wave,))

    totals = [class_intensity(scenario, each, DAY).total for each in scenario.classes]

    assert totals == pytest.approx([60.0, 180.0])


def test_a_daily_profile_begins_again_and_days_have_their_own_factor() -> None:
    profile = ArrivalProfile(12 * HOUR_S, (10.0, 20.0))

    flow = intensity(profile, [], 48 * HOUR_S, np.array([1.0, 2.0]))

    assert np.diff(flow.cumulative).tolist() == pytest.approx([120.0, 240.0, 240.0, 480.0])


def test_a_stretch_without_rate_receives_nobody() -> None:
    flow = intensity(ArrivalProfile(HOUR_S, (60.0, 0.0, 60.0)), [], 3 * HOUR_S, DAY)

    times = arrival_times(flow, np.arange(0.5, 200.0))

    assert times.size == 120
    assert not np.any((times >= HOUR_S) & (times < 2 * HOUR_S))


@given(factor=st.floats(0.1, 10.0), seed=st.integers(0, 1_000))
def test_more_load_brings_every_customer_earlier(factor: float, seed: int) -> None:
    profile = ArrivalProfile(HOUR_S, (30.0, 0.0, 90.0))
    unit = np.cumsum(np.random.default_rng(seed).standard_exponential(200))

    usual = arrival_times(intensity(profile, [], 3 * HOUR_S, DAY), unit)
    heavier = arrival_times(intensity(profile, [], 3 * HOUR_S, (1 + factor) * DAY), unit)

    assert np.all(np.diff(usual) >= 0)
    assert np.all(heavier[: usual.size] <= usual + 1e-9)
