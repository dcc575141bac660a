"""Staying in grade as linear forms: as the grade rule says, to the last of six decimals."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.grades import GradeRule
from engine.domain.tables import ScoreTable
from engine.errors import InputError
from engine.optimisation.grade_forms import (
    bound_forms,
    changes_under,
    found_forms,
    leaf_scores,
    ranks_under,
    tight_forms,
    weighted_scores,
)
from engine.optimisation.rules import AdmissibleSet

RULE = GradeRule((80.0, 60.0), ("A", "B", "C"))
ONE = np.ones(1)


def stays(kind: Callable, score: float, before: int) -> bool:
    forms = kind(np.array([[score]]), np.array([before]), RULE)
    return bool((forms.low @ ONE >= 0).all() and (forms.high @ ONE <= 0).all())


@pytest.mark.parametrize(
    ("score", "rank"), [(80, 0), (79.9999996, 0), (79.9999994, 1), (60, 1), (59.9999, 2), (0, 2)]
)
def test_bound_forms_hold_exactly_where_the_grade_rule_keeps_the_grade(
    score: float, rank: int
) -> None:
    assert RULE.ranks(np.array([score])).tolist() == [rank]
    assert [stays(bound_forms, score, before) for before in range(3)] == [
        before == rank for before in range(3)
    ]


@pytest.mark.parametrize("kind", [found_forms, tight_forms])
@settings(derandomize=True, deadline=None)
@given(st.floats(0, 100), st.integers(0, 2))
def test_whoever_meets_the_forms_for_finding_keeps_the_grade(
    kind: Callable, score: float, before: int
) -> None:
    if stays(kind, score, before):
        assert RULE.ranks(np.array([score])).tolist() == [before]
        assert stays(bound_forms, score, before)


def test_a_margin_stands_below_the_cut_off_and_none_above() -> None:
    assert stays(found_forms, 80.0, 0)
    assert stays(found_forms, 79.9998, 1)
    assert not stays(found_forms, 79.99995, 1)
    assert stays(tight_forms, 79.99995, 1)


def test_cut_offs_of_many_decimals_follow_the_rounded_score() -> None:
    rule = GradeRule((70.12345678,), ("A", "B"))

    for score in (70.1234564, 70.1234566, 70.123457):
        rank = int(rule.ranks(np.array([score]))[0])
        forms = bound_forms(np.array([[score]]), np.array([0]), rule)
        assert bool(forms.low[0, 0] >= 0) == (rank == 0)


def test_missing_leaves_hand_their_weight_on() -> None:
    scores = np.array([[80.0, np.nan, 50.0], [np.nan, np.nan, np.nan]])

    found = weighted_scores(scores, np.array([0.2, 0.5, 0.3]))

    assert found[0] == pytest.approx((0.2 * 80 + 0.3 * 50) / 0.5)
    assert np.isnan(found[1])
    assert ranks_under(scores, np.array([0.2, 0.5, 0.3]), RULE).tolist() == [1, -1]


def test_forms_of_a_ratio_are_its_sign() -> None:
    scores, shares = np.array([[80.0, np.nan, 50.0]]), np.array([0.2, 0.5, 0.3])

    forms = bound_forms(scores, np.array([1]), RULE)

    assert forms.low @ shares == pytest.approx([(62 - 59.9999995) * 0.5])
    assert forms.high @ shares == pytest.approx([(62 - 79.9999995) * 0.5])


def test_agents_without_a_grade_before_are_not_counted() -> None:
    scores = np.array([[85.0], [85.0], [np.nan]])

    assert changes_under(scores, ONE, RULE, np.array([-1, 1, 1])) == 2


def test_scores_are_aligned_by_label(box_of: Callable[..., AdmissibleSet]) -> None:
    admissible = box_of([0, 0], [1, 1])
    table = ScoreTable(("x",), ("i1", "i0"), np.array([[1.0, 2.0]]))

    assert leaf_scores(table, admissible).tolist() == [[2.0, 1.0]]
    with pytest.raises(InputError, match="other_indicators"):
        leaf_scores(ScoreTable(("x",), ("i0", "z"), np.ones((1, 2))), admissible)


def test_an_infinite_score_is_named_with_its_place(box_of: Callable[..., AdmissibleSet]) -> None:
    table = ScoreTable(("x", "y"), ("i0", "i1"), np.array([[1.0, 2.0], [np.inf, 3.0]]))

    with pytest.raises(InputError, match="y, i0"):
        leaf_scores(table, box_of([0, 0], [1, 1]))
