"""Scenario files: read as written, back as equal, inherited, complete."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.domain.targets import Comparison
from engine.domain.traffic import Duration, OnPatience, Shape
from engine.errors import InputError
from engine.files.scenario_file import read_scenario, scenario_text, write_scenario

TRAFFIC = Path(__file__).parents[2] / "scenarios" / "traffic"
SMALL = """
schema_version = 1
id = "small"
name = { zh = "小", en = "Small" }
generated = false
horizon_h = 48

[[waves]]
id = "opening"
name = { zh = "开", en = "Opening" }
start = "20:00"
end = "21:30"
factor = 2.5

[[profiles]]
id = "day"
step_min = 720
weights = [1, 3]

[[groups]]
id = "team"
name = { zh = "组", en = "Team" }
slots = 2
speed = [1.0, 0.6]
shifts = [
    { start = "08:00", end = "16:00", agents = 3 },
    { start_h = 0.1, end_h = 30.25, agents = 1 },
]

[[classes]]
id = "chat"
name = { zh = "聊", en = "Chat" }
channel = "chat"
groups = ["team"]
profile = "day"
contacts_per_day = 480
work = { shape = "lognormal", mean_s = 120, cv = 0.8 }
reply_work = { shape = "exponential", mean_s = 10 }
patience = { duration = { shape = "deterministic", mean_s = 60 }, on_patience = "message_stays" }

[[targets]]
measure = "frt_attainment_60_s"
comparison = ">="
threshold = 0.9
scope = "wave:opening"
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_hours_clocks_and_shares_of_the_day_become_seconds_and_rates(small: Path) -> None:
    scenario = read_scenario(small)

    chat = scenario.classes[0]
    assert scenario.horizon_s == 172_800
    assert (scenario.waves[0].start_s, scenario.waves[0].end_s) == (72_000, 77_400)
    assert chat.arrivals.interval_s == 43_200
    assert chat.arrivals.rates_per_h == (10.0, 30.0)
    assert chat.work == Duration(Shape.LOGNORMAL, 120.0, 0.8)
    assert chat.patience.on_patience is OnPatience.MESSAGE_STAYS
    assert scenario.targets[0].comparison is Comparison.AT_LEAST
    assert scenario.targets[0].probability == 0.95


def test_a_shift_by_the_clock_is_worked_every_day_and_one_in_hours_once(small: Path) -> None:
    shifts = read_scenario(small).staffing.groups[0].shifts

    assert [(shift.start_s, shift.end_s, shift.agents) for shift in shifts] == [
        (28_800, 57_600, 3),
        (115_200, 144_000, 3),
        (360, 108_900, 1),
    ]


@pytest.mark.parametrize("name", ["small", "daily", "618", "double11"])
def test_a_scenario_written_reads_back_equal(small: Path, tmp_path: Path, name: str) -> None:
    scenario = read_scenario(small if name == "small" else TRAFFIC / f"{name}.toml")

    write_scenario(scenario, tmp_path / "again.toml")

    assert read_scenario(tmp_path / "again.toml") == scenario
    assert scenario_text(scenario) == scenario_text(read_scenario(tmp_path / "again.toml"))


def test_a_scenario_that_extends_another_states_only_what_differs(small: Path) -> None:
    path = small.with_name("peak.toml")
    path.write_text(
        'schema_version = 1\nextends = "small.toml"\nid = "peak"\nfactor = 3.0\n'
        '[[groups]]\nid = "team"\nefficiency = 1.2\n',
        encoding="utf-8",
    )

    usual, peak = read_scenario(small), read_scenario(path)

    assert (peak.id, peak.factor, peak.staffing.groups[0].efficiency) == ("peak", 3.0, 1.2)
    assert replace(peak.staffing.groups[0], efficiency=1.0) == usual.staffing.groups[0]
    assert peak.classes == usual.classes


@pytest.mark.parametrize("name", ["daily", "618", "double11"])
def test_shipped_scenarios_say_that_they_are_generated(name: str) -> None:
    scenario = read_scenario(TRAFFIC / f"{name}.toml")

    assert scenario.generated
    assert scenario.id == name
    assert "示例" in scenario.name.zh
    assert scenario.targets


@pytest.mark.parametrize(("name", "agents"), [("daily", 44), ("618", 60), ("double11", 60)])
def test_the_example_team_works_as_its_generator_says(name: str, agents: int) -> None:
    # 5 of 7 agents on an ordinary day, all 60 on peak days
    assert read_scenario(TRAFFIC / f"{name}.toml").agents_rostered == agents


def test_all_faults_are_said_at_once(small: Path) -> None:
    broken = SMALL.replace('"team"]', '"tema"]').replace("cv = 0.8", "cv = -1")
    small.write_text(broken.replace("slots = 2", "slots = 3"), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_scenario(small)

    places = [fault.place.split(" ")[0] for fault in caught.value.faults]
    assert "classes[0].work.cv" in places
    assert any(place.startswith("groups[0]") for place in places)


def test_the_speeds_of_the_example_follow_from_rounds_by_mean_value_analysis() -> None:
    attention_s, thinking_s, queued = 23.0, 42.0, 0.0
    speeds = []
    for chats in range(1, 6):
        response_s = attention_s * (1 + queued)
        per_s = chats / (response_s + thinking_s)
        queued = per_s * response_s
        speeds.append(per_s * attention_s / chats)

    for group in read_scenario(TRAFFIC / "daily.toml").staffing.groups:
        assert group.speed == pytest.approx(speeds, abs=5e-4)
