"""The page Evidence: grade and answer first, generated data labelled, emptiness said."""

from dataclasses import replace

import pytest

from engine.domain.texts import Language
from tests.app.conftest import OpenPage, has_fault, page_html
from tests.app.sample import bands_pack, evidence_pack, full_pack, hostile_pack


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_draws_every_part(open_page: OpenPage, language: Language) -> None:
    page = open_page("evidence", full_pack(), language)

    assert not has_fault(page)
    assert len(page.get("vega_lite_chart") or page.get("arrow_vega_lite_chart")) >= 6


def test_grade_stands_large_with_what_it_allows(open_page: OpenPage) -> None:
    html = page_html(open_page("evidence", full_pack(), "en"))

    assert "<b aria-hidden='true'>B</b>" in html
    assert "An association says what goes together." in html
    assert "Example data</span>" in html


def test_claims_come_before_effects_and_effects_before_doubts(open_page: OpenPage) -> None:
    html = page_html(open_page("evidence", full_pack(), "en"))

    places = [
        html.index(title)
        for title in ("Claims, put to the test", "Effects in business units", "What to doubt")
    ]
    assert places == sorted(places)


def test_pack_without_a_report_says_what_is_needed(open_page: OpenPage) -> None:
    html = page_html(open_page("evidence", evidence_pack(), "en"))

    assert "heng evidence contacts.csv" in html


def test_report_of_bands_alone_is_drawn(open_page: OpenPage) -> None:
    report = full_pack().evidence_report
    assert report is not None
    bare = replace(report, fits=(), effects=(), claims=(), importance=(), weights=(), shapes=())
    bare = replace(bare, promotions=(), validation=(), sensitivity=(), dispatch=(), roles=())
    bare = replace(bare, collinearity=(), checks=(), findings=(), grade="D", caution=None)

    page = open_page("evidence", replace(bands_pack(), evidence_report=bare), "zh")

    assert not has_fault(page)
    assert "记录中看不到任何可控因素的效应" in page_html(page)


def test_markup_in_names_stays_text(open_page: OpenPage) -> None:
    page = open_page("evidence", hostile_pack(), "en")

    assert not has_fault(page)
    assert "<img" not in page_html(page)
