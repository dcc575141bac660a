"""What a table of ratings allows: points, words in order or not, counts."""

import numpy as np
import pytest

from engine.metrics.agreement_report import (
    agreement_of_counts,
    agreement_of_cross_table,
    agreement_of_ratings,
)
from engine.metrics.rater_agreement import Level, Weighting

POINTS = np.array([[9.0, 2, 5], [6, 1, 3], [8, 4, 6], [7, 1, np.nan]])


def test_points_allow_everything() -> None:
    found = agreement_of_ratings(POINTS, ("q", "r", "s"), (), 0.95, ordered=False)

    assert (found.items, found.complete) == (4, 3)
    assert [(pair.first, pair.second) for pair in found.pairs] == [
        ("q", "r"),
        ("q", "s"),
        ("r", "s"),
    ]
    assert set(found.pairs[0].kappas) == set(Weighting)
    assert set(found.alphas) == {Level.NOMINAL, Level.ORDINAL, Level.INTERVAL}
    assert len(found.intraclass) == 6


def test_words_without_order_allow_only_what_needs_none() -> None:
    found = agreement_of_ratings(POINTS // 5, ("q", "r", "s"), ("no", "yes"), 0.95, ordered=False)

    assert set(found.pairs[0].kappas) == {Weighting.NONE}
    assert set(found.alphas) == {Level.NOMINAL}
    assert found.intraclass == ()
    assert found.categories == ("no", "yes")


def test_weights_lie_where_the_points_lie() -> None:
    # 1, 2 and 5 used: a step from 2 to 5 is three times that from 1 to 2
    ratings = np.array([[1.0, 2], [2, 2], [5, 2], [5, 5], [1, 1]])

    found = agreement_of_ratings(ratings, ("q", "r"), (), 0.95, ordered=False)

    # sum |difference| observed 1 + 3 = 4 of 5; by chance rows 2 1 2, columns 1 3 1:
    # (3 x 1 x 2 + 4 x 2 + 1 x 1 + 3 x 1 + 4 x 2 + 3 x 6) / 25 = 44 / 25
    assert found.pairs[0].kappas[Weighting.LINEAR].value == pytest.approx(1 - (4 / 5) / (44 / 25))


def test_many_different_points_are_no_categories() -> None:
    ratings = np.arange(60.0).reshape(30, 2)

    found = agreement_of_ratings(ratings, ("q", "r"), (), 0.95, ordered=False)

    assert found.pairs == ()
    assert found.fleiss is None
    assert found.categories == ()
    assert len(found.intraclass) == 6


def test_a_cross_table_and_counts_give_their_kappas() -> None:
    cross = agreement_of_cross_table(np.array([[20, 5], [10, 15]]), 0.95)
    counts = agreement_of_counts(np.array([[2, 0], [0, 2], [1, 1], [1, 1]]), 0.95)

    assert cross.pairs[0].kappas[Weighting.NONE].value == pytest.approx(0.4)
    assert counts.fleiss is not None
    assert counts.fleiss.value == pytest.approx(0)


def test_items_that_no_two_rated_say_nothing() -> None:
    ratings = np.array([[1.0, np.nan], [np.nan, 2]])

    found = agreement_of_ratings(ratings, ("q", "r"), (), 0.95, ordered=False)

    assert found.pairs == ()
    assert found.fleiss is None
    assert np.isnan(found.alphas[Level.INTERVAL])
