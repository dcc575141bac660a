"""``heng experiment``, as a shell calls it."""

import json
from pathlib import Path

import pytest

from engine.cli import main
from tests.rollout_samples import contacts_csv

SIZES = ["--teams", "8", "--agents-per-team", "8", "--contacts-per-agent-week", "300"]
CALL = ["experiment", *SIZES, "--baseline", "0.3", "--effect", "0.012", "--time-sd", "0.004"]
QUICK = ["--simulations", "100"]


def test_power_teams_and_weeks_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    code = main([*CALL, *QUICK, "--weeks", "10", "--json"])

    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert next(iter(found)) == "heng"
    assert found["teams"] == 8
    assert found["weeks"] == 10
    assert 0.6 < found["power"] < 1
    assert found["power_ci"][0] <= found["power"] <= found["power_ci"][1]
    assert found["type_1_error"] < 0.12
    assert found["closed_form"]["power"] > 0.6
    assert found["parallel"]["power"] < found["power"]
    assert len(found["schedule"]) == 8
    assert all(len(each["weeks"]) == 10 for each in found["schedule"])


@pytest.mark.parametrize(("language", "word"), [("zh", "功效"), ("en", "power")])
def test_people_read_lines(capsys: pytest.CaptureFixture[str], language: str, word: str) -> None:
    assert main([*CALL, *QUICK, "--lang", language]) == 0

    shown = capsys.readouterr().out
    assert word in shown
    assert "T8" in shown


def test_past_contacts_fill_the_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    contacts_csv(tmp_path / "past.csv", effect=0.0)
    call = ["experiment", "--from", str(tmp_path / "past.csv"), "--outcome", "solved"]

    code = main([*call, "--effect", "0.05", *QUICK, "--json"])

    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert found["past"]["teams"] == found["teams"] == 8
    assert found["plan"]["mean"] == pytest.approx(0.53, abs=0.03)


def test_the_schedule_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "s.json"

    code = main([*CALL, *QUICK, "--schedule", str(path), "--first-week", "2026-06-01", "--json"])

    told = json.loads(capsys.readouterr().out)
    written = json.loads(path.read_text(encoding="utf-8"))
    assert code == 0
    assert [each["team"] for each in written["schedule"]] == [
        each["team"] for each in told["schedule"]
    ]


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (["--mean", "4", "--sd", "1"], "rollout.baseline_or_mean"),
        (["--teams", "1"], "rollout.invalid"),
        (["--first-week", "2026-06-02"], "rollout.first_week"),
        (["--first-week", "soon"], "rollout.first_week"),
        (["--team-names", "a,b"], "rollout.names"),
        (["--from", "past.csv"], "rollout.missing"),
    ],
)
def test_wrong_options_are_bad_input(
    capsys: pytest.CaptureFixture[str], extra: list[str], code: str
) -> None:
    assert main([*CALL, *QUICK, *extra, "--json"]) == 2

    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_a_mean_without_its_sd_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["experiment", *SIZES, "--mean", "4", "--effect", "0.1", "--json"]) == 2

    told = json.loads(capsys.readouterr().out)
    assert told["error"]["code"] == "rollout.baseline_or_mean"
