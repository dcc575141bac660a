"""Arrivals: by profile, as rates, as measured in the file or in one beside it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.traffic import ArrivalProfile
from engine.files.scenario_arrivals import measured_arrivals, plain_arrivals
from tests.files.scenario_samples import SMALL, changed, faults_of, scenario_of

GIVEN = 'profile = "day"\ncontacts_per_day = 480'


def with_arrivals(keys: str) -> str:
    return changed(SMALL, GIVEN, keys)


def test_rates_are_taken_as_they_are(tmp_path: Path) -> None:
    chat = scenario_of(tmp_path, with_arrivals("step_min = 15\nrates_per_h = [0, 12.5]")).classes[0]

    assert chat.arrivals == ArrivalProfile(900.0, (0.0, 12.5))
    assert plain_arrivals(chat.arrivals) == {"step_min": 15.0, "rates_per_h": [0.0, 12.5]}


def test_measured_arrivals_keep_their_times_and_count_by_the_hour(tmp_path: Path) -> None:
    text = with_arrivals("arrival_times_s = [0, 12.5, 12.5, 7200]")

    arrivals = scenario_of(tmp_path, text).classes[0].arrivals

    assert arrivals.times_s == (0.0, 12.5, 12.5, 7_200.0)
    assert (arrivals.interval_s, arrivals.rates_per_h[:4]) == (3_600.0, (3.0, 0.0, 1.0, 0.0))
    assert len(arrivals.rates_per_h) == 48


def test_nobody_may_have_arrived(tmp_path: Path) -> None:
    assert (
        scenario_of(tmp_path, with_arrivals("arrival_times_s = []")).classes[0].arrivals.times_s
        == ()
    )


def test_measured_arrivals_may_stand_in_a_file_beside(tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("arrival_s\n3\n4.5\n", encoding="utf-8")

    arrivals = (
        scenario_of(tmp_path, with_arrivals('arrival_times_file = "times.csv"')).classes[0].arrivals
    )

    assert arrivals == measured_arrivals([3.0, 4.5], 172_800.0)


@pytest.mark.parametrize(
    ("keys", "code", "place"),
    [
        ("arrival_times_s = [5, 4]", "scenario.times_order", "arrival_times_s[1]"),
        ("arrival_times_s = [5, 172800]", "scenario.times_late", "arrival_times_s[1]"),
        ("arrival_times_s = [-5]", "document.at_least", "arrival_times_s[0]"),
        ('arrival_times_file = "none.csv"', "locations.missing", "arrival_times_file"),
        ('arrival_times_file = "../../none.csv"', "locations.outside", "arrival_times_file"),
        ('arrival_times_file = "/etc/passwd"', "document.relative_path", "arrival_times_file"),
    ],
)
def test_slip_is_named(tmp_path: Path, keys: str, code: str, place: str) -> None:
    assert (code, f"classes[0].{place}") in faults_of(tmp_path, with_arrivals(keys))


def test_faults_of_the_file_beside_are_said_with_those_of_the_scenario(tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("3\n2\n", encoding="utf-8")
    text = with_arrivals('arrival_times_file = "times.csv"').replace('"team"]', '"tema"]')

    found = faults_of(tmp_path, text)

    assert found == {
        ("scenario.unknown_name_near", "classes[0].groups[0]"),
        ("scenario.times_order", "row 2"),
    }


@settings(derandomize=True, deadline=None)
@given(times_s=st.lists(st.floats(0, 86_399), max_size=30).map(sorted))
def test_the_rates_of_measured_arrivals_sum_to_their_number(times_s: list[float]) -> None:
    assert sum(measured_arrivals(times_s, 86_400.0).rates_per_h) == len(times_s)
