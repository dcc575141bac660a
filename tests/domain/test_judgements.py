"""Judgement matrices are reciprocal, panels name each respondent once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.texts import Text
from engine.errors import InputError

NAN = np.nan


def matrix(values: list[list[float]]) -> JudgementMatrix:
    return JudgementMatrix(tuple("abcdefgh"[: len(values)]), np.array(values))


def test_a_reciprocal_matrix_is_complete() -> None:
    judgements = matrix([[1, 3], [1 / 3, 1]])

    assert judgements.is_complete
    assert judgements.missing == 0


def test_a_gap_is_missing_in_both_places_and_counts_once() -> None:
    judgements = matrix([[1, NAN, 2], [NAN, 1, NAN], [0.5, NAN, 1]])

    assert not judgements.is_complete
    assert judgements.missing == 2


@settings(derandomize=True, deadline=None)
@given(st.lists(st.floats(1e-3, 1e3), min_size=2, max_size=6))
def test_ratios_of_weights_are_reciprocal(weights: list[float]) -> None:
    w = np.array(weights)

    assert matrix((w[:, None] / w[None, :]).tolist()).is_complete


@pytest.mark.parametrize(
    "values",
    [
        [[1, 3], [3, 1]],
        [[1, -2], [-0.5, 1]],
        [[1, NAN], [2, 1]],
        [[1, np.inf], [0, 1]],
        [[2, 1], [1, 1]],
    ],
)
def test_a_pair_that_is_not_positive_and_reciprocal_is_named(values: list[list[float]]) -> None:
    with pytest.raises(InputError, match=r"judgements\.invalid") as raised:
        matrix(values)

    (fault,) = raised.value.faults
    assert fault.place.startswith("a : ")


def test_values_cannot_be_changed_afterwards() -> None:
    judgements = matrix([[1, 3], [1 / 3, 1]])

    with pytest.raises(ValueError, match="read-only"):
        judgements.values[0, 1] = 9


def test_shape_must_fit_the_items() -> None:
    with pytest.raises(InputError, match=r"judgements\.shape"):
        JudgementMatrix(("a", "b", "c"), np.ones((2, 2)))


def test_items_must_be_different() -> None:
    with pytest.raises(InputError, match=r"judgements\.duplicate_item"):
        JudgementMatrix(("a", "a"), np.ones((2, 2)))


def test_a_panel_names_each_respondent_once() -> None:
    one = Response("R01", Text("一", "one"), "lead", {})

    assert len(Panel((one,)).responses) == 1
    with pytest.raises(InputError, match="R01"):
        Panel((one, one))
