"""``heng check`` and ``heng schema``: exit codes, one JSON document, both languages."""

import json
from pathlib import Path

import pytest

from engine.cli import main
from engine.files.locations import scenarios_folder

BROKEN = Path(__file__).parents[1] / "cases" / "broken"
SCHEME = scenarios_folder() / "schemes" / "team-2026.toml"


def test_a_right_file_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(SCHEME), "--lang", "en"]) == 0

    assert capsys.readouterr().out == f"{SCHEME}: scheme, no faults.\n"


def test_a_broken_file_exits_2_and_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    file = BROKEN / "per-cent-for-a-share.toml"

    assert main(["check", str(file), "--lang", "zh"]) == 2

    said = capsys.readouterr()
    assert "evidence_share（第 4 行）" in said.out
    assert "0.85" in said.out
    assert "Traceback" not in said.out + said.err


def test_json_is_one_document_with_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    file = BROKEN / "per-cent-for-a-share.toml"

    assert main(["check", str(file), str(SCHEME), "--json", "--lang", "en"]) == 2

    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is False
    assert document["heng"]["inputs"][0]["sha256"]
    (fault,) = document["faults"]
    assert fault["code"] == "document.per_cent"
    assert fault["place"] == "evidence_share (line 4)"
    assert fault["value"] == "85"
    assert fault["expected"] == "a share between 0 and 1."
    assert fault["remedy"] == "Did you mean 0.85?"
    assert [each["ok"] for each in document["files"]] == [False, True]


@pytest.mark.parametrize("name", ["nowhere.toml", "nowhere.csv", "nowhere.json"])
def test_a_missing_file_exits_2(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path / name), "--json"]) == 2

    assert json.loads(capsys.readouterr().out)["faults"][0]["code"] == "document.not_found"


def test_a_panel_is_checked_against_the_scheme_named(capsys: pytest.CaptureFixture[str]) -> None:
    panel = scenarios_folder() / "cases" / "example" / "panel.csv"

    assert main(["check", str(panel), "--lang", "en"]) == 0
    assert main(["check", str(panel), "--scheme", str(SCHEME), "--lang", "en"]) == 2

    assert "unknown" not in capsys.readouterr().err


def test_a_schema_is_printed_for_editors(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "policy"]) == 0

    assert json.loads(capsys.readouterr().out)["title"] == "PolicyFile"


def test_an_unknown_schema_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "weights", "--lang", "en"]) == 2

    assert "scheme, policy" in capsys.readouterr().err
