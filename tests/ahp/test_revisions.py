"""What to ask again first, against every single revision tried by hand."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.completion import Completion, filled
from engine.ahp.random_index import DEFAULT, random_index_table
from engine.ahp.revisions import revisions
from engine.ahp.scales import SAATY_VALUES
from engine.domain.judgements import JudgementMatrix
from engine.errors import MethodError

Matrix = NDArray[np.float64]
GAP = np.nan


def named(values: Matrix) -> JudgementMatrix:
    return JudgementMatrix(tuple("abcdefg"[: len(values)]), values)


def judged(entries: Matrix, answered: NDArray[np.bool_]) -> Matrix:
    upper = np.triu(np.log(entries), 1)
    kept = np.triu(answered, 1)
    linked = kept | kept.T | np.eye(len(entries), dtype=np.bool_)
    values = np.where(linked, np.exp(upper - upper.T), GAP)
    assume((np.linalg.matrix_power(linked.astype(float), len(linked)) > 0).all())
    return np.asarray(values)


def ratio(values: Matrix, missing: int, completion: Completion) -> float:
    n = len(values)
    largest = np.linalg.eigvals(filled(values, completion)).real.max()
    return float((largest - n) / (n - 1) / random_index_table(DEFAULT).value(n, missing))


def test_the_one_slip_of_a_consistent_respondent_comes_first() -> None:
    weights = np.array([8, 4, 2, 1])
    values = weights[:, None] / weights[None, :]
    values[1, 3], values[3, 1] = 1 / 4, 4

    found = revisions(named(values))[0]

    assert (found.first, found.second, found.stated) == ("b", "d", 1 / 4)
    assert found.implied == pytest.approx(4, rel=1e-12)
    assert found.suggested == 4
    assert found.ratio_after == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("completion", Completion)
@given(
    entries=arrays(np.float64, (5, 5), elements=st.sampled_from(SAATY_VALUES)),
    answered=arrays(np.bool_, (5, 5)),
)
@settings(derandomize=True, deadline=None, max_examples=25)
def test_the_ratio_after_is_that_of_the_revised_matrix_completed_anew(
    completion: Completion, entries: Matrix, answered: NDArray[np.bool_]
) -> None:
    values = judged(entries, answered)
    matrix = named(values)
    assume(matrix.missing < 6)

    found = revisions(matrix, completion=completion, most=10)

    before = ratio(values, matrix.missing, completion)
    for each in found:
        i, j = matrix.items.index(each.first), matrix.items.index(each.second)
        revised = values.copy()
        revised[i, j], revised[j, i] = each.suggested, 1 / each.suggested
        assert each.stated == values[i, j]
        assert_allclose(each.ratio_after, ratio(revised, matrix.missing, completion), atol=1e-9)
        assert each.ratio_after < before
    assert [each.ratio_after for each in found] == sorted(each.ratio_after for each in found)


def test_a_judgement_that_alone_links_an_item_is_never_asked_again() -> None:
    values = np.array([[1, 2, 9, GAP], [0.5, 1, 1, GAP], [1 / 9, 1, 1, 3], [GAP, GAP, 1 / 3, 1]])

    found = revisions(named(values))

    assert found
    assert all("d" not in (each.first, each.second) for each in found)


def test_answers_that_cannot_contradict_leave_nothing_to_revise() -> None:
    assert revisions(named(np.array([[1.0, 5.0], [0.2, 1.0]]))) == ()
    assert revisions(named(np.array([[1, 2, GAP], [0.5, 1, 4], [GAP, 0.25, 1]]))) == ()
    assert revisions(named(np.ones((4, 4)))) == ()


def test_a_published_index_of_complete_matrices_scales_the_ratios() -> None:
    values = np.array([[1, 2, 9, GAP], [0.5, 1, 1, 2], [1 / 9, 1, 1, 3], [GAP, 0.5, 1 / 3, 1]])

    simulated = revisions(named(values))
    published = revisions(named(values), "saaty2005")

    own = random_index_table(DEFAULT).value(4, 1)
    for ours, theirs in zip(simulated, published, strict=True):
        assert theirs.ratio_after == pytest.approx(ours.ratio_after * own / 0.89)


def test_unconnected_answers_are_refused() -> None:
    with pytest.raises(MethodError, match="unconnected"):
        revisions(named(np.array([[1, 2, GAP], [0.5, 1, GAP], [GAP, GAP, 1]])))
