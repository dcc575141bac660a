"""Judgements in JSON: one matrix, or a whole decision hierarchy; every fault of a file at once.

What the judgements mean is left to the room ``ahp``.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from engine.domain.hierarchy import Criterion, DecisionHierarchy, Synthesis
from engine.domain.judgements import RECIPROCITY_TOLERANCE, JudgementMatrix
from engine.errors import Fault, InputError
from engine.files.encodings import utf8_text
from engine.files.schema_faults import shortened
from engine.formats.limits import check_size

Scale = Literal["saaty", "ratio"]
GREATEST: Mapping[Scale, float] = {"saaty": 9.0, "ratio": 1e9}
MOST_ITEMS = 30  # the random index ends there, and nobody answers 435 questions
LEAST_ITEMS = 2  # of one matrix; a criterion of a hierarchy may have a single child
ROOT = "goal"
_LARGEST = float(np.finfo(np.float64).max)  # a longer whole number cannot become a float
_FRACTION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:/\s*(\d+(?:\.\d+)?)\s*)?")
_MATRIX_KEYS = ("items", "matrix")
_HIERARCHY_KEYS = ("criteria", "tree", "alternatives", "local", "direct", "synthesis")


def read_judgements(path: Path, scale: Scale = "saaty") -> JudgementMatrix:
    """Return the judgement matrix of a file ``{"items": [..], "matrix": [[..]]}``.

    ``null`` is a pair that was not answered; an answer on one side only gives the other as its
    reciprocal. A cell may be a number or a fraction as text (``"1/7"``). Without ``items`` they
    are called 1, 2, ...

    Parameters
    ----------
    scale
        ``saaty`` allows 1/9 to 9; ``ratio`` any measured ratio up to 1e9.

    Raises
    ------
    InputError
        ``judgement_file.invalid`` with a fault for each place: ``matrix[1][2]``.
    """
    file = _File(str(path), scale)
    content = _object(_loaded(path, file), file)
    file.known_keys(content, _MATRIX_KEYS, "")
    matrix = _judgements(content, file, "", least=LEAST_ITEMS)
    if matrix is None or file.faults:
        raise file.error()
    return matrix


def read_hierarchy(path: Path, scale: Scale = "saaty") -> DecisionHierarchy:
    """Return the decision hierarchy of a file.

    Keys: ``criteria`` (``items``, ``matrix``) or ``tree`` (``name``, ``items``, ``matrix``,
    ``children`` by item, to any depth); ``alternatives``; ``local`` (a matrix for each lowest
    criterion) and ``direct`` (a value >= 0 for each alternative, more is better);
    ``synthesis`` (``distributive``, the default, or ``ideal``).

    Raises
    ------
    InputError
        ``judgement_file.invalid`` with a fault for each place: ``local.Price[0][1]``.
    """
    file = _File(str(path), scale)
    content = _object(_loaded(path, file), file)
    file.known_keys(content, _HIERARCHY_KEYS, "")
    root = _root(content, file)
    alternatives = _alternatives(content, file)
    lowest = () if root is None else tuple(criterion.name for criterion in root.lowest())
    local = _local(content.get("local", {}), lowest, alternatives, file)
    direct = _direct(content.get("direct", {}), lowest, alternatives, file)
    _check_each_judged_once(content, lowest if alternatives else (), file)
    synthesis = _synthesis(content.get("synthesis", "distributive"), file)
    if root is None or synthesis is None or file.faults:
        raise file.error()
    return DecisionHierarchy(root, alternatives, local, direct, synthesis)


@dataclass(slots=True)
class _File:
    """The file's name, the scale its judgements are on, and what is wrong with it so far."""

    name: str
    scale: Scale
    faults: list[Fault] = field(default_factory=list)

    def add(self, code: str, place: str, value: object = "", **values: object) -> None:
        """Note one fault."""
        told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        fault = Fault(
            f"judgement_file.{code}", _sayable(place), shortened(_sayable(told)), values, self.name
        )
        self.faults.append(fault)

    def known_keys(self, table: Mapping[str, object], known: tuple[str, ...], place: str) -> None:
        """Note every key that the format does not have."""
        for key in table:
            if key not in known:
                self.add("unknown_key", _below(place, key), key, known=", ".join(known))

    def error(self) -> InputError:
        """Return the error that tells all faults found."""
        return InputError(
            "judgement_file.invalid", self.faults, file=self.name, count=len(self.faults)
        )


def _loaded(path: Path, file: _File) -> object:
    try:
        content = path.read_bytes()
    except OSError as wrong:
        file.add("not_found" if isinstance(wrong, FileNotFoundError) else "unreadable", "file")
        raise file.error() from wrong
    check_size(len(content), file.name)
    text = utf8_text(content, file.name)
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _unique(pairs, file))
    except json.JSONDecodeError as wrong:
        file.add("syntax", f"line {wrong.lineno}", reason=wrong.msg, column=wrong.colno)
    except RecursionError:
        file.add("too_deep", "line 1")
    except ValueError as wrong:  # a whole number of thousands of digits
        file.add("syntax", "line 1", reason=str(wrong), column=1)
    raise file.error()


def _unique(pairs: list[tuple[str, object]], file: _File) -> dict[str, object]:
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            file.add("duplicate_key", key, key)
        table[key] = value
    return table


def _object(content: object, file: _File) -> Mapping[str, object]:
    if not isinstance(content, Mapping):
        file.add("not_an_object", "line 1", content)
        raise file.error()
    return content


# --- matrices ------------------------------------------------------------------------------------


def _judgements(
    table: Mapping[str, object], file: _File, place: str, *, least: int
) -> JudgementMatrix | None:
    if "matrix" not in table:
        file.add("missing_key", _below(place, "matrix"), key="matrix")
        return None
    rows = table["matrix"]
    count = len(rows) if isinstance(rows, list) else 0
    counted = [str(number) for number in range(1, count + 1)]
    names = _names(table.get("items", counted), _below(place, "items"), file, least=least)
    return _matrix(rows, names, _below(place, "matrix"), file) if names else None


def _matrix(
    rows: object, names: tuple[str, ...], place: str, file: _File
) -> JudgementMatrix | None:
    n = len(names)
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
            values[i, j] = _ratio(cell, f"{place}[{i}][{j}]", file)
    _close_pairs(values, names, place, file)
    return JudgementMatrix(names, values) if len(file.faults) == before else None


def _ratio(cell: object, place: str, file: _File) -> float:
    """Return a cell as a ratio, nan where it is null or faulty (then the fault is noted)."""
    value, greatest = _number(cell), GREATEST[file.scale]
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


def _number(cell: object) -> float | None:
    """Return a number or a fraction written as text; None for anything else."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell) if abs(cell) <= _LARGEST else np.inf
    found = _FRACTION.fullmatch(cell) if isinstance(cell, str) else None
    if found is None:
        return None
    above, below = float(found[1]), float(found[2] or 1)
    return above / below if below else 0.0


def _close_pairs(
    values: NDArray[np.float64], names: tuple[str, ...], place: str, file: _File
) -> None:
    """Fill the diagonal and the mirrored cell of one-sided answers; note contradictions."""
    for i in range(len(names)):
        if not np.isnan(values[i, i]) and values[i, i] != 1:
            file.add("diagonal", f"{place}[{i}][{i}]", f"{values[i, i]:.6g}", item=names[i])
        values[i, i] = 1.0
        for j in range(i + 1, len(names)):
            there, back = float(values[i, j]), float(values[j, i])
            if np.isnan(there) != np.isnan(back):
                values[i, j] = 1 / back if np.isnan(there) else there
                values[j, i] = 1 / there if np.isnan(back) else back
            elif abs(there * back - 1) > RECIPROCITY_TOLERANCE:
                told = {"first": names[i], "second": names[j], "mirror": f"{place}[{j}][{i}]"}
                text = f"{there:.12g}, {back:.12g}"
                file.add("not_reciprocal", f"{place}[{i}][{j}]", text, **told)


def _names(entries: object, place: str, file: _File, least: int) -> tuple[str, ...]:
    """Return distinct names, or nothing when a fault was noted."""
    if not isinstance(entries, list):
        file.add("not_names", place, entries)
        return ()
    before = len(file.faults)
    if not least <= len(entries) <= MOST_ITEMS:
        file.add("count", place, str(len(entries)), least=least, most=MOST_ITEMS)
    for position, entry in enumerate(entries):
        if not isinstance(entry, str) or not entry.strip() or not entry.isprintable():
            file.add("not_a_name", f"{place}[{position}]", entry)
        elif entry in entries[:position]:
            file.add("duplicate_name", f"{place}[{position}]", entry)
    return tuple(entries) if len(file.faults) == before else ()


# --- hierarchies ---------------------------------------------------------------------------------


def _root(content: Mapping[str, object], file: _File) -> Criterion | None:
    given = [key for key in ("criteria", "tree") if key in content]
    if len(given) != 1:
        file.add("criteria_or_tree", "criteria", ", ".join(given))
        return None
    seen: set[str] = set()
    root = _criterion(content[given[0]], ROOT, given[0], seen, file)
    return root if root is not None and not file.faults else None


def _criterion(
    table: object, name: str, place: str, seen: set[str], file: _File
) -> Criterion | None:
    if not isinstance(table, Mapping):
        file.add("not_a_criterion", place, table)
        return None
    file.known_keys(table, ("name", "items", "matrix", "children"), place)
    name = _criterion_name(table, name, place, file, is_root=not seen)
    matrix = _judgements(table, file, place, least=1)
    below = table.get("children", {})
    if matrix is None or not isinstance(below, Mapping):
        if matrix is not None:
            file.add("not_a_criterion", f"{place}.children", below)
        return None
    for item in (name, *matrix.items) if not seen else matrix.items:
        if item in seen:
            file.add("duplicate_criterion", place, item)
        seen.add(item)
    for item in below:
        if item not in matrix.items:
            file.add("unknown_item", f"{place}.children.{item}", item, known=_listed(matrix.items))
    children = [
        _criterion(below[item], item, f"{place}.children.{item}", seen, file)
        if item in below
        else Criterion(item)
        for item in matrix.items
    ]
    return Criterion(name, matrix, tuple(child for child in children if child is not None))


def _criterion_name(
    table: Mapping[str, object], name: str, place: str, file: _File, *, is_root: bool
) -> str:
    """Return what a criterion is called: the root as it says, a child as its parent says."""
    given = table.get("name", name)
    if not isinstance(given, str) or not given.strip() or not given.isprintable():
        file.add("not_a_name", f"{place}.name", given)
        return name
    if not is_root and given != name:
        file.add("other_name", f"{place}.name", given, name=name)
    return given if is_root else name


def _alternatives(content: Mapping[str, object], file: _File) -> tuple[str, ...]:
    before = len(file.faults)
    names = _names(content.get("alternatives", []), "alternatives", file, least=0)
    judged = content.get("local") or content.get("direct")
    if judged and not names and len(file.faults) == before:
        file.add("missing_key", "alternatives", key="alternatives")
    return names


def _local(
    table: object, lowest: tuple[str, ...], alternatives: tuple[str, ...], file: _File
) -> dict[str, JudgementMatrix]:
    local = {}
    for name, rows in _by_criterion(table, "local", lowest, file).items():
        matrix = _matrix(rows, alternatives, f"local.{name}", file) if alternatives else None
        if matrix is not None:
            local[name] = matrix
    return local


def _direct(
    table: object, lowest: tuple[str, ...], alternatives: tuple[str, ...], file: _File
) -> dict[str, tuple[float, ...]]:
    direct = {}
    for name, values in _by_criterion(table, "direct", lowest, file).items():
        entries = values if isinstance(values, list) else []
        numbers = [_number(entry) for entry in entries if not isinstance(entry, str)]
        measured = tuple(number for number in numbers if number is not None and number >= 0)
        whole = len(measured) == len(entries) == len(alternatives)
        if alternatives and (not whole or not 0 < sum(measured) < np.inf):
            file.add("direct_values", f"direct.{name}", values, n=len(alternatives))
        direct[name] = measured
    return direct


def _by_criterion(
    table: object, place: str, lowest: tuple[str, ...], file: _File
) -> dict[str, object]:
    """Return the entries whose key is a lowest criterion; note the others."""
    if not isinstance(table, Mapping):
        file.add("not_by_criterion", place, table)
        return {}
    for name in table:
        if lowest and name not in lowest:
            file.add("unknown_criterion", f"{place}.{name}", name, known=_listed(lowest))
    return {name: entry for name, entry in table.items() if name in lowest}


def _check_each_judged_once(
    content: Mapping[str, object], lowest: tuple[str, ...], file: _File
) -> None:
    tables = [
        table for key in ("local", "direct") if isinstance(table := content.get(key), Mapping)
    ]
    for name in lowest:
        times = sum(name in table for table in tables)
        if not times:
            file.add("criterion_unjudged", f"local.{name}", criterion=name)
        elif times > 1:
            file.add("judged_twice", f"direct.{name}", criterion=name)


def _synthesis(value: object, file: _File) -> Synthesis | None:
    known: tuple[Synthesis, ...] = get_args(Synthesis)
    for mode in known:
        if value == mode:
            return mode
    file.add("synthesis", "synthesis", value)
    return None


def _below(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _sayable(text: str) -> str:
    """Return the text with halves of characters, which no file can hold, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)
