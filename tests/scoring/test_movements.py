"""Competition ranks, and who moves between two weight sets."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.indicators import Scheme
from engine.domain.tables import MetricTable
from engine.domain.weights import WeightSet
from engine.errors import InputError
from engine.i18n.translate import render_error
from engine.scoring.movements import movements, ranks
from engine.scoring.scorecards import scores

TableOf = Callable[..., MetricTable]
WeightsOf = Callable[..., WeightSet]
NAN = float("nan")


def test_equal_scores_share_the_better_rank() -> None:
    assert ranks(np.array([80.0, 95.0, 80.0, NAN, 60.0])).tolist() == [2, 1, 2, 0, 4]


def test_arithmetic_dust_makes_no_ranks() -> None:
    assert ranks(np.array([80.0, 80.0 + 1e-12])).tolist() == [1, 1]


def test_each_row_of_draws_is_ranked_by_itself() -> None:
    assert ranks(np.array([[1.0, 2.0], [2.0, 1.0]])).tolist() == [[2, 1], [1, 2]]


@settings(derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=12))
def test_a_rank_is_one_more_than_the_number_of_better_scores(values: list[int]) -> None:
    scored = ranks(np.array(values, dtype=float)).tolist()

    assert scored == [1 + sum(other > value for other in values) for value in values]


def test_movement_is_positive_upwards(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    """Fast leads while response counts, kind leads when satisfaction does; third has no data."""
    table = table_of(
        {
            "fast": ("presale", [30.0, 0.6, 0.5, 50.0]),
            "kind": ("presale", [120.0, 1.0, 0.5, 50.0]),
            "absent": ("presale", [NAN, NAN, NAN, NAN]),
        }
    )
    before = scores(table, weights_of([1.0, 0.0, 0.0, 0.0]), scheme)
    after = scores(table, weights_of([0.0, 1.0, 0.0, 0.0]), scheme)

    moved = movements(before, after, scheme.grades)

    assert moved.ranks_before.tolist() == [1, 2, 0]
    assert moved.ranks_after.tolist() == [2, 1, 0]
    assert moved.rank_changes.tolist() == [-1, 1, 0]
    assert moved.grades_before == ("A", "C", "")
    assert moved.grades_after == ("C", "A", "")
    assert moved.grade_changes.tolist() == [True, True, False]


def test_equal_weights_move_nobody(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    table = table_of({f"A{i}": ("presale", [30.0 + i, 0.5, 0.5, 50.0]) for i in range(5)})
    cards = scores(table, weights_of([0.25] * 4), scheme)

    moved = movements(cards, cards, scheme.grades)

    assert not moved.rank_changes.any()
    assert not moved.grade_changes.any()


def test_other_agents_are_refused(scheme: Scheme, table_of: TableOf, weights_of: WeightsOf) -> None:
    row = ("presale", [30.0, 0.5, 0.5, 50.0])
    weights = weights_of([0.25] * 4)
    first = scores(table_of({"A": row, "B": row}), weights, scheme)
    second = scores(table_of({"A": row, "C": row}), weights, scheme)

    with pytest.raises(InputError, match="B / C") as raised:
        movements(first, second, scheme.grades)

    assert render_error(raised.value, "zh")
