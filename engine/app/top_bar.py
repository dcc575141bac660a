"""The line above every page: which case, which scheme, which period, whether invented, language."""

import streamlit as st
from markupsafe import Markup

from engine.app.session import LANGUAGE_KEY, View
from engine.domain.texts import Language
from engine.i18n.translate import render

LANGUAGE_LABELS = {"zh": "中文", "en": "EN"}  # each in itself: never translated


def put_top_bar(view: View | None, language: Language) -> None:
    """Draw the bar; without a view only the language can be chosen."""
    st.session_state.setdefault(LANGUAGE_KEY, language)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key="bar"):
        st.html(_context(view), width="stretch")
        st.segmented_control(
            render("app.language", {}, language),
            list(LANGUAGE_LABELS),
            format_func=LANGUAGE_LABELS.__getitem__,
            key=LANGUAGE_KEY,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
            width="content",
            wrap=False,
        )


def _context(view: View | None) -> Markup:
    if view is None:
        return Markup("<div class='h-bar'></div>")
    made = view.pack.heng
    parts = [Markup("<b>{}</b>").format(made.case_name.in_language(view.language))]
    if made.scheme_name is not None:
        scheme = made.scheme_name.in_language(view.language)
        parts.append(
            Markup("<span class='dot ctx'>/</span><span class='ctx'>{}</span>").format(scheme)
        )
    if made.period:
        parts.append(Markup("<span class='dot'>/</span><span>{}</span>").format(made.period))
    if made.generated:
        parts.append(Markup("<span class='h-ex'>{}</span>").format(view.say("app.example_data")))
    return Markup("<div class='h-bar'>{}</div>").format(Markup("").join(parts))
