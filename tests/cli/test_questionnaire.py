"""``heng questionnaire``, as a shell calls it."""

import json
from pathlib import Path

import openpyxl
import pytest

from engine.cli import main


def test_a_questionnaire_is_written_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "q.xlsx"

    code = main(["questionnaire", "performance-scheme", "--lang", "zh", "--out", str(out)])

    assert code == 0
    assert "17 题" in capsys.readouterr().out
    assert openpyxl.load_workbook(out).sheetnames[:2] == ["从这里开始", "1 绩效薪酬考核方案"]


def test_the_document_says_what_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "q.xlsx"

    main(["questionnaire", "team-2026", "--lang", "en", "--out", str(out), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert next(iter(told)) == "heng"
    assert told["heng"]["inputs"][0]["path"] == "team-2026.toml"
    assert (told["scheme"], told["language"], told["questions"]) == ("team-2026", "en", 5)
    assert told["file"] == "q.xlsx"
    assert len(told["fingerprint"]) == 64
    assert [node["questions"] for node in told["nodes"]] == [1, 3, 1]


@pytest.mark.parametrize(
    ("scheme", "out", "said"), [("nothing", "q.xlsx", "team-2026"), ("team-2026", "q.csv", ".xlsx")]
)
def test_bad_input_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], scheme: str, out: str, said: str
) -> None:
    code = main(["questionnaire", scheme, "--lang", "en", "--out", str(tmp_path / out)])

    assert code == 2
    assert said in capsys.readouterr().err
