"""How far to trust it: alarms, validation on other rows, drift, dispatch, what to doubt."""

import streamlit as st

from engine.app.blocks import bullets, foot, note, put, section, subhead
from engine.app.pictures import put_chart
from engine.app.report_table import table_block
from engine.app.session import View
from engine.domain.evidence_trust import DispatchReport
from engine.report.evidence_charts import agent_intervals, drift_chart
from engine.report.evidence_dispatch_tables import agents_table, balance_table, dispatch_table
from engine.report.evidence_trust_tables import (
    all_findings,
    checks_table,
    coefficients_table,
    collinearity_table,
    drift_table,
    roles_table,
    sensitivity_table,
    validation_table,
)
from engine.report.evidence_words import EvidenceWords

SHOWN = 12


def put_alarms(words: EvidenceWords) -> None:
    """Say the author's caution and every alarm before any figure."""
    report = words.report
    if report.caution is not None:
        put(note(report.caution.in_language(words.language), words.say("caution"), "dash"))
    alarms = _told(words, ("alarm",))
    if alarms:
        put(note("\n".join(alarms), words.say("severity.alarm"), "bad"))


def put_validation(view: View, words: EvidenceWords) -> None:
    """Draw validation: random rows beside later rows beside unseen agents; then the weeks."""
    table = validation_table(words)
    if table.rows:
        put(table_block(table))
    drifting = [report for report in words.report.validation if report.drift]
    if not drifting:
        return
    weeks = drift_table(words)
    with st.expander(weeks.title, expanded=any(w.alarm for r in drifting for w in r.drift)):
        for report in drifting:
            put(subhead(words.question(report.fit)))
            put_chart(drift_chart(report, view.tokens), words.say("drift.description"))
        put(*(foot(told) for told in (words.say("drift.axis"), *weeks.notes)))
        put(table_block(weeks, most=SHOWN, titled=False))


def put_dispatch(view: View, words: EvidenceWords) -> None:
    """Draw whether contacts were dealt as if at random and, where they were, the agents."""
    table = dispatch_table(words)
    if not table.rows:
        return
    put(table_block(table))
    told = [words.said(each.sentence) for part in words.report.dispatch for each in part.findings]
    put(bullets("", told))
    for report in words.report.dispatch:
        _put_agents(view, words, report)
    with st.expander(words.say("dispatch.balance")):
        put(table_block(balance_table(words), titled=False))


def put_doubts(words: EvidenceWords) -> None:
    """Draw what else there is to doubt, folded: confounders, columns, data, errors, notes."""
    put(section(words.say("doubts.title"), words.say("doubts.subtitle")))
    cautions = _told(words, ("caution",))
    if cautions:
        put(bullets(words.say("severity.caution"), cautions))
    for table in (
        sensitivity_table(words),
        checks_table(words),
        roles_table(words),
        collinearity_table(words),
        coefficients_table(words),
    ):
        if table.rows:
            with st.expander(table.title):
                put(foot(table.subtitle), table_block(table, titled=False))
    notes = _told(words, ("note",))
    if notes:
        with st.expander(words.say("notes.more", count=len(notes))):
            put(bullets("", notes))


def _put_agents(view: View, words: EvidenceWords, report: DispatchReport) -> None:
    outcomes = dict.fromkeys(row.outcome for row in report.agents)
    for outcome in outcomes:
        rows = sorted(
            (row for row in report.agents if row.outcome == outcome), key=lambda row: row.agent
        )
        about = words.say("dispatch.effect_of", outcome=words.column(outcome), grade=report.grade)
        put(section(words.say("dispatch.agents_title"), about))
        put_chart(agent_intervals(rows, view.tokens), words.say("dispatch.description"))
        put(foot(words.say("dispatch.agents_note")))
    if outcomes:
        with st.expander(words.say("dispatch.agents_table", count=len(report.agents))):
            put(table_block(agents_table(words), titled=False))


def _told(words: EvidenceWords, severities: tuple[str, ...]) -> list[str]:
    found = [each for each in all_findings(words) if each.severity in severities]
    return list(dict.fromkeys(words.said(each.sentence) for each in found))
