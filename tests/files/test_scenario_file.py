"""Scenario files: read as written, back as equal, inherited, complete."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings

from engine.domain.durations import Duration, Shape
from engine.domain.scenario import Fidelity, Scenario
from engine.domain.targets import Comparison
from engine.domain.traffic import OnPatience
from engine.errors import InputError
from engine.files.scenario_durations import work_of
from engine.files.scenario_file import read_scenario, scenario_text
from tests.files.drawn_scenarios import scenarios
from tests.files.scenario_samples import SMALL

TRAFFIC = Path(__file__).parents[2] / "scenarios" / "traffic"
SHIPPED = sorted(path.stem for path in TRAFFIC.glob("*.toml"))


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


@pytest.mark.parametrize("name", ["small", *SHIPPED])
def test_a_scenario_written_reads_back_equal(small: Path, tmp_path: Path, name: str) -> None:
    scenario = read_scenario(small if name == "small" else TRAFFIC / f"{name}.toml")

    (tmp_path / "again.toml").write_text(scenario_text(scenario), encoding="utf-8")

    again = read_scenario(tmp_path / "again.toml")
    assert again == scenario
    assert scenario_text(again) == scenario_text(scenario)


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


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_say_that_they_are_generated(name: str) -> None:
    scenario = read_scenario(TRAFFIC / f"{name}.toml")

    assert scenario.generated
    assert scenario.id == name
    assert "示例" in scenario.name.zh
    assert scenario.targets


@pytest.mark.parametrize(
    ("name", "agents"),
    [("daily", 44), ("618", 60), ("618-turns", 60), ("618-team", 60), ("double11", 60)],
)
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


# no shrinking: a scenario has hundreds of figures, and the one at fault is seen in the difference
@settings(max_examples=20, derandomize=True, deadline=None, phases=[Phase.generate])
@given(scenario=scenarios())
def test_every_scenario_written_reads_back_equal(scenario: Scenario) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "drawn.toml"

        path.write_text(scenario_text(scenario), encoding="utf-8")

        assert read_scenario(path) == scenario


def test_the_rounds_of_the_example_make_up_its_work_and_first_reply() -> None:
    """Rounds of 23 s and 42 s as the speeds suppose; 17 s are 6 s of attention at pace 0.354."""
    by_rate, by_turns = (read_scenario(TRAFFIC / f"{name}.toml") for name in ("618", "618-turns"))
    alone = by_rate.staffing.groups[0].speed[0]

    assert by_turns.fidelity is Fidelity.TURNS
    for plain, rounds in zip(by_rate.classes, by_turns.classes, strict=True):
        turns, reply = rounds.turns, plain.reply_work
        assert turns is not None
        assert reply is not None
        assert (turns.think.mean_s, turns.reply.mean_s) == (42.0, 23.0)
        assert work_of(turns).mean_s == pytest.approx(plain.work.mean_s, rel=2e-3)
        assert turns.first_reply is not None
        assert turns.first_reply.mean_s == pytest.approx(reply.mean_s / alone, rel=5e-3)
