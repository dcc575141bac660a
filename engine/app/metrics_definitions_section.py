"""The catalogue: what each indicator is, over what, who can move it, how it is gamed, its SQL."""

import streamlit as st

from engine.app.blocks import Cell, bullets, foot, note, put, section, table, two_lines
from engine.app.metrics_session import Reader
from engine.app.picks import pick_one
from engine.errors import EngineError
from engine.i18n.translate import render_error
from engine.metrics.definition import Definition
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.printed_queries import printed_query
from engine.report.metrics_words import MetricsWords, indicator_name


def put_definitions(reader: Reader, words: MetricsWords) -> None:
    """Draw the definition that the reader picks with its query, and the whole catalogue."""
    with st.expander(reader.say("definitions.title", count=len(DEFINITIONS))):
        labels = {id_: indicator_name(id_, reader.language) for id_ in DEFINITIONS}
        caption = reader.say("definitions.pick")
        picked = pick_one("metrics.definition", labels, caption, reader.language)
        _put_one(reader, words, DEFINITIONS[picked])
    absent = words.report.absent
    if absent:
        with st.expander(reader.say("definitions.absent", count=len(absent))):
            lines = [f"{words.indicator(id_)}: {words.said(why)}" for id_, why in absent.items()]
            put(bullets("", lines))


def _put_one(reader: Reader, words: MetricsWords, definition: Definition) -> None:
    told = words.said(definition.sentence)
    put(note(told, indicator_name(definition.id, reader.language)))
    heads = [(reader.say("definitions.property"), "n"), (reader.say("definitions.content"), "")]
    put(table(heads, [[name, value] for name, value in _properties(words, definition)]))
    if not definition.value:
        put(foot(reader.say("definitions.no_query")))
        return
    put(section(reader.say("definitions.query"), reader.say("definitions.query_subtitle")))
    try:
        st.code(printed_query(definition.id, words.report.period), language="sql")
    except EngineError as refused:
        put(note(render_error(refused, reader.language)))


def _properties(words: MetricsWords, definition: Definition) -> list[tuple[str, Cell]]:
    population = definition.population.value
    controllability = definition.controllability.value
    found: list[tuple[str, Cell]] = [
        (words.say("definitions.id"), definition.id),
        (words.say("definitions.denominator"), words.said(definition.denominator)),
        (words.say("definitions.window"), definition.window),
        (words.say("definitions.unit"), definition.unit or "1"),
        (words.say("definitions.direction"), words.direction(definition.direction.value)),
        (
            words.say("definitions.population"),
            words.known(f"population.{population}", population),
        ),
        (
            words.say("definitions.controllability"),
            words.known(f"controllability.{controllability}", controllability),
        ),
        (words.say("definitions.origin"), definition.table.value),
    ]
    if definition.gaming is not None:
        counters = words.joined([words.indicator(each) for each in definition.counters])
        told = two_lines(
            words.said(definition.gaming), f"{words.say('definitions.counter')} · {counters}"
        )
        found.append((words.say("definitions.gaming"), told))
    return found
