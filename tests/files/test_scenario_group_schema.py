"""Groups in a scenario file: limits of unit and form, speeds for every load."""

from pathlib import Path

import pytest

from engine.domain.staffing import Inbox
from tests.files.scenario_samples import SMALL, TURNS, changed, faults_of, scenario_of

SLOTS = "slots = 2"


@pytest.mark.parametrize(
    ("bad", "code", "place"),
    [
        ("slots = 0", "document.at_least", "groups[0].slots"),
        ("slots = 2\nefficiency = 120", "document.at_most", "groups[0].efficiency"),
        ("slots = 2\ncost_per_h = -1", "document.at_least", "groups[0].cost_per_h"),
        ('slots = 2\ninbox = "first_message_first"', "document.choice_near", "groups[0].inbox"),
        ('slots = 2\nskills = [{ clas = "chat" }]', "document.unknown_key_near",
         "groups[0].skills[0].clas"),
        ("slots = 2\nlearning = [{ from_week = -1, efficiency = 1.0 }]", "document.at_least",
         "groups[0].learning[0].from_week"),
        ("slots = 2\npush_cap = 4", "scenario.speed_length", "groups[0].speed"),
    ],
)  # fmt: skip
def test_slip_is_named(tmp_path: Path, bad: str, code: str, place: str) -> None:
    assert (code, place) in faults_of(tmp_path, changed(SMALL, SLOTS, bad))


def test_a_key_called_like_a_word_of_the_language_is_told_as_the_file_spells_it(
    tmp_path: Path,
) -> None:
    text = changed(SMALL, SLOTS, 'slots = 2\nskills = [{ class = "chat", efficiency = 0.8 }]')

    (skill,) = scenario_of(tmp_path, text).staffing.groups[0].skills

    assert (skill.contact_class, skill.efficiency, skill.solved_factor) == ("chat", 0.8, 1.0)


def test_speeds_may_be_left_out_where_only_chats_by_rounds_are_served(tmp_path: Path) -> None:
    front, back = scenario_of(tmp_path, TURNS).staffing.groups

    assert front.speed == (1.0, 1 / 2, 1 / 3)
    assert back.speed == (1.0,)
    assert front.inbox is Inbox.FIRST_MESSAGES_FIRST


def test_speeds_are_needed_where_rates_are_played(tmp_path: Path) -> None:
    by_rate = TURNS.replace('fidelity = "turns"', "")
    mixed = changed(TURNS, 'groups = ["back"]', 'groups = ["back", "front"]')

    assert ("scenario.speed_length", "groups[0]") in faults_of(tmp_path, by_rate)
    assert ("scenario.speed_length", "groups[0]") in faults_of(tmp_path, mixed)
