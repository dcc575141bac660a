"""Judgement files: what is read, and every fault with its place."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from engine.errors import InputError
from engine.files.judgements_file import read_hierarchy, read_judgements
from engine.i18n.translate import LANGUAGES, render_error

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
THIRD = 1 / 3


def written(folder: Path, content: object) -> Path:
    path = folder / "answers.json"
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path, reader: Any = read_judgements) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as refused:
        reader(path)
    for language in LANGUAGES:
        render_error(refused.value, language)  # warns, and so fails, where a sentence is missing
    assert all(fault.file == str(path) for fault in refused.value.faults)
    return [(fault.code.split(".", 1)[1], fault.place) for fault in refused.value.faults]


def refusal(path: Path, reader: Any) -> InputError | None:
    try:
        reader(path)
    except InputError as refused:
        return refused
    return None


def test_matrix_with_names_and_gaps_is_read(tmp_path: Path) -> None:
    content = {"items": ["甲", "乙", "丙"], "matrix": [[1, 3, None], [THIRD, 1, 2], [None, 0.5, 1]]}

    found = read_judgements(written(tmp_path, content))

    assert found.items == ("甲", "乙", "丙")
    assert_allclose(found.values, [[1, 3, np.nan], [THIRD, 1, 2], [np.nan, 0.5, 1]])


def test_items_are_numbered_without_names(tmp_path: Path) -> None:
    assert read_judgements(written(tmp_path, {"matrix": [[1, 2], [0.5, 1]]})).items == ("1", "2")


def test_one_side_of_a_pair_is_enough_and_fractions_may_be_text(tmp_path: Path) -> None:
    content = {"matrix": [[None, "1/7", 2], [None, 1, None], [None, "3", 1]]}

    found = read_judgements(written(tmp_path, content)).values

    assert_allclose(found, [[1, 1 / 7, 2], [7, 1, THIRD], [0.5, 3, 1]], rtol=1e-15)


def test_print_error_of_val_drinks_typo_is_named_by_its_pair(tmp_path: Path) -> None:
    case = CASES["val-drinks-typo"]

    found = faults_of(written(tmp_path, case["input"]))

    places = [("not_reciprocal", f"matrix[{i}][{j}]") for i, j in case["expected"]["bad_pairs"]]
    assert found == places


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", [("syntax", "line 1")]),
        ("[]", [("not_an_object", "line 1")]),
        ("{}", [("missing_key", "matrix")]),
        ('{"matrix": [[1]], "matrix": [[1, 2], [0.5, 1]]}', [("duplicate_key", "matrix")]),
        ('{"matrix": [[1, NaN], [2, 1]]}', [("not_positive", "matrix[0][1]")]),
        ('{"matrix": [[1, Infinity], [2, 1]]}', [("not_positive", "matrix[0][1]")]),
        ({"matrix": [[1]]}, [("count", "items")]),
        ({"matrix": 3}, [("count", "items")]),
        ({"items": "ab", "matrix": [[1, 2], [0.5, 1]]}, [("not_names", "items")]),
        ({"items": ["a", 7], "matrix": [[1, 2], [0.5, 1]]}, [("not_a_name", "items[1]")]),
        ({"items": ["a", "a"], "matrix": [[1, 2], [0.5, 1]]}, [("duplicate_name", "items[1]")]),
        ({"items": ["a", "b"], "matrix": [[1, 2]]}, [("not_a_matrix", "matrix")]),
        ({"matrix": [[1, 2], [0.5]]}, [("row_length", "matrix[1]")]),
        ({"matrix": [[1, True], [0.5, 1]]}, [("not_a_ratio", "matrix[0][1]")]),
        ({"matrix": [[1, "much"], [0.5, 1]]}, [("not_a_ratio", "matrix[0][1]")]),
        ({"matrix": [[1, "1/0"], [None, 1]]}, [("not_positive", "matrix[0][1]")]),
        ({"matrix": [[1, 0], [None, 1]]}, [("not_positive", "matrix[0][1]")]),
        ({"matrix": [[1, 12], [None, 1]]}, [("out_of_scale", "matrix[0][1]")]),
        ({"matrix": [[1, None], [0.0011, 1]]}, [("out_of_scale", "matrix[1][0]")]),
        ('{"matrix": [[1, 1' + "0" * 400 + "], [null, 1]]}", [("not_positive", "matrix[0][1]")]),
        ('{"matrix": [[1, 1' + "0" * 9000 + "], [null, 1]]}", [("syntax", "line 1")]),
        ('{"items": ["a", "\\ud800"], "matrix": 1}', [("not_a_name", "items[1]")]),
        ('{"\\ud800": 1, "matrix": [[1, 2], [0.5, 1]]}', [("unknown_key", "?")]),
        ({"matrix": [[2, 3], [THIRD, 1]]}, [("diagonal", "matrix[0][0]")]),
        ({"matrix": [[1, 3], [0.33, 1]]}, [("not_reciprocal", "matrix[0][1]")]),
        ({"matrix": [[1, 3], [THIRD, 1]], "weights": 1}, [("unknown_key", "weights")]),
        (
            {"matrix": [[1, -3, 4], [3, 1, "x"], [0.25, 2, 5]]},
            [
                ("not_positive", "matrix[0][1]"),
                ("not_a_ratio", "matrix[1][2]"),
                ("diagonal", "matrix[2][2]"),
            ],
        ),
    ],
)
def test_every_fault_is_told_with_its_place(
    tmp_path: Path, content: object, expected: list[tuple[str, str]]
) -> None:
    assert faults_of(written(tmp_path, content)) == expected


def test_measured_ratios_may_leave_the_scale(tmp_path: Path) -> None:
    path = written(tmp_path, {"matrix": [[1, 12], [1 / 12, 1]]})

    assert read_judgements(path, "ratio").values[0, 1] == 12


def test_more_items_than_the_random_index_knows_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, {"matrix": np.ones((31, 31)).tolist()})

    assert faults_of(path) == [("count", "items")]


def test_missing_file_and_folder_are_told(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "none.json") == [("not_found", "file")]
    assert faults_of(tmp_path) == [("unreadable", "file")]


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gbk.json"
    path.write_bytes('{"items": ["甲", "乙"], "matrix": [[1, 2], [0.5, 1]]}'.encode("gbk"))

    with pytest.raises(InputError, match=r"document\.encoding"):
        read_judgements(path)


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, '{"matrix": ' + "[" * 100_000 + "]" * 100_000 + "}")

    assert faults_of(path) == [("too_deep", "line 1")]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(-20, 20) | st.text(max_size=3) | st.integers(-9, 9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


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


# --- hierarchies ---------------------------------------------------------------------------------

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


def test_a_criterion_may_have_a_single_child(tmp_path: Path) -> None:
    tree = {**CRITERIA, "children": {"price": {"items": ["fuel"], "matrix": [[1]]}}}

    found = read_hierarchy(written(tmp_path, {"tree": tree}))

    assert [criterion.name for criterion in found.root.lowest()] == ["fuel", "style"]


def test_a_child_with_another_name_than_its_parent_gives_it_is_refused(tmp_path: Path) -> None:
    child = {"name": "cost", "items": ["a", "b"], "matrix": [[1, 2], [0.5, 1]]}
    tree = {**CRITERIA, "children": {"price": child}}

    found = faults_of(written(tmp_path, {"tree": tree}), read_hierarchy)

    assert found == [("other_name", "tree.children.price.name")]


def test_a_contradiction_shows_the_digits_in_which_it_lies(tmp_path: Path) -> None:
    path = written(tmp_path, {"matrix": [[1, 3], [0.33333333, 1]]})

    refused = refusal(path, read_judgements)

    assert refused is not None
    assert refused.faults[0].value == "3, 0.33333333"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"criteria": None}, [("not_a_criterion", "criteria")]),
        ({"tree": CRITERIA}, [("criteria_or_tree", "criteria")]),
        ({"criteria": {"items": ["a"]}}, [("missing_key", "criteria.matrix")]),
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
        ({"criteria": {**CRITERIA, "name": 5}}, [("not_a_name", "criteria.name")]),
        ({"synthesis": "average"}, [("synthesis", "synthesis")]),
        ({"goal": 1}, [("unknown_key", "goal")]),
    ],
)
def test_every_fault_of_a_hierarchy_is_told(
    tmp_path: Path, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert faults_of(written(tmp_path, {**CAR, **change}), read_hierarchy) == expected
