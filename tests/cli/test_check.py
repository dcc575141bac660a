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


def test_contacts_are_reported_with_rows_and_rows_set_aside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "may.csv"
    file.write_text("agent,frt_s,own\nA,12,x\nA,-1,y\n")

    assert main(["check", str(file), "--lang", "zh"]) == 0
    assert "会话数据（可用 1 行，搁置 1 行，认出 2 列）" in capsys.readouterr().out
    assert main(["check", str(file), "--json"]) == 0

    (told,) = json.loads(capsys.readouterr().out)["files"]
    assert (told["kind"], told["rows"], told["set_aside"]) == ("contacts", 1, 1)
    assert told["known_columns"] == ["agent", "frt_s"]


def test_an_error_without_a_place_is_a_fault_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "may.csv"
    file.write_text("agent,frt_s\n")

    assert main(["check", str(file), "--json", "--lang", "en"]) == 2

    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is False
    (fault,) = document["faults"]
    assert (fault["code"], fault["place"]) == ("contacts.no_rows", "file")
    assert "no contacts" in fault["expected"]


def test_a_syntax_error_is_said_in_the_language_without_the_parsers_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scheme.toml"
    file.write_text("schema_version = 1\nid =\n")

    assert main(["check", str(file), "--lang", "zh"]) == 2

    said = capsys.readouterr().out
    assert "第 2 行：id =。应为：每行是“键 = 值”" in said
    assert "Invalid value" not in said


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "respondents with usable answers: 2; answers repaired: 1; rejected: 1; blank: 2"),
        ("zh", "有可用回答的受访者 2 位；回答中修复 1 个，不采用 1 个，空白 2 个"),
    ],
)
def test_answers_are_checked_and_counted(
    lang: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("序号,A比B,B比C\n1,0.14,3\n2,5,12\n3,(空),\n", "utf-8")

    assert main(["check", str(path), "--lang", lang]) == 0
    assert said in capsys.readouterr().out
    assert main(["check", str(path), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["files"]
    assert (told["kind"], told["repaired"], told["rejected"]) == ("answers", 1, 1)


def test_unknown_headers_rows_set_aside_and_readings_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "五月.csv"
    rows = [f"{n},甲,2026-05-01 09:00,{5 if n else -1},95%" for n in range(3)]
    file.write_text("\n".join(["会话ID,客服,开始时间,处理时长(秒),首次响应时常", *rows]), "utf-8")

    assert main(["check", str(file), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert main(["check", str(file), "--json", "--lang", "en"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["files"]

    assert "no faults" not in said
    assert "首次响应时常 (nearest known name: 首次响应时" in said
    (header,) = told["unknown_headers"]
    assert (header["header"], header["suggestion"][:5]) == ("首次响应时常", "首次响应时")
    (row,) = told["set_aside_rows"]
    assert (row["row"], row["value"], row["reason"]) == (2, "-1", "below the least possible value")
    assert f"row 2, column {row['column']}: -1: below the least possible value" in said
    assert told["notes"][0]["code"] == "reading.guessed_headers"


def test_of_two_files_of_one_name_the_fault_names_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / folder / "c.csv" for folder in "ab"]
    for file in files:
        file.parent.mkdir()
        file.write_text("contact_id,agent,started,frt_s\n")

    assert main(["check", *map(str, files), "--json", "--lang", "en"]) == 2

    faults = json.loads(capsys.readouterr().out)["faults"]
    assert [fault["file"] for fault in faults] == ["a/c.csv", "b/c.csv"]
