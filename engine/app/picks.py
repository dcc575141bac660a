"""Lists to pick from whose labels follow the language and whose picks survive the toggle.

As :mod:`engine.app.choice`: each language has a widget of its own, the picked ids are kept
beside them, and equal labels are told apart, since a widget knows its options by their labels.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from engine.app.blocks import as_plain_markdown
from engine.domain.texts import Language
from engine.report.chart_frame import distinct


def pick_one(
    key: str,
    labels: Mapping[str, str],
    caption: str,
    language: Language,
    *,
    preferred: str = "",
    caption_shown: bool = True,
) -> str:
    """Draw a list and return the id picked; ``preferred`` or the first until somebody picks."""
    shown = _shown(labels)
    kept = str(st.session_state.get(key))
    default = next(id_ for id_ in (kept, preferred, next(iter(labels))) if id_ in labels)
    picked = st.selectbox(
        as_plain_markdown(caption),
        list(labels),
        index=list(labels).index(default),
        format_func=shown.__getitem__,
        key=f"{key}-{language}",
        label_visibility="visible" if caption_shown else "collapsed",
    )
    st.session_state[key] = str(picked)
    return str(picked)


def pick_many(
    key: str,
    labels: Mapping[str, str],
    caption: str,
    language: Language,
    *,
    preferred: Sequence[str] = (),
    placeholder: str = "",
) -> tuple[str, ...]:
    """Draw a list of several picks and return the ids picked, in the order picked."""
    shown = _shown(labels)
    kept = st.session_state.get(key, preferred)
    picked = st.multiselect(
        as_plain_markdown(caption),
        list(labels),
        default=[id_ for id_ in kept if id_ in labels],
        format_func=shown.__getitem__,
        key=f"{key}-{language}",
        placeholder=placeholder or None,
    )
    st.session_state[key] = tuple(picked)
    return tuple(picked)


def _shown(labels: Mapping[str, str]) -> dict[str, str]:
    return dict(zip(labels, distinct(list(labels.values())), strict=True))
