"""``heng simulate``, as a shell calls it."""

import json
from pathlib import Path

import pytest

from engine.cli import main

SCENARIO = """
schema_version = 1
id = "desk"
name = { zh = "小组", en = "Small desk" }
generated = true
horizon_h = 2

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
reply_work = { shape = "exponential", mean_s = 10 }
patience = { duration = { shape = "exponential", mean_s = 300 } }

[[targets]]
measure = "abandonment"
comparison = "<="
threshold = 0.5
"""
HOPELESS = '[[targets]]\nmeasure = "wait_mean_s"\ncomparison = "<="\nthreshold = 0\n'


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "desk.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def simulated(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict]:  # type: ignore[type-arg]  # JSON
    code = main(["simulate", *arguments, "--workers", "1", "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_document_holds_what_the_contract_names(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = simulated(capsys, str(scenario), "--replications", "3", "--seed", "5")

    assert code == 0
    assert next(iter(found)) == "heng"
    assert found["heng"]["seed"] == 5
    assert found["replications"] == 3
    assert set(found["measures"]["day"]["wait_mean_s"]) >= {
        "mean",
        "half_width",
        "p05",
        "p50",
        "p95",
    }
    assert len(found["intervals"]) == 4
    assert found["intervals"][0]["capacity_per_h"] == pytest.approx(90.0)
    assert found["targets"][0]["verdict"] == "undecided"
    assert found["targets"][0]["measure"] == "abandonment"
    assert found["attempts"] > 0
    assert found["wall_s"] > 0


def test_same_seed_gives_the_same_measures(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, again, other = (
        simulated(capsys, str(scenario), "--replications", "2", "--seed", seed)[1]["measures"]
        for seed in ("5", "5", "6")
    )

    assert first == again
    assert first != other


def test_a_missed_target_exits_1(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario.write_text(SCENARIO + HOPELESS, encoding="utf-8")

    code, found = simulated(capsys, str(scenario), "--replications", "100")

    assert code == 1
    assert [each["verdict"] for each in found["targets"]] == ["held", "missed"]


@pytest.mark.parametrize(("lang", "told"), [("en", "Generated data"), ("zh", "生成数据")])
def test_text_says_verdicts_and_that_the_data_are_generated(
    scenario: Path, capsys: pytest.CaptureFixture[str], lang: str, told: str
) -> None:
    code = main(
        ["simulate", str(scenario), "--replications", "2", "--workers", "1", "--lang", lang]
    )

    assert code == 0
    assert told in capsys.readouterr().out


def test_log_is_written(scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.csv"

    code, found = simulated(capsys, str(scenario), "--replications", "1", "--log", str(path))

    assert code == 0
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1 + found["attempts"]


@pytest.mark.parametrize(
    "wrong", [["--engine", "compiled"], ["--log", "log.xlsx"], ["--replications", "0"]]
)
def test_a_wrong_order_exits_2(
    scenario: Path, capsys: pytest.CaptureFixture[str], wrong: list[str]
) -> None:
    code, found = simulated(capsys, str(scenario), *wrong)

    assert code == 2
    assert found["error"]["code"]
