"""How robust the recommendation is: certain grades, room of each weight, doubt, alternatives."""

import streamlit as st

from engine.app.blocks import chapter, foot, put, section
from engine.app.pictures import put_chart
from engine.app.report_table import rows_block, table_block
from engine.app.session import View
from engine.report.tables import Table
from engine.report.weights_charts import stability_chart
from engine.report.weights_frontier_tables import robust_table
from engine.report.weights_grade_tables import (
    agent_grades_table,
    certain_text,
    changes_table,
)
from engine.report.weights_page_words import WeightsWords
from engine.report.weights_rank_tables import (
    acceptability_table,
    preference_notes,
    preference_table,
    stability_subtitle,
    stability_table,
    unsure,
)

COLUMNS = (6.4, 5.0)
SHOWN = 10


def put_robustness(view: View, words: WeightsWords) -> None:
    """Draw grades, stability, acceptability and alternatives under one heading."""
    report = words.report
    if not (report.grades or report.stability or report.robust or report.acceptability):
        return
    put(chapter(words.say("robustness_title"), words.say("robustness_subtitle")))
    left, right = st.columns(COLUMNS, gap="large")
    with left:
        _put_grades(words)
        _put_acceptability(words)
    with right:
        _put_stability(view, words)
        _put_order(words)
    table = robust_table(words)
    if table.rows:
        put(table_block(table))


def _put_grades(words: WeightsWords) -> None:
    """Draw how few grades need change, who is certain, and fold the agents."""
    changes, agents = changes_table(words), agent_grades_table(words)
    if changes is None or agents is None:
        return
    put(table_block(changes))
    put(foot(certain_text(words)))
    _put_folded(agents, words.say("grades_table"))


def _put_acceptability(words: WeightsWords) -> None:
    """Draw the agents whose grade is least sure, the others folded."""
    table = acceptability_table(words)
    if table is None:
        return
    shown = min(SHOWN, unsure(words) or SHOWN)
    put(table_block(table, most=shown))
    if len(table.rows) > shown:
        with st.expander(words.say("acceptability_more", count=len(table.rows))):
            put(rows_block(table))


def _put_stability(view: View, words: WeightsWords) -> None:
    table = stability_table(words)
    if not table.rows:
        return
    put(section(table.title, stability_subtitle(words)))
    put_chart(stability_chart(words, view.tokens), words.say("stability_description"))
    put(*(foot(told) for told in table.notes))
    _put_folded(table, words.say("stability_table"), with_notes=False)


def _put_order(words: WeightsWords) -> None:
    """Say how many orders hold under every allowed set; the ranks of agents folded."""
    table = preference_table(words)
    if table is None:
        return
    put(section(table.title, table.subtitle), *(foot(told) for told in preference_notes(words)))
    if table.rows:
        _put_folded(table, table.title, with_notes=False)


def _put_folded(table: Table, title: str, *, with_notes: bool = True) -> None:
    with st.expander(title):
        put(rows_block(table), *(foot(told) for told in table.notes if with_notes))
