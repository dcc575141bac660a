"""The data quality report as a table."""

from dataclasses import replace

from engine.report.metrics_issue_tables import (
    issue_effects,
    issue_extent,
    issue_place,
    issue_text,
    issue_values,
    issues_table,
)
from engine.report.metrics_words import MetricsWords
from tests.report.metric_report_samples import report

WORDS = MetricsWords(report(), "en")
ISSUE = replace(
    report().issues[0], code="reading", values={"reading": "percent_sign", "example": "95%"}
)


def test_effect_says_the_figure_with_and_without_the_rows() -> None:
    first, second = issue_effects(WORDS, ISSUE)

    assert first == (
        "First response time: 20 s as it is, 18 s without "
        "(1 agents move by more than one standard error)"
    )
    assert second == "First-contact resolution: 90.0% as it is, 91.0% without"


def test_place_names_file_column_and_first_rows() -> None:
    chinese = MetricsWords(report(), "zh")

    assert issue_place(WORDS, ISSUE) == "log.csv; row 17, column frt_s; A2"
    assert issue_place(chinese, ISSUE) == "log.csv；第 17 行，frt_s 列；A2"
    assert issue_place(WORDS, replace(ISSUE, places=("A2",))) == "log.csv; frt_s; A2"
    assert issue_place(WORDS, replace(ISSUE, file="", column="", places=())) == "contacts"


def test_reading_is_told_in_words() -> None:
    assert "per cent signs read as shares" in issue_text(WORDS, ISSUE)


def test_values_that_are_sentences_are_told_in_words() -> None:
    issue = replace(ISSUE, code="repeated_rows", values={"counted": "issue_word.counted.all"})

    assert "They are all counted." in issue_text(WORDS, issue)


def test_a_reading_of_a_whole_row_names_it_in_the_language() -> None:
    words, issue = (
        MetricsWords(report(), "zh"),
        replace(ISSUE, values={**ISSUE.values, "column": "row 1"}),
    )

    assert issue_text(words, issue).startswith("第 1 行：")


def test_row_holds_severity_text_place_count_treatment_and_effect() -> None:
    words = MetricsWords(replace(report(), issues=(ISSUE, replace(ISSUE, effects=()))), "zh")

    first, second = issues_table(words).rows
    assert [first[0].text, first[3].text, first[4].text] == ["警报", "12", "保留"]
    assert "；" in first[5].text
    assert second[5].text == "无"


def test_why_rows_were_set_aside_is_told_in_words() -> None:
    issue = replace(ISSUE, code="set_aside", column="", values={})
    issue = replace(issue, values={"column": "", "reason": "set_aside.ragged", "example": "1, 2"})

    told = issue_text(WORDS, issue)

    assert "log.csv: the row has more or fewer cells than the header (first: 1, 2)" in told


def test_values_of_the_document_are_words_too() -> None:
    issue = replace(ISSUE, values={"counted": "issue_word.counted.all", "rows": 3})

    assert issue_values(WORDS, issue) == {"counted": "They are all counted.", "rows": 3}


def test_headers_are_counted_by_themselves_and_not_as_rows() -> None:
    values = {"reading": "guessed_headers", "example": "日期, 解决率", "column": "row 1"}
    issue = replace(ISSUE, rows=6, of=0, treatment="", values=values)

    assert issue_extent(WORDS, issue) == "6"
    assert "(6: 日期, 解决率)" in issue_text(WORDS, issue)
    assert issue_extent(WORDS, replace(issue, of=9, treatment="kept")) == "6 of 9; kept"
