"""The page *Metrics*: from a shop's exports to indicators, what is doubtful in them first."""

import streamlit as st
from markupsafe import Markup

from engine.app import metrics_agents_section as agents
from engine.app import metrics_attribution_section as attribution
from engine.app import metrics_choices_section as choices_section
from engine.app import metrics_definitions_section as definitions
from engine.app import metrics_downloads_section as downloads
from engine.app import metrics_headers_section as headers
from engine.app import metrics_mix_section as mix
from engine.app import metrics_quality_section as quality
from engine.app import metrics_rates_section as rates
from engine.app import metrics_sources_section as sources
from engine.app.blocks import Cell, empty, head, note, put
from engine.app.metrics_session import RESULT, Choices, Computed, Reader, computed
from engine.domain.texts import Language
from engine.errors import InputError, MethodError
from engine.i18n.translate import render, render_error
from engine.report.metrics_headline import metrics_headline
from engine.report.metrics_words import MetricsWords

COLUMNS = (6.4, 5.0)


def draw(language: Language) -> None:
    """Draw the data and the choices on top, the report below once it has been computed."""
    reader = Reader(language)
    made: Computed | None = st.session_state.get(RESULT)
    _put_headline(reader, made)
    with st.expander(reader.say("source.title"), expanded=made is None):
        choices = _put_choices(reader)
    if made is None:
        put(_nothing_yet(reader))
        return
    if choices.fingerprint != made.fingerprint:
        put(note(reader.say("stale"), kind="dash"))
    _put_report(reader, made)


def _put_choices(reader: Reader) -> Choices:
    """Draw files, headers and choices, and compute when the reader asks for it."""
    source, exports = sources.put_sources(reader)
    if exports:
        headers.put_headers(reader, sources.put_files(reader, exports))
    choices = choices_section.put_choices(reader, source, exports)
    if st.button(reader.say("compute"), type="primary", disabled=not exports):
        with st.spinner(reader.say("computing"), show_time=True):
            made = _computed(reader, choices)
        if isinstance(made, Markup):
            put(made)
        else:
            st.session_state[RESULT] = made
            st.rerun()
    return choices


def _computed(reader: Reader, choices: Choices) -> Computed | Markup:
    """Return the report, or the note that tells every fault of the files at once."""
    try:
        return computed(choices)
    except (InputError, MethodError) as refused:
        told = render_error(refused, reader.language)
        return note(told, reader.say("fault.title"), "bad")


def _put_headline(reader: Reader, made: Computed | None) -> None:
    page: Cell = reader.say("page")
    if made is None:
        put(head(page, reader.say("start.title"), reader.say("start.ground")))
        return
    report = made.found.report
    if report.generated:
        label = render("app.example_data", {}, reader.language)
        page = Markup("{} <span class='h-ex'>{}</span>").format(page, label)
    answer = metrics_headline(report, reader.language)
    put(head(page, answer.title, answer.ground))


def _put_report(reader: Reader, made: Computed) -> None:
    """Draw the report in the order it is read: doubts, people, shop, platforms, orders."""
    words = MetricsWords(made.found.report, reader.language)
    quality.put_quality(reader, words)
    left, right = st.columns(COLUMNS, gap="large")
    with left:
        agents.put_agents(reader, words)
    with right:
        agents.put_shop(reader, words)
    agents.put_all(reader, words)
    rates.put_rates(reader, words)
    attribution.put_attribution(reader, words)
    mix.put_mix(reader, words)
    mix.put_reconciled(words)
    definitions.put_definitions(reader, words)
    quality.put_notes(words)
    downloads.put_downloads(reader, made)


def _nothing_yet(reader: Reader) -> Markup:
    return empty(reader.say("empty.title"), reader.say("empty.body"), reader.say("empty.command"))
