"""What a reader takes away: the effects as CSV and every table as a workbook, grades on all."""

from functools import partial

import streamlit as st

from engine.app.blocks import put, section
from engine.domain.evidence_report import EvidenceReport
from engine.report.evidence_words import EvidenceWords
from engine.report.evidence_workbook import evidence_workbook
from engine.services.evidence_files import COEFFICIENTS_FILE, EFFECTS_FILE, report_csv

BOOK_FILE = "evidence.xlsx"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def put_downloads(words: EvidenceWords) -> None:
    """Draw a button for each file; a file is made when its button is pressed."""
    report, language = words.report, words.language
    put(section(words.say("downloads.title"), words.say("downloads.subtitle")))
    with st.container(horizontal=True, wrap=True):
        for name in (EFFECTS_FILE, COEFFICIENTS_FILE):
            st.download_button(
                name,
                partial(_csv, report, name),
                file_name=name,
                mime="text/csv",
                on_click="ignore",
            )
        st.download_button(
            BOOK_FILE,
            lambda: evidence_workbook(report, language),
            file_name=BOOK_FILE,
            mime=_BOOK,
            on_click="ignore",
        )


def _csv(report: EvidenceReport, name: str) -> bytes:
    return report_csv(report, name).encode("utf-8-sig")
