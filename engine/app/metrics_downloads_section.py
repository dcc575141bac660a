"""What a reader takes away: the agents as CSV, every table as a workbook, the confirmed maps."""

import streamlit as st

from engine.app.blocks import put, section
from engine.app.metrics_session import Computed, Reader
from engine.report.metrics_workbook import metrics_workbook
from engine.services.indicator_files import AGENTS_FILE, REPORT_FILE, agents_csv

_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def put_downloads(reader: Reader, made: Computed) -> None:
    """Draw a button for each file; a file is made when its button is pressed."""
    report, sources = made.found.report, made.found.sources
    put(section(reader.say("downloads.title"), reader.say("downloads.subtitle")))
    with st.container(horizontal=True, wrap=True):
        st.download_button(
            AGENTS_FILE,
            lambda: agents_csv(report).encode("utf-8-sig"),
            file_name=AGENTS_FILE,
            mime="text/csv",
            on_click="ignore",
        )
        st.download_button(
            REPORT_FILE,
            lambda: metrics_workbook(report, sources, reader.language),
            file_name=REPORT_FILE,
            mime=_BOOK,
            on_click="ignore",
        )
        for id_, text in made.maps.items():
            st.download_button(
                reader.say("downloads.map", id=id_),
                text.encode(),
                file_name=f"{id_}.toml",
                mime="application/toml",
                on_click="ignore",
            )
