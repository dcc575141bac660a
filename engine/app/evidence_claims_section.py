"""Claims first: what is said everywhere, against what these records say."""

import streamlit as st

from engine.app.blocks import bullets, foot, put, section
from engine.app.pictures import put_chart
from engine.app.report_table import table_block
from engine.app.session import View
from engine.report.evidence_charts import claims_chart
from engine.report.evidence_claim_tables import claim_bands_table, claims_table
from engine.report.evidence_words import EvidenceWords


def put_claims(view: View, words: EvidenceWords) -> None:
    """Draw each claim's verdict with its interval against what was claimed, then where it holds."""
    claims = words.report.claims
    if not claims:
        return
    put(section(words.say("claims.title"), words.say("claims.subtitle")))
    put_chart(claims_chart(words, claims, view.tokens), words.say("claims.description"))
    put(foot(words.say("claims.axis")), table_block(claims_table(words), titled=False))
    told = [words.said(each.sentence) for claim in claims for each in claim.findings]
    with st.expander(words.say("claims.where")):
        put(table_block(claim_bands_table(words), titled=False))
        if told:
            put(bullets("", told))
