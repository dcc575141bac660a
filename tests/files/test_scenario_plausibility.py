"""Entries twice and figures a hundredfold in scenario files: each named, unusual desks let be."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.locations import scenarios_folder
from engine.files.scenario_file import read_scenario
from engine.i18n.translate import render_error
from tests.files.scenario_samples import SMALL, changed

DAILY = (scenarios_folder() / "traffic" / "daily.toml").read_text(encoding="utf-8")
SHIFT = '    { start = "08:00", end = "16:00", agents = 5 },\n'
TARGET = '[[targets]]\nmeasure = "frt_mean_s"\ncomparison = "<="\nthreshold = 60\n'
TICKETS = DAILY.replace('channel = "chat"', 'channel = "ticket"')

SLIPS = [
    (SHIFT, SHIFT * 2, "document.entry_twice", "groups[0].shifts[1]"),
    (TARGET, TARGET + "\n" + TARGET, "document.entry_twice", "targets[1]"),
    ("agents = 5 }", "agents = 500 }", "scenario.many_agents", "groups[0].shifts[0].agents"),
    ("agents = 1 }", "agents = 100 }", "scenario.many_agents", "groups[2].shifts[2].agents"),
    ("end_h = 32", "end_h = 3200", "scenario.shift_late", "groups[0].shifts[3].end_h"),
    ("[0.354, 0.314", "[0.314, 0.354", "scenario.speed_rises", "groups[0].speed"),
    ("    3.0, 1.9", "    300.0, 1.9", "scenario.step_high", "profiles[0].weights[0]"),
    ("mean_s = 144,", "mean_s = 14400,", "scenario.mean_long", "classes[0].work.mean_s"),
    ("mean_s = 420,", "mean_s = 42000,", "scenario.mean_long",
     "classes[0].patience.duration.mean_s"),
    ("mean_s = 30,", "mean_s = 3000,", "scenario.mean_long", "classes[0].bot.duration.mean_s"),
    ("mean_s = 14400,", "mean_s = 1440000,", "scenario.mean_long",
     "classes[0].bot.repeat.delay.mean_s"),
    ("mean_s = 25,", "mean_s = 2500,", "scenario.short_longer",
     "classes[0].patience.short_work.mean_s"),
    ('comparison = "<="', 'comparison = ">="', "scenario.target_direction",
     "targets[0].comparison"),
    ('comparison = ">="', 'comparison = "<="', "scenario.target_direction",
     "targets[1].comparison"),
    ("contacts_per_day = 1265", "contacts_per_day = 126500", "scenario.overloaded", "classes[0]"),
    ("busyness_shape = 100", "busyness_shape = 10000", "document.at_most", "busyness_shape"),
    ("threshold = 60", "threshold = 6000", "scenario.target_long", "targets[0].threshold"),
]  # fmt: skip


def faults_of(path: Path, text: str) -> set[tuple[str, str]]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    assert all(render_error(caught.value, language) for language in ("zh", "en"))
    return {(fault.code, fault.place.split(" ")[0]) for fault in caught.value.faults}


@pytest.mark.parametrize(("good", "bad", "code", "place"), SLIPS, ids=lambda value: value[:40])
def test_a_slip_is_named_with_its_place(
    tmp_path: Path, good: str, bad: str, code: str, place: str
) -> None:
    assert good in DAILY

    found = faults_of(tmp_path / "slip.toml", DAILY.replace(good, bad, 1))

    assert (code, place) in found


def test_a_desk_without_anybody_on_duty_is_refused(tmp_path: Path) -> None:
    text = DAILY
    for agents in range(1, 10):
        text = text.replace(f"agents = {agents} }}", "agents = 0 }")

    assert ("scenario.no_agents", "groups") in faults_of(tmp_path / "nobody.toml", text)


@pytest.mark.parametrize(
    ("text", "good", "unusual"),
    [
        (DAILY, "agents = 5 }", "agents = 20 }"),
        (DAILY, "end_h = 32", "end_h = 48"),
        (DAILY, "    3.0, 1.9", "    50.0, 1.9"),
        (DAILY, "horizon_h = 24", "horizon_h = 24\nfactor = 8.0"),
        (TICKETS, "threshold = 60", "threshold = 6000"),
        (TICKETS, "mean_s = 162,", "mean_s = 14400,"),
    ],
)
def test_an_unusual_desk_is_let_be(tmp_path: Path, text: str, good: str, unusual: str) -> None:
    path = tmp_path / "unusual.toml"
    path.write_text(text.replace(good, unusual, 1), encoding="utf-8")

    assert read_scenario(path).classes


ALONE = """schema_version = 1
id = "alone"
name = {{ zh = "单类", en = "one class" }}
generated = true
horizon_h = {horizon_h}

[[groups]]
id = "team"
name = {{ zh = "组", en = "team" }}
shifts = [{{ start_h = 0, end_h = {end_h}, agents = {agents} }}]

[[classes]]
id = "calls"
name = {{ zh = "来电", en = "calls" }}
channel = "phone"
groups = ["team"]
step_min = 60
rates_per_h = [{per_h}]
work = {{ shape = "exponential", mean_s = {work_s} }}
reply_work = {{ shape = "deterministic", mean_s = 0.001 }}
patience = {{ duration = {{ shape = "exponential", mean_s = {patience_s} }} }}
"""


@pytest.mark.parametrize(
    "given",
    [
        {"per_h": 1800, "work_s": 300, "agents": 50},  # three times the capacity
        {"per_h": 6000, "work_s": 300, "agents": 50},  # ten times
        {"per_h": 18_000, "work_s": 300, "agents": 50},  # ten times of three times
        {"per_h": 600, "work_s": 60, "agents": 500},  # nobody ever waits
        {"per_h": 3600, "work_s": 1, "agents": 100},  # services of a second
        {"per_h": 2880, "work_s": 60, "agents": 50},
        {"per_h": 1, "work_s": 86_400, "agents": 30},  # services of a day
        {"per_h": 0, "work_s": 300, "agents": 40},
        {"per_h": 0.1, "work_s": 300, "agents": 1},
        {"per_h": 60, "work_s": 300, "agents": 4, "patience_s": 86_400},
        {"per_h": 600, "work_s": 300, "agents": 5, "end_h": 264},  # ten days to clear the queue
    ],
    ids=str,
)
def test_what_stands_alone_is_taken_at_its_word(tmp_path: Path, given: dict[str, float]) -> None:
    path = tmp_path / "alone.toml"
    path.write_text(
        ALONE.format(**{"horizon_h": 24, "end_h": 24, "patience_s": 120, **given}), encoding="utf-8"
    )

    assert read_scenario(path).classes


@pytest.mark.parametrize("factor", [0.05, 0.1, 3.0, 10.0, 20.0])
def test_every_load_of_a_sound_desk_is_let_be(tmp_path: Path, factor: float) -> None:
    path = tmp_path / "load.toml"
    path.write_text(
        DAILY.replace("horizon_h = 24", f"horizon_h = 24\nfactor = {factor}"), encoding="utf-8"
    )

    assert read_scenario(path).factor == factor


REPLIES = 'turns.reply = { shape = "exponential", mean_s = 23 }'


@pytest.mark.parametrize(
    ("good", "bad", "code", "place"),
    [
        ("mean_s = 42 }", "mean_s = 4200 }", "scenario.mean_long",
         "classes[0].turns.think.mean_s"),
        (REPLIES, REPLIES.replace("23", "4000"), "scenario.mean_long",
         "classes[0].turns.reply.mean_s"),
        (REPLIES, REPLIES.replace("23", "0.4"), "scenario.turns_work", "classes[0].turns"),
        (REPLIES, REPLIES.replace("23", "230"), "scenario.turns_work", "classes[0].turns"),
    ],
    ids=lambda value: value[:40],
)  # fmt: skip
def test_a_slip_in_rounds_is_named(
    tmp_path: Path, good: str, bad: str, code: str, place: str
) -> None:
    for name in ("daily", "618"):
        text = (scenarios_folder() / "traffic" / f"{name}.toml").read_text(encoding="utf-8")
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    turns = (scenarios_folder() / "traffic" / "618-turns.toml").read_text(encoding="utf-8")
    assert good in turns

    found = faults_of(tmp_path / "slip.toml", turns.replace(good, bad, 1))

    assert (code, place) in found


@pytest.mark.parametrize("measure", ["blocking", "late_share", "backlog_growth_per_h"])
def test_a_target_on_what_is_better_small_is_at_most(tmp_path: Path, measure: str) -> None:
    text = DAILY.replace('measure = "reply_rate"', f'measure = "{measure}"', 1)

    found = faults_of(tmp_path / "slip.toml", text)

    assert ("scenario.target_direction", "targets[4].comparison") in found


def test_a_shift_over_midnight_is_told_once_and_not_as_an_overload(tmp_path: Path) -> None:
    text = changed(SMALL, 'start = "08:00", end = "16:00"', 'start = "22:00", end = "06:00"')

    assert faults_of(tmp_path / "small.toml", text) == {
        ("scenario.stretch_order", "groups[0].shifts[0].end")
    }
