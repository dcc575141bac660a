"""What a manager reads first, why each weight is what it is, and what the rules cost."""

import streamlit as st

from engine.app.blocks import foot, note, put, section, summary
from engine.app.report_table import rows_block, table_block
from engine.app.session import View
from engine.report.weights_page_words import WeightsWords
from engine.report.weights_why_tables import (
    all_rules_table,
    conflict_text,
    proof,
    rules_table,
    why_table,
)


def weights_words(view: View) -> WeightsWords | None:
    """Return the words of the pack's report on weights; None where it has none."""
    report = view.pack.weights_report
    return None if report is None else WeightsWords(report, view.language)


def put_summary(words: WeightsWords) -> None:
    """Say the whole recommendation in a few sentences; where nothing is allowed, why."""
    report = words.report
    if report.summary:
        told = [words.said(sentence) for sentence in report.summary]
        put(summary(words.say("summary_title"), told))
    if report.conflict is not None:
        text = "\n".join(conflict_text(report.conflict, words))
        put(note(text, words.say("conflict_title"), "bad"))


def put_why(words: WeightsWords) -> None:
    """Draw the table of reasons."""
    table = why_table(words)
    if table.rows:
        put(table_block(table))


def put_rules(words: WeightsWords) -> None:
    """Draw the rules that bind with their prices in words, and the proof; all rules folded."""
    table, every = rules_table(words), all_rules_table(words)
    shown = [rows_block(table)] if table.rows else []
    if words.report.feasible and not table.rows:
        shown = [foot(words.say("rules_none"))]
    put(section(table.title, table.subtitle), *shown, *(foot(told) for told in proof(words)))
    if every.rows:
        with st.expander(every.title):
            put(foot(every.subtitle), rows_block(every))
