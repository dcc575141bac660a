"""Classes: groups in order, rounds where they are needed, transfers, stretches."""

from pathlib import Path

import pytest

from tests.files.scenario_samples import SMALL, TURNS, changed, faults_of, scenario_of

CHAT, CALL = 'groups = ["front"]', 'groups = ["back"]'
ONE_SLOT = TURNS.replace("slots = 3", "slots = 1")


MINUTE = '{ shape = "exponential", mean_s = 60 }'
FROM_FRONT = '{ to = "back", probability = 0.2, from = ["front"] }'
LATE = f"{{ start_h = 50, end_h = 60, work = {MINUTE} }}"
SECOND_DAY = f"{{ start_h = 30, end_h = 40, work = {MINUTE} }}"
EACH_MORNING = f'{{ start = "07:00", end = "08:00", patience = {MINUTE} }}'
FAULTS = [
    ('groups = [{ id = "front", after_s = 5 }]', "scenario.opens_first", "groups[0].after_s"),
    ('groups = ["front", { id = "back", after_s = 60 }, { id = "front", after_s = 9 }]',
     "scenario.opens_order", "groups[2]"),
    ('groups = ["front", "front"]', "document.duplicate_id", "groups[1]"),
    ('transfers = [{ to = "bakc", probability = 0.1 }]',
     "scenario.unknown_name_near", "transfers[0].to"),
    ('transfers = [{ to = "back", probability = 0.1, from = ["fron"] }]',
     "scenario.unknown_name_near", "transfers[0].from[0]"),
    ('transfers = [{ to = "back", probability = 0.1, from = ["back"] }]',
     "scenario.transfer_to_itself", "transfers[0].to"),
    ('transfers = [{ to = "front", probability = 0.1 }]',
     "scenario.transfer_never", "transfers[0].to"),
    ('transfers = [{ to = "front", probability = 0.1, from = ["back"] }]',
     "scenario.transfer_never", "transfers[0].from"),
    (f'transfers = [{{ to = "back", probability = 0.1 }}, {FROM_FRONT}]',
     "scenario.transfer_twice", "transfers[1]"),
    ("stretches = [{ start_h = 1, end_h = 2 }]", "scenario.stretch_empty", "stretches[0]"),
    (f"stretches = [{LATE}]", "scenario.past_horizon", "stretches[0]"),
    (f"stretches = [{SECOND_DAY}, {EACH_MORNING}]", "scenario.stretch_overlaps", "stretches[1]"),
    ('stretches = [{ start_h = 1, end_h = 2, work = { shape = "gamma", mean_s = 60 } }]',
     "scenario.cv_missing", "stretches[0].work"),
    ('patience.duration = { shape = "weibull", mean_s = 60 }',
     "scenario.cv_missing", "patience.duration"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "code", "place"), FAULTS, ids=lambda value: value[:60])
def test_what_a_class_says_must_agree(tmp_path: Path, bad: str, code: str, place: str) -> None:
    keys = bad if bad.startswith("groups") else f"{CHAT}\n{bad}"

    found = faults_of(tmp_path, changed(ONE_SLOT, CHAT, keys))

    assert (code, f"classes[0].{place}") in found


def test_a_transfer_from_each_group_is_sound(tmp_path: Path) -> None:
    both = """groups = ["front", "back"]
transfers = [
    { to = "back", probability = 0.1 },
    { to = "front", probability = 0.2, from = ["back"] },
]"""

    assert len(scenario_of(tmp_path, changed(ONE_SLOT, CHAT, both)).classes[0].transfers) == 2


def test_stretches_that_touch_are_sound(tmp_path: Path) -> None:
    work = 'work = { shape = "exponential", mean_s = 60 }'
    touching = f"""{CHAT}
stretches = [{{ start_h = 1, end_h = 2, {work} }}, {{ start_h = 2, end_h = 3, {work} }}]"""

    assert len(scenario_of(tmp_path, changed(TURNS, CHAT, touching)).classes[0].stretches) == 2


def test_a_chat_by_rounds_needs_its_rounds(tmp_path: Path) -> None:
    text = changed(SMALL, "generated = false", 'generated = false\nfidelity = "turns"')

    assert faults_of(tmp_path, text) == {("scenario.turns_missing", "classes[0].turns")}


def test_a_class_needs_work_or_rounds(tmp_path: Path) -> None:
    text = changed(TURNS, 'work = { shape = "exponential", mean_s = 180 }', "")

    assert faults_of(tmp_path, text) == {("document.missing_key", "classes[1].work")}


def test_a_call_has_no_rounds(tmp_path: Path) -> None:
    text = TURNS.replace('channel = "chat"', 'channel = "phone"').replace("slots = 3", "slots = 1")

    assert faults_of(tmp_path, text) == {("scenario.turns_channel", "classes[0].turns")}
