"""JSON files of judgements: the document, its names, numbers and matrices, and what is wrong.

Which keys a file has is left to its reader (``judgements_file``, ``hierarchy_file``, ...); what
the judgements mean to the room ``ahp``.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeGuard, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.domain.judgements import RECIPROCITY_TOLERANCE, JudgementMatrix
from engine.errors import Fault, InputError
from engine.files.encodings import utf8_text
from engine.files.schema_faults import shortened
from engine.formats.limits import check_size

Made = TypeVar("Made")
Scale = Literal["saaty", "ratio"]
GREATEST: Mapping[Scale, float] = {"saaty": 9.0, "ratio": 1e9}
MOST_ITEMS = 30  # the random index ends there, and nobody answers 435 questions
LEAST_ITEMS = 2  # of one matrix; a criterion of a hierarchy may have a single child
_LARGEST = float(np.finfo(np.float64).max)  # a longer whole number cannot become a float
_FRACTION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:/\s*(\d+(?:\.\d+)?)\s*)?")


@dataclass(slots=True)
class JsonFile:
    """The file's name, the scale its judgements are on, and what is wrong with it so far."""

    name: str
    scale: Scale
    faults: list[Fault] = field(default_factory=list)

    def add(self, code: str, place: str, value: object = "", **values: object) -> None:
        """Note one fault ``judgement_file.<code>``."""
        told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        fault = Fault(
            f"judgement_file.{code}", _sayable(place), shortened(_sayable(told)), values, self.name
        )
        self.faults.append(fault)

    def known_keys(self, table: Mapping[str, object], known: tuple[str, ...], place: str) -> None:
        """Note every key that the format does not have."""
        for key in table:
            if key not in known:
                self.add("unknown_key", below(place, key), key, known=", ".join(known))

    def has(self, table: Mapping[str, object], key: str, place: str) -> bool:
        """Return whether the table has the key; note its absence."""
        if key not in table:
            self.add("missing_key", below(place, key), key=key)
        return key in table

    def made(self, make: Callable[[], Made], place: str) -> Made | None:
        """Return a domain object of what stands at a place; note the faults it finds there."""
        try:
            return make()
        except InputError as refused:
            self.faults += [
                replace(fault, place=_sayable(below(place, fault.place)), file=self.name)
                for fault in refused.faults
            ]
            return None

    def error(self) -> InputError:
        """Return the error that tells all faults found."""
        return InputError(
            "judgement_file.invalid", self.faults, file=self.name, count=len(self.faults)
        )


def loaded(path: Path, file: JsonFile) -> Mapping[str, object]:
    """Return the object a JSON file holds; a key that stands twice is noted.

    Raises
    ------
    InputError
        ``judgement_file.invalid`` when the file cannot be read, is no JSON or no object;
        ``document.invalid`` when it is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except OSError as wrong:
        file.add("not_found" if isinstance(wrong, FileNotFoundError) else "unreadable", "file")
        raise file.error() from wrong
    check_size(len(content), file.name)
    document = _parsed(utf8_text(content, file.name), file)
    if not isinstance(document, Mapping):
        file.add("not_an_object", "line 1", document)
        raise file.error()
    return document


def _parsed(text: str, file: JsonFile) -> object:
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _unique(pairs, file))
    except json.JSONDecodeError as wrong:
        file.add("syntax", f"line {wrong.lineno}", reason=wrong.msg, column=wrong.colno)
    except RecursionError:
        file.add("too_deep", "line 1")
    except ValueError:  # a whole number of thousands of digits
        file.add("long_number", "file")
    raise file.error()


def _unique(pairs: list[tuple[str, object]], file: JsonFile) -> dict[str, object]:
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            file.add("duplicate_key", key, key)
        table[key] = value
    return table


def table_of(
    entry: object, keys: tuple[str, ...], place: str, file: JsonFile, optional: tuple[str, ...] = ()
) -> Mapping[str, object] | None:
    """Return a table with all the keys, perhaps the optional ones, or None after noting faults.

    An unknown key is noted as well, and leaves the table readable.
    """
    known = (*keys, *optional)
    if not isinstance(entry, Mapping):
        file.add("not_a_table", place, entry, known=listed(known))
        return None
    file.known_keys(entry, known, place)
    present = [file.has(entry, key, place) for key in keys]
    return entry if all(present) else None


def names_of(entries: object, place: str, file: JsonFile, least: int) -> tuple[str, ...]:
    """Return distinct names, or nothing when a fault was noted."""
    if not isinstance(entries, list):
        file.add("not_names", place, entries)
        return ()
    before = len(file.faults)
    if not least <= len(entries) <= MOST_ITEMS:
        file.add("count", place, str(len(entries)), least=least, most=MOST_ITEMS)
    seen: set[str] = set()
    for position, entry in enumerate(entries):
        if not is_name(entry):
            file.add("not_a_name", f"{place}[{position}]", entry)
        elif _as_read(entry) in seen:
            file.add("duplicate_name", f"{place}[{position}]", entry)
        else:
            seen.add(_as_read(entry))
    return tuple(entries) if len(file.faults) == before else ()


def _as_read(name: str) -> str:
    """Return what people see of a name: not the spaces around it, nor the width of its letters."""
    return unicodedata.normalize("NFKC", name).strip()


def is_name(entry: object) -> TypeGuard[str]:
    """Return whether an entry can name something: a text with something to see in it."""
    return isinstance(entry, str) and bool(entry.strip()) and entry.isprintable()


def judgements_of(
    table: Mapping[str, object], place: str, file: JsonFile, least: int = LEAST_ITEMS
) -> JudgementMatrix | None:
    """Return the matrix of ``{"items", "matrix"}``, or None when a fault was noted.

    Without ``items`` they are called 1, 2, ...
    """
    if not file.has(table, "matrix", place):
        return None
    rows = table["matrix"]
    counted = numbered(len(rows) if isinstance(rows, list) else 0)
    named = table.get("items", counted)
    items = names_of(named, below(place, "items"), file, least)
    return matrix_of(rows, items or stand_ins(named, counted), below(place, "matrix"), file)


def stand_ins(named: object, counted: Sequence[str]) -> tuple[str, ...]:
    """Return names to read cells under where those given are faulty: every fault at once."""
    return tuple(numbered(len(named)) if isinstance(named, list) else counted)


def numbered(count: int) -> list[str]:
    """Return the names 1, 2, ... of items that were given none."""
    return [str(number) for number in range(1, count + 1)]


def matrix_of(
    rows: object, items: tuple[str, ...], place: str, file: JsonFile
) -> JudgementMatrix | None:
    """Return a judgement matrix of rows of cells, or None when a fault was noted.

    ``null`` is a pair that was not answered; an answer on one side only gives the other as its
    reciprocal; null on the diagonal is 1.
    """
    n = len(items)
    if not isinstance(rows, list) or len(rows) != n:
        file.add("not_a_matrix", place, rows, n=n)
        return None
    before = len(file.faults)
    values = np.full((n, n), np.nan)
    for i, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != n:
            file.add("row_length", f"{place}[{i}]", row, n=n)
            continue
        for j, cell in enumerate(row):
            values[i, j] = ratio_of(cell, f"{place}[{i}][{j}]", file)
    _close_pairs(values, items, place, file)
    return JudgementMatrix(items, values) if len(file.faults) == before else None


def ratio_of(cell: object, place: str, file: JsonFile) -> float:
    """Return a cell as a ratio, nan where it is null or faulty (then the fault is noted)."""
    value, greatest = number_of(cell), GREATEST[file.scale]
    if cell is None:
        return np.nan
    if value is None:
        file.add("not_a_ratio", place, cell)
    elif not 0 < value < np.inf:
        file.add("not_positive", place, cell)
    elif not 1 / greatest * (1 - RECIPROCITY_TOLERANCE) <= value <= greatest:
        file.add("out_of_scale", place, cell, greatest=f"{greatest:.0f}")
    else:
        return value
    return np.nan


def number_of(cell: object) -> float | None:
    """Return a number or a fraction written as text; None for anything else."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell) if abs(cell) <= _LARGEST else np.inf
    found = _FRACTION.fullmatch(cell) if isinstance(cell, str) else None
    if found is None:
        return None
    above, beneath = float(found[1]), float(found[2] or 1)
    return above / beneath if beneath else 0.0


def numbers_of(entry: object, place: str, file: JsonFile) -> tuple[float, ...]:
    """Return a list of numbers, noting what is none; 0 stands where a fault was noted."""
    if not isinstance(entry, list):
        file.add("not_numbers", place, entry)
        return ()
    return tuple(amount_of(cell, f"{place}[{i}]", file) for i, cell in enumerate(entry))


def amount_of(cell: object, place: str, file: JsonFile) -> float:
    """Return a cell as a number of any size, 0 where it is none (then the fault is noted)."""
    value = number_of(cell)
    if value is None:
        file.add("not_a_number", place, cell)
    return value or 0.0


def _close_pairs(
    values: NDArray[np.float64], items: tuple[str, ...], place: str, file: JsonFile
) -> None:
    """Fill the diagonal and the mirrored cell of one-sided answers; note contradictions."""
    for i in range(len(items)):
        if not np.isnan(values[i, i]) and values[i, i] != 1:
            file.add("diagonal", f"{place}[{i}][{i}]", f"{values[i, i]:.6g}", item=items[i])
        values[i, i] = 1.0
        for j in range(i + 1, len(items)):
            there, back = float(values[i, j]), float(values[j, i])
            if np.isnan(there) != np.isnan(back):
                values[i, j] = 1 / back if np.isnan(there) else there
                values[j, i] = 1 / there if np.isnan(back) else back
            elif abs(there * back - 1) > RECIPROCITY_TOLERANCE:
                told = {"first": items[i], "second": items[j], "mirror": f"{place}[{j}][{i}]"}
                text = f"{there:.12g}, {back:.12g}"
                file.add("not_reciprocal", f"{place}[{i}][{j}]", text, **told)


def below(place: str, key: str) -> str:
    """Return the place of a key of the table at a place."""
    return f"{place}.{key}" if place else key


def listed(known: tuple[str, ...]) -> str:
    """Return names as one text, for a fault's sentence."""
    return ", ".join(known)


def _sayable(text: str) -> str:
    """Return the text with halves of characters, which no file can hold, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
