"""Where the data come from: the reader's own exports, or those of the generated example."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from engine.app.blocks import Cell, as_plain_markdown, foot, note, put, section, table, two_lines
from engine.app.choice import choice
from engine.app.metrics_session import HEADERS, MAPS, UPLOADED, Reader, understood
from engine.app.uploads import MOST_FILE_MB, MOST_TOTAL_MB, TYPES, Export, exports_of
from engine.domain.records import TableKind
from engine.errors import InputError
from engine.formats.limits import MEGABYTE
from engine.i18n.translate import keys, render, render_error
from engine.report import figures
from engine.services.example_exports import DEFAULT_CONTACTS, DEFAULT_SEED, write_example
from engine.services.export_headers import ExportHeaders
from engine.services.indicators import GENERATED_MARK

UPLOAD, EXAMPLE = "upload", "example"
KILOBYTE = 1_000
_UPLOADER = "metrics.uploader"
Understood = list[tuple[Export, ExportHeaders | InputError]]


def put_sources(reader: Reader) -> tuple[str, tuple[Export, ...]]:
    """Draw the choice of a source and return it with its files."""
    labels = {UPLOAD: reader.say("source.upload"), EXAMPLE: reader.say("source.example")}
    source = choice("metrics.source", labels, reader.say("source.caption"), reader.language)
    if source == EXAMPLE:
        put(foot(reader.say("source.example_note", contacts=figures.number(DEFAULT_CONTACTS))))
        with st.spinner(reader.say("source.generating")):
            return source, example_exports()
    return source, _uploaded(reader)


@st.cache_resource(max_entries=1, show_spinner=False)
def example_exports(
    seed: int = DEFAULT_SEED, contacts: int = DEFAULT_CONTACTS
) -> tuple[Export, ...]:
    """Return the generated shop's exports, made once for all sessions: they are nobody's."""
    with TemporaryDirectory(prefix="heng-example-") as name:
        written = write_example(Path(name) / "example", seed, contacts).files
        tables = [path for path in written if path.name != GENERATED_MARK]
        return exports_of((path.name, path.read_bytes()) for path in tables)


def _uploaded(reader: Reader) -> tuple[Export, ...]:
    st.file_uploader(
        reader.say("source.files", most=MOST_FILE_MB, total=MOST_TOTAL_MB),
        type=list(TYPES),
        accept_multiple_files=True,
        max_upload_size=MOST_FILE_MB,
        key=_UPLOADER,
        on_change=_keep_uploaded,
    )
    put(foot(reader.say("source.private")))
    kept = st.session_state.get(UPLOADED, ())
    if isinstance(kept, InputError):
        put(note(render_error(kept, reader.language), reader.say("fault.title"), "bad"))
        return ()
    return tuple(kept)


def _keep_uploaded() -> None:
    """Keep the files beside the widget, which forgets them when another page is shown."""
    files = st.session_state.get(_UPLOADER) or []
    try:
        kept: tuple[Export, ...] | InputError = exports_of(
            (file.name, file.getvalue()) for file in files
        )
    except InputError as refused:
        kept = refused
    st.session_state[UPLOADED] = kept


def put_files(reader: Reader, exports: Sequence[Export]) -> Understood:
    """Draw each file with its table, its header map and how many headers are known."""
    found = _understood(reader, exports)
    heads = [
        (reader.say("files.file"), ""),
        (reader.say("files.kind"), ""),
        (reader.say("files.map"), ""),
        (reader.say("files.headers"), "r"),
    ]
    read = [(each, headers) for each, headers in found if isinstance(headers, ExportHeaders)]
    if read:
        rows = [_file(reader, each, headers) for each, headers in read]
        put(section(reader.say("files.title"), reader.say("files.subtitle")), table(heads, rows))
    for each, refused in found:
        if isinstance(refused, InputError):
            told = render_error(refused, reader.language)
            put(note(told, reader.say("files.refused", file=each.name), "bad"))
    return found


def _understood(reader: Reader, exports: Sequence[Export]) -> Understood:
    """Return how the files are understood, read again only when they or the maps changed."""
    maps = dict(st.session_state.get(MAPS, {}))
    key = repr(([(each.name, each.digest) for each in exports], sorted(maps.items())))
    kept = st.session_state.get(HEADERS)
    if kept is None or kept[0] != key:
        with st.spinner(reader.say("files.reading")):
            kept = (key, understood(exports, maps))
        st.session_state[HEADERS] = kept
    found: Understood = kept[1]
    return found


def _file(reader: Reader, export: Export, found: ExportHeaders) -> list[Cell]:
    match = found.match
    known, total = len(match.matched), len(match.matched) + len(match.unknown)
    size = _size(len(export.content))
    if match.chosen is None:
        told = reader.say("files.ambiguous" if match.ambiguous else "files.unknown")
        return [two_lines(export.name, size), told, figures.NONE, f"{known} / {total}"]
    doubt = reader.say("files.guessed", count=len(match.guessed)) if match.guessed else ""
    kind = kind_name(match.chosen.kind, reader)
    name = match.chosen.name.in_language(reader.language)
    if match.chosen.confirmed:
        doubt = reader.say("files.confirmed")
    return [
        two_lines(export.name, size),
        kind,
        two_lines(name, doubt) if doubt else name,
        f"{known} / {total}",
    ]


def _size(count: int) -> str:
    """Return a file's size; a small one in kilobytes."""
    if count < MEGABYTE:
        return f"{figures.number(count / KILOBYTE, 0 if count >= KILOBYTE else 1)} kB"
    return f"{figures.number(count / MEGABYTE, 1)} MB"


def kind_name(kind: TableKind, reader: Reader) -> str:
    """Return what a table is called."""
    key = f"check.kind.{kind.value}"
    return render(key, {}, reader.language) if key in keys(reader.language) else kind.value


def shown_name(export: Export) -> str:
    """Return a file's name for a label, which is Markdown."""
    return as_plain_markdown(export.name)
