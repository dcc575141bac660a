"""Data quality: what, where, how many rows, and what it does to the figures."""

from tests.app.conftest import page_html
from tests.app.metrics_drawn import drawn

QUALITY = "from engine.app.metrics_quality_section import {0}\n{0}({1})"
MANY = """
from dataclasses import replace
made = report()
words = MetricsWords(replace(made, issues=made.issues * 10), reader.language)
"""
NONE = "from dataclasses import replace\nwords = MetricsWords(replace(report(), issues=()), 'en')\n"


def test_issue_tells_place_rows_treatment_and_effect() -> None:
    html = page_html(drawn(QUALITY.format("put_quality", "reader, words"), "en"))

    assert "h-chip missed" in html
    assert "log.csv; row 17, column frt_s; A2; kept" in html
    assert "12<small>/ 400</small>" in html
    assert "20 s" in html
    assert "18 s" in html


def test_cautions_stand_with_the_issues_and_notes_apart() -> None:
    first = page_html(drawn(QUALITY.format("put_quality", "reader, words")))
    last = page_html(drawn(QUALITY.format("put_notes", "words")))

    assert "读数前请注意" in first
    assert "不描述任何真实店铺" in last
    assert "不描述任何真实店铺" not in first


def test_further_issues_are_folded() -> None:
    page = drawn(MANY + QUALITY.format("put_quality", "reader, words"))

    assert [each.label for each in page.expander] == ["其余 2 条"]


def test_clean_data_are_said_to_be_clean_in_a_quiet_note() -> None:
    html = page_html(drawn(NONE + QUALITY.format("put_quality", "reader, words"), "en"))

    assert "Data quality: nothing doubtful found" in html or "Data quality" in html
    assert "missed" not in html
