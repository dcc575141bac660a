"""The four pages, in path order, and what stands around them: bar, emptiness, refusal, faults."""

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from engine.app import decision, evidence, metrics, peak
from engine.app.address import is_local
from engine.app.blocks import empty, put
from engine.app.faults import attempt
from engine.app.session import View, current_language, current_view
from engine.app.style import put_stylesheet
from engine.app.top_bar import put_top_bar
from engine.domain.texts import Language
from engine.i18n.translate import render

_LOGO = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 112 28' width='112' height='28'>"
    "<g fill='none' stroke='#3E8FC4' stroke-width='2.2' stroke-linecap='round'>"
    "<path d='M3 10 L25 6'/><path d='M14 8 L14 23'/><path d='M9 23 L19 23'/></g>"
    "<circle cx='5' cy='14.5' r='4' fill='#3E8FC4'/>"
    "<circle cx='23.5' cy='9' r='2.4' fill='#3E8FC4'/>"
    "<text x='33' y='20.5' font-size='18' font-weight='700' fill='#3E8FC4' "
    "font-family='PingFang SC,Microsoft YaHei,Noto Sans CJK SC,sans-serif'>衡 Heng</text></svg>"
)


def show() -> None:
    """Draw the page the reader is on, or the refusal when the server is open to others."""
    language = current_language()
    st.set_page_config(
        page_title=f"衡 Heng · {render('app.page.decision', {}, language)}",
        layout="wide",
        initial_sidebar_state="auto",
    )
    put_stylesheet()
    address = st.get_option("server.address")
    if not is_local(address):
        put(_refusal(address))
        return
    st.logo(_LOGO, size="large")
    st.navigation(
        [
            st.Page(
                standing_alone(metrics.draw),
                title=render("metrics_page.page", {}, language),
                url_path="metrics",
            ),
            st.Page(
                framed(evidence.draw),
                title=render("evidence_page.page", {}, language),
                url_path="evidence",
            ),
            st.Page(
                framed(decision.draw),
                title=render("app.page.decision", {}, language),
                url_path="decision",
                default=True,
            ),
            st.Page(
                framed(peak.draw), title=render("app.page.peak", {}, language), url_path="peak"
            ),
        ],
        position="top",
    ).run()


def framed(draw: Callable[[View], None]) -> Callable[[], None]:
    """Return the page that draws a view with ``draw``: bar above, faults and emptiness caught."""

    def page() -> None:
        view = attempt(current_view)
        put_top_bar(view if isinstance(view, View) else None, current_language())
        if isinstance(view, Markup):
            put(view)
        elif view is None:
            put(_nothing_yet())
        else:
            fault = attempt(lambda: draw(view))
            if fault is not None:
                put(fault)

    return page


def standing_alone(draw: Callable[[Language], None]) -> Callable[[], None]:
    """Return the page that needs no run: bar above, faults caught."""

    def page() -> None:
        put_top_bar(None, current_language())
        fault = attempt(lambda: draw(current_language()))
        if fault is not None:
            put(fault)

    return page


def _nothing_yet() -> Markup:
    language = current_language()
    return empty(
        render("app.empty.title", {}, language),
        render("app.empty.body", {}, language),
        render("app.empty.command", {}, language),
    )


def _refusal(address: str | None) -> Markup:
    language = current_language()
    told = address or render("app.refused.all_addresses", {}, language)
    return empty(
        render("app.refused.title", {}, language),
        render("app.refused.body", {"address": told}, language),
        render("app.refused.command", {}, language),
    )
