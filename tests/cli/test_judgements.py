"""``heng priorities``, as a shell calls it."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from numpy.testing import assert_allclose

from engine.ahp.random_index import DEFAULT
from engine.cli import main
from engine.cli.judgements import DEFAULT_RANDOM_INDEX

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
CIRCLE = (
    '{"matrix": [[1, 3, 5, "1/3"], ["1/3", 1, "1/2", 5], ["1/5", 2, 1, "1/2"], [3, "1/5", 2, 1]]}'
)
WILD = [
    [1, "1/3", 3, "1/7", 9],
    [3, 1, 3, "1/9", 1],
    ["1/3", "1/3", 1, 7, "1/5"],
    [7, 9, "1/7", 1, 1],
    ["1/9", 1, 5, 1, 1],
]


def case_file(folder: Path, id_: str) -> str:
    path = folder / f"{id_}.json"
    path.write_text(json.dumps(CASES[id_]["input"]), encoding="utf-8")
    return str(path)


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_default_random_index_is_the_one_of_the_method() -> None:
    assert DEFAULT_RANDOM_INDEX == DEFAULT


@pytest.mark.parametrize(("table", "ratio"), [("saaty2005", 0.022), ("donegan_dodd", 0.0235)])
def test_priorities_of_eig_drinks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str, ratio: float
) -> None:
    file = case_file(tmp_path, "eig-drinks")

    code = main(["priorities", file, "--random-index", table, "--json"])

    found = document(capsys)
    assert code == 0
    assert next(iter(found)) == "heng"
    assert found["heng"]["inputs"][0]["path"] == "eig-drinks.json"
    assert_allclose(found["weights"], CASES["eig-drinks"]["expected"]["weights_4dp"], atol=5e-5)
    assert found["consistency_ratio"] == pytest.approx(ratio, abs=5e-4)
    assert found["random_index"]["name"] == table
    assert len(found["revise"]) == 3
    assert set(found["revise"][0]) == {"pair", "stated", "implied", "suggested", "ratio_after"}


def test_priorities_by_the_column_mean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = case_file(tmp_path, "mean-zh-3")

    code = main(["priorities", file, "--method", "column-mean", "--json"])

    found = document(capsys)
    assert code == 0
    assert found["method"] == "column-mean"
    assert_allclose(found["weights"], CASES["mean-zh-3"]["expected"]["weights"], atol=6e-4)


def test_gaps_are_completed_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["priorities", case_file(tmp_path, "inc-bfr-4"), "--json"])

    found = document(capsys)
    assert code == 0
    assert found["completed"][2][3] == pytest.approx(0.7302967, abs=1e-6)
    assert found["filled"] == [["3", "4"]]
    assert (found["completion"], found["round_completed"]) == ("minimum-lambda", False)
    assert found["random_index"] == {
        "name": "simulated",
        "value": pytest.approx(0.5833),
        "missing": 1,
        "basis": "incomplete",
    }
    ratio = found["consistency_index"] / found["random_index"]["value"]
    assert found["consistency_ratio"] == pytest.approx(ratio, rel=1e-12)
    assert found["next_question"] == {"pair": ["3", "4"], "gain": pytest.approx(0.25)}
    assert found["geometric_consistency_index"] is None
    assert found["findings"][0]["key"] == "ahp.index_with_gaps"


def test_a_published_index_gives_the_published_ratio_with_gaps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = case_file(tmp_path, "inc-bfr-4")

    main(["priorities", file, "--random-index", "donegan_dodd", "--json"])

    found = document(capsys)
    assert found["consistency_ratio"] == pytest.approx(0.0372, abs=5.1e-5)
    assert found["random_index"]["basis"] == "complete"
    assert found["findings"][0]["severity"] == "caution"


def test_gaps_filled_by_harker_on_the_scale(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "survey.json"
    path.write_text(json.dumps({"matrix": CASES["inc-survey-5"]["input"]["matrix"]}), "utf-8")

    options = ["--completion", "harker", "--round-completed", "--random-index", "saaty2005"]
    main(["priorities", str(path), *options, "--json"])

    found = document(capsys)
    assert (found["completion"], found["round_completed"]) == ("harker", True)
    assert found["completed"][2][4] == 1
    assert found["consistency_ratio"] == pytest.approx(0.0814, abs=5.1e-5)


@pytest.mark.parametrize("method", ["eigenvector", "geometric-mean", "column-mean"])
def test_order_disagreements_name_pairs_and_methods(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    path = tmp_path / "circle.json"
    path.write_text(CIRCLE, encoding="utf-8")

    main(["priorities", str(path), "--method", method, "--json"])

    found = document(capsys)
    assert found["methods_disagree"] is True
    assert found["order_disagreements"][0]["pair"] == ["2", "4"]
    assert "eigenvector" in found["order_disagreements"][0]["first_by"]


def test_a_contradiction_exits_2_and_names_the_pair(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["priorities", case_file(tmp_path, "val-drinks-typo"), "--json"])

    error = document(capsys)["error"]
    assert code == 2
    assert error["code"] == "judgement_file.invalid"
    assert [fault["place"] for fault in error["faults"]] == ["matrix[1][2]"]


def test_unconnected_answers_exit_1_and_name_the_groups(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "apart.json"
    path.write_text('{"matrix": [[1, 2, null], [0.5, 1, null], [null, null, 1]]}', encoding="utf-8")

    code = main(["priorities", str(path), "--lang", "en"])

    assert code == 1
    assert "1, 2 | 3" in capsys.readouterr().err


@pytest.mark.parametrize("method", ["eigenvektor", "saaty"])
def test_an_unknown_method_exits_2(tmp_path: Path, method: str) -> None:
    assert main(["priorities", case_file(tmp_path, "eig-drinks"), "--method", method]) == 2


def test_an_unknown_random_index_exits_2_with_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["priorities", case_file(tmp_path, "eig-drinks"), "--random-index", "saaty"])

    assert code == 2
    assert "saaty2005" in capsys.readouterr().err


@pytest.mark.parametrize(("lang", "told"), [("en", "Ask again"), ("zh", "建议重问")])
def test_text_tells_what_to_ask_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, told: str
) -> None:
    main(["priorities", case_file(tmp_path, "eig-city-criteria"), "--lang", lang])

    text = capsys.readouterr().out
    assert told in text
    assert "0.4335" in text


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["Circular: 1 > 2 > 4 > 1", "above the customary limit", "depends on the method"]),
        ("zh", ["循环判断：1 > 2 > 4 > 1", "超过惯用上限", "取决于方法"]),
    ],
)
def test_text_tells_circles_and_what_depends_on_the_method(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, told: list[str]
) -> None:
    path = tmp_path / "circle.json"
    path.write_text(CIRCLE, encoding="utf-8")

    main(["priorities", str(path), "--lang", lang])

    text = capsys.readouterr().out
    assert [words for words in told if words not in text] == []


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["acceptable", "as many gaps: 1 of 6", "3 : 4 = 1/1.37", "Ask next: 3 compared"]),
        ("zh", ["可以接受", "6 对中缺 1 对", "3 : 4 = 1/1.37", "下一个该问：3 与 4"]),
    ],
)
def test_text_tells_what_was_filled_and_what_to_ask_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, told: list[str]
) -> None:
    main(["priorities", case_file(tmp_path, "inc-bfr-4"), "--lang", lang])

    text = capsys.readouterr().out
    assert [words for words in told if words not in text] == []


def test_text_tells_when_the_ratio_says_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "chain.json"
    path.write_text('{"matrix": [[1, 3, null], [null, 1, 2], [null, null, 1]]}', encoding="utf-8")

    main(["priorities", str(path), "--lang", "en"])

    text = capsys.readouterr().out
    assert "0 by definition" in text
    assert "no cross-check" in text
    assert "Geometric" not in text


def test_text_cuts_a_long_list_of_disagreements(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wild.json"
    path.write_text(json.dumps({"matrix": WILD}), encoding="utf-8")

    main(["priorities", str(path), "--lang", "en"])

    text = capsys.readouterr().out
    assert text.count("depends on the method: ") == 3
    assert "more pair(s)" in text


def test_text_cuts_a_long_list_of_circles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: list[list[Any]] = [[None] * 7 for _ in range(7)]
    for i, j in combinations(range(7), 2):
        rows[i][j] = 2 if (j - i) % 2 else "1/2"
    path = tmp_path / "circles.json"
    path.write_text(json.dumps({"matrix": rows}), encoding="utf-8")

    main(["priorities", str(path), "--lang", "en"])
    text = capsys.readouterr().out
    main(["priorities", str(path), "--json"])

    assert text.count("Circular: ") == 5
    assert "9 more circle(s) of three" in text
    assert len(document(capsys)["circular_triads"]) == 14
