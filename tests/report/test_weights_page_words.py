"""How the chapter on recommended weights is said."""

from engine.domain.estimates import Estimate
from engine.report.weights_page_words import WeightsWords
from tests.app.weights_sample import SHARES, weights_report

EN, ZH = WeightsWords(weights_report(), "en"), WeightsWords(weights_report(), "zh")


def test_moves_are_told_by_name_the_greatest_first() -> None:
    moves = {"frt": 0.01, "fcr": -0.025, "aov": 0.0004}

    assert EN.moves(moves) == "First-contact resolution −2.5, First response time +1.0"
    assert ZH.moves(moves) == "一次解决率 −2.5，平均首次响应时间 +1.0"


def test_moves_beyond_the_named_ones_are_counted() -> None:
    moves = {"frt": 0.01, "fcr": -0.025, "aov": 0.02, "learning": 0.005}

    assert EN.moves(moves, most=2).endswith("Order value per agent +2.0 and 2 more")


def test_nothing_that_moves_is_said() -> None:
    assert EN.moves({"frt": 0.0001}) == "nothing moves"
    assert not EN.has_moves({"frt": 0.0001})
    assert EN.has_moves({"frt": -0.001})


def test_shares_are_compared_with_the_recommended_ones() -> None:
    moved = EN.from_recommended(SHARES | {"frt": SHARES["frt"] + 0.02})

    assert {id_: round(move, 9) for id_, move in moved.items() if move} == {"frt": 0.02}


def test_share_cell_keeps_its_interval_for_readers_and_spreadsheets() -> None:
    cell = EN.share_cell(Estimate(0.145, 0.12, 0.17))

    assert (cell.text, cell.below, cell.values) == ("14.5%", "12.0–17.0%", (0.145, 0.12, 0.17))
    assert EN.share_cell(None).values == (None, None, None)


def test_interval_without_ends_is_a_dash() -> None:
    assert EN.interval_cell(None, None).text == "—"
    assert EN.interval_cell(0.1, 0.25).text == "10.0–25.0%"
    assert ZH.plain_range(0.1, 0.25) == "10.0～25.0"


def test_unknown_ids_are_shown_as_they_are() -> None:
    assert EN.name("new_leaf") == "new_leaf"
    assert EN.emphasis("promotion") == "Promotion"
    assert EN.emphasis("gone") == "gone"
