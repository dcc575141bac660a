"""Where the marks of the pictures lie."""

import pytest

from engine.report.calibration_drawings import (
    BINS,
    DARKEST,
    MOST_LEANS,
    heat_rows,
    leans,
    ratio_lines,
    weight_lanes,
)
from tests.report.calibration_samples import agreed, english, published, shipped, small


def test_lanes_are_ordered_by_weight_and_scaled_to_the_axis() -> None:
    picture = weight_lanes(english(agreed()))

    assert [lane.name for lane in picture.lanes] == ["Alpha", "Beta", "Gamma"]
    end = int(picture.ticks[-1].text.removesuffix("%"))
    assert picture.lanes[0].at == pytest.approx(100 * (4 / 7) / (end / 100))
    assert picture.ticks[0].at == 0
    assert picture.ticks[-1].at == 100


def test_marks_lie_within_the_picture_and_bands_around_draws() -> None:
    for lane in weight_lanes(english(published())).lanes:
        assert 0 <= lane.low <= lane.high <= 100
        assert all(0 <= at <= 100 for at in lane.others)
        assert len(lane.others) == 4


def test_heat_is_as_dark_as_the_rank_is_probable() -> None:
    row = heat_rows(english(published()))[0]

    assert row.name == "QL"
    assert (row.cells[0].text, row.cells[0].dark) == ("> 99%", DARKEST)
    assert (row.cells[4].text, row.cells[4].dark) == ("", 0)


def test_few_people_are_drawn_one_by_one_with_the_limit() -> None:
    picture = ratio_lines(english(shipped()))

    assert picture.lines[0].name == "QA lead"
    assert [line.above for line in picture.lines] == [True] + [False] * 8
    assert picture.lines[0].at == 100
    assert picture.limit_at == pytest.approx(100 * 0.10 / 0.3100687, rel=1e-6)
    assert ratio_lines(english(small())).unknown == 1


def test_axis_reaches_beyond_the_limit_even_if_nobody_does() -> None:
    assert ratio_lines(english(agreed())).limit_at == pytest.approx(80)


def test_many_people_are_counted_by_steps_of_the_limit() -> None:
    picture = ratio_lines(english(published()))

    assert picture.limit_at is None
    assert len(picture.lines) == BINS
    assert (picture.lines[0].name, picture.lines[0].text) == ("\u2264 0.10", "28")
    assert sum(int(line.text) for line in picture.lines) == 175
    assert max(line.at for line in picture.lines) == 100


def test_leans_count_heads_and_begin_with_the_widest_spread() -> None:
    found = leans(english(small()))

    assert [lean.spread for lean in found] == sorted((x.spread for x in found), reverse=True)
    first = next(lean for lean in found if (lean.first, lean.second) == ("Alpha", "Beta"))
    assert first.counts == (3, 0, 1)
    assert first.for_first + first.equal + first.for_second == pytest.approx(100)
    assert len(leans(english(shipped()))) == MOST_LEANS
