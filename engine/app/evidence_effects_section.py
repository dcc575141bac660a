"""Effects in business units, by band of the metric, and their shape."""

from collections.abc import Sequence

import streamlit as st

from engine.app.blocks import put, section, subhead
from engine.app.picks import pick_one
from engine.app.pictures import put_chart
from engine.app.report_table import table_block
from engine.app.session import View
from engine.domain.evidence_figures import EffectReport
from engine.domain.texts import Sentence
from engine.report.evidence_charts import effect_intervals, intervals_chart
from engine.report.evidence_effect_tables import (
    BAND_KINDS,
    LEVER,
    all_effects_table,
    band_effects_table,
    overall,
    promotion_table,
    shapes_table,
)
from engine.report.evidence_words import HAZARD_RATIO, EvidenceWords

FEW = 12  # rows of a table that needs no folding


def put_effects(view: View, words: EvidenceWords) -> None:
    """Draw the levers' effects question by question, then the table with grades and samples."""
    table = all_effects_table(words)
    if not table.rows:
        return
    put(section(table.title, table.subtitle))
    for fit in words.report.fits:
        found = [
            each
            for each in overall(words.report.effects)
            if each.fit == fit.id and each.role == LEVER and each.kind != HAZARD_RATIO
        ]
        if found:
            _put_picture(view, words, fit.id, found)
    with st.expander(words.say("effects.table"), expanded=len(table.rows) <= FEW):
        put(table_block(table, titled=False))


def put_bands(view: View, words: EvidenceWords) -> None:
    """Draw what the same step goes with in each band of the metric that the reader picks."""
    found = [each for each in words.report.effects if each.kind in BAND_KINDS]
    labels = {
        f"{each.fit}/{each.metric}": words.say(
            "bands.of", question=words.question(each.fit), change=words.said(overall_step(each))
        )
        for each in found
    }
    if not labels:
        return
    table = band_effects_table(words)
    put(section(table.title, table.subtitle))
    picked = pick_one("evidence.band", labels, words.say("bands.pick"), words.language)
    shown = [each for each in found if f"{each.fit}/{each.metric}" == picked]
    put_chart(
        intervals_chart(effect_intervals(words, shown), view.tokens),
        words.say("bands.description"),
    )
    with st.expander(words.say("bands.table")):
        put(table_block(table, titled=False))


def put_shapes(words: EvidenceWords) -> None:
    """Draw which shape fits, and whether promotions differ; folded."""
    for table in (shapes_table(words), promotion_table(words)):
        if table.rows:
            with st.expander(table.title):
                put(table_block(table, titled=False))


def overall_step(effect: EffectReport) -> Sentence:
    """Return the step of a band's effect as it is said of all contacts."""
    kept = {name: value for name, value in effect.per.values.items() if name != "band"}
    return Sentence("effect.per_shift", kept)


def _put_picture(view: View, words: EvidenceWords, fit: str, found: Sequence[EffectReport]) -> None:
    about = words.say(
        "effects.about",
        question=words.question(fit),
        unit=words.say("unit_points" if words.is_chance(fit) else "unit_own"),
        grade=words.grade(fit),
    )
    put(subhead(about))
    rows = effect_intervals(words, found)
    put_chart(intervals_chart(rows, view.tokens), words.say("effects.description"))
