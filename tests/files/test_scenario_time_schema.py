"""Times and durations in a scenario file: limits against slips of unit, two forms of a stretch."""

from pathlib import Path

import pytest

from tests.files.scenario_samples import SMALL, TURNS, changed, faults_of, scenario_of

WORK = "mean_s = 120, cv = 0.8"


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("mean_s = 120000000, cv = 0.8", "document.at_most"),  # milliseconds
        ("mean_s = 0, cv = 0.8", "document.more_than"),
        ("mean_s = 120, cv = 0", "document.more_than"),
        ("mean_s = 120, cv = 80", "document.at_most"),  # per cent
        ("mean_s = nan, cv = 0.8", "document.finite"),
        ("mean_s = 120, cv = 0.8, weights = []", "document.too_short"),
    ],
)
def test_a_duration_has_limits(tmp_path: Path, bad: str, code: str) -> None:
    found = faults_of(tmp_path, changed(SMALL, WORK, bad))

    assert code in {each for each, _ in found}


def test_patience_may_be_nothing(tmp_path: Path) -> None:
    text = changed(SMALL, '"deterministic", mean_s = 60', '"deterministic", mean_s = 0')

    patience = scenario_of(tmp_path, text).classes[0].patience.duration

    assert patience is not None
    assert patience.mean_s == 0


@pytest.mark.parametrize(
    ("bad", "code"),
    [("mean = 0.5", "document.at_least"), ("mean = 5000", "document.at_most")],
)
def test_a_chat_has_at_least_one_round_and_not_thousands(
    tmp_path: Path, bad: str, code: str
) -> None:
    found = faults_of(tmp_path, changed(TURNS, "mean = 4", bad))

    assert (code, "classes[0].turns.rounds.mean") in found


def test_a_stretch_is_told_by_the_clock_or_in_hours_not_both(tmp_path: Path) -> None:
    text = changed(SMALL, 'start = "08:00", end = "16:00"', 'start = "08:00", end_h = 16')

    assert ("scenario.stretch_form", "groups[0].shifts[0]") in faults_of(tmp_path, text)
