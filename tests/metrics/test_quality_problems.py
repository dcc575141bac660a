"""What to train first, worked by hand on four samples."""

import numpy as np
import pytest

from engine.domain.quality import FormItem, ProblemType, QualityForm, RedLine, Severity, Veto
from engine.domain.tables import ColumnTable
from engine.domain.texts import Text
from engine.metrics.proportions import wilson
from engine.metrics.quality_problems import (
    item_problems,
    mean_estimate,
    red_line_problems,
    severity_problems,
    type_problems,
)
from engine.metrics.quality_scores import form_scores

NAME = Text("名", "name")
FORM = QualityForm(
    "f",
    NAME,
    NAME,
    "session_score",
    100,
    80,
    Veto.ZERO,
    (
        FormItem("greeting", NAME, 2, 6, Severity.MINOR, ProblemType.ATTITUDE),
        FormItem("cold", NAME, 5, 10, Severity.MINOR, ProblemType.ATTITUDE),
        FormItem("wrong", NAME, 10, 30, Severity.SERIOUS, ProblemType.KNOWLEDGE),
    ),
    (RedLine("abuse", NAME, ProblemType.ATTITUDE),),
)
SAMPLES = ColumnTable(
    np.arange(5),
    {
        "greeting": np.array([1.0, 1, 0, 0, 3]),
        "cold": np.array([0.0, 1, 0, 0, 2]),
        "wrong": np.array([1.0, 2, 0, 0, 3]),
        "abuse": np.array([0.0, 1, 0, 0, 1]),
    },
)
RANDOM = np.array([True, True, True, True, False])  # the last was targeted
SCORES = form_scores(SAMPLES, FORM)


def test_items_are_ordered_by_points_lost() -> None:
    # wrong 10 + 20, cold 5, polite 2 + 2 of 39 points
    found = item_problems(FORM, SCORES, RANDOM, 0.95)

    assert [each.id for each in found] == ["wrong", "cold", "greeting"]
    assert [each.points.value for each in found] == [7.5, 1.25, 1.0]
    assert [each.points_share for each in found] == pytest.approx([30 / 39, 5 / 39, 4 / 39])
    assert [each.running_share for each in found] == pytest.approx([30 / 39, 35 / 39, 1])
    assert found[0].share == wilson(2, 4, 0.95)


def test_types_and_severities_sum_their_items() -> None:
    types = type_problems(FORM, SCORES, RANDOM, 0.95)
    severities = severity_problems(FORM, SCORES, RANDOM, 0.95)

    assert [(each.id, each.points.value) for each in types] == [
        ("knowledge", 7.5),
        ("attitude", 2.25),
    ]
    assert types[1].share.value == 0.5
    assert [each.id for each in severities] == ["serious", "minor"]


def test_a_greatest_problem_that_chance_explains_is_not_alone() -> None:
    few = item_problems(FORM, SCORES, RANDOM, 0.95)
    many = ColumnTable(
        np.arange(40), {name: np.tile(c[:4], 10) for name, c in SAMPLES.columns.items()}
    )

    found = item_problems(FORM, form_scores(many, FORM), np.ones(40, dtype=bool), 0.95)

    assert [each.perhaps_first for each in few] == [True, True, True]
    assert [each.perhaps_first for each in found] == [True, False, False]


def test_red_lines_are_shares_of_random_samples() -> None:
    assert red_line_problems(FORM, SCORES, RANDOM, 0.95) == {"abuse": wilson(1, 4, 0.95)}


def test_nothing_lost_has_no_order() -> None:
    found = item_problems(FORM, SCORES, np.array([False, False, True, True, False]), 0.95)

    assert [each.perhaps_first for each in found] == [False] * 3
    assert np.isnan([each.points_share for each in found]).all()


def test_mean_with_student_interval_by_hand() -> None:
    # 80 90 100: mean 90, s 10, t(2) at 97.5 % 4.302653
    found = mean_estimate(np.array([80.0, 90, 100]), 0.95)

    assert (found.low, found.high) == pytest.approx((90 - 24.8414, 90 + 24.8414), abs=1e-4)
    assert np.isnan(mean_estimate(np.array([80.0]), 0.95).low)
    assert np.isnan(mean_estimate(np.array([]), 0.95).value)
