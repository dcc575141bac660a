"""What is wrong between the parts of a file is told although the schema refuses other parts."""

from pathlib import Path

from tests.files.scenario_samples import SMALL, changed, faults_of

TYPING_SLIP = changed(SMALL, "cv = 0.8", "cv = -1")


def test_names_and_lengths_are_told_beside_a_value_out_of_range(tmp_path: Path) -> None:
    text = changed(TYPING_SLIP, 'groups = ["team"]', 'groups = ["tema"]')
    text = changed(text, "speed = [1.0, 0.6]", "speed = [1.0]")
    text = changed(text, '"frt_attainment_60_s"', '"frt_attainmet_60_s"')

    assert faults_of(tmp_path, text) == {
        ("document.more_than", "classes[0].work.cv"),
        ("scenario.unknown_name_near", "classes[0].groups[0]"),
        ("scenario.speed_length", "groups[0].speed"),
        ("scenario.unknown_measure_near", "targets[0].measure"),
    }


def test_a_file_of_one_form_too_many_tells_all_else_too(tmp_path: Path) -> None:
    text = changed(SMALL, "contacts_per_day = 480", "contacts_per_day = 480\nrates_per_h = [1.0]")
    text = changed(text, 'end = "21:30"\n', "")
    text = changed(text, 'scope = "wave:opening"', 'group = "tema"')

    assert faults_of(tmp_path, text) == {
        ("scenario.arrivals_form", "classes[0]"),
        ("scenario.stretch_form", "waves[0]"),
        ("scenario.unknown_name_near", "targets[0].group"),
    }


def test_what_follows_from_the_value_refused_is_not_told(tmp_path: Path) -> None:
    no_slots = changed(SMALL, "slots = 2", "slots = 0")
    no_group = changed(SMALL, 'id = "team"', "id = 7")
    no_horizon = changed(SMALL, "horizon_h = 48", "horizon_h = -1").replace(
        "wave:opening", "hour:30"
    )

    assert faults_of(tmp_path, no_slots) == {("document.at_least", "groups[0].slots")}
    assert faults_of(tmp_path, no_group) == {("document.text", "groups[0].id")}
    assert faults_of(tmp_path, no_horizon) == {("document.more_than", "horizon_h")}
