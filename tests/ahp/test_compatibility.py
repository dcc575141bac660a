"""GCOMPI and priority violations: published, worked by hand, and their laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from engine.ahp.compatibility import (
    geometric_compatibility,
    priority_violations,
    respondent_compatibility,
    respondent_violations,
)
from engine.ahp.consistency import geometric_consistency_index
from engine.ahp.groups import aggregated_judgements
from engine.ahp.perron import row_geometric_means
from engine.errors import InputError
from tests.ahp.panel_samples import CASES, GAP, NODE, Matrix, histopark, judgements, panel_of

THREE = np.array([[1, 2, 6], [0.5, 1, 3], [1 / 6, 1 / 3, 1]])
WEIGHTS = np.array([0.6, 0.3, 0.1])


def test_three_parties_of_histopark_agree_as_published() -> None:
    case = CASES["grp-histopark-aij3"]
    panel = histopark("PSOE", "PP", "PAR")
    matrices = np.stack([each.judgements[NODE].values for each in panel.responses])
    weights = row_geometric_means(aggregated_judgements(panel, NODE).values)

    incompatibility = geometric_compatibility(matrices, weights, np.ones(3))
    violations = priority_violations(matrices, weights, np.ones(3))

    assert incompatibility == pytest.approx(case["expected"]["GCOMPI"], abs=0.0006)
    assert incompatibility == pytest.approx(case["recomputed"]["GCOMPI"], abs=1e-9)
    assert violations == pytest.approx(2.5 / 18, abs=1e-15)
    assert violations == pytest.approx(case["expected"]["PVN"], abs=0.0006)


def test_weights_that_say_what_everybody_answered_are_fully_compatible() -> None:
    matrices = np.stack([THREE, THREE])

    assert geometric_compatibility(matrices, WEIGHTS, np.ones(2)) == pytest.approx(0, abs=1e-28)
    assert priority_violations(matrices, WEIGHTS, np.ones(2)) == 0


@given(values=judgements(least=3))
@settings(derandomize=True, deadline=None)
def test_own_row_means_give_the_geometric_consistency_index(values: Matrix) -> None:
    found = respondent_compatibility(values[None], row_geometric_means(values))

    assert_allclose(found, geometric_consistency_index(values), rtol=1e-9, atol=1e-14)


@given(values=judgements(least=3), seed=st.integers(0, 99))
@settings(derandomize=True, deadline=None)
def test_no_weights_are_more_compatible_than_row_means_of_aggregated_judgements(
    values: Matrix, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    other = np.triu(rng.normal(0, 1, values.shape), 1)
    panel = panel_of(values, np.exp(other - other.T), weights=(2, 1))
    matrices = np.stack([each.judgements[NODE].values for each in panel.responses])
    best = row_geometric_means(aggregated_judgements(panel, NODE).values)
    moved = best * np.exp(rng.normal(0, 0.1, len(best)))

    least = geometric_compatibility(matrices, best, np.array([2.0, 1.0]))
    more = geometric_compatibility(matrices, moved, np.array([2.0, 1.0]))

    assert least is not None
    assert more is not None
    assert least <= more + 1e-12


def test_violations_count_reversals_whole_and_ties_half() -> None:
    tied = np.array([[1, 1, 6], [1, 1, 3], [1 / 6, 1 / 3, 1]])
    level = np.array([0.45, 0.45, 0.1])

    found = respondent_violations(np.stack([THREE, THREE.T, tied]), WEIGHTS)

    assert found.tolist() == [0.0, 3.0, 0.5]
    assert respondent_violations(np.stack([THREE, tied]), level).tolist() == [0.5, 0.0]


def test_gaps_are_skipped_and_the_rest_is_scaled_up() -> None:
    answered = np.array([[1, 4, GAP], [0.25, 1, GAP], [GAP, GAP, 1]])

    found = respondent_compatibility(answered[None], WEIGHTS)

    assert_allclose(found, 3 * np.log(2) ** 2)  # one of three pairs; 2 / (2 * 1) = 1


def test_who_answered_nothing_or_has_no_weight_is_left_out() -> None:
    nothing = np.where(np.eye(3) == 1, 1.0, GAP)
    matrices = np.stack([THREE, nothing, THREE.T])

    found = priority_violations(matrices, WEIGHTS, np.array([1.0, 5.0, 0.0]))

    assert found == 0
    assert np.isnan(respondent_violations(matrices, WEIGHTS)[1])
    assert priority_violations(nothing[None], WEIGHTS, np.ones(1)) is None


def test_two_items_have_no_index() -> None:
    opposed = np.array([[[1, 9], [1 / 9, 1]], [[1, 1 / 9], [9, 1]]])

    assert geometric_compatibility(opposed, np.array([0.5, 0.5]), np.ones(2)) is None
    assert priority_violations(opposed, np.array([0.5, 0.5]), np.ones(2)) is None


@pytest.mark.parametrize(
    ("matrices", "weights", "code"),
    [
        (THREE, WEIGHTS, "group.compatibility_shape"),
        (THREE[None], WEIGHTS[:2], "group.compatibility_shape"),
        (THREE[None], np.array([0.6, 0.4, 0.0]), "group.group_weights"),
        (THREE[None], np.array([0.6, 0.4, np.nan]), "group.group_weights"),
        (-THREE[None], WEIGHTS, "group.judgements_not_positive"),
    ],
)
def test_what_does_not_fit_is_refused(matrices: Matrix, weights: Matrix, code: str) -> None:
    with pytest.raises(InputError, match=code):
        geometric_compatibility(matrices, weights, np.ones(1))


def test_other_numbers_of_respondents_are_refused() -> None:
    with pytest.raises(InputError, match=r"group\.respondent_weights"):
        geometric_compatibility(THREE[None], WEIGHTS, np.ones(2))
