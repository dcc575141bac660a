"""``heng best-worst``, as a shell calls it."""

import json
from pathlib import Path
from typing import Any

import pytest
from numpy.testing import assert_allclose

from engine.cli import main

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}


def written(folder: Path, content: object) -> str:
    path = folder / "answers.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def case_file(folder: Path, id_: str) -> str:
    told = dict(CASES[id_]["input"])
    told["best_to_others"], told["others_to_worst"] = told.pop("BO"), told.pop("OW")
    return written(folder, told)


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_linear_example_of_rezaei_2016(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["best-worst", case_file(tmp_path, "bwm-2016-ex1"), "--json"])

    found = document(capsys)
    assert code == 0
    assert next(iter(found)) == "heng"
    assert found["form"] == "linear"
    assert_allclose(found["weights"], CASES["bwm-2016-ex1"]["expected"]["weights"], atol=5.1e-5)
    assert found["xi"] == pytest.approx(0, abs=1e-12)
    assert found["consistency_ratio"] == {"input": 0, "output": pytest.approx(0, abs=1e-12)}


def test_the_non_linear_transport_mode_of_rezaei_2015(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = case_file(tmp_path, "bwm-2015-transport")

    code = main(["best-worst", file, "--form", "nonlinear", "--json"])

    found = document(capsys)
    assert code == 0
    assert_allclose(found["weights"], [0.071, 0.338, 0.589], atol=1.1e-3)
    assert found["xi"] == pytest.approx(0.26, abs=5.1e-3)
    assert found["consistency_index"] == pytest.approx(4.47, abs=5.1e-3)
    assert found["consistency_ratio"]["output"] == pytest.approx(0.0578, abs=5e-5)
    assert found["consistency_ratio"]["input"] == pytest.approx(2 / 56)
    assert [len(pair) for pair in found["weight_intervals"]] == [2, 2, 2]
    assert (found["best"], found["worst"]) == ("3", "1")


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["centres of the intervals", "misnamed: art", "above 0.2958", "consistency index"]),
        ("zh", ["取区间中心", "可能选错：art", "上限为 0.2958", "一致性指标"]),
    ],
)
def test_text_tells_intervals_and_contradictions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, told: list[str]
) -> None:
    answers = {
        "items": ["frt", "fcr", "csat", "online", "art"],
        "best": "fcr",
        "worst": "online",
        "best_to_others": [3, 1, 4, 8, 3],
        "others_to_worst": [4, 8, 5, 1, 9],
    }

    main(["best-worst", written(tmp_path, answers), "--form", "nonlinear", "--lang", lang])

    text = capsys.readouterr().out
    assert all(words in text for words in told)


def test_ratios_that_do_not_exist_are_null_and_left_out_of_the_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"best": 0, "worst": 1, "best_to_others": [1, 1, 3], "others_to_worst": [1, 1, 3]}
    file = written(tmp_path, answers)

    main(["best-worst", file, "--json"])
    found = document(capsys)
    main(["best-worst", file, "--lang", "en"])

    assert found["consistency_ratio"] == {"input": None, "output": None}
    assert "ratio" not in capsys.readouterr().out


def test_a_consistent_answer_about_two_items_has_no_published_limit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"best": 0, "worst": 1, "best_to_others": [1, 4], "others_to_worst": [4, 1]}

    main(["best-worst", written(tmp_path, answers), "--lang", "en"])

    text = capsys.readouterr().out
    assert "(limit none published)" in text
    assert "0.8000" in text


def test_faults_exit_2_with_their_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"best": 0, "worst": 1, "best_to_others": [1, 12], "others_to_worst": [4, 0]}

    code = main(["best-worst", written(tmp_path, answers), "--json"])

    error = document(capsys)["error"]
    assert code == 2
    assert [fault["place"] for fault in error["faults"]] == [
        "best_to_others[1]",
        "others_to_worst[1]",
    ]


def test_an_unknown_form_exits_2(tmp_path: Path) -> None:
    assert main(["best-worst", case_file(tmp_path, "bwm-2016-ex1"), "--form", "cubic"]) == 2
