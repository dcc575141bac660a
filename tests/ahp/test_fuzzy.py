"""Fuzzy priorities: worked by hand, and beside the crisp ones."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.fuzzy import FuzzyMethod, fuzzy_judgements, fuzzy_priorities
from engine.ahp.perron import row_geometric_means
from engine.ahp.scales import SAATY_VALUES
from engine.errors import InputError
from engine.i18n.translate import LANGUAGES, render_error, render_sentence

Matrix = NDArray[np.float64]
Triple = tuple[float, float, float]


def crisp(n: int, upper: list[float]) -> Matrix:
    values = np.ones((n, n))
    values[np.triu_indices(n, 1)] = upper
    return np.asarray(np.triu(values) + np.triu(1 / values, 1).T)


def triples(n: int, upper: list[Triple]) -> Matrix:
    """Return fuzzy judgements (n, n, 3) from those above the diagonal."""
    values = np.ones((n, n, 3))
    for i, j, triple in zip(*np.triu_indices(n, 1), upper, strict=True):
        values[i, j], values[j, i] = triple, 1 / np.array(triple)[::-1]
    return values


@st.composite
def answers(draw: st.DrawFn) -> Matrix:
    n = draw(st.integers(1, 7))
    pairs = n * (n - 1) // 2
    return crisp(n, draw(st.lists(st.sampled_from(SAATY_VALUES), min_size=pairs, max_size=pairs)))


@pytest.mark.parametrize(
    ("ratio", "triple"),
    [
        (1.0, (1, 1, 1)),
        (2.0, (1, 2, 3)),
        (5.0, (4, 5, 6)),
        (9.0, (8, 9, 9)),
        (1.5, (1, 1.5, 2.5)),
        (1 / 4, (1 / 5, 1 / 4, 1 / 3)),
        (1 / 9, (1 / 9, 1 / 9, 1 / 8)),
        (1 + 1e-12, (1, 1, 1)),
    ],
)
def test_a_judgement_spreads_one_step_within_the_scale(ratio: float, triple: Triple) -> None:
    found = fuzzy_judgements(crisp(2, [ratio]))

    assert_allclose(found[0, 1], triple, rtol=1e-11)
    assert_allclose(found[1, 0], 1 / np.array(triple)[::-1], rtol=1e-11)
    assert (found[[0, 1], [0, 1]] == 1).all()


def test_fuzzy_geometric_means_by_hand() -> None:
    # powers of two, so that the means are powers of the cube root of 2:
    # rows (1 1 2) (1 2 4) (1 4 8) -> 2^(1/3), 2, 2^(5/3); (1/4 1 1) ... -> 2^(-2/3), 1, 2^(2/3);
    # (1/8 1/4 1) ... -> 2^(-5/3), 1/2, 2^(-1/3)
    values = triples(3, [(1, 2, 4), (2, 4, 8), (1, 2, 4)])
    least = np.array([2 ** (1 / 3), 2 ** (-2 / 3), 2 ** (-5 / 3)])
    modal = np.array([2, 1, 0.5])
    greatest = np.array([2 ** (5 / 3), 2 ** (2 / 3), 2 ** (-1 / 3)])

    found = fuzzy_priorities(values)

    expected = np.stack([least / greatest.sum(), modal / 3.5, greatest / least.sum()], axis=1)
    assert_allclose(found.fuzzy, expected, rtol=1e-14)
    assert_allclose(found.weights, expected.mean(axis=1) / expected.mean(axis=1).sum(), rtol=1e-14)
    assert found.findings("abc") == ()


def test_extent_analysis_by_hand() -> None:
    # judgements of Chang's scale; rows sum to (19/6, 4, 5), (9/5, 2, 7/3), (19/6, 4, 5), all
    # together to (122/15, 10, 37/3); the middle row's triangle meets the others' at V
    values = triples(3, [(3 / 2, 2, 5 / 2), (2 / 3, 1, 3 / 2), (2 / 5, 1 / 2, 2 / 3)])
    least, greatest = Fraction(19, 6) / Fraction(37, 3), Fraction(7, 3) / Fraction(122, 15)
    meet = (greatest - least) / ((greatest - Fraction(1, 5)) + (Fraction(2, 5) - least))

    found = fuzzy_priorities(values, FuzzyMethod.EXTENT_ANALYSIS)

    assert float(meet) == pytest.approx(0.1309203, abs=1e-7)
    total = 2 + float(meet)
    assert_allclose(found.weights, [1 / total, float(meet) / total, 1 / total], rtol=1e-13)
    assert_allclose(found.fuzzy[1], [9 / 5 * 3 / 37, 1 / 5, float(greatest)], rtol=1e-14)


def test_extent_analysis_may_give_a_judged_item_no_weight_and_says_so() -> None:
    # the extents of a reach from 0.394 up, those of c to 0.209: they do not meet
    found = fuzzy_priorities(crisp(3, [3, 5, 2]), FuzzyMethod.EXTENT_ANALYSIS)

    assert found.weights[2] == 0
    told = found.findings(["speed", "tone", "notes"])
    assert [finding.severity for finding in told] == ["caution", "alarm"]
    assert told[1].sentence.values == {"items": "notes"}
    assert all(render_sentence(each.sentence, lang) for each in told for lang in LANGUAGES)


def test_extent_analysis_of_answers_without_spread_leaves_only_the_first() -> None:
    without_spread = np.repeat(crisp(3, [2, 4, 2])[..., None], 3, axis=-1)

    found = fuzzy_priorities(without_spread, FuzzyMethod.EXTENT_ANALYSIS)

    assert found.weights.tolist() == [1.0, 0.0, 0.0]


def test_extent_analysis_is_cautioned_against_even_without_zeros() -> None:
    found = fuzzy_priorities(np.ones((3, 3)), FuzzyMethod.EXTENT_ANALYSIS)

    assert_allclose(found.weights, 1 / 3)
    assert [each.sentence.key for each in found.findings("abc")] == ["fuzzy.extent_analysis"]


@given(values=answers())
@settings(derandomize=True, deadline=None)
def test_without_spread_the_fuzzy_geometric_means_are_the_crisp_ones(values: Matrix) -> None:
    found = fuzzy_priorities(np.repeat(values[..., None], 3, axis=-1))

    assert_allclose(found.weights, row_geometric_means(values), rtol=1e-12)
    assert_allclose(found.fuzzy, np.repeat(found.weights[:, None], 3, axis=1), rtol=1e-12)


@pytest.mark.parametrize("method", list(FuzzyMethod))
@given(values=answers(), seed=st.integers(0, 99))
@settings(derandomize=True, deadline=None)
def test_relabelling_permutes_and_weights_lie_on_the_simplex(
    method: FuzzyMethod, values: Matrix, seed: int
) -> None:
    order = np.random.default_rng(seed).permutation(len(values))

    found = fuzzy_priorities(values, method)
    permuted = fuzzy_priorities(values[np.ix_(order, order)], method)

    assert_allclose(permuted.weights, found.weights[order], rtol=1e-9, atol=1e-14)
    assert (found.weights >= 0).all()
    assert found.weights.sum() == pytest.approx(1, abs=1e-14)
    assert (np.diff(found.fuzzy, axis=1) >= -1e-15).all()


@given(values=answers())
@settings(derandomize=True, deadline=None)
def test_crisp_answers_and_their_triples_give_the_same(values: Matrix) -> None:
    direct = fuzzy_priorities(fuzzy_judgements(values)).weights

    assert_allclose(direct, fuzzy_priorities(values).weights, rtol=1e-15)


def test_reciprocals_as_printed_are_taken() -> None:
    printed = triples(2, [(7, 8, 9)])
    printed[1, 0] = 0.11, 0.13, 0.14

    assert fuzzy_priorities(printed).weights[0] > 0.85


def test_means_over_respondents_are_taken_when_the_tolerance_is_lifted() -> None:
    # (2, 3, 4) and (1/4, 1/3, 1/2) answered by two people: both means are above 1
    means = triples(2, [(2, 3, 4)])
    means[0, 1] = means[1, 0] = 9 / 8, 5 / 3, 9 / 4

    with pytest.raises(InputError, match=r"fuzzy\.not_reciprocal"):
        fuzzy_priorities(means)

    lifted = fuzzy_priorities(means, reciprocity=float("inf"))
    assert_allclose(lifted.weights, 0.5, rtol=1e-14)


@pytest.mark.parametrize(
    ("entry", "triple", "code"),
    [
        ((0, 1), (3, 2, 4), "fuzzy.not_triangular"),
        ((0, 1), (2, 3, float("nan")), "fuzzy.not_triangular"),
        ((1, 0), (0, 1 / 3, 1 / 2), "fuzzy.not_triangular"),
        ((0, 1), (2, 3, float("inf")), "fuzzy.not_triangular"),
        ((1, 1), (1, 1, 3), "fuzzy.not_triangular"),
        ((1, 0), (1 / 4, 1 / 2, 1 / 2), "fuzzy.not_reciprocal"),
    ],
)
def test_an_unusable_triple_is_named(entry: tuple[int, int], triple: Triple, code: str) -> None:
    values = triples(2, [(2, 3, 4)])
    values[entry] = triple

    with pytest.raises(InputError, match=r"fuzzy\.invalid") as refused:
        fuzzy_priorities(values)

    faults = refused.value.faults
    assert [fault.code for fault in faults] == [code]
    assert all(render_error(refused.value, language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (np.ones((2, 2, 2)), "fuzzy.shape"),
        (np.ones((2, 3, 3)), "fuzzy.shape"),
        (np.ones((0, 0, 3)), "fuzzy.shape"),
        (crisp(2, [10.0]), "fuzzy.out_of_scale"),
        (np.array([[1.0, 2.0], [2.0, 1.0]]), "ahp.not_reciprocal"),
    ],
)
def test_what_is_not_a_table_of_judgements_is_refused(values: Matrix, code: str) -> None:
    with pytest.raises(InputError) as refused:
        fuzzy_priorities(values)

    assert refused.value.code == code
    assert all(render_error(refused.value, language) for language in LANGUAGES)
