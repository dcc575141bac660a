"""How a panel divides over each pair: worked by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from engine.ahp.disagreement import most_disputed, pair_disagreements
from engine.ahp.groups import aggregated_judgements
from engine.errors import MethodError
from tests.ahp.panel_samples import GAP, NODE, histopark, pair, panel_of


def test_two_answers_worked_by_hand() -> None:
    (found,) = pair_disagreements(panel_of(pair(2), pair(8)), NODE)

    # logs ln 2 and 3 ln 2: mean 2 ln 2, variance 2 (ln 2) ** 2
    assert (found.node, found.first, found.second, found.n) == (NODE, "a", "b", 2)
    assert found.mean == pytest.approx(4, rel=1e-14)
    assert found.spread == pytest.approx(2 ** np.sqrt(2), rel=1e-14)
    assert_allclose([found.least, found.greatest], [2, 8])
    assert (found.share_first, found.share_equal, found.share_second) == (1, 0, 0)


def test_weights_enter_mean_and_spread_but_not_the_heads() -> None:
    (found,) = pair_disagreements(panel_of(pair(16), pair(1), weights=(1, 3)), NODE)

    # mean ln 2; (1 * 9 + 3 * 1)(ln 2) ** 2 / (4 - 10 / 4) = 8 (ln 2) ** 2
    assert found.mean == pytest.approx(2)
    assert found.spread == pytest.approx(2 ** np.sqrt(8))
    assert (found.share_first, found.share_equal, found.share_second) == (0.5, 0.5, 0)


def test_a_voice_that_hardly_counts_leaves_a_finite_spread() -> None:
    (found,) = pair_disagreements(panel_of(pair(2), pair(8), weights=(1, 1e-18)), NODE)

    assert found.spread is not None
    assert np.isfinite(found.spread)


def test_gaps_and_weights_of_zero_do_not_count() -> None:
    gap = np.array([[1, GAP, 5], [GAP, 1, GAP], [0.2, GAP, 1]])
    full = np.array([[1, 2, 3], [1 / 2, 1, 1 / 4], [1 / 3, 4, 1]])

    found = pair_disagreements(panel_of(gap, full, full.T, weights=(1, 1, 0)), NODE)

    assert [(each.first, each.second, each.n) for each in found] == [
        ("a", "b", 1),
        ("a", "c", 2),
        ("b", "c", 1),
    ]
    assert found[0].spread is None
    assert found[2].share_second == 1


def test_a_pair_that_nobody_answered_is_left_out() -> None:
    gap = np.array([[1, 2, GAP], [0.5, 1, 3], [GAP, 1 / 3, 1]])

    found = pair_disagreements(panel_of(gap, gap), NODE)

    assert [(each.first, each.second) for each in found] == [("a", "b"), ("b", "c")]


def test_means_are_the_aggregated_judgements() -> None:
    panel = histopark("PSOE", "PP", "PAR")
    matrix = aggregated_judgements(panel, NODE)

    found = {(each.first, each.second): each.mean for each in pair_disagreements(panel, NODE)}

    for (first, second), mean in found.items():
        row, column = matrix.items.index(first), matrix.items.index(second)
        assert mean == pytest.approx(matrix.values[row, column], rel=1e-13)


def test_the_most_disputed_pairs_come_first() -> None:
    first = np.array([[1, 2, 9], [1 / 2, 1, 3], [1 / 9, 1 / 3, 1]])
    second = np.array([[1, 2, 1], [1 / 2, 1, 1], [1, 1, 1]])

    found = most_disputed(pair_disagreements(panel_of(first, second), NODE))

    assert [(each.first, each.second) for each in found] == [("a", "c"), ("b", "c")]
    assert most_disputed(found, 1) == found[:1]


def test_nobody_to_ask_is_said() -> None:
    with pytest.raises(MethodError, match="nobody_answered"):
        pair_disagreements(panel_of(pair(2)), "quality")
