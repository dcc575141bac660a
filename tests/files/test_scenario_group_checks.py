"""Groups: breaks inside shifts, skills of classes, and that groups and classes have each other."""

from pathlib import Path

import pytest

from tests.files.scenario_samples import SMALL, TURNS, changed, faults_of, scenario_of

SHIFT = '{ start = "08:00", end = "16:00", agents = 3 }'


def resting(breaks: str) -> str:
    return changed(SMALL, "agents = 3 }", f"agents = 3, breaks = [{breaks}] }}")


@pytest.mark.parametrize(
    ("breaks", "code", "place"),
    [
        ('{ start = "07:00", end = "09:00" }', "scenario.break_outside", "[0]"),
        ('{ start = "08:00", end = "08:30" }', "scenario.break_outside", "[0]"),
        ('{ start = "15:30", end = "16:00" }', "scenario.break_outside", "[0]"),
        ('{ start = "12:30", end = "12:00" }', "scenario.stretch_order", "[0].end"),
        ("{ start_h = 12, end_h = 12.5 }", "scenario.break_form", "[0]"),
        (
            '{ start = "12:00", end = "12:30" }, { start = "10:00", end = "10:30" }',
            "scenario.break_order", "[1]",
        ),
        (
            '{ start = "12:00", end = "12:30" }, { start = "12:30", end = "13:00" }',
            "scenario.break_order", "[1]",
        ),
    ],
)  # fmt: skip
def test_a_break_lies_inside_its_shift(tmp_path: Path, breaks: str, code: str, place: str) -> None:
    found = faults_of(tmp_path, resting(breaks))

    assert (code, f"groups[0].shifts[0].breaks{place}") in found


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        ('skills = [{ class = "chatt" }]', "scenario.unknown_name_near", "skills[0].class"),
        (
            'skills = [{ class = "chat" }, { class = "chat" }]',
            "document.duplicate_id", "skills[1].class",
        ),
        (
            "learning = [{ from_week = 8, efficiency = 1.0 }, { from_week = 0, efficiency = 0.7 }]",
            "scenario.learning_order", "learning[1].from_week",
        ),
        ("pressure = [1.0]", "scenario.pressure_length", "pressure"),
        ("push_cap = 1", "scenario.push_cap", "push_cap"),
    ],
)  # fmt: skip
def test_what_a_group_says_must_agree(tmp_path: Path, more: str, code: str, place: str) -> None:
    found = faults_of(tmp_path, changed(SMALL, "slots = 2", f"slots = 2\n{more}"))

    assert (code, f"groups[0].{place}") in found


def test_a_group_that_no_class_names_is_said(tmp_path: Path) -> None:
    text = changed(TURNS, 'groups = ["back"]', 'groups = ["front"]')

    assert ("scenario.group_unused", "groups[1].id") in faults_of(tmp_path, text)


def test_a_mistyped_group_is_said_once(tmp_path: Path) -> None:
    text = changed(TURNS, 'groups = ["back"]', 'groups = ["bakc"]')

    found = faults_of(tmp_path, text)

    assert found == {("scenario.unknown_name_near", "classes[1].groups[0]")}


def test_a_group_that_only_takes_transfers_is_used(tmp_path: Path) -> None:
    text = changed(
        TURNS,
        'groups = ["back"]',
        'groups = ["front"]\ntransfers = [{ to = "back", probability = 0.1 }]',
    )

    assert scenario_of(tmp_path, text.replace("slots = 3", "slots = 1")).classes[1].transfers


def test_a_class_that_nobody_ever_serves_is_said(tmp_path: Path) -> None:
    text = changed(TURNS, "agents = 2 }", "agents = 0 }")

    assert faults_of(tmp_path, text) == {("scenario.class_unserved", "classes[1].groups")}


def test_a_class_that_the_bot_ends_needs_nobody(tmp_path: Path) -> None:
    text = changed(TURNS, "agents = 2 }", "agents = 0 }")

    bot = changed(text, 'groups = ["back"]', 'groups = ["back"]\nbot = { containment = 1.0 }')

    assert scenario_of(tmp_path, bot).classes[1].bot.containment == 1


def test_hours_without_anybody_are_sound(tmp_path: Path) -> None:
    text = changed(SMALL, SHIFT, '{ start = "08:00", end = "09:00", agents = 3 }')
    text = text.replace("{ start_h = 0.1, end_h = 30.25, agents = 1 },", "")

    assert scenario_of(tmp_path, text).staffing.groups[0].shifts
