"""Contacts of teams by week, read for a rollout: every value that is no value named by its row."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.domain.records import RecordSource
from engine.domain.tables import ColumnTable
from engine.errors import Fault, InputError
from engine.evidence.outcomes import NO, YES
from engine.metrics.cells import contact_columns
from engine.services.tables import opened_table

MOST_FAULTS = 10  # rows told of one column
_MOST_TOLD = 80
_HIDDEN = ("source_file", "source_row")  # ours, not the table's
_WORDS = {**dict.fromkeys(YES, 1.0), **dict.fromkeys(NO, 0.0)}


def read_contacts(path: Path, columns: Sequence[str]) -> ColumnTable:
    """Return columns of a table, no row left out.

    Raises
    ------
    InputError
        ``metrics.unknown_columns`` naming every column that is not there;
        ``rollout.not_numeric`` where a value is not what its column holds, each row named; as
        :func:`engine.services.tables.opened_table`.
    """
    wanted = tuple(dict.fromkeys(name for name in columns if name))
    with opened_table(path, asked=wanted) as source:
        _require_columns(source, wanted, path.name)
        lost = [each for each in source.set_aside if each.column in wanted]
        if lost:
            faults = [_no_value(row.row, row.column, row.value, path.name) for row in lost]
            first = {"column": lost[0].column, "value": lost[0].value}
            raise InputError("rollout.not_numeric", faults[:MOST_FAULTS], **first)
        return contact_columns(source, wanted)


def outcome_values(table: ColumnTable, column: str, file: str) -> NDArray[np.float64]:
    """Return an outcome as numbers (n,), yes and no as 1 and 0, nan where missing.

    Raises
    ------
    InputError
        ``rollout.not_numeric`` for texts that are neither and for infinite numbers, by row.
    """
    values = table.column(column)
    numbers = numbers_of(values)
    wrong = np.isinf(numbers) | (np.isnan(numbers) & ~pd.isna(values))
    if wrong.any():
        rows = np.flatnonzero(wrong)
        faults = [_no_value(table.labels[i], column, values[i], file) for i in rows[:MOST_FAULTS]]
        raise InputError("rollout.not_numeric", faults, column=column, value=faults[0].value)
    return numbers


def numbers_of(values: "NDArray[np.float64] | NDArray[np.object_]") -> NDArray[np.float64]:
    r"""Return numbers, or yes and no as 1 and 0 where there are such words; nan for all else.

    Examples
    --------
    >>> numbers_of(np.array(["\u662f", "\u5426", "maybe", None], dtype=object))
    array([ 1.,  0., nan, nan])
    """
    if values.dtype.kind in "iuf":
        return np.asarray(values, dtype=np.float64)
    texts = pd.Series(values, dtype=object)
    told = texts.map(lambda each: None if each is None else _WORDS.get(str(each).strip().lower()))
    coded = pd.to_numeric(told, errors="coerce").to_numpy(np.float64)
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64)
    has_words = (np.isfinite(coded) & np.isnan(numbers)).any()
    return np.asarray(coded if has_words else numbers, dtype=np.float64)


def _no_value(row: int, column: str, value: object, file: str) -> Fault:
    return Fault("rollout.number", f"row {row}, column {column}", str(value)[:_MOST_TOLD], {}, file)


def _require_columns(source: RecordSource, wanted: Sequence[str], file: str) -> None:
    known = ", ".join(each for each in source.columns if each not in _HIDDEN)
    faults = list(_absent(source, wanted, known, file))
    if faults:
        columns = ", ".join(fault.value for fault in faults)
        raise InputError("metrics.unknown_columns", faults, columns=columns, known=known)


def _absent(source: RecordSource, wanted: Sequence[str], known: str, file: str) -> Iterator[Fault]:
    for column in wanted:
        if column not in source.columns:
            yield Fault("review.column", f"column {column}", column, {"known": known}, file)
