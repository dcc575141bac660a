"""Definitions: everything a reader must know of an indicator, and the query behind it."""

from engine.metrics.definitions import DEFINITIONS
from tests.app.conftest import has_fault, page_html
from tests.app.metrics_drawn import drawn

PART = """
from engine.app.metrics_definitions_section import put_definitions
put_definitions(reader, words)
"""


def test_every_definition_can_be_picked_and_shows_its_query_or_why_none() -> None:
    page = drawn(PART, "en")

    for id_, definition in list(DEFINITIONS.items())[::8]:
        page.selectbox[0].set_value(id_).run()
        assert not has_fault(page)
        assert f">{id_}<" in page_html(page)
        assert bool(page.code) == bool(definition.value)


def test_gaming_risk_stands_with_the_indicators_that_show_it() -> None:
    page = drawn(PART)
    gamed = next(each for each in DEFINITIONS.values() if each.gaming)

    page.selectbox[0].set_value(gamed.id).run()

    assert "钻空子风险" in page_html(page)
    assert "制衡指标" in page_html(page)


def test_absent_indicators_say_what_they_lack() -> None:
    page = drawn(PART)

    assert "不是目录中的指标" in page_html(page)
    assert page.expander[1].label == "未计算的 1 个指标，各缺什么"
