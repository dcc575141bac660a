"""One node's elicitation in JSON: every kind, its implied items, and every fault by place."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from numpy.testing import assert_allclose

from engine.domain.elicitation import (
    BestWorst,
    BestWorstForm,
    DirectWeights,
    Elicitation,
    GoalMapping,
    RespondentMatrices,
)
from engine.files.elicitations import KINDS, elicitation_of
from engine.files.json_document import JsonFile, loaded
from engine.i18n.translate import render_error
from tests.files.json_samples import faults_of, json_values, refusal, written

BEST_WORST = {"best": "a", "worst": 2, "best_to_others": [1, 2, 8], "others_to_worst": [8, 5, 1]}
GOALS = {"goals": {"x": 0.6, "y": 0.4}, "scores": {"a": [3, 0], "b": {"y": 2, "x": 1}, "c": [0, 0]}}


def read(path: Path) -> Elicitation:
    file = JsonFile(str(path), "saaty")
    found = elicitation_of(loaded(path, file), "", file)
    if found is None or file.faults:
        raise file.error()
    return found


def test_best_worst_may_name_its_form(tmp_path: Path) -> None:
    table = {**BEST_WORST, "form": "nonlinear"}

    found = read(written(tmp_path, {"items": ["a", "b", "c"], "best_worst": table}))

    assert isinstance(found, BestWorst)
    assert found.form is BestWorstForm.NONLINEAR
    assert (found.best, found.worst) == (0, 2)


@pytest.mark.parametrize(
    ("content", "items"),
    [
        ({"direct": [60, 40]}, ("1", "2")),
        ({"direct": {"frt": 60, "art": 40}}, ("frt", "art")),
        ({"goal_mapping": GOALS}, ("a", "b", "c")),
        ({"matrices": {"R1": [[1, 2], [0.5, 1]]}}, ("1", "2")),
        ({"best_worst": {**BEST_WORST, "best": 0}}, ("1", "2", "3")),
        ({"matrix": [[1, 2], [0.5, 1]]}, ("1", "2")),
    ],
)
def test_items_may_be_implied(
    tmp_path: Path, content: dict[str, Any], items: tuple[str, ...]
) -> None:
    assert read(written(tmp_path, content)).items == items


def test_direct_weights_by_name_come_in_the_order_of_the_items(tmp_path: Path) -> None:
    found = read(written(tmp_path, {"items": ["a", "b"], "direct": {"b": 3, "a": 1}}))

    assert isinstance(found, DirectWeights)
    assert found.points == (1, 3)


def test_scores_by_goal_come_in_the_order_of_the_goals(tmp_path: Path) -> None:
    found = read(written(tmp_path, {"goal_mapping": GOALS}))

    assert isinstance(found, GoalMapping)
    assert found.goal_weights == (0.6, 0.4)
    assert found.scores == ((3, 0), (1, 2), (0, 0))


def test_respondents_may_leave_gaps(tmp_path: Path) -> None:
    matrices = {"R1": [[1, 2, None], [None, 1, 3], [None, None, 1]], "R2": [[None] * 3] * 3}

    found = read(written(tmp_path, {"matrices": matrices}))

    assert isinstance(found, RespondentMatrices)
    assert_allclose(found.matrices["R1"].values[0], [1, 2, np.nan])
    assert found.matrices["R2"].missing == 3


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, [("missing_key", "matrix")]),
        ({"direct": [1, 1], "matrix": [[1, 1], [1, 1]]}, [("several_elicitations", "")]),
        ({"direct": "much"}, [("count", "items")]),
        ({"items": ["a"], "direct": "much"}, [("not_numbers", "direct")]),
        ({"items": ["a", "b"], "direct": [1]}, [("length", "direct")]),
        ({"items": ["a", "b"], "direct": [1, -1]}, [("amount", "direct.b")]),
        ({"items": ["a", "b"], "direct": [1, None]}, [("not_a_number", "direct[1]")]),
        ({"items": ["a", "b"], "direct": [0, 0]}, [("total", "direct")]),
        (
            {"items": ["a", "b"], "direct": {"a": 1, "c": 1}},
            [("unknown_key", "direct.c"), ("missing_key", "direct.b")],
        ),
        ({"items": ["a", "b"], "direct": {"a": 1, "b": "x"}}, [("not_a_number", "direct.b")]),
        ({"items": ["a", "b"], "best_worst": []}, [("not_a_table", "best_worst")]),
        (
            {"items": ["a", "b", "c"], "best_worst": {**BEST_WORST, "form": "cubic"}},
            [("form", "best_worst.form")],
        ),
        (
            {"items": ["a", "b", "c"], "best_worst": {**BEST_WORST, "best": "c"}},
            [("same", "best_worst.worst")],
        ),
        (
            {"items": ["a", "b", "c"], "best_worst": {**BEST_WORST, "others_to_worst": [8, 0, 1]}},
            [("out_of_scale", "best_worst.others_to_worst[1]")],
        ),
        ({"items": ["a", "b"], "goal_mapping": 3}, [("not_a_table", "goal_mapping")]),
        (
            {"items": ["a"], "goal_mapping": {"goals": {"x": 1}}},
            [("missing_key", "goal_mapping.scores")],
        ),
        (
            {"items": ["a"], "goal_mapping": {"goals": {}, "scores": {"a": []}}},
            [("not_goals", "goal_mapping.goals")],
        ),
        (
            {"items": ["a", "b"], "goal_mapping": {**GOALS, "scores": {"a": [1, 1]}}},
            [("missing_key", "goal_mapping.scores.b")],
        ),
        (
            {"goal_mapping": {**GOALS, "scores": {"a": [1, 1], "b": {"x": 1}}}},
            [("missing_key", "goal_mapping.scores.b.y")],
        ),
        (
            {"goal_mapping": {**GOALS, "scores": {"a": [1, 0], "b": [2, 0]}}},
            [("unserved", "goal_mapping.scores.*.y")],
        ),
        (
            {"goal_mapping": {"goals": {"x": -1, "y": 2}, "scores": {"a": [1, 1]}}},
            [("amount", "goal_mapping.goals.x")],
        ),
        ({"items": ["a", "b"], "matrices": []}, [("not_by_respondent", "matrices")]),
        ({"items": ["a", "b"], "matrices": {}}, [("not_by_respondent", "matrices")]),
        (
            {"items": ["a", "b"], "matrices": {" ": [[1, 2], [0.5, 1]]}},
            [("not_a_name", "matrices")],
        ),
        (
            {"items": ["a", "b"], "matrices": {"R1": [[1, 2], [2, 1]], "R2": [[1]]}},
            [("not_reciprocal", "matrices.R1[0][1]"), ("not_a_matrix", "matrices.R2")],
        ),
    ],
)
def test_every_fault_is_told_with_its_place(
    tmp_path: Path, content: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert faults_of(written(tmp_path, content), read) == expected


@given(value=json_values, inner=json_values)
@settings(
    derandomize=True,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_stands_in_a_node_is_read_or_refused_by_name(
    tmp_path: Path, value: Any, inner: Any
) -> None:
    contents = [{kind: value, "items": ["a", "b"]} for kind in KINDS]
    contents += [{kind: value} for kind in KINDS]
    contents.append({"goal_mapping": {"goals": value, "scores": inner}})
    contents.append({"goal_mapping": {"goals": {"x": 1}, "scores": {"a": value, "b": inner}}})
    contents.append({"items": ["a", "b"], "matrices": {"R1": value}})

    for content in contents:
        refused = refusal(written(tmp_path, content), read)
        assert refused is None or refused.faults
        assert refused is None or render_error(refused, "zh")
