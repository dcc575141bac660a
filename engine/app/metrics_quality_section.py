"""What is wrong or doubtful in the exports, before any figure made from them."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from engine.app.blocks import (
    Cell,
    bullets,
    chip,
    note,
    put,
    section,
    table,
    two_lines,
    verdict_chip,
)
from engine.app.metrics_session import Reader
from engine.domain.metric_report import DataIssue
from engine.report import figures
from engine.report.metrics_issue_tables import (
    issue_effects,
    issue_place,
    issue_text,
    issue_treatment,
)
from engine.report.metrics_words import MetricsWords

SHOWN = 8


def put_quality(reader: Reader, words: MetricsWords) -> None:
    """Draw the issues, worst first, each with place, treatment and effect; then the notes."""
    issues = words.report.issues
    if not issues:
        put(note(words.say("issues.none")))
    else:
        put(section(words.say("issues.title"), words.say("issues.subtitle")))
        put(_table(words, issues[:SHOWN]))
        if len(issues) > SHOWN:
            with st.expander(reader.say("quality.more", count=len(issues) - SHOWN)):
                put(_table(words, issues[SHOWN:]))
    told = [words.said(each.sentence) for each in words.report.findings if each.severity != "note"]
    if told:
        put(bullets(reader.say("quality.mind"), told))


def put_notes(words: MetricsWords) -> None:
    """Draw what was chosen for the reader, and what is only worth knowing."""
    told = [words.said(each.sentence) for each in words.report.findings if each.severity == "note"]
    if told:
        put(section(words.say("notes.title")), bullets("", told))


def _table(words: MetricsWords, issues: Sequence[DataIssue]) -> Markup:
    heads = [
        (words.say("issues.severity"), "k"),
        (words.say("issues.what"), ""),
        (words.say("issues.rows"), "r"),
        (words.say("issues.effect"), ""),
    ]
    return table(heads, [_row(words, issue) for issue in issues])


def _row(words: MetricsWords, issue: DataIssue) -> list[Cell]:
    place, treatment = issue_place(words, issue), issue_treatment(words, issue)
    where = words.joined([each for each in (place, treatment) if each])
    among = f"/ {figures.number(issue.of)}" if issue.of or issue.treatment else ""
    return [
        _severity(words, issue.severity),
        two_lines(issue_text(words, issue), where),
        two_lines(figures.number(issue.rows), among),
        _lines(list(issue_effects(words, issue)) or [words.say("issues.none_seen")]),
    ]


def _severity(words: MetricsWords, severity: str) -> Markup:
    told = words.say(f"severity.{severity}")
    if severity == "alarm":
        return verdict_chip("missed", told)
    return chip(told, "undecided" if severity == "caution" else "q")


def _lines(texts: Sequence[str]) -> Markup:
    return Markup("<br>").join(texts)
