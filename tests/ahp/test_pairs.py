"""The question that would help most, against hand-worked graphs and brute force."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from engine.ahp.pairs import NextQuestion, next_question
from engine.domain.judgements import JudgementMatrix

Answered = NDArray[np.bool_]


def matrix_of(answered: Answered) -> JudgementMatrix:
    kept = np.triu(answered, 1)
    linked = kept | kept.T | np.eye(len(answered), dtype=np.bool_)
    return JudgementMatrix(tuple("abcdefgh"[: len(answered)]), np.where(linked, 1.0, np.nan))


def answers(items: int, *pairs: str) -> JudgementMatrix:
    answered = np.zeros((items, items), dtype=np.bool_)
    for pair in pairs:
        answered["abcdefgh".index(pair[0]), "abcdefgh".index(pair[1])] = True
    return matrix_of(answered)


def variance(values: NDArray[np.float64]) -> float:
    """Return the sum of the variances of the log weights, from the normal equations."""
    links = (~np.isnan(values)).astype(float) - np.eye(len(values))
    return float(np.trace(np.linalg.pinv(np.diag(links.sum(axis=1)) - links)))


def test_nothing_is_left_to_ask_when_all_is_answered() -> None:
    assert next_question(answers(3, "ab", "ac", "bc")) is None


def test_a_chain_is_closed_to_a_circle() -> None:
    # trace of L+: 1.25 + 1.25 (Kirchhoff index 10 over 4 items) as a chain, 5/4 as a circle
    found = next_question(answers(4, "ab", "bc", "cd"))

    assert found is not None
    assert (found.first, found.second) == ("a", "d")
    assert found.gain == pytest.approx((10 - 5) / 10)


def test_the_order_of_the_items_decides_ties() -> None:
    # every open pair of a star of four is as good
    found = next_question(answers(4, "ac", "bc", "cd"))

    assert found is not None
    assert (found.first, found.second) == ("a", "b")


def test_the_two_largest_groups_are_joined_by_their_best_known_items() -> None:
    # b is the middle of a, b, c; g : h is the second group, d, e and f are alone
    found = next_question(answers(8, "ab", "bc", "gh"))

    assert found == NextQuestion("b", "g", None)


def test_without_any_answer_the_first_two_items_are_asked() -> None:
    assert next_question(answers(3)) == NextQuestion("a", "b", None)


@given(answered=arrays(np.bool_, (6, 6)))
@settings(derandomize=True, deadline=None, max_examples=50)
def test_no_other_pair_lowers_the_variance_more(answered: Answered) -> None:
    matrix = matrix_of(answered)
    found = next_question(matrix)
    assume(found is not None)
    assert found is not None
    assume(found.gain is not None)
    assert found.gain is not None

    falls = {}
    for i, j in np.argwhere(np.triu(np.isnan(matrix.values), 1)):
        asked = matrix.values.copy()
        asked[i, j] = asked[j, i] = 1.0
        falls[matrix.items[i], matrix.items[j]] = 1 - variance(asked) / variance(matrix.values)

    assert found.gain == pytest.approx(max(falls.values()), rel=1e-9)
    assert falls[found.first, found.second] == pytest.approx(found.gain, rel=1e-9)
    best = [pair for pair, fall in falls.items() if fall > found.gain - 1e-9]
    assert best[0] == (found.first, found.second)
