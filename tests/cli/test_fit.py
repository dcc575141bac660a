"""``heng fit``, as a shell calls it."""

import json
import tomllib
from pathlib import Path

import pytest

from engine.cli import fit as command
from engine.cli import main
from engine.files.record_file import DEFAULT_ZONE
from engine.simulation.fitting.roster import LONGEST_IDLE_S
from engine.studies.fitted_traffic import REPEAT_WINDOW_H
from tests.call_logs import call_log, written


def test_a_log_is_fitted_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = written(call_log(), tmp_path / "calls.csv"), tmp_path / "june.toml"

    code = main(["fit", str(path), "--out", str(out), "--json", "--lang", "en"])

    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert next(iter(found)) == "heng"
    assert {"arrivals", "handle_time", "patience", "busyness", "fit_quality"} <= set(found)
    assert tomllib.loads(out.read_text(encoding="utf-8"))["id"] == "june"
    assert main(["check", str(out)]) == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_people_read_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    path = written(call_log(), tmp_path / "calls.csv")

    code = main(["fit", str(path), "--lang", language, "--day", "sat"])

    assert code == 0
    assert "order" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (["--kinds", "mon-tue"], "fit.kinds"),
        (["--day", "holiday"], "fit.no_kind"),
        (["--interval-min", "7"], "fit.interval"),
        (["--out", "traffic.csv"], "fit.out"),
        (["--channel", "pigeon"], "fit.channel"),
    ],
)
def test_wrong_options_are_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], extra: list[str], code: str
) -> None:
    path = written(call_log(), tmp_path / "calls.csv")

    status = main(["fit", str(path), *extra, "--json"])

    assert status == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_missing_files_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "nowhere.csv", "--json"]) == 2
    assert "nowhere.csv" in capsys.readouterr().out


def test_defaults_are_those_of_the_study() -> None:
    assert command.DEFAULT_ZONE == DEFAULT_ZONE
    assert command.DEFAULT_WINDOW_H == REPEAT_WINDOW_H
    assert command.DEFAULT_IDLE_MIN * 60 == LONGEST_IDLE_S
