"""A row of options whose labels follow the language and whose choice survives the toggle.

Streamlit finds a choice by its label's text, so a widget whose labels change would lose its
value. Here each language has a widget of its own, and the chosen id is kept beside them.
"""

from collections.abc import Mapping

import streamlit as st

from engine.app.blocks import as_plain_markdown
from engine.domain.texts import Language
from engine.report.chart_frame import distinct


def choice(key: str, labels: Mapping[str, str], caption: str, language: Language) -> str:
    """Draw the options and return the id chosen; the first one until somebody chooses.

    Parameters
    ----------
    key
        Name under which the session keeps the id.
    labels
        Label of each id in the reader's language; equal labels are told apart by a number.
    caption
        What is chosen, for screen readers and above the row.
    """
    kept = str(st.session_state.get(key))
    default = kept if kept in labels else next(iter(labels))
    shown = dict(zip(labels, distinct(list(labels.values())), strict=True))
    picked = st.segmented_control(
        as_plain_markdown(caption),
        list(labels),
        default=default,
        format_func=lambda id_: as_plain_markdown(shown[id_]),
        key=f"{key}-{language}",
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    chosen = str(picked)
    st.session_state[key] = chosen
    return chosen
