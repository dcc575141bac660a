"""Counts of days with and without incidents."""

import numpy as np

from engine.simulation.fitting.day_kinds import days_of
from engine.studies.fitted_traffic import FitOptions, day_counts


def arrivals() -> np.ndarray:
    rng = np.random.default_rng(1)
    per_day = [86_400.0 * day + 86_400 * rng.random(960) for day in range(6)]
    flood = 86_400.0 * 2 + 36_000 + np.linspace(0, 1_799, 400)
    return np.concatenate((*per_day, flood))


def test_incidents_are_counted_as_recorded_and_left_out_as_usual() -> None:
    counts = day_counts(arrivals(), days_of(np.arange(6), None), 1800.0)

    assert np.argwhere(counts.incident).tolist() == [[2, 20]]
    assert counts.recorded(arrivals())[2, 20] > 400
    assert counts.usual(arrivals())[2, 20] < 50


def test_windows_are_told_in_hours() -> None:
    assert FitOptions(window_h=2).window_s == 7200
