"""``heng quality``, as a shell calls it."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.cli import main

CASES = Path(__file__).parents[1] / "cases" / "quality.json"
HEAD = "sample_id,agent,month,rater,targeted,session_score"
ROWS = ["s1,a,2026-05,q,0,90", "s2,a,2026-05,r,0,70", "s3,b,2026-05,q,0,85", "s4,b,2026-05,r,1,40"]


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert next(iter(found)) == "heng"
    return found


@pytest.fixture
def samples(tmp_path: Path) -> str:
    path = tmp_path / "qa.csv"
    path.write_text("\n".join([HEAD, *ROWS]) + "\n", encoding="utf-8")
    return str(path)


def test_18_of_20(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["quality", "--passed", "18", "--of", "20", "--population", "100", "--json"])

    found = document(capsys)["intervals"]
    assert code == 0
    assert found["clopper-pearson"]["low"] == pytest.approx(0.68302, abs=1e-5)
    assert found["clopper-pearson"]["high"] == pytest.approx(0.98765, abs=1e-5)
    assert found["wilson"]["low"] == pytest.approx(0.69897, abs=1e-5)
    assert found["hypergeometric"]["low"] == pytest.approx(0.71)


def test_sample_size(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--half-width", "0.05", "--population", "1000", "--difference", "0.25"]

    code = main(["quality", "--sample-size", *arguments, "--power", "0.9", "--json"])

    found = document(capsys)
    assert code == 0
    assert found["share"]["normal"] == 278
    assert found["difference"]["unrounded"] == pytest.approx(76.7, abs=0.05)
    assert found["difference"]["each"] == 77


def test_published_agreement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = json.loads(CASES.read_text(encoding="utf-8"))["icc"][0]
    path = tmp_path / "points.json"
    path.write_text(json.dumps({"ratings": case["points"]}), encoding="utf-8")

    code = main(["quality", str(path), "--agreement", "--json"])

    found = document(capsys)["icc"]
    assert code == 0
    assert [each["value"] for each in found.values()] == pytest.approx(case["values"], abs=0.005)
    assert list(found) == ["ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]


def test_report_keeps_targeted_samples_apart(
    samples: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["quality", samples, "--half-width", "0.2", "--json"])

    found = document(capsys)
    first, second = found["samples"]["agents"]
    assert code == 0
    assert first["random_only"]["value"] == 80
    assert second["random_only"]["value"] == 85
    assert second["naive"]["value"] == 62.5
    assert second["weighted"]["value"] is None
    assert found["plan"]["half_width"] == 0.2
    assert "quality_finding.targeted" in {each["key"] for each in found["findings"]}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_report_is_text_in_both_languages(
    samples: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["quality", samples, "--appeal", "s2", "--lang", language])

    text = capsys.readouterr().out
    assert code == 0
    assert ("随机" if language == "zh" else "random") in text
    assert "80.0" in text
    assert "quality_text" not in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "quality.no_files"),
        (["--passed", "3"], "quality.passed_of"),
        (["--passed", "0", "--of", "0"], "quality.counts"),
        (["--passed", "21", "--of", "20"], "quality.counts"),
        (["--sample-size", "--passed", "1", "--of", "2"], "quality.one_question"),
        (["--sample-size", "--half-width", "5"], "quality.half_width"),
        (["--agreement"], "quality.one_table"),
    ],
)
def test_questions_that_make_no_sense_end_with_2(
    arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["quality", *arguments, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_faults_of_a_sheet_are_told_with_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "qa.csv"
    path.write_text("agent,session_score\na,101\n", encoding="utf-8")

    code = main(["quality", str(path), "--json"])

    (fault,) = json.loads(capsys.readouterr().out)["error"]["faults"]
    assert code == 2
    assert fault["place"] == "row 2, column session_score"
