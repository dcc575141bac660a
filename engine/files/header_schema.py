"""Header maps as TOML files that a user edits: read with every fault at once, and written."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from engine.domain.records import TABLES, TableKind
from engine.files.cell_values import Reading
from engine.files.documents import Faults, load_toml, validate
from engine.files.header_maps import (
    CONFIRMED,
    IDENTITIES,
    HeaderMap,
    HeaderMatch,
    HeaderTarget,
    folded_header,
)
from engine.files.locations import shipped
from engine.files.schemas import FileModel, FilledText, Id, TableModel, TextModel
from engine.files.toml_writer import toml_text

FOLDER = "headers"
LEVELS = tuple(f"level_{level}" for level in range(1, 6))
COUNTED = frozenset({"numerator", "complement", "denominator", *LEVELS})
SHARES = frozenset({"rate", "complement_rate"})

Role = Literal[
    "",
    "rate",
    "complement_rate",
    "mean",
    "total",
    "max",
    "numerator",
    "complement",
    "denominator",
    "level_1",
    "level_2",
    "level_3",
    "level_4",
    "level_5",
]
Variant = Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9_+-]*$")]


class HeaderFile(TableModel):
    """What one header means: ``indicator`` in agent-day exports, else ``column``.

    ``cells`` is what stands in its cells, ``status`` whether the name was seen in public
    material, is guessed, or was confirmed by the user; ``aliases`` are other spellings.
    """

    column: Annotated[str, Field(max_length=64)] = ""
    indicator: Annotated[str, Field(max_length=64)] = ""
    cells: Reading
    role: Role = ""
    variant: Variant = ""
    status: Literal["seen", "guessed", "confirmed"]
    source: Annotated[str, Field(max_length=64)] = ""
    note: Annotated[str, Field(max_length=500)] = ""
    aliases: tuple[FilledText, ...] = ()


class HeaderMapFile(FileModel):
    """The headers of one kind of export; ``blocks`` names the groups of a two-row header.

    The value of a block is the variant that its fields get, empty for the plain one.
    """

    id: Id
    kind: Literal[
        "contacts",
        "messages",
        "tickets",
        "orders",
        "samples",
        "ratings",
        "staff",
        "surveys",
        "agent_days",
    ]
    name: TextModel
    note: TextModel
    confirmed: bool = False
    sources: dict[str, FilledText] = Field(default_factory=dict)
    blocks: dict[str, Variant] = Field(default_factory=dict)
    headers: Annotated[dict[str, HeaderFile], Field(min_length=1, max_length=500)]


def read_header_map(path: Path) -> HeaderMap:
    """Return the header map of a file.

    Raises
    ------
    InputError
        ``document.invalid`` with every fault of the file at once: a header twice with another
        meaning, a column that the table does not have, an indicator without its role, a role
        that the cells cannot have, an unnamed source.
    """
    document = load_toml(path)
    file = validate(document, HeaderMapFile)
    faults = Faults(document)
    known: dict[str, tuple[str, ...]] = {}
    for header, entry in file.headers.items():
        _check_target(faults, file, header, entry)
        for name in (header, *entry.aliases):
            meaning = (entry.column or entry.indicator, entry.role, entry.variant)
            if known.setdefault(folded_header(name), meaning) != meaning:
                faults.add("headers.twice", ("headers", header), name)
    faults.raise_if_any()
    return _header_map(file)


@cache
def shipped_header_maps() -> tuple[HeaderMap, ...]:
    """Return the shipped maps: one for each record table and each known agent-day layout."""
    return tuple(read_header_map(path) for path in shipped(FOLDER))


def written_map(header_map: HeaderMap, comment: str = "") -> str:
    """Return a map as TOML that :func:`read_header_map` reads back equal.

    ``comment`` stands at the top of the file, in the words of the caller.
    """
    headers = {
        header: _entry(header_map.kind, target) for header, target in header_map.headers.items()
    }
    text = toml_text(
        {
            "schema_version": 1,
            "id": header_map.id,
            "kind": header_map.kind.value,
            "confirmed": header_map.confirmed,
            "name": {"zh": header_map.name.zh, "en": header_map.name.en},
            "note": {"zh": header_map.note.zh, "en": header_map.note.en},
            "sources": dict(header_map.sources) or None,
            "blocks": dict(header_map.blocks) or None,
            "headers": headers,
        }
    )
    return "".join(f"# {line}\n" for line in comment.splitlines()) + text


def confirmed_map(match: HeaderMatch, base: HeaderMap, answers: Mapping[str, str]) -> HeaderMap:
    """Return a map of a file's own headers, as its user confirmed them.

    Parameters
    ----------
    match
        How the headers were understood; what was matched stays so and counts as confirmed.
    base
        The map whose meanings ``answers`` refer to: the chosen one, or the one that the user
        chose among the ambiguous.
    answers
        For headers that were not known: the header of ``base`` that means the same. An empty
        answer leaves a header out.
    """
    own = {header: base.target(header) for header in _names(match)}
    asked = {header: base.target(name) for header, name in answers.items() if name}
    meant = {
        header: replace(target, status=CONFIRMED)
        for header, target in {**own, **asked}.items()
        if target is not None
    }
    return HeaderMap(
        base.id,
        base.kind,
        base.name,
        base.note,
        MappingProxyType({**base.headers, **meant}),
        base.blocks,
        base.sources,
        confirmed=True,
    )


def _names(match: HeaderMatch) -> Iterable[str]:
    return [each.header for each in match.matched] + [each.header for each in match.unknown]


def _check_target(faults: Faults, file: HeaderMapFile, header: str, entry: HeaderFile) -> None:
    path = ("headers", header)
    if bool(entry.column) == bool(entry.indicator):
        faults.add("headers.one_meaning", path, header)
        return
    if entry.indicator and TableKind(file.kind) is not TableKind.AGENT_DAYS:
        faults.add("headers.no_indicator", (*path, "indicator"), values={"kind": file.kind})
    columns = _columns(file.kind)
    if entry.column and entry.column not in columns:
        values = {"kind": file.kind, "known": ", ".join(sorted(columns))}
        faults.add("headers.unknown_column", (*path, "column"), values=values)
    if entry.source and entry.source not in file.sources:
        faults.add("headers.unknown_source", (*path, "source"))
    if bool(entry.indicator) != bool(entry.role) or not _role_fits(entry):
        faults.add("headers.role", (*path, "role"), values={"cells": entry.cells.value})


def _columns(kind: str) -> frozenset[str]:
    if kind == TableKind.AGENT_DAYS:
        return IDENTITIES
    return frozenset(TABLES[TableKind(kind)].columns)


def _role_fits(entry: HeaderFile) -> bool:
    if entry.role in SHARES:
        return entry.cells is Reading.RATE
    if entry.role in COUNTED:
        return entry.cells is Reading.COUNT
    return not entry.role or entry.cells is not Reading.RATE


def _header_map(file: HeaderMapFile) -> HeaderMap:
    headers = {
        name: _target(entry)
        for header, entry in file.headers.items()
        for name in (header, *entry.aliases)
    }
    return HeaderMap(
        file.id,
        TableKind(file.kind),
        file.name.text(),
        file.note.text(),
        MappingProxyType(headers),
        MappingProxyType(dict(file.blocks)),
        MappingProxyType(dict(file.sources)),
        confirmed=file.confirmed,
    )


def _target(entry: HeaderFile) -> HeaderTarget:
    return HeaderTarget(
        entry.column or entry.indicator,
        entry.cells,
        entry.role,
        entry.variant,
        entry.status,
        entry.source,
        entry.note,
    )


def _entry(kind: TableKind, target: HeaderTarget) -> Mapping[str, object]:
    is_column = kind is not TableKind.AGENT_DAYS or target.column in IDENTITIES
    return {
        ("column" if is_column else "indicator"): target.column,
        "cells": target.reading.value,
        "role": target.role or None,
        "variant": target.variant or None,
        "status": target.status,
        "source": target.source or None,
        "note": target.note or None,
    }
