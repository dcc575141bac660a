"""``heng group``, as a shell calls it."""

import json
from pathlib import Path
from typing import Any

import pytest
from numpy.testing import assert_allclose

from engine.cli import main
from tests.ahp.panel_samples import CASES, NODE, nish

HISTOPARK = CASES["grp-histopark-aij3"]


def group_file(folder: Path, content: object) -> str:
    path = folder / "group.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return str(path)


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_group_of_histopark_is_as_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected, tolerance = HISTOPARK["expected"], HISTOPARK["tolerance"]
    file = group_file(tmp_path, HISTOPARK["input"])

    code = main(["group", file, "--method", "geometric-mean", "--json"])

    found = document(capsys)
    assert code == 0
    assert next(iter(found)) == "heng"
    assert_allclose(found["weights"], expected["weights"], atol=tolerance["weights"])
    assert found["gci"] == pytest.approx(expected["GCI"], abs=tolerance["GCI"])
    assert found["gcompi"] == pytest.approx(expected["GCOMPI"], abs=tolerance["GCOMPI"])
    assert found["priority_violations"] == pytest.approx(expected["PVN"], abs=tolerance["PVN"])
    assert [each["id"] for each in found["respondents"]] == ["PSOE", "PP", "PAR"]
    assert 0 < found["consensus_2013"] <= found["consensus"] <= 1
    assert_allclose(found["by_priorities"]["geometric"], found["weights"], rtol=1e-12)


def test_respondents_of_histopark_weigh_as_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES["grp-histopark-individual"]

    main(["group", group_file(tmp_path, case["input"]), "--method", "geometric-mean", "--json"])

    for each in document(capsys)["respondents"]:
        assert_allclose(each["weights"], case["expected"]["weights"][each["id"]], atol=5.1e-4)
        assert each["gci"] == pytest.approx(case["expected"]["GCI"][each["id"]], abs=5.1e-4)


@pytest.mark.parametrize(
    ("aggregation", "key"), [("priorities", "geometric"), ("priorities-arithmetic", "arithmetic")]
)
def test_priorities_are_averaged_when_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], aggregation: str, key: str
) -> None:
    file = group_file(tmp_path, CASES["grp-histopark-individual"]["input"])

    main(["group", file, "--aggregation", aggregation, "--json"])

    found = document(capsys)
    assert found["aggregation"] == aggregation
    assert found["weights"] == found["by_priorities"][key]
    assert found["weights"] != found["by_judgements"]


def test_gaps_are_null_and_filled_only_where_nobody_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = [[1, 2, None], [0.5, 1, 3], [None, "1/3", 1]]
    unlinked = [[1, 2, None], [0.5, 1, None], [None, None, 1]]
    file = group_file(tmp_path, {"matrices": {"A": first, "B": unlinked}})

    code = main(["group", file, "--json"])

    found = document(capsys)
    assert code == 0
    assert found["matrix"][0][2] is None
    assert found["completed"][0][2] == pytest.approx(6)
    assert found["filled"] == [["1", "3"]]
    assert found["respondents"][1]["weights"] is None
    assert found["respondents"][1]["unconnected"] == [["1", "2"], ["3"]]
    assert found["consensus"] is None


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["Consensus S*", "PUV : BV", "All 3 respondent(s) keep", "GCOMPI 0.468"]),
        ("zh", ["共识度", "PUV : BV", "全部 3 位受访者", "GCOMPI 0.468"]),
    ],
)
def test_group_reads_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, told: list[str]
) -> None:
    file = group_file(tmp_path, HISTOPARK["input"])

    main(["group", file, "--method", "geometric-mean", "--lang", lang])

    text = capsys.readouterr().out
    assert all(words in text for words in told), text


@pytest.mark.parametrize(("lang", "told"), [("en", "most respondents do not"), ("zh", "互相抵消")])
def test_a_consistent_group_of_inconsistent_people_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, told: str
) -> None:
    people = [each for each in nish().responses if each.judgements[NODE].is_complete][:30]
    matrices = {each.respondent: each.judgements[NODE].values.tolist() for each in people}
    file = group_file(tmp_path, {"matrices": matrices})

    code = main(["group", file, "--scale", "ratio", "--lang", lang])

    text = capsys.readouterr().out
    assert code == 0
    assert told in text
    assert "r1" in text


def test_two_items_and_an_unlinked_respondent_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = [[1, None], [None, 1]]
    file = group_file(tmp_path, {"matrices": {"A": [[1, 3], [None, 1]], "B": nothing}})

    main(["group", file, "--aggregation", "priorities", "--lang", "en"])

    text = capsys.readouterr().out
    assert "of 1 respondent" in text
    assert "do not link all items: B" in text
    assert "No consensus" in text
    assert "GCOMPI" not in text


def test_answers_that_link_nothing_are_an_honest_no(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apart = [[1, 2, None], [0.5, 1, None], [None, None, 1]]

    code = main(["group", group_file(tmp_path, {"matrices": [apart]}), "--json"])

    assert code == 1
    assert document(capsys)["error"]["code"] == "ahp.unconnected"


def test_a_contradiction_exits_2_and_names_respondent_and_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = {"matrices": {"A": [[1, 3], [3, 1]], "B": [[1, 0], [None, 1]]}}

    code = main(["group", group_file(tmp_path, content), "--json"])

    error = document(capsys)["error"]
    assert code == 2
    assert [fault["place"] for fault in error["faults"]] == [
        "matrices.A[0][1]",
        "matrices.B[0][1]",
    ]
