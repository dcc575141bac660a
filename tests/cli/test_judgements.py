"""``heng priorities`` and ``heng hierarchy``, as a shell calls them."""

import json
from pathlib import Path
from typing import Any

import pytest
from numpy.testing import assert_allclose

from engine.ahp.random_index import DEFAULT
from engine.cli import main
from engine.cli.judgements import DEFAULT_RANDOM_INDEX

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}


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


def test_gaps_are_completed_and_have_no_ratio(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["priorities", case_file(tmp_path, "inc-bfr-4"), "--json"])

    found = document(capsys)
    assert found["consistency_ratio"] is None
    assert found["completed"][2][3] == pytest.approx(0.7302967, abs=1e-6)
    assert found["filled"] == [["3", "4"]]


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


@pytest.mark.parametrize(("lang", "told"), [("en", "Circular: 1 > 3 > 2"), ("zh", "循环判断")])
def test_text_tells_circles_disagreement_and_gaps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, told: str
) -> None:
    circle = tmp_path / "circle.json"
    rows = [[1, 3, 5, "1/3"], ["1/3", 1, "1/2", 5], ["1/5", 2, 1, "1/2"], [3, "1/5", 2, 1]]
    circle.write_text(json.dumps({"matrix": rows}), encoding="utf-8")

    main(["priorities", str(circle), "--lang", lang])
    main(["priorities", case_file(tmp_path, "inc-bfr-4"), "--lang", lang])

    text = capsys.readouterr().out
    assert ("methods do not order" in text) or ("排序不一致" in text)
    assert told.split(":")[0] in text
    assert "3 : 4" in text


@pytest.mark.parametrize("id_", ["hier-house", "hier-school", "hier-leader", "hier-car-direct"])
def test_hierarchy_reproduces_the_published_alternatives(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], id_: str
) -> None:
    expected, tolerance = CASES[id_]["expected"], CASES[id_]["tolerance"]

    code = main(["hierarchy", case_file(tmp_path, id_), "--json"])

    found = document(capsys)
    assert code == 0
    assert_allclose(
        found["global_alternatives"],
        expected["global_alternatives"],
        atol=tolerance["global_alternatives"],
    )
    assert sum(found["criteria_weights"]) == pytest.approx(1)
    assert set(found["local"]) == set(found["criteria"])


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "Priorities of the alternatives"), ("zh", "方案")]
)
def test_hierarchy_reads_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, told: str
) -> None:
    main(["hierarchy", case_file(tmp_path, "hier-car-direct"), "--lang", lang])

    text = capsys.readouterr().out
    assert told in text
    assert "Odyssey" in text
    assert "0.2178" in text
