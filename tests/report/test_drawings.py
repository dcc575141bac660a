"""Marks lie where their figures say."""

from dataclasses import replace

import pytest

from engine.domain.pack import DecisionPack, Estimate
from engine.report.drawings import slope_lines, weights_picture


def test_shares_are_placed_on_an_axis_from_nought(pack: DecisionPack) -> None:
    picture = weights_picture(pack, "en")

    assert picture is not None
    assert [tick.text for tick in picture.ticks] == ["0%", "10%", "20%", "30%", "40%"]
    fcr = picture.lanes[0]
    incumbent, judged = fcr.dots[0], fcr.dots[1]
    assert incumbent is not None
    assert judged is not None
    assert incumbent.at == pytest.approx(100 * 0.15 / 0.4)
    assert (incumbent.low, incumbent.high) == (None, None)
    assert (judged.low, judged.high) == pytest.approx((47.5, 70.0))


def test_set_without_a_share_leaves_its_lane_empty(pack: DecisionPack) -> None:
    picture = weights_picture(pack, "en")

    assert picture is not None
    assert picture.lanes[4].name == "Order value per agent"
    assert picture.lanes[4].dots[2] is None


def test_axis_holds_a_share_that_rounding_put_beyond_its_interval(pack: DecisionPack) -> None:
    beyond = replace(pack.weights[0], recommended=Estimate(0.455, 0.40, 0.449))

    picture = weights_picture(replace(pack, weights=(beyond, *pack.weights[1:])), "en")

    assert picture is not None
    dot = picture.lanes[0].dots[3]
    assert dot is not None
    assert dot.high is not None
    assert dot.high < dot.at <= 100


def test_there_is_no_picture_without_weights(bands_pack: DecisionPack) -> None:
    assert weights_picture(bands_pack, "en") is None


def test_slopes_show_at_most_fourteen_agents_with_everyone_who_changes_grade(
    pack: DecisionPack,
) -> None:
    assert pack.review is not None

    lines = slope_lines(pack.review)

    names = {line.after_text.split()[1] for line in lines}
    assert len(lines) == 14
    assert {agent.agent for agent in pack.review.agents if agent.grade_changes} <= names


def test_slopes_keep_the_order_of_the_ranks_on_both_sides(pack: DecisionPack) -> None:
    assert pack.review is not None

    lines = slope_lines(pack.review)

    before = sorted(lines, key=lambda line: line.before)
    after = sorted(lines, key=lambda line: line.after)
    ranks_before = [int(line.before_text.split()[1]) for line in before]
    ranks_after = [int(line.after_text.split()[0]) for line in after]
    assert ranks_before == sorted(ranks_before)
    assert ranks_after == sorted(ranks_after)


def test_small_moves_are_flat(pack: DecisionPack) -> None:
    assert pack.review is not None
    agents = tuple(replace(agent, rank_change=2) for agent in pack.review.agents)

    lines = slope_lines(replace(pack.review, agents=agents))

    assert {line.look for line in lines} == {"flat"}
