"""A table's columns as a plan's questions need them: typed by name only where the values agree.

A column called ``paid`` may hold per cents, 1 and 2, or words. Rows set aside for that would leave
a model of the few rows that happen to fit the name; such a column is read as it stands, and the
questions' own checks speak of its values.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from engine.domain.case import ContactLayout
from engine.domain.records import RecordSource
from engine.errors import Fault, InputError
from engine.files.contacts_file import prepare_contacts

MOST_LOST = 0.01  # of the rows, for one column
SHOWN_VALUES = 5
_OUTSIDE = frozenset({"set_aside.below", "set_aside.above"})
_UNREAD = frozenset({"contacts.unreadable_column", "records.set_aside"})


def asked_columns(
    path: Path, layout: ContactLayout, folder: Path, asked: Collection[str]
) -> RecordSource:
    """Return a table whose columns outside ``asked`` are kept as they stand.

    A column that would lose more than 1 % of the rows because its values are not of the type that
    its name suggests is kept as it stands too.

    Raises
    ------
    InputError
        ``evidence.rows_lost`` where more than 1 % of the rows lie outside a column's possible
        values and the layout does not state them; as
        :func:`engine.files.contacts_file.prepare_contacts`.
    """
    typed = frozenset(asked)
    while True:
        try:
            source = prepare_contacts(path, layout, folder, typed)
        except InputError as error:
            doubted = _unread(error, layout, typed)
            if not doubted:
                raise
        else:
            doubted = typed & _lossy(source)
            if not doubted:
                _require_rows(source, layout)
                return source
        typed -= doubted


def _unread(error: InputError, layout: ContactLayout, typed: frozenset[str]) -> frozenset[str]:
    """Return the columns for whose values a table was refused; none where it is for other ones."""
    if error.code == "contacts.nothing_left":
        return typed
    if error.code != "records.refused" or any(each.code not in _UNREAD for each in error.faults):
        return frozenset()
    headers = {each.place.rpartition("column ")[2] for each in error.faults}
    names = {header: name for name, header in layout.columns.items()}
    return typed & {names.get(header, header) for header in headers}


def _lossy(source: RecordSource) -> frozenset[str]:
    """Return the columns that lose too many rows to values of another type."""
    lost = Counter(row.column for row in source.set_aside if row.reason not in _OUTSIDE)
    return frozenset(column for column, count in lost.items() if count > _most(source))


def _most(source: RecordSource) -> float:
    return MOST_LOST * (source.rows + len({row.row for row in source.set_aside}))


def _require_rows(source: RecordSource, layout: ContactLayout) -> None:
    faults = list(_lost(source, layout))
    if faults:
        raise InputError("evidence.rows_lost", faults, file=source.file, count=len(faults))


def _lost(source: RecordSource, layout: ContactLayout) -> Iterator[Fault]:
    """Yield a fault for each column that loses too many rows to impossible numbers."""
    outside = [row for row in source.set_aside if row.reason in _OUTSIDE]
    for column, count in Counter(row.column for row in outside).items():
        if count <= _most(source) or column in layout.ranges:
            continue
        rows = [row for row in outside if row.column == column]
        values = ", ".join(dict.fromkeys(row.value for row in rows[:SHOWN_VALUES]))
        told = {"column": column, "count": count}
        yield Fault(
            "evidence.rows_lost", f"row {rows[0].row}, column {column}", values, told, source.file
        )
