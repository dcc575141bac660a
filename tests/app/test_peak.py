"""The page *Peak*, alone, from an empty session, in both languages and without a scenario."""

import pytest

from engine.app.peak import worst_first
from engine.domain.texts import Language, Text
from tests.app.conftest import OpenPage, has_fault, page_html
from tests.app.sample import bands_pack, full_pack, scenario

EXPECTED: dict[Language, list[str]] = {
    "zh": ["618 大促", "到达与接待能力", "首次响应第 90 百分位", "目标是否守住", "未达标", "未定",
           "达标", "各负载下的目标", "当日指标", "由输入假设决定", "① 零点尾款 0:00～1:00"],
    "en": ["618 sale", "Arrivals against capacity", "First response, 90th percentile",
           "Do the targets hold?", "missed", "undecided", "held", "Targets under each load",
           "The day in figures", "decided by an input", "① Final payment 0:00–1:00"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_full_pack_shows_the_worst_load_first(open_page: OpenPage, language: Language) -> None:
    page = open_page("peak", full_pack(), language)

    html = page_html(page)

    assert not has_fault(page)
    assert [text for text in EXPECTED[language] if text not in html] == []
    assert len(page.get("vega_lite_chart")) == 2


def test_chosen_load_survives_the_language_toggle(open_page: OpenPage) -> None:
    page = open_page("peak", full_pack(), "zh")
    page.get("button_group")[1].set_value("daily").run()

    page.get("button_group")[0].set_value("en").run()

    assert page.session_state["load"] == "daily"
    assert "Ordinary day: all 4 targets hold" in page_html(page)


def test_load_that_holds_has_no_alarm_on_its_table(open_page: OpenPage) -> None:
    page = open_page("peak", full_pack(), "en")

    page.get("button_group")[1].set_value("daily").run()

    assert "h-chip missed" not in page_html(page)
    assert "orange" not in page_html(page)


def test_case_without_scenario_says_what_is_needed(open_page: OpenPage) -> None:
    page = open_page("peak", bands_pack(), "zh")

    assert "本案例没有高峰场景" in page_html(page)
    assert not page.get("vega_lite_chart")


def test_loads_are_ordered_by_what_needs_action() -> None:
    calm = scenario("daily", Text("平日", "Ordinary day"), 1.0)
    strained = scenario("618", Text("大促", "Sale"), 2.8)

    assert [part.id for part in worst_first((calm, strained))] == ["618", "daily"]
