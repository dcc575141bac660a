"""Choosing an emphasis on the page *Decision*."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import OpenPage, has_fault, page_html
from tests.app.weights_sample import bare_pack, weights_report


def chosen(page: AppTest, emphasis: str) -> AppTest:
    """Return the page after an emphasis has been chosen."""
    group = next(each for each in page.get("button_group") if "emphasis" in each.key)
    group.set_value(emphasis)
    return page.run()


@pytest.mark.parametrize(
    ("emphasis", "told", "charts"),
    [
        ("promotion", ["3.0 points of weight change hands", "frt &gt;= 0.17", "2 of 5 agents"], 4),
        ("presale", ["No weight moves"], 3),
        ("outsourced", ["No weights meet the policy under this emphasis", "frt &gt;= 0.14"], 3),
    ],
)
def test_chosen_emphasis_shows_what_it_moves_or_why_it_clashes(
    open_page: OpenPage, emphasis: str, told: list[str], charts: int
) -> None:
    page = chosen(open_page("decision", bare_pack(), "en"), emphasis)

    html = page_html(page)
    assert not has_fault(page)
    assert [text for text in told if text not in html] == []
    assert len(page.get("vega_lite_chart")) == charts


def test_every_day_comes_first(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", bare_pack(), "zh"))

    assert "即本页的建议权重" in html


def test_policy_without_emphases_has_no_choice(open_page: OpenPage) -> None:
    pack = bare_pack(replace(weights_report(), emphases=()))

    page = open_page("decision", pack, "en")

    assert "Emphasis for a purpose" not in page_html(page)
    assert not [each for each in page.get("button_group") if "emphasis" in each.key]
