"""The report for people: doubts first, aligned tables, everything that is left out said."""

from dataclasses import replace

import pytest

from engine.cli.columns import display_width
from engine.cli.metrics_text import MOST_ISSUES, MOST_REMARKS, metrics_text
from engine.domain.texts import Finding, Language, Sentence
from tests.report.metric_report_samples import report

READING = replace(
    report().issues[0], code="reading", values={"reading": "percent_sign", "example": "95%"}
)


@pytest.mark.parametrize(
    ("language", "doubts", "figures"),
    [("en", "Data quality", "Shop"), ("zh", "数据质量", "店铺")],
)
def test_doubts_stand_before_any_figure(language: Language, doubts: str, figures: str) -> None:
    text = metrics_text(replace(report(), issues=(READING,)), language)

    assert text.index(f"\n{doubts}\n") < text.index(f"\n{figures}\n")


def test_clean_data_are_said_to_be_clean() -> None:
    text = metrics_text(replace(report(), issues=()), "en")

    assert "Data quality: nothing doubtful was found." in text


def test_issue_shows_place_treatment_and_effect() -> None:
    text = metrics_text(replace(report(), issues=(READING,)), "en")

    assert "  [ALARM] " in text
    assert "row 17, column frt_s; A2: 12 of 400; kept" in text
    assert "First response time: 20 s as it is, 18 s without" in text


def test_further_issues_are_counted() -> None:
    text = metrics_text(replace(report(), issues=(READING,) * (MOST_ISSUES + 2)), "en")

    assert "2 more: --json or --out has all." in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_columns_of_the_agents_line_up(language: Language) -> None:
    lines = metrics_text(replace(report(), issues=()), language).splitlines()

    title = lines.index("客服" if language == "zh" else "Agents")
    rows = [line for line in lines[title + 2 : title + 9] if line.startswith("  ")]
    ends = {display_width(line) for line in rows if line.split()[0] in ("A1", "=A3")}
    assert len(ends) == 1


def test_long_texts_stand_below_their_table() -> None:
    text = metrics_text(replace(report(), issues=()), "en")

    assert "  counted over:\n    First response time: contacts an agent answered\n" in text


def test_notes_name_what_could_not_be_computed() -> None:
    text = metrics_text(replace(report(), issues=()), "en")

    assert "Not computed (1)\n    Net promoter score: The contacts lack nps.\n" in text
    assert "These exports are generated data" in text


def test_mere_notes_stand_behind_and_are_few() -> None:
    remark = replace(READING, severity="note", file="remark.csv")
    text = metrics_text(replace(report(), issues=(*[remark] * 5, READING)), "en")

    assert text.index("[ALARM]") < text.index("[note]")
    assert text.count("[note]") == MOST_REMARKS
    assert "2 more: --json or --out has all." in text


def test_indicator_without_anything_to_count_is_no_row_but_explained() -> None:
    nothing = replace(report().indicators[0].shop, value=float("nan"), size=0)
    notes = (replace(report().indicators[0], shop=nothing), *report().indicators[1:])
    text = metrics_text(replace(report(), issues=(), indicators=notes), "en")

    assert "First response time: There are data, yet nothing to count in the period." in text
    assert "Not computed (2)" in text


def test_contradictions_of_a_rule_are_shown() -> None:
    text = metrics_text(replace(report(), issues=()), "zh")

    assert "另有页面称 hours = 08:00-24:00（dingjiuxi.cn，2023-04-02）" in text


def test_who_stands_there_is_said_before_any_figure() -> None:
    told = Finding("note", Sentence("finding.indicators.pseudonyms"))
    text = metrics_text(replace(report(), issues=(), findings=(told,)), "en")

    assert text.index("--show-names") < text.index("Data quality")
    assert text.count("--show-names") == 1


def test_headline_counts_contacts_where_they_are_known() -> None:
    handled = replace(report().indicators[0], indicator="throughput", unit="count")
    known = replace(report(), issues=(), indicators=(handled,))

    assert "3 agents, 20 contacts" in metrics_text(known, "en")
    assert "3 agents, 3 indicators" in metrics_text(replace(report(), issues=()), "en")


def test_ranks_are_shown_only_where_policies_are_compared() -> None:
    one = replace(report(), issues=(), attribution=report().attribution[:1])

    assert "Ranks by policy" in metrics_text(replace(report(), issues=()), "en")
    assert "Ranks by policy" not in metrics_text(one, "en")
