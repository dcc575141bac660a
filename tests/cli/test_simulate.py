"""``heng simulate``, as a shell calls it."""

import json
import sys
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
    code = main(["simulate", "--workers", "1", *arguments, "--json"])
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
    assert found["engine"] == "compiled"
    assert found["findings"] == []
    day = found["measures"]["day"]["wait_mean_s"]
    assert abs(day["pooled"] - day["mean"]) < day["half_width"]


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


def test_both_engines_and_any_number_of_workers_give_identical_measures(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = [str(scenario), "--replications", "3"]

    compiled, reference, shared = (
        simulated(capsys, *order, *others)[1]
        for others in ([], ["--engine", "reference"], ["--workers", "3"])
    )

    assert (compiled["engine"], reference["engine"]) == ("compiled", "reference")
    assert compiled["measures"] == reference["measures"] == shared["measures"]
    assert compiled["intervals"] == reference["intervals"] == shared["intervals"]


def test_without_numba_the_reference_runs_and_says_so(
    scenario: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)

    code = main(["simulate", str(scenario), "--replications", "1", "--workers", "1", "--json"])

    told = capsys.readouterr()
    assert code == 0
    assert json.loads(told.out)["engine"] == "reference"
    assert "numba" in told.err


def test_another_plan_is_compared_day_by_day(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "more.toml"
    other.write_text(SCENARIO.replace("agents = 3", "agents = 5"), encoding="utf-8")
    order = [str(scenario), "--replications", "20", "--against", str(other)]

    code, found = simulated(capsys, *order)
    main(["simulate", *order, "--workers", "1", "--lang", "en"])

    by_measure = {each["measure"]: each for each in found["differences"]}
    assert code == 0
    assert len(found["heng"]["inputs"]) == 2
    assert by_measure["arrived"]["difference"]["mean"] == 0.0
    assert by_measure["occupancy"]["difference"]["mean"] < 0
    assert by_measure["occupancy"]["variance_ratio"] > 1
    assert found["against"]["targets"][0]["verdict"] == "undecided"
    assert "the same customers" in capsys.readouterr().out


def test_until_decided_goes_on_to_the_look_that_decides(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, found = simulated(capsys, str(scenario), "--replications", "3", "--until-decided")

    assert found["replications"] == 100
    assert found["targets"][0]["verdict"] == "held"
    assert found["targets"][0]["looked"] == 100


def test_precision_goes_on_until_the_mean_is_known(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = [str(scenario), "--replications", "2", "--precision", "arrived=4"]

    code, found = simulated(capsys, *order)
    main(["simulate", *order, "--workers", "1", "--lang", "en"])

    assert code == 0
    assert found["precision"]["reached"]
    assert found["precision"]["half_width"] <= 4
    assert found["replications"] >= 25
    assert "Precision reached" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        ["--engine", "fast"],
        ["--log", "log.xlsx"],
        ["--replications", "0"],
        ["--workers", "0"],
        ["--seed", "-1"],
        ["--precision", "arrived"],
        ["--precision", "arrived=0"],
        ["--precision", "nothing=1"],
        ["--cluster", "tcp://10.0.0.5:8786"],
        ["--tls", "ca.pem", "cert.pem", "key.pem"],
        ["--against", "nowhere.toml"],
    ],
)
def test_a_wrong_order_exits_2(
    scenario: Path, capsys: pytest.CaptureFixture[str], wrong: list[str]
) -> None:
    code, found = simulated(capsys, str(scenario), *wrong)

    assert code == 2
    assert found["error"]["code"]
