"""``heng evidence`` from the command line: documents, files, exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.cli import main

DATA = Path(__file__).parents[1] / "cases" / "evidence-data" / "ucla_admit.csv"
SPEC = """schema_version = 1
bootstraps = 0
[[evidence]]
id = "admission"
outcome = "admit"
levers = ["gre", "gpa"]
[[evidence.terms]]
column = "rank"
role = "confounder"
transform = "category"
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "spec.toml"
    path.write_text(SPEC)
    return path


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_one_document_with_the_keys_of_the_contract(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["evidence", str(DATA), "--spec", str(spec), "--json"])

    found = document(capsys)
    assert code == 0
    assert {"heng", "grade", "rows", "fits", "effects", "importance", "claims"} <= set(found)
    assert {"validation", "weights", "findings", "roles", "checks"} <= set(found)
    assert found["heng"]["seed"] == 618
    assert found["fits"][0]["coefficients"]["gpa"] == pytest.approx(0.804038, abs=1e-6)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_shows_the_grade_first(
    spec: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["evidence", str(DATA), "--spec", str(spec), "--lang", language])

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[1].endswith(
        {"zh": "最高等级：C。区间水平 95%。", "en": "Intervals at 95%."}[language]
    )


def test_files_are_written_and_named_on_stderr(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    code = main(["evidence", str(DATA), "--spec", str(spec), "--out", str(out), "--lang", "en"])

    assert code == 0
    assert {path.name for path in out.iterdir()} == {
        *("report.json", "coefficients.csv", "effects.csv"),
    }
    assert json.loads((out / "report.json").read_text())["rows"] == 400
    assert "effects.csv" in capsys.readouterr().err


def test_a_question_that_the_user_can_mend_exits_2_as_bad_input_does(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("admit,gre,gpa,rank\n" + "1,3,2,1\n0,3,1,2\n" * 30)

    refused = main(["evidence", str(table), "--spec", str(spec), "--json"])
    reason = document(capsys)["error"]["code"]
    wrong = main(["evidence", str(DATA), "--spec", str(tmp_path / "no.toml"), "--json"])

    assert (refused, reason) == (2, "evidence.constant_term")
    assert wrong == 2
    assert document(capsys)["error"]["faults"][0]["place"] == "file"


def test_a_specification_can_be_checked_and_has_a_schema(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(spec), "--json"]) == 0
    assert document(capsys)["files"][0]["kind"] == "evidence"

    assert main(["schema", "evidence"]) == 0
    assert "QuestionTable" in document(capsys)["$defs"]
