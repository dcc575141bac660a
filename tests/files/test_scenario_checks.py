"""What must agree inside a scenario file: every fault with its place."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.scenario_file import read_scenario
from engine.i18n.translate import render_error
from tests.files.scenario_samples import SMALL

FAULTS = [
    (
        'groups = ["team"]',
        'groups = ["tema"]',
        "scenario.unknown_name_near",
        "classes[0].groups[0]",
    ),
    (
        'groups = ["team"]',
        'groups = ["team", "team"]',
        "document.duplicate_id",
        "classes[0].groups[1]",
    ),
    ('profile = "day"', 'profile = "week"', "scenario.unknown_name", "classes[0].profile"),
    ("weights = [1, 3]", "weights = [1, 3, 2]", "scenario.profile_length", "profiles[0].weights"),
    ("weights = [1, 3]", "weights = [0, 0]", "scenario.profile_empty", "profiles[0].weights"),
    ('end = "16:00"', 'end = "08:00"', "scenario.stretch_order", "groups[0].shifts[0].end"),
    ("end_h = 30.25", "end_h = 0.05", "scenario.stretch_order", "groups[0].shifts[1].end_h"),
    (
        'start = "20:00"\nend = "21:30"',
        "start_h = 50\nend_h = 51",
        "scenario.past_horizon",
        "waves[0]",
    ),
    (
        "factor = 2.5",
        'factor = 2.5\nclasses = ["none"]',
        "scenario.unknown_name",
        "waves[0].classes[0]",
    ),
    ("horizon_h = 48", "horizon_h = 48\nwarm_up_s = 172800", "scenario.warm_up_long", "warm_up_s"),
    ("contacts_per_day = 480", "contacts_per_day = 1000000\n", "scenario.overloaded", "classes"),
    (", cv = 0.8", "", "scenario.cv_missing", "classes[0].work"),
    ("mean_s = 10 }", "mean_s = 10, cv = 1.0 }", "scenario.cv_fixed", "classes[0].reply_work.cv"),
    (
        'shape = "lognormal", mean_s = 120, cv = 0.8',
        'shape = "uniform", mean_s = 120, cv = 0.8',
        "scenario.cv_uniform",
        "classes[0].work.cv",
    ),
    ("mean_s = 10 }", "mean_s = 200 }", "scenario.reply_longer", "classes[0].reply_work.mean_s"),
    (
        "contacts_per_day = 480",
        "contacts_per_day = 480\nrepeat = { solved_probability = 0.5, return_probability = 0.5 }",
        "scenario.delay_missing",
        "classes[0].repeat",
    ),
    ("threshold = 0.9", "threshold = 85", "document.per_cent", "targets[0].threshold"),
    ("frt_attainment_60_s", "first_reply_share", "scenario.unknown_measure", "targets[0].measure"),
    ("frt_attainment_60_s", "rate_3_min", "scenario.unknown_measure_near", "targets[0].measure"),
    (
        'scope = "wave:opening"',
        'scope = "wave:openning"',
        "scenario.unknown_name_near",
        "targets[0].scope",
    ),
    ('scope = "wave:opening"', 'group = "tema"', "scenario.unknown_name_near", "targets[0].group"),
    ('scope = "wave:opening"', 'scope = "hour:47"', None, None),
    ('id = "chat"', 'id = "chat"\nrates_per_h = [1.0]', "scenario.arrivals_form", "classes[0]"),
    (
        'start = "08:00", end = "16:00"',
        'start = "08:00"',
        "scenario.stretch_form",
        "groups[0].shifts[0]",
    ),
    ("speed = [1.0, 0.6]", "speed = [1.0]", "scenario.speed_length", "groups[0].speed"),
    ("horizon_h = 48", "horizon_h = 48\nfactor = 20\n", None, None),
    ("horizon_h = 48", "horizon_h = 48\nfactor = 100\n", None, None),
    # the wave ends at 21:30, within a warm-up of 22 hours
    (
        "horizon_h = 48",
        "horizon_h = 48\nwarm_up_s = 79200",
        "scenario.unknown_name",
        "targets[0].scope",
    ),
    ("reply_work = {", "# reply_work = {", "scenario.reply_missing", "classes[0]"),
]


@pytest.mark.parametrize(
    ("good", "bad", "code", "place"), FAULTS, ids=lambda value: str(value)[:40]
)
def test_fault_is_named_with_its_place(
    tmp_path: Path, good: str, bad: str, code: str | None, place: str | None
) -> None:
    path = tmp_path / "scenario.toml"
    assert good in SMALL
    path.write_text(SMALL.replace(good, bad, 1), encoding="utf-8")

    if code is None:  # unusual, but sound
        read_scenario(path)
        return
    with pytest.raises(InputError) as caught:
        read_scenario(path)

    found = {(fault.code, fault.place.split(" ")[0]) for fault in caught.value.faults}
    assert (code, place) in found
    for language in ("zh", "en"):
        assert render_error(caught.value, language)


def test_a_load_that_no_computer_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    huge = SMALL.replace("contacts_per_day = 480", "contacts_per_day = 1000000")
    path.write_text(
        huge.replace("horizon_h = 48", "horizon_h = 4800\nfactor = 10"), encoding="utf-8"
    )

    with pytest.raises(InputError) as caught:
        read_scenario(path)

    assert "scenario.too_many" in {fault.code for fault in caught.value.faults}


def test_an_id_given_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    again = SMALL[SMALL.index("[[groups]]") : SMALL.index("[[classes]]")]
    path.write_text(SMALL + again, encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_scenario(path)

    assert [(fault.code, fault.value) for fault in caught.value.faults] == [
        ("document.duplicate_id", "team")
    ]
