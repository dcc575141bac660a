"""A page in Streamlit's test runner, from an empty session, on a pack of our choice."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from engine.domain.pack import DecisionPack
from engine.domain.texts import Language
from engine.files.pack_file import write_pack

ROOT = Path(__file__).parents[2]
TIMEOUT_S = 60
PAGES = {
    "decision": "from engine.app.decision import draw",
    "evidence": "from engine.app.evidence import draw",
    "peak": "from engine.app.peak import draw",
}

OpenPage = Callable[[str, DecisionPack | None, Language], AppTest]


@pytest.fixture(autouse=True)
def local_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("HENG_PACK", raising=False)
    st.cache_resource.clear()


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Return a function that runs one page alone."""

    def opened(page: str, pack: DecisionPack | None, language: Language) -> AppTest:
        if pack is not None:
            write_pack(pack, tmp_path / "pack.json")
            monkeypatch.setenv("HENG_PACK", str(tmp_path / "pack.json"))
        frame = "from engine.app.navigation import framed\nframed(draw)()"
        script = AppTest.from_string(f"{PAGES[page]}\n{frame}", default_timeout=TIMEOUT_S)
        script.query_params["lang"] = language
        return script.run()

    return opened


def page_html(page: AppTest) -> str:
    """Return everything the page wrote as HTML, without the stylesheet."""
    return "\n".join(block.proto.body for block in page.get("html"))


def has_fault(page: AppTest) -> bool:
    """Tell whether an unforeseen error was caught and told by its reference id."""
    return bool(page.exception) or re.search(r"\bH-[0-9A-F]{6}\b", page_html(page)) is not None
