"""``heng repair``, as a shell calls it."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.ahp.consistency import CUSTOMARY_LIMIT
from engine.cli import main
from engine.cli.repair import DEFAULT_LIMIT, DEFAULT_SETS
from engine.studies.judgement_repair import MOST_SETS

TRIAD = [[1, 3, "1/3"], ["1/3", 1, 3], [3, "1/3", 1]]


def matrix_file(folder: Path, rows: object = TRIAD) -> str:
    path = folder / "answers.json"
    path.write_text(json.dumps({"items": ["A", "B", "C"], "matrix": rows}), encoding="utf-8")
    return str(path)


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_defaults_are_those_of_the_method() -> None:
    assert (DEFAULT_LIMIT, DEFAULT_SETS) == (CUSTOMARY_LIMIT, MOST_SETS)


def test_any_one_of_three_answers_is_named_with_its_ratio(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["repair", matrix_file(tmp_path), "--json"])

    found = document(capsys)
    assert code == 0
    assert next(iter(found)) == "heng"
    assert (found["changes_needed"], found["bound"], found["proven"]) == (1, 1, True)
    assert found["limit"] == 0.1
    assert [one["pairs"][0]["pair"] for one in found["sets"]] == [
        ["A", "B"],
        ["A", "C"],
        ["B", "C"],
    ]
    # n = 3: lambda_max = 1 + 2 cosh(d / 3), d = ln(3 * 3 / (1/3)) = 3 ln 3, by hand
    lambda_max = 1 + 3 + 1 / 3
    assert found["ratio_before"] == pytest.approx((lambda_max - 3) / 2 / 0.5245, abs=1e-9)
    for one in found["sets"]:
        assert one["ratio_after"] <= 0.1
        assert set(one["pairs"][0]) == {"pair", "stated", "implied", "suggested"}


def test_a_consistent_matrix_has_nothing_to_ask(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = matrix_file(tmp_path, [[1, 2, 4], [0.5, 1, 2], [0.25, 0.5, 1]])

    assert main(["repair", file, "--json"]) == 0
    assert document(capsys)["changes_needed"] == 0
    assert main(["repair", file, "--lang", "en"]) == 0
    assert "Nothing to ask again" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "any one of these 3"), ("zh", "下列 3 个中任选其一")]
)
def test_text_names_the_answers_and_asks_for_consent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, told: str
) -> None:
    main(["repair", matrix_file(tmp_path), "--lang", lang, "--most-sets", "2"])

    text = capsys.readouterr().out
    assert told in text
    assert "A over B: judged 3, " in text or "A 相对 B 判为 3" in text
    assert "--most-sets" in text
    assert "Nothing was changed" in text or "没有做任何修改" in text


def test_a_consent_is_kept_and_the_input_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out, ledger = matrix_file(tmp_path), tmp_path / "new.json", tmp_path / "changes.json"
    before = Path(file).read_bytes()

    options = ["--accept", "A|C=7", "--who", "Wang", "--out", str(out), "--ledger", str(ledger)]
    code = main(["repair", file, *options, "--json"])

    found = document(capsys)
    assert code == 0
    assert Path(file).read_bytes() == before
    assert found["accepted"][0]["pair"] == ["A", "C"]
    assert found["after"]["changes_needed"] == 0
    assert found["after"]["ratio"] < 0.1
    assert found["written"] == ["new.json", "changes.json"]
    (change,) = json.loads(ledger.read_text(encoding="utf-8"))["changes"]
    assert (change["old"], change["new"], change["who"]) == (1 / 3, 7.0, "Wang")
    assert datetime.fromisoformat(change["when"]).utcoffset() is not None
    assert main(["repair", str(out), "--lang", "en"]) == 0
    assert "Nothing to ask again" in capsys.readouterr().out


def test_a_panel_keeps_its_changes_in_the_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    panel, ledger = tmp_path / "panel.csv", tmp_path / "changes.json"
    panel.write_text("respondent,A_vs_B,A_vs_C,B_vs_C\nr1,3,1/3,3\n", encoding="utf-8")
    asked = ["repair", str(panel), "--respondent", "r1", "--ledger", str(ledger)]

    assert main([*asked, "--accept", "A|C=2", "--who", "Wang", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert main([*asked, "--json"]) == 0

    found = document(capsys)
    assert "Kept: A over C from 1/3 to 2, agreed by Wang." in told
    assert (found["respondent"], found["node"]) == ("r1", "goal")
    assert found["ratio_before"] > 0.1
    assert [entry["path"] for entry in found["heng"]["inputs"]] == ["panel.csv", "changes.json"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--limit", "0"], "repair.limit"),
        (["--random-index", "saaty"], "ahp.unknown_random_index"),
        (["--accept", "A|B=2"], "repair.accept_needs"),
        (["--who", "Wang"], "repair.nothing_accepted"),
        (["--ledger", "changes.json"], "repair.nothing_accepted"),
        (["--node", "goal"], "repair.whose_answers"),
        (["--accept", "A|Z=2", "--who", "W", "--out", "n", "--ledger", "l"], "repair.not_accepted"),
    ],
)
def test_bad_input_exits_2_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], code: str
) -> None:
    assert main(["repair", matrix_file(tmp_path), *options, "--json"]) == 2
    assert document(capsys)["error"]["code"] == code


def test_a_panel_asks_whose_answers_are_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    panel = tmp_path / "panel.csv"
    panel.write_text("respondent,A_vs_B\nr1,3\n", encoding="utf-8")

    assert main(["repair", str(panel), "--json"]) == 2
    assert document(capsys)["error"]["code"] == "repair.whose_answers"


def test_unlinked_answers_exit_1(tmp_path: Path) -> None:
    file = matrix_file(tmp_path, [[1, 2, None], [0.5, 1, None], [None, None, 1]])

    assert main(["repair", file]) == 1
