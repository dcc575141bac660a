"""What the headers of a file mean: nothing that looks alike is used before the reader says so."""

from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from engine.app.blocks import Cell, foot, note, put, table, two_lines
from engine.app.metrics_session import MAPS, Reader
from engine.app.metrics_sources_section import Understood, shown_name
from engine.app.picks import pick_one
from engine.app.uploads import Export
from engine.files.header_maps import HeaderMap, MatchedHeader
from engine.report.labels import column_name
from engine.report.metrics_words import indicator_name
from engine.services.export_headers import ExportHeaders, answered_map, free_names

UNUSED = ""
COLUMNS = 2


def put_headers(reader: Reader, files: Understood) -> None:
    """Draw the unknown headers of each file with the reader's answers, then what is guessed."""
    read = [(each, found) for each, found in files if isinstance(found, ExportHeaders)]
    for export, found in read:
        if _waits(found):
            count = len(found.match.unknown)
            label = reader.say("headers.unknown", file=shown_name(export), count=count)
            with st.expander(label, expanded=True):
                _put_file(reader, export, found)
    guessed = {each.name: (each, found) for each, found in read if _is_guess(found)}
    if guessed:
        with st.expander(reader.say("headers.guessed", count=len(guessed))):
            names = {name: name for name in guessed}
            caption = reader.say("headers.of_file")
            picked = pick_one("metrics.guessed", names, caption, reader.language)
            _put_file(reader, *guessed[picked])
    if st.session_state.get(MAPS):
        st.button(reader.say("headers.forget"), on_click=_forget, type="tertiary")


def _waits(found: ExportHeaders) -> bool:
    """Tell whether a file has headers that nobody knows."""
    return bool(found.match.unknown) or found.match.chosen is None


def _is_guess(found: ExportHeaders) -> bool:
    return not _waits(found) and not found.settled


def _put_file(reader: Reader, export: Export, found: ExportHeaders) -> None:
    base = _base(reader, export, found)
    if found.match.unknown:
        put(foot(reader.say("headers.suggested")))
    answers = _answers(reader, export, found, base)
    given = [name for name in answers.values() if name]
    twice = sorted({name for name in given if given.count(name) > 1})
    if twice:
        named = reader.say("list_mark").join(twice)
        put(note(reader.say("headers.twice", names=named), kind="bad"))
    st.button(
        reader.say("headers.confirm"),
        key=f"metrics.confirm.{export.digest[:12]}",
        on_click=_confirm,
        args=(found, base, answers),
        disabled=bool(twice),
    )
    if found.match.matched:
        put(foot(reader.say("headers.known")), _known(reader, found.match.matched))


def _base(reader: Reader, export: Export, found: ExportHeaders) -> HeaderMap:
    """Return the map that the answers refer to; the reader picks where none fits best."""
    bases = {each.id: each for each in found.bases}
    if len(bases) == 1:
        return found.bases[0]
    key = "headers.ambiguous" if found.match.ambiguous else "headers.no_map"
    put(note(reader.say(key), kind="dash"))
    names = {id_: each.name.in_language(reader.language) for id_, each in bases.items()}
    picked = pick_one(
        f"metrics.base.{export.digest[:12]}", names, reader.say("headers.base"), reader.language
    )
    return bases[picked]


def _answers(
    reader: Reader, export: Export, found: ExportHeaders, base: HeaderMap
) -> dict[str, str]:
    """Draw a list for each unknown header, the likest name preselected; return what is picked."""
    nearest = _nearest(found, base)
    names = {name: _named(reader, base, name) for name in free_names(found, base)}
    answers = {}
    columns = st.columns(COLUMNS, gap="medium") if found.match.unknown else []
    for number, unknown in enumerate(found.match.unknown):
        with columns[number % COLUMNS]:
            answers[unknown.header] = pick_one(
                f"metrics.header.{export.digest[:12]}.{base.id}.{unknown.position}",
                {UNUSED: reader.say("headers.unused"), **names},
                unknown.header,
                reader.language,
                preferred=nearest.get(unknown.header, UNUSED),
            )
    return answers


def _nearest(found: ExportHeaders, base: HeaderMap) -> Mapping[str, str]:
    """Return the likest name of the base for each unknown header that has one, each name once."""
    meanings = {_meaning(base, name): name for name in free_names(found, base)}
    nearest: dict[str, str] = {}
    for each in sorted(found.suggested, key=lambda suggestion: -suggestion.similarity):
        name = meanings.get(_meaning(base, each.name))
        if name and each.header not in nearest and name not in nearest.values():
            nearest[each.header] = name
    return nearest


def _meaning(base: HeaderMap, name: str) -> tuple[str, str, str]:
    target = base.target(name)
    return (target.column, target.role, target.variant) if target else ("", "", "")


def _named(reader: Reader, base: HeaderMap, name: str) -> str:
    target = base.target(name)
    column = _column(reader, target.column) if target else name
    return name if column == name else reader.say("headers.meaning", name=name, column=column)


def _known(reader: Reader, matched: Sequence[MatchedHeader]) -> Markup:
    heads = [(reader.say(f"headers.{head}"), "") for head in ("header", "means", "status")]
    rows: list[list[Cell]] = [
        [
            two_lines(each.header, each.target.note) if each.target.note else each.header,
            _meant(reader, each.target.column),
            reader.say(f"headers.status_{each.target.status}"),
        ]
        for each in matched
    ]
    return table(heads, rows)


def _meant(reader: Reader, column: str) -> Cell:
    """Return a column's name with its id below."""
    named = _column(reader, column)
    return column if named == column else two_lines(named, column)


def _column(reader: Reader, column: str) -> str:
    """Return what a column or an indicator is called; its id where it has no name."""
    named = column_name(column, reader.language)
    return indicator_name(column, reader.language) if named == column else named


def _confirm(found: ExportHeaders, base: HeaderMap, answers: Mapping[str, str]) -> None:
    text = answered_map(found, base, answers)
    st.session_state[MAPS] = {**st.session_state.get(MAPS, {}), base.id: text}


def _forget() -> None:
    st.session_state[MAPS] = {}
