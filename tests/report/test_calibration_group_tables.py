"""Tables of the group: agreement by node, division by pair, aggregated judgements."""

from dataclasses import replace

import pytest

from engine.report.calibration_group_tables import (
    disagreement_table,
    disputed_pairs,
    group_matrices_table,
    matrix_tables,
    nodes_table,
)
from tests.report.calibration_samples import agreed, english, published, shipped, small, texts


def test_node_is_shown_with_consistency_consensus_and_distance() -> None:
    [row] = nodes_table(english(published())).rows

    assert texts(row)[:6] == ["The goal", "100.0%", "176", "0.010", "0.038", "0.56"]
    assert row[5].below == "low"


def test_measure_that_needs_three_items_is_a_dash_for_two() -> None:
    rows = {row[0].text: row for row in nodes_table(english(shipped())).rows}

    assert texts(rows["Service quality"])[6:8] == ["\u2014", "\u2014"]


def test_consensus_of_several_nodes_is_averaged_by_their_weights() -> None:
    *nodes, whole = nodes_table(english(shipped())).rows

    shares = [(row[1].values[0], row[5].values[0]) for row in nodes]
    mean = sum(a * b for a, b in shares) / sum(a for a, _ in shares)  # type: ignore[operator, misc]  # figures
    assert whole[5].values[0] == pytest.approx(mean, abs=1e-12)


def test_methods_that_order_differently_are_marked() -> None:
    calibration = agreed()
    nodes = tuple(replace(each, methods_disagree=True) for each in calibration.nodes)

    [row] = nodes_table(english(replace(calibration, nodes=nodes))).rows

    assert row[8].chip == "undecided"


def test_pair_is_shown_with_heads_for_either_side() -> None:
    row = disagreement_table(english(small())).rows[0]

    # 2, 1/2, 9 and, counted half, 3: exp((ln 9 + ln 3 / 2) / 3.5)
    assert texts(row)[1:4] == ["Alpha", "Beta", "4"]
    assert row[4].values[0] == pytest.approx((9 * 3**0.5) ** (1 / 3.5))
    assert texts(row)[8:] == ["75%", "0%", "25%"]


def test_pairs_on_which_all_agree_are_not_disputed() -> None:
    assert disputed_pairs(english(agreed())) == ()
    spreads = [pair.spread or 0 for pair in disputed_pairs(english(published()))]
    assert spreads == sorted(spreads, reverse=True)


def test_square_is_reciprocal_and_says_who_made_it() -> None:
    [table] = matrix_tables(english(agreed()))

    assert [texts(row) for row in table.rows] == [
        ["Alpha", "1", "2", "4"],
        ["Beta", "1/2", "1", "2"],
        ["Gamma", "1/4", "1/2", "1"],
    ]
    assert table.subtitle == "respondents: 2; consistency ratio 0.000"


def test_pair_that_nobody_answered_is_marked() -> None:
    calibration = agreed()
    nodes = tuple(replace(each, filled=(("c", "a"),)) for each in calibration.nodes)
    words = english(replace(calibration, nodes=nodes))

    [table] = matrix_tables(words)

    assert texts(table.rows[0])[3] == "4*"
    assert table.notes
    assert [row[4].text for row in group_matrices_table(words).rows] == ["", "yes", ""]
