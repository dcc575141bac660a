"""What kinds of contacts an agent has, and how the figures compare on the same mix."""

from dataclasses import replace

import streamlit as st

from engine.app.blocks import put
from engine.app.metrics_session import Reader
from engine.app.picks import pick_one
from engine.app.report_table import table_block
from engine.report.metrics_tables import adjusted_table, mix_table, reconciled_table
from engine.report.metrics_words import MetricsWords
from engine.report.tables import Table

COLUMNS = (4.4, 6.6)


def put_mix(reader: Reader, words: MetricsWords) -> None:
    """Draw the mix of the agent whom the reader picks, and that agent beside the team on it."""
    agents = dict.fromkeys(row.agent for row in words.report.mix)
    if not agents:
        return
    with st.expander(words.say("mix.title")):
        labels = {agent: agent for agent in agents}
        caption = reader.say("mix.pick")
        picked = pick_one("metrics.agent", labels, caption, reader.language)
        left, right = st.columns(COLUMNS, gap="large")
        with left:
            put(table_block(_of(mix_table(words), picked)))
        with right:
            put(table_block(_of(adjusted_table(words), picked)))


def put_reconciled(words: MetricsWords) -> None:
    """Draw the platform's own figures beside those from logs, where there are both."""
    found = reconciled_table(words)
    if found.rows:
        with st.expander(found.title):
            put(table_block(found))


def _of(found: Table, agent: str) -> Table:
    """Return one agent's rows of a table whose first column names agents."""
    rows = tuple(row[1:] for row in found.rows if row[0].text == agent)
    return replace(found, rows=rows, columns=found.columns[1:])
