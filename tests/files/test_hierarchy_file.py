"""Hierarchy files: what is read, and every fault with its place."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from engine.domain.elicitation import BestWorst, DirectWeights, GoalMapping, RespondentMatrices
from engine.domain.judgements import JudgementMatrix
from engine.files.hierarchy_file import read_hierarchy
from engine.files.judgements_file import read_judgements
from engine.i18n.translate import render_error
from tests.files.json_samples import THIRD, faults_of, json_values, refusal, written

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
CRITERIA = {"items": ["price", "style"], "matrix": [[1, 3], [THIRD, 1]]}
CAR = {
    "criteria": CRITERIA,
    "alternatives": ["x", "y"],
    "local": {"style": [[1, 2], [0.5, 1]]},
    "direct": {"price": [3, 1]},
}


@pytest.mark.parametrize("id_", ["hier-house", "hier-school", "hier-leader", "hier-car-direct"])
def test_published_hierarchies_are_read(tmp_path: Path, id_: str) -> None:
    given_ = CASES[id_]["input"]

    found = read_hierarchy(written(tmp_path, given_))

    assert list(found.alternatives) == given_["alternatives"]
    assert set(found.local) == set(given_["local"])
    lowest = [criterion.name for criterion in found.root.lowest()]
    assert set(lowest) == {*found.local, *found.direct}


def test_a_tree_keeps_its_name_and_depth(tmp_path: Path) -> None:
    tree = {"name": "team", **CRITERIA, "children": {"price": {**CRITERIA, "items": ["a", "b"]}}}

    found = read_hierarchy(written(tmp_path, {"tree": tree, "synthesis": "ideal"}))

    assert [criterion.name for criterion in found.root.inner()] == ["team", "price"]
    assert [criterion.name for criterion in found.root.lowest()] == ["a", "b", "style"]
    assert found.synthesis == "ideal"


@pytest.mark.parametrize("judged", [{"matrix": [[1]]}, {"direct": [5]}, {}])
def test_a_single_child_need_not_be_judged(tmp_path: Path, judged: dict[str, Any]) -> None:
    tree = {**CRITERIA, "children": {"price": {"items": ["fuel"], **judged}}}

    found = read_hierarchy(written(tmp_path, {"tree": tree}))

    assert [criterion.name for criterion in found.root.lowest()] == ["fuel", "style"]


def test_a_child_with_another_name_than_its_parent_gives_it_is_refused(tmp_path: Path) -> None:
    child = {"name": "cost", "items": ["a", "b"], "matrix": [[1, 2], [0.5, 1]]}
    tree = {**CRITERIA, "children": {"price": child}}

    found = faults_of(written(tmp_path, {"tree": tree}), read_hierarchy)

    assert found == [("other_name", "tree.children.price.name")]


def test_one_hierarchy_may_mix_all_elicitations(tmp_path: Path) -> None:
    answers = {"best": "speed", "worst": 1, "best_to_others": [1, 4], "others_to_worst": [4, 1]}
    goals = {"goals": {"x": 1}, "scores": {"price": [3], "fuel": [1]}}
    tree = {
        "items": ["speed", "cost"],
        "best_worst": answers,
        "children": {
            "speed": {"items": ["frt", "art"], "matrices": {"R1": [[1, 2], [0.5, 1]]}},
            "cost": {"items": ["price", "fuel"], "goal_mapping": goals},
        },
    }
    local = {"frt": {"direct": {"y": 1, "x": 3}}, "art": {"matrix": [[1, 2], [0.5, 1]]}}
    rest = {"local": local, "direct": {"price": [1, 1], "fuel": [1, 2]}}

    found = read_hierarchy(written(tmp_path, {"tree": tree, "alternatives": ["x", "y"], **rest}))

    kinds = [type(each.judgements) for each in found.root.inner()]
    assert kinds == [BestWorst, RespondentMatrices, GoalMapping]
    assert found.local["frt"] == DirectWeights(("x", "y"), (3, 1))
    assert isinstance(found.local["art"], JudgementMatrix)


def test_a_tree_nested_beyond_all_judging_is_refused(tmp_path: Path) -> None:
    tree: dict[str, Any] = {"items": ["bottom"], "direct": [1]}
    for level in range(60):
        tree = {"items": [f"l{level}"], "direct": [1], "children": {f"l{level}": tree}}

    found = faults_of(written(tmp_path, {"tree": tree}), read_hierarchy)

    assert [code for code, _ in found] == ["too_deep"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"criteria": None}, [("not_a_criterion", "criteria")]),
        ({"tree": CRITERIA}, [("criteria_or_tree", "criteria")]),
        ({"criteria": {"items": ["price", "style"]}}, [("missing_key", "criteria.matrix")]),
        ({"criteria": {**CRITERIA, "children": []}}, [("not_a_criterion", "criteria.children")]),
        (
            {"criteria": {**CRITERIA, "children": {"speed": CRITERIA}}},
            [("unknown_item", "criteria.children.speed")],
        ),
        (
            {
                "criteria": {
                    **CRITERIA,
                    "children": {"price": {**CRITERIA, "items": ["a", "style"]}},
                }
            },
            [("duplicate_criterion", "criteria.children.price")],
        ),
        (
            {"criteria": {**CRITERIA, "matrix": [[1, 3], [3, 1]]}},
            [("not_reciprocal", "criteria.matrix[0][1]")],
        ),
        ({"local": {"style": [[1, 2], [0.4, 1]]}}, [("not_reciprocal", "local.style[0][1]")]),
        ({"local": {}}, [("criterion_unjudged", "local.style")]),
        ({"local": []}, [("not_by_criterion", "local"), ("criterion_unjudged", "local.style")]),
        (
            {"local": {"style": [[1, 2], [0.5, 1]], "size": []}},
            [("unknown_criterion", "local.size")],
        ),
        ({"direct": {"price": [3, 1], "style": [1, 1]}}, [("judged_twice", "direct.style")]),
        ({"direct": {"price": [3]}}, [("direct_values", "direct.price")]),
        ({"direct": {"price": [3, -1]}}, [("direct_values", "direct.price")]),
        ({"direct": {"price": [10**400, 1]}}, [("direct_values", "direct.price")]),
        ({"direct": {"price": [0, 0]}}, [("direct_values", "direct.price")]),
        ({"direct": {"price": "cheap"}}, [("direct_values", "direct.price")]),
        ({"alternatives": []}, [("missing_key", "alternatives")]),
        ({"alternatives": ["x", "x"]}, [("duplicate_name", "alternatives[1]")]),
        (
            {"local": {"style": {"matrix": [[1, 2], [0.5, 1]], "direct": [1, 2]}}},
            [("several_elicitations", "local.style")],
        ),
        (
            {"local": {"style": {"direct": [1, -2], "scale": 5}}},
            [("unknown_key", "local.style.scale"), ("amount", "local.style.direct.y")],
        ),
        ({"criteria": {**CRITERIA, "direct": [3, 1]}}, [("several_elicitations", "criteria")]),
        (
            {"criteria": {"items": ["price", "style"], "direct": [3, 0, 1]}},
            [("length", "criteria.direct")],
        ),
        ({"criteria": {**CRITERIA, "name": 5}}, [("not_a_name", "criteria.name")]),
        ({"synthesis": "average"}, [("synthesis", "synthesis")]),
        ({"goal": 1}, [("unknown_key", "goal")]),
    ],
)
def test_every_fault_of_a_hierarchy_is_told(
    tmp_path: Path, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert faults_of(written(tmp_path, {**CAR, **change}), read_hierarchy) == expected


@given(
    matrix=json_values,
    local=json_values,
    direct=json_values,
    children=json_values,
    alternatives=json_values,
)
@settings(
    derandomize=True,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_stands_in_a_file_is_read_or_refused_by_name(
    tmp_path: Path, matrix: Any, local: Any, direct: Any, children: Any, alternatives: Any
) -> None:
    tree = {"items": ["a", "b"], "matrix": matrix, "children": children}
    whole = {**tree, "matrix": [[1, 2], [0.5, 1]]}
    rest = {"local": local, "direct": direct, "alternatives": alternatives}

    for content, reader in (
        ({"matrix": matrix}, read_judgements),
        ({"tree": tree, **rest}, read_hierarchy),
        ({"tree": whole, **rest}, read_hierarchy),
    ):
        refused = refusal(written(tmp_path, content), reader)
        assert refused is None or refused.faults
        assert refused is None or render_error(refused, "zh")
