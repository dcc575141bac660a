"""``heng hierarchy``, as a shell calls it."""

import json
from pathlib import Path
from typing import Any

import pytest
from numpy.testing import assert_allclose

from engine.cli import main

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}


def case_file(folder: Path, id_: str) -> str:
    path = folder / f"{id_}.json"
    path.write_text(json.dumps(CASES[id_]["input"]), encoding="utf-8")
    return str(path)


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


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


MIXED = {
    "tree": {
        "items": ["speed", "cost"],
        "best_worst": {
            "best": "speed", "worst": 1, "best_to_others": [1, 4], "others_to_worst": [4, 1]
        },
        "children": {
            "speed": {
                "items": ["frt", "art", "online"],
                "matrices": {
                    "R1": [[1, 2, 4], [None, 1, 2], [None, None, 1]],
                    "R2": [[1, 2, None], [None, 1, None], [None, None, 1]],
                },
            },
            "cost": {
                "goal_mapping": {
                    "goals": {"repurchase": 60, "returns": 40},
                    "scores": {"price": [3, 0], "fuel": [1, 2], "idle": [0, 0]},
                }
            },
        },
    },
    "alternatives": ["x", "y"],
    "local": {
        "frt": {"direct": {"x": 1, "y": 3}},
        "art": [[1, 3], [None, 1]],
        "online": [[1, 3], [None, 1]],
    },
    "direct": {"price": [1, 1], "fuel": [1, 1], "idle": [1, 1]},
}  # fmt: skip


def mixed_file(folder: Path) -> str:
    path = folder / "mixed.json"
    path.write_text(json.dumps(MIXED), encoding="utf-8")
    return str(path)


def test_every_node_tells_how_it_was_weighed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["hierarchy", mixed_file(tmp_path), "--json"])

    found = document(capsys)
    assert code == 0
    told = {name: (node["elicitation"], node["method"]) for name, node in found["nodes"].items()}
    assert told == {
        "goal": ("best_worst", "best-worst"),
        "speed": ("matrices", "eigenvector"),
        "cost": ("goal_mapping", "goal-mapping"),
    }
    assert list(found["global"]) == [
        *("speed", "frt", "art", "online", "cost", "price", "fuel", "idle")
    ]
    assert found["global"]["frt"] == pytest.approx(0.8 * 4 / 7)
    assert found["global"]["price"] == pytest.approx(0.2 * 0.6 * 0.75)
    assert found["nodes"]["goal"]["consistency_ratio"] == {"input": 0, "output": 0}
    assert found["nodes"]["speed"]["respondents"] == {"R1": pytest.approx(0), "R2": None}
    assert found["nodes"]["cost"]["goals"] == {"repurchase": 0.6, "returns": 0.4}
    assert found["nodes"]["cost"]["contributions"]["fuel"]["returns"] == pytest.approx(0.4)
    assert [each["key"] for each in found["nodes"]["cost"]["findings"]] == [
        "finding.goals.scaled",
        "finding.goals.idle",
    ]
    assert found["local"]["frt"]["method"] == "direct"
    assert found["local"]["art"]["weights"] == pytest.approx([0.75, 0.25])


def test_the_synthesis_of_the_file_may_be_overruled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ideal = CASES["hier-leader"]["recomputed"]["ideal_mode"]

    main(["hierarchy", case_file(tmp_path, "hier-leader"), "--json", "--synthesis", "ideal"])

    found = document(capsys)
    assert found["synthesis"] == "ideal"
    assert_allclose(found["global_alternatives"], ideal, atol=1e-9)


def test_reversals_are_listed_by_what_was_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "belton-gear.json"
    criteria = {"items": ["first", "second", "third"], "direct": [1, 1, 1]}
    measured = {"first": [1, 9, 1], "second": [9, 1, 1], "third": [8, 9, 1]}
    content = {"criteria": criteria, "alternatives": ["A", "B", "C"], "direct": measured}
    path.write_text(json.dumps(content), encoding="utf-8")

    main(["hierarchy", str(path), "--json"])
    found = document(capsys)["rank_reversal"]
    main(["hierarchy", str(path), "--lang", "en"])

    copied = found["alternatives"]["copied"]
    assert [(each["item"], each["pair"]) for each in copied] == [("B", ["B", "A"])]
    assert set(found["criteria"]) == {"removed", "copied"}
    assert "with a copy of B, A overtakes B." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["best-worst method, linear form", "R2 alone", "Serves no goal", "Rank reversal"]),
        ("zh", ["最优最劣法，线性形式", "R2 单独来看", "不服务于任何目标", "逆序检验"]),
    ],
)
def test_a_mixed_hierarchy_reads_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, told: list[str]
) -> None:
    main(["hierarchy", mixed_file(tmp_path), "--lang", lang])

    text = capsys.readouterr().out
    assert all(words in text for words in told)
    assert "repurchase 0.6000, returns 0.4000" in text


def test_contradicting_best_worst_answers_exit_2_at_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.json"
    answers = {"best": 0, "worst": 1, "best_to_others": [1, 4], "others_to_worst": [5, 1]}
    content = {"criteria": {"items": ["a", "b"], "best_worst": answers}}
    path.write_text(json.dumps(content), encoding="utf-8")

    code = main(["hierarchy", str(path), "--json"])

    fault = document(capsys)["error"]["faults"][0]
    assert code == 2
    assert fault["place"] == "criteria.best_worst.others_to_worst[0]"
    assert fault["value"] == "4, 5"


def test_alternatives_may_be_judged_in_another_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = {
        "criteria": {"items": ["speed"]},
        "alternatives": ["x", "y"],
        "local": {"speed": {"items": ["y", "x"], "matrix": [[1, 3], [None, 1]]}},
    }
    file = tmp_path / "hierarchy.json"
    file.write_text(json.dumps(content), encoding="utf-8")

    code = main(["hierarchy", str(file), "--json"])

    found = document(capsys)
    assert code == 0
    assert found["criteria_weights"] == [1.0]
    assert_allclose(found["global_alternatives"], [0.25, 0.75], atol=1e-12)


def test_local_items_that_are_not_the_alternatives_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = {
        "criteria": {"items": ["speed"]},
        "alternatives": ["x", "y"],
        "local": {"speed": {"items": ["y", "z"], "matrix": [[1, 3], [None, 1]]}},
    }
    file = tmp_path / "hierarchy.json"
    file.write_text(json.dumps(content), encoding="utf-8")

    code = main(["hierarchy", str(file), "--lang", "en"])

    assert code == 2
    assert "x, z" in capsys.readouterr().err
