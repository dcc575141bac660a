"""Case mix: one agent's contacts by kind, and the agent beside the team on the same mix."""

from tests.app.conftest import page_html
from tests.app.metrics_drawn import drawn

MIX = "from engine.app.metrics_mix_section import put_mix\nput_mix(reader, words)"
RECONCILED = "from engine.app.metrics_mix_section import put_reconciled\nput_reconciled(words)"
EMPTY = """
from dataclasses import replace
words = MetricsWords(replace(report(), mix=(), reconciled=()), 'en')

"""


def test_agent_has_kinds_shares_and_the_difference_on_the_same_mix() -> None:
    page = drawn(MIX, "en")

    html = page_html(page)
    assert page.selectbox[0].options == ["A1"]
    assert "75.0%" in html
    assert "2.0 s" in html


def test_platforms_own_figures_stand_beside_those_from_logs() -> None:
    assert "frt:8-23" in page_html(drawn(RECONCILED, "en"))


def test_nothing_is_drawn_without_a_mix() -> None:
    page = drawn(EMPTY + MIX + "\n" + RECONCILED)

    assert page_html(page) == ""
    assert not page.expander
