"""Evidence weights with their state, and how much each lever explains."""

import streamlit as st

from engine.app.blocks import put, section, subhead
from engine.app.pictures import put_chart
from engine.app.report_table import table_block
from engine.app.session import View
from engine.report.evidence_charts import importance_intervals, intervals_chart
from engine.report.evidence_weight_tables import evidence_weights_table, importance_table
from engine.report.evidence_words import EvidenceWords


def put_weights(words: EvidenceWords) -> None:
    """Draw the evidence weights: what the data bear, what they contradict, what stays judged."""
    table = evidence_weights_table(words)
    if table.rows:
        put(table_block(table))


def put_importance(view: View, words: EvidenceWords) -> None:
    """Draw the levers' shares of what they explain, question by question, ties marked."""
    compared = [report for report in words.report.importance if len(report.rows) > 1]
    table = importance_table(words)
    if not table.rows:
        return
    if compared:
        put(section(table.title, table.subtitle))
    for report in compared:
        put(subhead(words.question(report.fit)))
        put_chart(
            intervals_chart(importance_intervals(words, report), view.tokens),
            words.say("importance.description"),
        )
    with st.expander(words.say("importance.table")):
        put(table_block(table, titled=False))
