"""Weights with their state: contradicted in the alarm colour, judged kept."""

from tests.app.conftest import OpenPage, page_html
from tests.app.sample import full_pack


def test_states_of_the_weights_are_told(open_page: OpenPage) -> None:
    html = page_html(open_page("evidence", full_pack(), "en"))

    assert "<span aria-hidden='true'>✕</span>contradicted: counts 0" in html
    assert "<span class='h-chip q'>keep the judged weight</span>" in html


def test_ties_are_explained(open_page: OpenPage) -> None:
    html = page_html(open_page("evidence", full_pack(), "zh"))

    assert "并列者无法区分" in html
