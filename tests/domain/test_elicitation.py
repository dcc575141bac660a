"""Best-worst answers, direct weights and goal mappings: what is accepted, every fault by place."""

from collections.abc import Callable
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from engine.domain.elicitation import (
    BestWorst,
    BestWorstForm,
    DirectWeights,
    GoalMapping,
    RespondentMatrices,
)
from engine.domain.judgements import JudgementMatrix
from engine.errors import InputError
from engine.i18n.translate import LANGUAGES, render_error

ITEMS = ("a", "b", "c")


def faults_of(make: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as refused:
        make()
    for language in LANGUAGES:
        render_error(refused.value, language)  # warns, and so fails, where a sentence is missing
    return [(fault.code, fault.place) for fault in refused.value.faults]


def answers(**change: Any) -> BestWorst:
    given = {
        "items": ITEMS,
        "best": 0,
        "worst": 2,
        "best_to_others": (1.0, 2.0, 8.0),
        "others_to_worst": (8.0, 5.0, 1.0),
    }
    return BestWorst(**{**given, **change})


def test_answers_are_linear_unless_said_otherwise() -> None:
    assert answers().form is BestWorstForm.LINEAR
    assert answers().best_to_worst == 8


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"best": 3}, [("best_worst.position", "best")]),
        ({"worst": -1}, [("best_worst.position", "worst")]),
        ({"worst": 0}, [("best_worst.same", "worst")]),
        ({"items": ("a", "a", "c")}, [("elicitation.twice", "items")]),
        ({"best_to_others": (1.0, 8.0)}, [("elicitation.length", "best_to_others")]),
        ({"others_to_worst": (8.0, 5.0, 3.0, 1.0)}, [("elicitation.length", "others_to_worst")]),
        (
            {"best_to_others": (1.0, 0.5, 8.0), "others_to_worst": (8.0, 10.0, 1.0)},
            [
                ("best_worst.out_of_scale", "best_to_others[1]"),
                ("best_worst.out_of_scale", "others_to_worst[1]"),
            ],
        ),
        ({"best_to_others": (1.0, nan, 8.0)}, [("best_worst.out_of_scale", "best_to_others[1]")]),
        ({"best_to_others": (2.0, 2.0, 8.0)}, [("best_worst.itself", "best_to_others[0]")]),
        ({"others_to_worst": (8.0, 5.0, 2.0)}, [("best_worst.itself", "others_to_worst[2]")]),
        ({"others_to_worst": (7.0, 5.0, 1.0)}, [("best_worst.differs", "others_to_worst[0]")]),
    ],
)
def test_every_fault_of_best_worst_answers_is_named(
    change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert faults_of(lambda: answers(**change)) == expected


def test_a_single_item_has_no_best_and_worst() -> None:
    found = faults_of(lambda: BestWorst(("a",), 0, 0, (1.0,), (1.0,)))

    assert found == [("elicitation.count", "items"), ("best_worst.same", "worst")]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ((1.0, 2.0), [("elicitation.length", "direct")]),
        (
            (1.0, -2.0, nan),
            [("elicitation.amount", "direct.b"), ("elicitation.amount", "direct.c")],
        ),
        ((0.0, 0.0, 0.0), [("elicitation.total", "direct")]),
        ((1e308, 1e308, 1e308), [("elicitation.total", "direct")]),
    ],
)
def test_every_fault_of_direct_weights_is_named(
    points: tuple[float, ...], expected: list[tuple[str, str]]
) -> None:
    assert faults_of(lambda: DirectWeights(ITEMS, points)) == expected


def mapping(**change: Any) -> GoalMapping:
    given = {
        "items": ("a", "b"),
        "goals": ("repurchase", "returns"),
        "goal_weights": (0.6, 0.4),
        "scores": ((3.0, 0.0), (1.0, 2.0)),
    }
    return GoalMapping(**{**given, **change})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"goals": ()}, [("elicitation.count", "goals"), ("elicitation.length", "goals")]),
        ({"goals": ("x", "x")}, [("elicitation.twice", "goals")]),
        ({"goal_weights": (0.6,)}, [("elicitation.length", "goals")]),
        ({"goal_weights": (0.6, -0.4)}, [("elicitation.amount", "goals.returns")]),
        ({"goal_weights": (0.0, 0.0)}, [("elicitation.total", "goals")]),
        ({"scores": ((3.0, 0.0),)}, [("elicitation.length", "scores")]),
        ({"scores": ((3.0,), (1.0, 2.0))}, [("elicitation.length", "scores.a")]),
        (
            {"scores": ((inf, 0.0), (1.0, -2.0))},
            [
                ("elicitation.amount", "scores.a.repurchase"),
                ("elicitation.amount", "scores.b.returns"),
                ("goal_mapping.unserved", "scores.*.returns"),
            ],
        ),
        ({"scores": ((3.0, 0.0), (1.0, 0.0))}, [("goal_mapping.unserved", "scores.*.returns")]),
    ],
)
def test_every_fault_of_a_goal_mapping_is_named(
    change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    found = faults_of(lambda: mapping(**change))

    assert found[: len(expected)] == expected


def test_a_goal_without_weight_needs_nobody_to_serve_it() -> None:
    found = mapping(goal_weights=(1.0, 0.0), scores=((3.0, 0.0), (1.0, 0.0)))

    assert found.goals == ("repurchase", "returns")


def test_respondents_judge_the_same_items() -> None:
    first = JudgementMatrix(("a", "b"), np.ones((2, 2)))
    other = JudgementMatrix(("a", "c"), np.ones((2, 2)))

    assert RespondentMatrices({"R1": first}).items == ("a", "b")
    with pytest.raises(InputError, match=r"respondent_matrices\.items.*R2"):
        RespondentMatrices({"R1": first, "R2": other})
    with pytest.raises(InputError, match=r"respondent_matrices\.none"):
        RespondentMatrices({})
