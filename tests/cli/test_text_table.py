"""Tables that line up, also where Chinese characters take two places."""

from engine.cli.columns import display_width
from engine.cli.text_table import table


def test_figures_stand_to_the_right_of_names() -> None:
    rows = table([("", "weight", "n"), ("solved", "0.7", "12"), ("csat", "0.25", "3")])

    assert rows == [
        "          weight   n",
        "  solved     0.7  12",
        "  csat      0.25   3",
    ]


def test_wide_characters_take_two_places() -> None:
    rows = table([("", "权重"), ("首响", "0.7"), ("CSAT rate", "0.3")])

    assert len({display_width(row) for row in rows}) == 1


def test_empty_cells_at_the_end_leave_no_blanks() -> None:
    assert table([("a", "1", ""), ("b", "2", "x")])[0] == "  a  1"
