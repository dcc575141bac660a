"""How a chart specification gets onto a page: our colours, the page's width, words for readers."""

import streamlit as st

from engine.report.chart_frame import Chart


def put_chart(chart: Chart, description: str) -> None:
    """Draw a chart; ``description`` is what a screen reader says."""
    st.altair_chart(chart, theme=None, width="stretch", alt=description)
