"""What one reader's session shows: which language and which decision pack.

The pack is the run named in the address (``?run=3``), else the file that ``HENG_PACK`` names,
else the run saved last; only run numbers ever stand in an address, never names or scores.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from engine.app import style
from engine.domain.pack import DecisionPack
from engine.domain.texts import Language
from engine.errors import InputError
from engine.files.pack_file import pack_from_text, read_pack
from engine.i18n.translate import render
from engine.report.tokens import Tokens
from engine.store.runs import latest_run, load_run

PACK_VARIABLE = "HENG_PACK"
LANGUAGE_KEY = "language"
_CACHED_PACKS = 8


@dataclass(frozen=True, slots=True)
class View:
    """Everything a page needs to draw: the pack, the language and the tokens of the mode."""

    pack: DecisionPack
    language: Language
    tokens: Tokens

    def say(self, key: str, **values: object) -> str:
        """Return the sentence of a key in the reader's language."""
        return render(key, values, self.language)


def current_language() -> Language:
    """Return the reader's language: chosen, asked for by ``?lang=``, or the browser's."""
    chosen = st.session_state.get(LANGUAGE_KEY) or st.query_params.get("lang")
    if chosen in ("zh", "en"):
        return "zh" if chosen == "zh" else "en"
    return "en" if (st.context.locale or "zh").lower().startswith("en") else "zh"


def current_view() -> View | None:
    """Return what there is to show, or None when no case has been run yet."""
    pack = _current_pack()
    return None if pack is None else View(pack, current_language(), style.tokens())


def _current_pack() -> DecisionPack | None:
    asked = st.query_params.get("run")
    if asked is not None:
        return _saved_pack(_run_number(asked))
    named = os.environ.get(PACK_VARIABLE)
    if named:
        path = Path(named)
        return _pack_of_file(named, path.stat().st_mtime_ns if path.is_file() else 0)
    latest = latest_run()
    return None if latest is None else _saved_pack(latest.id)


def _run_number(asked: str) -> int:
    if not asked.isdecimal() or not asked.isascii():
        raise InputError("store.unknown_run", run=asked[:20])
    return int(asked[:18])


@st.cache_resource(max_entries=_CACHED_PACKS, show_spinner=False)
def _saved_pack(number: int) -> DecisionPack:
    return pack_from_text(load_run(number), f"run {number}")


@st.cache_resource(max_entries=_CACHED_PACKS, show_spinner=False)
def _pack_of_file(name: str, changed_ns: int) -> DecisionPack:
    del changed_ns  # part of the cache's key: a rewritten file is read again
    return read_pack(Path(name))
