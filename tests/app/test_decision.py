"""The page *Decision*, alone, from an empty session, in both languages and on partial packs."""

from dataclasses import replace

import pytest

from engine.app.blocks import as_plain_markdown
from engine.domain.texts import Language
from tests.app.conftest import OpenPage, has_fault, page_html
from tests.app.sample import bands_pack, evidence_pack, full_pack, hostile_pack
from tests.app.weights_sample import hostile, weights_pack, weights_report

EXPECTED: dict[Language, list[str]] = {
    "zh": ["60 人中 4 人等级会变",
           "10 项指标的权重", "政策约束", "证据说了什么", "谁在变", "受访者的一致性",
           "各套权重下的等级人数", "假设与方法", "示例数据", "618 权重调整", "2026-05"],
    "en": ["4 of 60 agents would change grade",
           "Weights of 10 indicators", "Policy", "What the evidence says",
           "Who moves", "How consistent the respondents are", "Grades under each weight set",
           "Assumptions and method", "Example data", "Weight review for 618", "2026-05"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_full_pack_shows_every_section(open_page: OpenPage, language: Language) -> None:
    page = open_page("decision", full_pack(), language)

    html = page_html(page)

    assert not has_fault(page)
    assert [text for text in EXPECTED[language] if text not in html] == []
    assert len(page.get("vega_lite_chart")) == 3


CHOSEN: dict[Language, list[str]] = {
    "zh": ["要点", "各条规则的代价", "为什么是这组权重", "在判断与证据之间", "按用途侧重",
           "结论有多稳", "最少有多少人等级变化", "权重存疑时的等级", "单项权重还能移动多远",
           "谁始终领先", "稳健的备选权重", "未证明"],
    "en": ["In short", "What the rules cost", "Why these weights",
           "Between judgement and evidence", "Emphasis for a purpose", "How robust it is",
           "How few grades need change", "Grades under doubt about the weights",
           "How far one weight may move", "Who is always ahead", "Robust alternatives",
           "not proven"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_report_on_weights_is_read_in_the_order_of_a_decision(
    open_page: OpenPage, language: Language
) -> None:
    page = open_page("decision", weights_pack(), language)

    html = page_html(page)

    assert not has_fault(page)
    sections = CHOSEN[language][:-1]
    places = [html.find(text) for text in sections]
    assert -1 not in places
    assert places == sorted(places)
    assert CHOSEN[language][-1] in html
    assert len(page.get("vega_lite_chart")) == 5


def test_markup_in_the_names_of_weights_is_shown_as_text(open_page: OpenPage) -> None:
    bad = "<img src=x onerror=alert(1)>"
    pack = replace(weights_pack(), weights_report=hostile(weights_report(), bad))

    page = open_page("decision", pack, "zh")

    assert not has_fault(page)
    assert "<img" not in page_html(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pack_of_bands_alone_shows_them_and_names_what_is_absent(
    open_page: OpenPage, language: Language
) -> None:
    page = open_page("decision", bands_pack(), language)

    html = page_html(page)

    assert not has_fault(page)
    assert "4.474" in html
    assert html.count("class='h-note dash'") == 2  # the author's caution and the absent parts
    assert len(page.get("vega_lite_chart")) == 1


def test_pack_of_evidence_alone_shows_the_effects(open_page: OpenPage) -> None:
    page = open_page("decision", evidence_pack(), "en")

    html = page_html(page)

    assert "+3.40" in html
    assert "Not part of this case" in html
    assert not page.get("vega_lite_chart")


def test_real_data_carry_no_example_tag(open_page: OpenPage) -> None:
    assert "class='h-ex'" not in page_html(open_page("decision", bands_pack(), "en"))


def test_without_any_run_the_page_names_the_one_command(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", None, "en"))

    assert "Nothing to show yet" in html
    assert "heng demo" in html


@pytest.mark.parametrize("name", ["decision", "peak"])
def test_markup_in_names_is_shown_as_text(open_page: OpenPage, name: str) -> None:
    page = open_page(name, hostile_pack(), "en")

    html = page_html(page)

    assert not has_fault(page)
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    labels = [label for group in page.get("button_group") for label in group.options]
    assert not [label for label in labels if "[x](" in label or " **b**" in label]
    assert any(as_plain_markdown("[x](javascript:alert(1))") in label for label in labels)


def test_agent_rows_follow_the_probability_of_a_change(open_page: OpenPage) -> None:
    pack = full_pack()
    assert pack.review is not None
    likely = max(pack.review.agents, key=lambda agent: agent.change_probability).agent
    unlikely = min(pack.review.agents, key=lambda agent: agent.change_probability).agent

    html = page_html(open_page("decision", pack, "en"))

    assert f"<b>{likely}</b>" in html
    assert f"<b>{unlikely}</b>" not in html


def test_broken_part_becomes_a_reference_id(
    open_page: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    pack = full_pack()
    assert pack.review is not None
    broken = replace(pack, review=replace(pack.review, grade_counts={}))

    page = open_page("decision", broken, "en")

    assert has_fault(page)
    assert "Your data are safe" in page_html(page)
    assert "KeyError at engine.app.review_section" in caplog.text
