"""The one grade rule: half-open bands, exact at the cut-offs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.grades import GradeRule
from engine.errors import InputError

RULE = GradeRule((90.0, 70.0), ("A", "B", "C"))


@pytest.mark.parametrize(
    ("score", "position"),
    [(100, 0), (90, 0), (89.9, 1), (89, 1), (70, 1), (69.9, 2), (0, 2), (np.nan, -1)],
)
def test_bands_are_half_open(score: float, position: int) -> None:
    assert RULE.ranks(np.array([score])).tolist() == [position]


def test_dust_below_a_cutoff_does_not_cost_a_grade() -> None:
    assert RULE.ranks(np.array([90 - 1e-12, 0.1 * 900])).tolist() == [0, 0]


def test_a_real_shortfall_costs_the_grade() -> None:
    assert RULE.ranks(np.array([90 - 1e-5])).tolist() == [1]


def test_draws_of_many_agents_keep_their_shape() -> None:
    assert RULE.ranks(np.full((3, 2), 75.0)).tolist() == [[1, 1]] * 3


@settings(derandomize=True, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=2, max_size=2))
def test_a_higher_score_never_has_a_worse_grade(scores: list[float]) -> None:
    low, high = RULE.ranks(np.array(sorted(scores)))

    assert high <= low


@pytest.mark.parametrize("cutoffs", [(70.0, 90.0), (90.0, 90.0), (101.0, 70.0), (90.0, 0.0)])
def test_cutoffs_must_descend_within_the_scale(cutoffs: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match=r"grades\.cutoffs"):
        GradeRule(cutoffs, ("A", "B", "C"))


@pytest.mark.parametrize("labels", [("A", "B"), ("A", "B", "B"), ("A", "B", "C", "D")])
def test_labels_must_be_different_and_one_more_than_cutoffs(labels: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match=r"grades\.labels"):
        GradeRule((90.0, 70.0), labels)
