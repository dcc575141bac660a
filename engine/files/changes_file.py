"""The ledger of answers that respondents agreed to change: who, when, from what to what.

Entries are only ever added; whether they fit the answers they change is left to
:func:`engine.studies.accepted_changes.apply_changes`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from datetime import datetime
from errno import EISDIR
from math import inf
from os import strerror
from pathlib import Path

from engine.domain.calibration import Change
from engine.errors import InputError
from engine.files.json_document import GREATEST, JsonFile, loaded, number_of

_KEYS = tuple(field.name for field in fields(Change))
_MAY_BE_EMPTY = ("respondent", "node")  # a file of one matrix has neither


def read_changes(path: Path) -> tuple[Change, ...]:
    """Return the changes of a ledger ``{"heng": {..}, "changes": [{..}]}``, oldest first.

    Each change has ``respondent`` and ``node`` (empty for a file of one matrix), ``first`` and
    ``second``, the ratios ``old`` and ``new`` of first over second, ``who`` agreed and ``when``
    (ISO 8601 with its offset from UTC).

    Raises
    ------
    InputError
        ``judgement_file.invalid`` with a fault for each place: ``changes[2].new``.
    """
    file = JsonFile(str(path), "ratio")
    content = loaded(path, file)
    file.known_keys(content, ("heng", "changes"), "")
    entries = content.get("changes") if file.has(content, "changes", "") else []
    if not isinstance(entries, list):
        file.add("not_changes", "changes", entries)
        entries = []
    found = [_change(entry, f"changes[{k}]", file) for k, entry in enumerate(entries)]
    if file.faults:
        raise file.error()
    return tuple(change for change in found if change is not None)


def longer_ledger(path: Path, changes: Sequence[Change], heng: Mapping[str, object]) -> str:
    """Return the text of a ledger with changes added at its end; it need not exist.

    Parameters
    ----------
    heng
        The header of the document: who wrote it last.

    Raises
    ------
    InputError
        As :func:`read_changes`.
    """
    standing = read_changes(path) if path.exists() else ()
    entries = [asdict(change) for change in (*standing, *changes)]
    document = {"heng": heng, "changes": entries}
    return f"{json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)}\n"


def write_together(texts: Mapping[Path, str]) -> None:
    """Write files in UTF-8, in their order, each whole; none if one of them cannot be written.

    Raises
    ------
    InputError
        ``changes_file.not_written`` naming the file and the reason.
    """
    beside = {path: path.parent / f"{path.name}.part" for path in texts}
    try:
        for path, part in beside.items():
            with _refused_by_name(path):
                if path.is_dir():  # nothing could take its place, which shows only then
                    raise IsADirectoryError(EISDIR, strerror(EISDIR))
                part.write_text(texts[path], encoding="utf-8", newline="\n")
        for path, part in beside.items():
            with _refused_by_name(path):
                part.replace(path)
    finally:
        for part in beside.values():
            with suppress(OSError):
                part.unlink()


@contextmanager
def _refused_by_name(path: Path) -> Iterator[None]:
    """Say of which file it is that the system refuses it."""
    try:
        yield
    except OSError as refused:
        name, reason = path.name or str(path), refused.strerror or type(refused).__name__
        raise InputError("changes_file.not_written", name=name, reason=reason) from refused


def _change(entry: object, place: str, file: JsonFile) -> Change | None:
    """Return one entry, or None when a fault was noted."""
    if not isinstance(entry, Mapping):
        file.add("not_a_change", place, entry)
        return None
    before = len(file.faults)
    file.known_keys(entry, _KEYS, place)
    if [key for key in _KEYS if not file.has(entry, key, place)]:
        return None
    change = Change(
        respondent=_text(entry, "respondent", place, file),
        node=_text(entry, "node", place, file),
        first=_text(entry, "first", place, file),
        second=_text(entry, "second", place, file),
        old=_ratio(entry["old"], f"{place}.old", file),
        new=_ratio(entry["new"], f"{place}.new", file),
        who=_text(entry, "who", place, file),
        when=_text(entry, "when", place, file),
    )
    if change.first == change.second and len(file.faults) == before:
        file.add("same_item", f"{place}.second", change.second)
    return change if len(file.faults) == before else None


def _text(entry: Mapping[str, object], key: str, place: str, file: JsonFile) -> str:
    value = entry[key]
    if not isinstance(value, str) or not (value.strip() or key in _MAY_BE_EMPTY):
        file.add("not_a_name", f"{place}.{key}", value)
        return ""
    if key == "when" and not _is_instant(value):
        file.add("not_an_instant", f"{place}.{key}", value)
    return value


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _ratio(value: object, place: str, file: JsonFile) -> float:
    ratio = number_of(value)
    if ratio is None:
        file.add("not_a_ratio", place, value)
    elif not 0 < ratio < inf:
        file.add("not_positive", place, value)
    elif not 1 / GREATEST["ratio"] <= ratio <= GREATEST["ratio"]:
        file.add("out_of_scale", place, value, greatest=f"{GREATEST['ratio']:.0f}")
    else:
        return ratio
    return 1.0
