"""Emphasis for a purpose, such as a promotion: what moves, what it asks, whose grade changes."""

import streamlit as st

from engine.app.blocks import bullets, foot, note, put, section, subhead
from engine.app.choice import choice
from engine.app.pictures import put_chart
from engine.app.report_table import rows_block
from engine.app.session import View
from engine.domain.weights_report import EmphasisRow
from engine.report.weights_charts import moves_chart
from engine.report.weights_frontier_tables import (
    emphases_table,
    emphasis_lines,
    emphasis_rules_table,
    emphasis_text,
)
from engine.report.weights_page_words import WeightsWords

NONE_CHOSEN = ""


def put_emphases(view: View, words: WeightsWords) -> None:
    """Draw the choice of an emphasis and what the chosen one changes."""
    rows = {row.id: row for row in words.report.emphases}
    if not rows:
        return
    table = emphases_table(words)
    put(section(table.title, table.subtitle))
    labels = {NONE_CHOSEN: words.say("emphasis_none")}
    labels |= {id_: words.emphasis(id_) for id_ in rows}
    chosen = choice("weights.emphasis", labels, words.say("emphasis_pick"), words.language)
    if chosen == NONE_CHOSEN:
        put(foot(words.say("emphasis_plain")))
    else:
        _put_chosen(view, words, rows[chosen])
    with st.expander(words.say("emphasis_table")):
        put(rows_block(emphasis_rules_table(words)), rows_block(table))
        put(*(foot(told) for told in table.notes))


def _put_chosen(view: View, words: WeightsWords, row: EmphasisRow) -> None:
    if row.conflict is not None:
        text = "\n".join(emphasis_lines(words, row))
        put(note(text, words.say("emphasis_clash"), "bad"))
        return
    name = row.name.in_language(words.language)
    put(note(emphasis_text(words, row), name))
    if words.has_moves(row.moves):
        put(subhead(words.say("moves_title", name=name)))
        put_chart(moves_chart(words, row, view.tokens), words.say("emphasis_description"))
    put(bullets(words.say("emphasis_asks"), emphasis_lines(words, row)))
