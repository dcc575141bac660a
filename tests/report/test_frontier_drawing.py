"""Where the document's frontier draws its marks."""

from itertools import pairwise

from engine.domain.weights_report import FrontierPart, FrontierPoint
from engine.report.frontier_drawing import frontier_picture
from engine.report.weights_page_words import WeightsWords
from tests.app.weights_sample import SHARES, frontier, weights_report

WORDS = WeightsWords(weights_report(), "en")


def test_nearer_sets_lie_further_left_and_further_down() -> None:
    spots = frontier_picture(WORDS, frontier()).spots

    assert [spot.x for spot in spots] == sorted(spot.x for spot in spots)
    assert spots[0].y < spots[1].y < spots[3].y
    assert all(0 <= place <= 100 for spot in spots for place in (spot.x, spot.y))


def test_pieces_join_the_corners_and_leave_the_recommended_set_out() -> None:
    picture = frontier_picture(WORDS, frontier())

    corners = [spot for spot in picture.spots if spot.look != "recommended"]
    assert picture.pieces == tuple((a.x, a.y, b.x, b.y) for a, b in pairwise(corners))
    assert [spot.look for spot in picture.spots] == ["corner", "knee", "recommended", "corner"]
    assert picture.spots[2].text == "recommended"


def test_axes_have_a_few_round_ticks_inside_the_picture() -> None:
    picture = frontier_picture(WORDS, frontier())

    for ticks in (picture.across, picture.up):
        assert 2 <= len(ticks) <= 7
        assert all(-1e-9 <= tick.at <= 100 + 1e-9 for tick in ticks)
    assert all(tick.text.isdigit() for tick in picture.across)


def test_single_set_is_not_blown_up() -> None:
    part = FrontierPart((FrontierPoint(0.5, 0.10, 0.10, SHARES, recommended=True),), True)

    picture = frontier_picture(WORDS, part)

    assert picture.pieces == ()
    assert len(picture.across) >= 2
