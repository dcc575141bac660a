"""Movers: chips by probability, lines kept to what can be told apart, grades by their bands."""

from dataclasses import replace

import pytest

from engine.app.review_section import MOVERS, grade_bands, grade_chip, lines_for
from engine.app.session import View
from engine.domain.pack import AgentRow
from engine.report.charts import MOST_LINES
from engine.report.tokens import LIGHT
from tests.app.conftest import OpenPage, page_html
from tests.app.sample import full_pack, review

VIEW = View(full_pack(), "en", LIGHT)


def agent(*, changes: bool, probability: float) -> AgentRow:
    found = next(row for row in review().agents if row.grade_changes is changes)
    return replace(found, change_probability=probability)


@pytest.mark.parametrize(
    ("changes", "probability", "kind"),
    [
        (True, 0.95, "acc"),
        (True, 0.90, "undecided"),
        (True, 0.55, "undecided"),
        (False, 0.10, "undecided"),
        (False, 0.05, "q"),
    ],
)
def test_chip_is_dashed_between_10_and_90_per_cent(
    changes: bool, probability: float, kind: str
) -> None:
    chip = grade_chip(agent(changes=changes, probability=probability), VIEW)

    assert f"h-chip {kind}" in chip
    assert ("?" in chip) == (kind == "undecided")


def test_people_are_never_in_the_alarm_colour(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", full_pack(), "en"))

    assert "h-chip missed" not in html
    assert "h-pb missed" not in html


def test_grades_are_told_by_their_score_bands() -> None:
    assert grade_bands(VIEW, review()) == "A ≥ 90, B 70–90, C < 70"


def test_lines_are_those_that_move_most() -> None:
    shown = lines_for(review().agents, MOVERS)

    least = min(abs(row.rank_change) for row in shown)
    hidden = [row for row in review().agents if row not in shown]
    assert len(shown) == MOST_LINES
    assert all(abs(row.rank_change) <= least for row in hidden)


def test_lines_of_a_group_hold_that_group_only() -> None:
    shown = lines_for(review().agents, "group:presale_vip")

    assert {row.group for row in shown} == {"presale_vip"}


def test_small_samples_are_marked(open_page: OpenPage) -> None:
    pack = full_pack()
    assert pack.review is not None
    certain = tuple(
        replace(row, change_probability=1.0 if row.small_sample else 0.0)
        for row in pack.review.agents
    )
    page = open_page("decision", replace(pack, review=replace(pack.review, agents=certain)), "en")

    assert page_html(page).count("small sample: 38 contacts") == 2


def test_grade_counts_and_pay_carry_their_doubt(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", full_pack(), "zh"))

    assert "◆ 建议" in html
    assert "90% 区间" in html
    assert "未评分（没有可用的指标）：A061" in html
