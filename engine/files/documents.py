"""TOML files of users: read with the line of every key, inherited, checked all at once.

A file model says what a file may hold (:mod:`engine.files.schemas`); this module says where it
is wrong. What the values mean is left to the modules that read one kind of file.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from engine.errors import Fault, InputError
from engine.files.encodings import utf8_text
from engine.files.schema_faults import own_findings, shortened, translated
from engine.files.toml_lines import KeyPath, key_lines
from engine.formats.limits import check_size

FileModel = TypeVar("FileModel", bound=BaseModel)

_NOTHING: Mapping[str, object] = MappingProxyType({})

EXTENDS = "extends"
MOST_ANCESTORS = 8
MOST_ENTRIES = 100_000  # of a list: noting the line of each of a million takes minutes
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_LONG_NUMBER = re.compile(r"\d{4300}")  # more digits than Python turns into a number
_DUPLICATE = ("Cannot overwrite", "Cannot declare", "Duplicate", "Cannot mutate")


@dataclass(frozen=True, slots=True)
class Position:
    """A file, named as the user named it, and a line of it, from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class TomlDocument:
    """A parsed file with where each key stands.

    ``file`` is the name as the user gave it; ``data`` the values after ``extends``;
    ``positions`` the place of every key path, in this file or in the one it extends;
    ``sources`` every file read, this one first.
    """

    path: Path
    file: str
    data: Mapping[str, Any]
    positions: Mapping[KeyPath, Position]
    sources: tuple[Path, ...]

    def position(self, path: KeyPath) -> Position:
        """Return where a key stands; where it is missing, the nearest table that is there."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.positions:
                return self.positions[path[:length]]
        return Position(self.file, 1)

    def value(self, path: KeyPath) -> object:
        """Return the value at a key path, or None where there is none."""
        here: Any = self.data
        for part in path:
            try:
                here = here[part]
            except (KeyError, IndexError, TypeError):
                return None
        return here

    def fault(
        self,
        code: str,
        path: KeyPath,
        value: object = None,
        values: Mapping[str, object] = _NOTHING,
    ) -> Fault:
        """Return a fault of the value at a key path, with its file, line and text."""
        position = self.position(path)
        told = self.value(path) if value is None else value
        place = f"{key_name(path)} (line {position.line})" if path else f"line {position.line}"
        return Fault(code, place, shortened(told), dict(values), position.file)


def key_name(path: KeyPath) -> str:
    """Return a key path as people write it: ``targets[1].threshold``."""
    name = ""
    for part in path:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def load_toml(path: Path) -> TomlDocument:
    """Return a TOML file with the line of every key, merged over the file it extends.

    Tables merge key by key; an array replaces the inherited one, unless the entries of both
    carry ``id``: then entries of the same id merge and new ones follow. An empty array is empty.

    Raises
    ------
    InputError
        ``document.invalid`` with faults for an unreadable or oversized file, an encoding other
        than UTF-8, a syntax error, a duplicate key, or an ``extends`` that leaves the folder,
        runs in a circle or names a missing file.
    """
    chain = _chain(path)
    tree = chain[-1].tree
    for inherited in reversed(chain[:-1]):
        tree = _merged(tree, inherited.tree)
    positions: dict[KeyPath, Position] = {}
    data = _plain(tree, (), positions)
    sources = tuple(link.path for link in chain)
    return TomlDocument(path, str(path), data, positions, sources)


def validate(document: TomlDocument, model: type[FileModel]) -> FileModel:
    """Return the file as its model, or raise every fault of the file at once, in file order.

    Raises
    ------
    InputError
        ``document.invalid``: unknown keys (with the nearest known one), missing keys, wrong
        types, values out of range, an unknown ``schema_version``.
    """
    try:
        return as_model(document.data, model)
    except ValidationError as wrong:
        found = Faults(document)
        for detail in own_findings(wrong.errors(include_url=False)):
            code, at, value, values = translated(detail, model)
            found.add(code, at, value, values)
        raise found.error() from None


def as_model(data: Mapping[str, Any], model: type[FileModel]) -> FileModel:
    """Return values as their model, or raise pydantic's own error."""
    # JSON, because strict pydantic takes lists for tuples and texts for enums only from JSON
    return model.model_validate_json(json.dumps(data, default=str), strict=True)


class Faults:
    """What is wrong with one document, gathered so that all of it is said at once."""

    def __init__(self, document: TomlDocument) -> None:
        self.document = document
        self.found: list[Fault] = []

    def add(
        self,
        code: str,
        path: KeyPath,
        value: object = None,
        values: Mapping[str, object] = _NOTHING,
    ) -> None:
        """Note a fault of the value at a key path (``value`` only where it differs)."""
        self.found.append(self.document.fault(code, path, value, values))

    def add_repeated(self, path: KeyPath, entries: Sequence[object]) -> None:
        """Note the entries of a list that stand there already."""
        for place, entry in enumerate(entries):
            if entry in entries[:place]:
                self.add("document.entry_twice", (*path, place))

    @contextmanager
    def at(self, *path: str | int) -> Iterator[None]:
        """Note an :class:`InputError` raised inside as faults of the key at ``path``.

        What the block was to assign is then unbound: ask :attr:`found` before using it.
        """
        try:
            yield
        except InputError as error:
            if not error.faults:
                self.add(error.code, path, values=error.values)
            for fault in error.faults:
                text = fault.value or None
                placed = self.document.fault(fault.code, path, text, fault.values)
                self.found.append(placed)

    def error(self) -> InputError:
        """Return the error that says all faults found, in file order."""
        file = self.document.file
        ordered = sorted(self.found, key=lambda fault: (fault.file != file, _line(fault)))
        unique = list({(f.code, f.place, f.value, f.file): f for f in ordered}.values())
        return InputError("document.invalid", unique, file=file, count=len(unique))

    def raise_if_any(self) -> None:
        """Raise ``document.invalid`` if a fault was noted."""
        if self.found:
            raise self.error()


def _line(fault: Fault) -> int:
    found = re.search(r"line (\d+)", fault.place)
    return int(found[1]) if found else 0


# --- one file ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Node:
    """A value with its place; a table holds nodes by key, an array a list of nodes."""

    value: Any
    position: Position


@dataclass(frozen=True, slots=True)
class _Link:
    """One file of an ``extends`` chain."""

    path: Path
    tree: _Node


def _parsed(path: Path, file: str) -> _Node:
    try:
        content = path.read_bytes()
    except OSError as wrong:
        code = (
            "document.not_found" if isinstance(wrong, FileNotFoundError) else "document.unreadable"
        )
        raise _refused(file, code, "file", path.name) from wrong
    check_size(len(content), file)
    text = utf8_text(content, file)
    try:
        data = tomllib.loads(text)
        _check_lengths(data, (), file)
        return _located(data, (), key_lines(text), file)
    except ValueError as wrong:  # TOMLDecodeError, and numbers of thousands of digits
        raise _syntax_error(text, file, str(wrong)) from wrong
    except RecursionError as wrong:
        raise _refused(file, "document.too_deep", "line 1", "") from wrong


def _check_lengths(value: object, path: KeyPath, file: str) -> None:
    """Refuse a list too long for the lines of its entries to be noted."""
    if isinstance(value, list) and len(value) > MOST_ENTRIES:
        values = {"limit": f"{MOST_ENTRIES:,}"}
        raise _refused(file, "document.long_list", key_name(path), f"{len(value):,}", **values)
    parts: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    for key, part in parts:
        if isinstance(part, dict | list):
            _check_lengths(part, (*path, key), file)


def _refused(file: str, code: str, place: str, value: str, **values: object) -> InputError:
    fault = Fault(code, place, shortened(value), values, file)
    return InputError("document.invalid", [fault], file=file, count=1)


def _syntax_error(text: str, file: str, message: str) -> InputError:
    rows = text.splitlines() or [""]
    long = _LONG_NUMBER.search(text)
    if long and "digits" in message:
        line = text.count("\n", 0, long.start()) + 1
        return _refused(file, "document.finite", f"line {line}", rows[line - 1].strip())
    found = _TOML_LINE.search(message)
    line = min(int(found[1]) if found else len(rows), len(rows))
    # the parser's own words are English: they stay in the chain of errors, which --debug shows
    code = "document.duplicate_key" if message.startswith(_DUPLICATE) else "document.syntax"
    source = rows[line - 1].strip()
    key = source.split("=")[0].strip()
    return _refused(file, code, f"line {line}", source, key=key)


def _located(value: Any, path: KeyPath, lines: Mapping[KeyPath, int], file: str) -> _Node:
    position = Position(file, lines.get(path, 1))
    if isinstance(value, dict):
        value = {key: _located(item, (*path, key), lines, file) for key, item in value.items()}
    elif isinstance(value, list):
        value = [_located(item, (*path, i), lines, file) for i, item in enumerate(value)]
    return _Node(value, position)


def _plain(node: _Node, path: KeyPath, positions: dict[KeyPath, Position]) -> Any:
    positions[path] = node.position
    if isinstance(node.value, dict):
        return {key: _plain(item, (*path, key), positions) for key, item in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(item, (*path, i), positions) for i, item in enumerate(node.value)]
    return node.value


# --- extends -------------------------------------------------------------------------------------


def _chain(path: Path) -> list[_Link]:
    links: list[_Link] = []
    seen: set[Path] = set()
    here, file = path, str(path)
    while True:
        seen.add(here.resolve())
        tree = _parsed(here, file)
        parent = tree.value.pop(EXTENDS, None)
        links.append(_Link(here, tree))
        if parent is None:
            return links
        here = _extended(parent, here, file)
        if here.resolve() in seen or len(links) >= MOST_ANCESTORS:
            place = f"{EXTENDS} (line {parent.position.line})"
            raise _refused(file, "document.extends_circle", place, str(parent.value))
        file = str(here)


def _extended(parent: _Node, path: Path, file: str) -> Path:
    name = parent.value
    place = f"{EXTENDS} (line {parent.position.line})"
    if not isinstance(name, str) or not name.endswith(".toml"):
        raise _refused(file, "document.extends_name", place, shortened(name))
    parts = PurePosixPath(name).parts
    outside = PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor or "\\" in name
    folder = path.parent.resolve()
    target = path.parent / name
    if outside or ".." in parts or "\x00" in name or not target.resolve().is_relative_to(folder):
        raise _refused(file, "document.extends_outside", place, name)
    if not target.is_file():
        raise _refused(file, "document.extends_missing", place, name)
    return target


def _merged(below: _Node, above: _Node) -> _Node:
    if isinstance(below.value, dict) and isinstance(above.value, dict):
        merged = dict(below.value)
        for key, node in above.value.items():
            merged[key] = _merged(merged[key], node) if key in merged else node
        return _Node(merged, above.position)
    if above.value and _has_ids(below) and _has_ids(above):
        return _merged_by_id(below, above)
    return above


def _has_ids(node: _Node) -> bool:
    return isinstance(node.value, list) and all(
        isinstance(item.value, dict) and "id" in item.value for item in node.value
    )


def _merged_by_id(below: _Node, above: _Node) -> _Node:
    entries = list(below.value)
    known = {_id(item): index for index, item in enumerate(entries)}
    seen: set[str] = set()
    for item in above.value:
        id_ = _id(item)
        if id_ in seen:  # merged, the second would quietly overwrite the first
            file, line = item.position.file, item.position.line
            raise _refused(file, "document.duplicate_id", f"id (line {line})", id_, id=id_)
        seen.add(id_)
        index = known.get(id_)
        if index is None:
            entries.append(item)
        else:
            entries[index] = _merged(entries[index], item)
    return _Node(entries, above.position)


def _id(entry: _Node) -> str:
    return str(entry.value["id"].value)
