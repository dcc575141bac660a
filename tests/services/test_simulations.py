"""What a planner asks for is simulated, and the log is written."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.services.simulations import SimulationOrder, run_simulation
from engine.simulation.cluster import Cluster
from engine.simulation.precision import Precision
from engine.simulation.replications import Machinery

SCENARIO = """
schema_version = 1
id = "desk"
name = { zh = "小组", en = "Small desk" }
generated = true
horizon_h = 1

[[groups]]
id = "team"
name = { zh = "组", en = "Team" }
shifts = [{ start = "00:00", end = "24:00", agents = 3 }]

[[classes]]
id = "calls"
name = { zh = "电话", en = "Calls" }
channel = "phone"
groups = ["team"]
step_min = 60
rates_per_h = [30]
work = { shape = "exponential", mean_s = 120 }

[[targets]]
measure = "wait_mean_s"
comparison = "<="
threshold = 900
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "desk.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.mark.parametrize("compiles", [True, False])
def test_stages_are_told_and_the_engine_is_made_ready_first(
    scenario: Path, monkeypatch: pytest.MonkeyPatch, compiles: bool
) -> None:
    monkeypatch.setattr("engine.services.simulations.must_compile", lambda: compiles)
    told: list[tuple[str, int, int]] = []

    run_simulation(SimulationOrder(scenario, 1, 2, Machinery()), lambda *each: told.append(each))

    expected = [("simulation:desk", 1, 2), ("simulation:desk", 2, 2)]
    assert told == ([("compile", 0, 1)] if compiles else []) + expected


def test_replications_go_on_until_decided_and_then_until_precise(scenario: Path) -> None:
    order = SimulationOrder(
        scenario,
        1,
        3,
        Machinery(),
        until_decided=True,
        precision=Precision("arrived", 1e6),
    )

    found = run_simulation(order, lambda *_: None)

    assert found.result.replications == 100
    assert found.precise is not None
    assert found.precise.looks == 1
    assert found.targets[0].looked == 100


def test_a_wrong_log_name_is_refused_before_anything_is_simulated(scenario: Path) -> None:
    told: list[str] = []
    order = SimulationOrder(scenario, 1, 1, Machinery(), log=scenario.with_suffix(".xlsx"))

    with pytest.raises(InputError, match=r"simulation\.log_format"):
        run_simulation(order, lambda stage, _done, _all: told.append(stage))

    assert told == []


def test_the_second_plan_has_as_many_replications_and_its_own_targets(scenario: Path) -> None:
    order = SimulationOrder(scenario, 1, 4, Machinery(), against=scenario)

    found = run_simulation(order, lambda *_: None)

    assert found.against is not None
    assert found.against.replications == 4
    assert len(found.against_targets) == 1
    assert {each.difference.mean for each in found.differences} == {0.0}


def test_what_is_wrong_with_the_order_is_said_before_anything_is_played(scenario: Path) -> None:
    cluster = Cluster("tls://127.0.0.1:8786", "ca.pem", "cert.pem", "key.pem")
    orders = (
        (SimulationOrder(scenario, 1, 2, Machinery(cluster=cluster)), "cluster_file"),
        (SimulationOrder(scenario, 1, 2, Machinery(), precision=Precision("foo", 1.0)), "measure"),
        (SimulationOrder(scenario, 1, 2, Machinery(), log=scenario / "log.csv"), "log_folder"),
    )
    told: list[str] = []
    for order, code in orders:
        with pytest.raises(InputError, match=code):
            run_simulation(order, lambda stage, *_: told.append(stage))
    assert told == []
