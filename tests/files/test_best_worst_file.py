"""Best-worst files: what is read, and every fault with its place."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from engine.domain.elicitation import BestWorstForm
from engine.files.best_worst_file import read_best_worst
from engine.i18n.translate import render_error
from tests.files.json_samples import faults_of, json_values, refusal, written

ANSWERS = {"best": 0, "worst": 2, "best_to_others": [1, 2, 8], "others_to_worst": [8, 5, 1]}


def test_positions_count_from_0_and_items_from_1(tmp_path: Path) -> None:
    found = read_best_worst(written(tmp_path, ANSWERS), BestWorstForm.NONLINEAR)

    assert found.items == ("1", "2", "3")
    assert (found.best, found.worst) == (0, 2)
    assert found.others_to_worst == (8, 5, 1)
    assert found.form is BestWorstForm.NONLINEAR


def test_a_name_wins_over_a_position(tmp_path: Path) -> None:
    content = {**ANSWERS, "items": ["2", "1", "0"], "best": "2", "worst": "0"}

    found = read_best_worst(written(tmp_path, content))

    assert (found.best, found.worst) == (0, 2)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"best": 2}, [("same", "worst")]),
        ({"best": "first"}, [("not_an_item", "best")]),
        ({"best": True}, [("not_an_item", "best")]),
        ({"best": 0.0}, [("not_an_item", "best")]),
        ({"worst": 3}, [("not_an_item", "worst")]),
        ({"worst": -1}, [("not_an_item", "worst")]),
        (
            {"items": ["a", "b"], "worst": 1},
            [("length", "best_to_others"), ("length", "others_to_worst")],
        ),
        ({"items": ["a", "b", "b"]}, [("duplicate_name", "items[2]")]),
        ({"best_to_others": [1, 2]}, [("length", "best_to_others")]),
        ({"best_to_others": 3}, [("not_numbers", "best_to_others")]),
        ({"others_to_worst": None}, [("not_numbers", "others_to_worst")]),
        ({"others_to_worst": [8, 1]}, [("length", "others_to_worst")]),
        ({"others_to_worst": [8, None, 1]}, [("not_a_number", "others_to_worst[1]")]),
        ({"others_to_worst": [8, "more", 1]}, [("not_a_number", "others_to_worst[1]")]),
        ({"others_to_worst": [8, "1/2", 1]}, [("out_of_scale", "others_to_worst[1]")]),
        ({"others_to_worst": [8, 10, 1]}, [("out_of_scale", "others_to_worst[1]")]),
        ({"others_to_worst": [8, 0, 1]}, [("out_of_scale", "others_to_worst[1]")]),
        ({"others_to_worst": [7, 5, 1]}, [("differs", "others_to_worst[0]")]),
        ({"others_to_worst": [8, 5, 2]}, [("itself", "others_to_worst[2]")]),
        ({"best_to_others": [2, 2, 8]}, [("itself", "best_to_others[0]")]),
        ({"form": "linear"}, [("unknown_key", "form")]),
        ({"BO": [1, 2, 8]}, [("unknown_key", "BO")]),
    ],
)
def test_every_fault_is_told_with_its_place(
    tmp_path: Path, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    content = {**ANSWERS, "items": ["a", "b", "c"], **change}

    assert faults_of(written(tmp_path, content), read_best_worst) == expected


def test_a_single_item_is_too_few(tmp_path: Path) -> None:
    content = {"best": 0, "worst": 0, "best_to_others": [1], "others_to_worst": [1]}

    assert faults_of(written(tmp_path, content), read_best_worst) == [("count", "items")]


@pytest.mark.parametrize("key", ANSWERS)
def test_an_absent_key_is_named(tmp_path: Path, key: str) -> None:
    content = {name: value for name, value in ANSWERS.items() if name != key}
    content["items"] = ["a", "b", "c"]

    assert faults_of(written(tmp_path, content), read_best_worst) == [("missing_key", key)]


@given(values=json_values, more=json_values)
@settings(
    derandomize=True,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_stands_in_a_file_is_read_or_refused_by_name(
    tmp_path: Path, values: Any, more: Any
) -> None:
    contents = [{**ANSWERS, key: values} for key in (*ANSWERS, "items")]
    contents.append({"best": values, "worst": more, "best_to_others": [more], "items": values})

    for content in contents:
        refused = refusal(written(tmp_path, content), read_best_worst)
        assert refused is None or refused.faults
        assert refused is None or render_error(refused, "zh")
