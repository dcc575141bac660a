"""Offered load of functions of time: mol-sine, closed forms, jumps, peaks."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.domain.durations import Duration, Shape
from engine.domain.traffic import ArrivalProfile
from engine.errors import InputError, MethodError
from engine.queueing.offered_load import offered_load_at, periodic_offered_load
from engine.queueing.rate_curves import offered_load_of_rate, peak_lag_s, peak_s
from tests.queueing.laws import DURATIONS, name

FILE = Path(__file__).parents[1] / "cases" / "optimisation.json"
CASE = next(
    case for case in json.loads(FILE.read_text(encoding="utf-8")) if case["id"] == "mol-sine"
)
DAY_S = 86_400.0
HALF_HOUR = Duration(Shape.EXPONENTIAL, 1800.0)


def daily_wave(t: float) -> float:
    return 100 + 80 * math.sin(2 * math.pi * t / DAY_S)


def test_mol_sine_to_nine_digits() -> None:
    instants_s = 3600 * np.array(CASE["input"]["t_hours"], dtype=np.float64)

    found = offered_load_of_rate(daily_wave, HALF_HOUR, instants_s)

    assert found == pytest.approx(CASE["expected"]["m"], abs=1e-9, rel=0)


def test_peak_lag_of_mol_sine_to_nine_digits() -> None:
    found = peak_lag_s(daily_wave, HALF_HOUR, 0.0, DAY_S) / 3600

    assert found == pytest.approx(CASE["expected"]["peak_lag_hours"], abs=1e-9)


@pytest.mark.parametrize(
    ("mean_s", "period_s"),
    [(60.0, 3600.0), (3600.0, 3600.0), (60.0, DAY_S), (3600.0, DAY_S), (6 * 3600.0, DAY_S)],
)
def test_sums_of_waves_have_a_closed_form(mean_s: float, period_s: float) -> None:
    # each wave sin(w t + p) becomes s (sin(w t + p) - w s cos(w t + p)) / (1 + (w s)^2)
    waves = ((50.0, 1.0, 0.3), (20.0, 2.0, 1.0), (5.0, 7.0, math.pi / 2))

    def rate(t: float) -> float:
        return 90 + sum(a * math.sin(2 * math.pi * k * t / period_s + p) for a, k, p in waves)

    def load(t: float) -> float:
        total = 90.0
        for a, k, p in waves:
            pace = 2 * math.pi * k / period_s
            angle = pace * t + p
            lagged = math.sin(angle) - pace * mean_s * math.cos(angle)
            total += a * lagged / (1 + (pace * mean_s) ** 2)
        return total * mean_s / 3600

    instants_s = np.linspace(0, period_s, 5)

    found = offered_load_of_rate(rate, Duration(Shape.EXPONENTIAL, mean_s), instants_s)

    assert found == pytest.approx([load(t) for t in instants_s], rel=1e-10)


def test_constant_handle_times_have_a_closed_form() -> None:
    # integral of the rate over the last half hour
    pace = 2 * math.pi / DAY_S

    def load(t: float) -> float:
        waves = 80 / pace * (math.cos(pace * (t - 1800)) - math.cos(pace * t))
        return (100 * 1800 + waves) / 3600

    instants_s = np.linspace(0, DAY_S, 7)

    found = offered_load_of_rate(daily_wave, Duration(Shape.DETERMINISTIC, 1800.0, 0.0), instants_s)

    assert found == pytest.approx([load(t) for t in instants_s], rel=1e-12)


@pytest.mark.parametrize("handle", DURATIONS, ids=name)
def test_every_law_agrees_with_steps_of_a_second(handle: Duration) -> None:
    period_s = 3600.0

    def rate(t: float) -> float:
        return 100 + 80 * math.cos(2 * math.pi * t / period_s)

    steps = ArrivalProfile(1.0, tuple(rate(second + 0.5) for second in range(3600)))
    expected = periodic_offered_load(steps, handle)[[0, 900, 2000]]

    found = offered_load_of_rate(rate, handle, [0.0, 900.0, 2000.0])

    assert found == pytest.approx(expected, rel=2e-6)
    folded = offered_load_of_rate(rate, handle, [0.0, 900.0, 2000.0], period_s=period_s)
    assert folded == pytest.approx(found, rel=1e-9)


@pytest.mark.parametrize("named", [(), (0.0, 900.0, 1800.0)])
def test_a_rate_that_jumps_is_a_profile(named: tuple[float, ...]) -> None:
    profile = ArrivalProfile(900.0, (120.0, 1200.0))

    def rate(t: float) -> float:
        return profile.rates_per_h[int(t // 900)] if 0 <= t < 1800 else 0.0

    instants_s = [450.0, 1000.0, 4000.0]

    found = offered_load_of_rate(rate, HALF_HOUR, instants_s, jumps_s=named)

    assert found == pytest.approx(offered_load_at(profile, HALF_HOUR, instants_s), rel=1e-9)


def test_a_tail_of_thousands_of_days_needs_the_period() -> None:
    heavy = Duration(Shape.LOGNORMAL, 1800.0, 6.0)

    found = offered_load_of_rate(daily_wave, heavy, 64_800.0, period_s=DAY_S)

    minutes = tuple(daily_wave(60 * (minute + 0.5)) for minute in range(1440))
    stairs = periodic_offered_load(ArrivalProfile(60.0, minutes), heavy)[1080]
    assert float(found) == pytest.approx(stairs, rel=1e-4)


def test_a_rate_without_any_smoothness_is_refused() -> None:
    noise = np.random.default_rng(1)
    long = Duration(Shape.DETERMINISTIC, 10_000.0, 0.0)

    def rough(t: float) -> float:
        return float(noise.random()) if t > -2 else 0.0

    with pytest.raises(MethodError, match=r"queueing\.rough_rate"):
        offered_load_of_rate(rough, long, 0.0)


def test_no_arrivals_are_no_load() -> None:
    assert offered_load_of_rate(lambda _: 0.0, HALF_HOUR, [0.0, 60.0]).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("curve", "peak"),
    [
        (lambda t: -((t - 1 / 3) ** 2), 1 / 3),
        (lambda t: t, 1.0),
        (lambda t: math.sin(40 * t) + 3 * t, (20.5 * math.pi - 16.5 * math.pi) / 40),
    ],
)
def test_peak_is_found_to_the_last_digits(curve: Callable[[float], float], peak: float) -> None:
    found = peak_s(curve, 0.0, 1.0)

    if peak in (1 / 3, 1.0):
        assert found == pytest.approx(peak, abs=1e-12)
    else:  # 40 cos(40 t) = -3 nearest to the end
        assert math.cos(40 * found) == pytest.approx(-3 / 40, abs=1e-9)
        assert found > 0.8


@pytest.mark.parametrize("rate", [-1.0, math.nan, math.inf])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(InputError, match="rate_per_h"):
        offered_load_of_rate(lambda _: rate, HALF_HOUR, 0.0)


def test_instants_and_stretches_must_be_finite() -> None:
    with pytest.raises(InputError, match=r"queueing\.instants"):
        offered_load_of_rate(daily_wave, HALF_HOUR, math.inf)
    with pytest.raises(InputError, match=r"queueing\.stretch"):
        peak_s(daily_wave, 5.0, 5.0)
    with pytest.raises(InputError, match="period_s"):
        offered_load_of_rate(daily_wave, HALF_HOUR, 0.0, period_s=0.0)
