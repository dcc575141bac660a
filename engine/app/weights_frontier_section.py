"""The choice between judgement and evidence: the frontier, its corners, the recommended set."""

import streamlit as st

from engine.app.blocks import foot, put, section
from engine.app.pictures import put_chart
from engine.app.report_table import rows_block
from engine.app.session import View
from engine.report.weights_charts import frontier_chart
from engine.report.weights_frontier_tables import frontier_table, frontier_text
from engine.report.weights_page_words import WeightsWords


def put_frontier(view: View, words: WeightsWords) -> None:
    """Draw the frontier with one sentence how to read it; the corners' shares are folded."""
    part, table = words.report.frontier, frontier_table(words)
    if part is None or table is None:
        return
    put(section(table.title, table.subtitle))
    put_chart(frontier_chart(words, part, view.tokens), words.say("frontier_description"))
    put(foot(frontier_text(words, part)))
    with st.expander(words.say("frontier_table", count=len(table.rows))):
        put(rows_block(table), foot(words.say("frontier_note")))
