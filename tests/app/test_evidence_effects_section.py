"""Effects: question by question, and by band of the metric that the reader picks."""

from engine.app.evidence_effects_section import overall_step
from engine.report.labels import said
from tests.app.conftest import OpenPage, page_html
from tests.app.evidence_sample import effects
from tests.app.sample import full_pack


def test_every_question_has_its_unit_and_grade(open_page: OpenPage) -> None:
    html = page_html(open_page("evidence", full_pack(), "en"))

    assert "Enquiry conversion: in percentage points, grade C" in html


def test_band_is_picked_by_question_and_step(open_page: OpenPage) -> None:
    page = open_page("evidence", full_pack(), "en")

    assert page.selectbox[0].options == ["Enquiry conversion: First response time +10 s"]


def test_step_of_a_band_is_said_without_the_band() -> None:
    band = next(each for each in effects() if each.band)

    assert said(overall_step(band), "en") == "First response time +10 s"
