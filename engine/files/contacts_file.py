"""A user's contact file, checked and ready for the metrics room as Parquet in Heng's names.

Impossible values are set aside row by row and listed; nothing is repaired or dropped silently.
"""

import difflib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.domain.case import ContactLayout
from engine.domain.records import RecordSource, SetAsideRow
from engine.errors import Fault, InputError
from engine.files.contact_checks import CheckedColumn, checked, set_aside_rows
from engine.files.contact_names import IDS, TEXTS
from engine.files.contact_tables import (
    RawTable,
    csv_content,
    csv_headers,
    read_csv,
    read_xlsx,
    unreadable,
)

FORMATS = (".csv", ".csv.gz", ".xlsx", ".parquet")

_FIRST_ROW = 2


def prepare_contacts(path: Path, layout: ContactLayout, folder: Path) -> RecordSource:
    """Return a validated source of contacts made from a user's file.

    Parameters
    ----------
    path
        CSV (UTF-8, GBK, GB18030 or UTF-16; perhaps gzipped), XLSX (first sheet) or Parquet.
    layout
        Which header holds which of Heng's columns, and what values are possible.
    folder
        Where the Parquet file is written; a Parquet file that needs no change is used itself.

    Returns
    -------
    RecordSource
        With every row that was set aside, in file order: its number (the header is row 1), the
        column, the value as it stood there and the reason, a key of :mod:`engine.i18n`.

    Raises
    ------
    InputError
        ``contacts.invalid`` with every fault of the headers at once, or for columns no value of
        which can be read; ``contacts.nothing_left``; ``contacts.no_rows``; ``contacts.format``;
        ``contacts.unreadable``; ``contacts.encoding``; ``contacts.empty``; ``limits.refused``.
    """
    suffix = "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix
    suffix = suffix.lower()
    if suffix not in FORMATS:
        raise InputError("contacts.format", file=path.name, known=", ".join(FORMATS))
    if suffix == ".parquet":
        return _prepared_parquet(path, layout, folder)
    if suffix == ".xlsx":
        raw = read_xlsx(path)
        names = _names(raw.table.column_names, layout, path.name)
    else:
        content = csv_content(path)
        headers = csv_headers(content, path.name)
        names = _names(headers, layout, path.name)
        raw = read_csv(
            content, path.name, [h for h, n in zip(headers, names, strict=True) if n in TEXTS | IDS]
        )
    return _written(replace(raw, table=raw.table.rename_columns(names)), layout, path, folder)


def _prepared_parquet(path: Path, layout: ContactLayout, folder: Path) -> RecordSource:
    """Return the file itself when its columns are as they should be, else a corrected copy.

    Columns are read one after the other, so that a large file is never whole in memory unless
    it has to be rewritten.
    """
    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as wrong:
        raise unreadable(wrong, path.name) from wrong
    with file:
        headers, n = file.schema_arrow.names, file.metadata.num_rows
        names = _names(headers, layout, path.name)
        if n and names == headers and _needs_no_change(file, layout):
            return RecordSource(path, tuple(names), n)
        table = file.read().rename_columns(names)
    return _written(RawTable(table, np.arange(n) + _FIRST_ROW), layout, path, folder)


def _needs_no_change(file: pq.ParquetFile, layout: ContactLayout) -> bool:
    for name in file.schema_arrow.names:
        if pa.types.is_nested(file.schema_arrow.field(name).type):
            continue
        column = file.read(columns=[name])[name]
        result = checked(name, column, layout.ranges, layout.timezone)
        if result.wrong or result.values.type != column.type:
            return False
    return True


def _names(headers: Sequence[str], layout: ContactLayout, file: str) -> list[str]:
    """Return Heng's name of each header, or raise every fault of the headers at once."""
    named = {header: name for name, header in layout.columns.items()}
    names = [named.get(header, header) for header in headers]
    faults = list(chain(_header_faults(headers, layout), _name_faults(headers, names, layout)))
    if faults:
        raise _invalid(faults, file)
    return names


def _header_faults(headers: Sequence[str], layout: ContactLayout) -> Iterator[Fault]:
    for header in sorted({h for h in headers if list(headers).count(h) > 1}):
        yield Fault("contacts.duplicate_header", "row 1", header)
    for name, header in layout.columns.items():
        if header not in headers:
            values = {"column": name, "nearest": _nearest(header, headers)}
            yield Fault("contacts.header_missing", f"layout.columns.{name}", header, values)


def _name_faults(
    headers: Sequence[str], names: Sequence[str], layout: ContactLayout
) -> Iterator[Fault]:
    twice = {name for name in names if names.count(name) > 1} - set(_twice(headers))
    for name in sorted(twice):
        yield Fault("contacts.name_taken", f"layout.columns.{name}", layout.columns.get(name, name))
    absent = {name for name, header in layout.columns.items() if header not in headers}
    for name in layout.ranges:
        if name not in names and name not in absent:
            values = {"nearest": _nearest(name, names)}
            yield Fault("contacts.column_missing", f"layout.ranges.{name}", name, values)


def _twice(headers: Sequence[str]) -> list[str]:
    """Return the headers that stand there more than once."""
    return [header for header in headers if list(headers).count(header) > 1]


def _nearest(name: str, known: Sequence[str]) -> str:
    """Return the most similar known name, or all of them when none is similar."""
    near = difflib.get_close_matches(name, known, n=1)
    return near[0] if near else ", ".join(known)


@dataclass(frozen=True, slots=True, eq=False)
class _Sifted:
    columns: dict[str, CheckedColumn]
    set_aside: tuple[SetAsideRow, ...]


def _written(raw: RawTable, layout: ContactLayout, path: Path, folder: Path) -> RecordSource:
    """Check every column, set impossible rows aside and write the others."""
    sifted = _sifted(raw, layout, path.name)
    keep = ~np.isin(raw.rows, [row.row for row in sifted.set_aside])
    if not len(keep) and not sifted.set_aside:
        raise InputError("contacts.no_rows", file=path.name)
    if not keep.any():
        raise InputError("contacts.nothing_left", file=path.name, rows=len(keep))
    table = pa.table({name: column.values for name, column in sifted.columns.items()})
    if not keep.all():
        table = table.filter(pa.array(keep))
    folder.mkdir(parents=True, exist_ok=True)
    stem = path.name.split(".")[0]
    made = folder / f"{stem}-{_digest(path, layout)}.parquet"
    pq.write_table(table, made, compression="zstd", compression_level=1)
    return RecordSource(made, tuple(table.column_names), len(table), sifted.set_aside)


def _sifted(raw: RawTable, layout: ContactLayout, file: str) -> _Sifted:
    columns, listed, faults = {}, list(raw.set_aside), []
    for name in raw.table.column_names:
        column = raw.table[name]
        result = checked(name, column, layout.ranges, layout.timezone)
        columns[name] = result
        rows = list(set_aside_rows(name, column, result.wrong, raw.rows))
        if rows and len(rows) == len(column) - column.null_count:
            faults.append(
                Fault("contacts.unreadable_column", name, rows[0].value, {"n": len(rows)})
            )
        listed += rows
    if faults:
        raise _invalid(faults, file)
    return _Sifted(columns, tuple(sorted(listed, key=lambda row: row.row)))


def _invalid(faults: Sequence[Fault], file: str) -> InputError:
    named = [fault.in_file(file) for fault in faults]
    return InputError("contacts.invalid", named, file=file, count=len(named))


def _digest(path: Path, layout: ContactLayout) -> str:
    """Return twelve characters that tell one file under one layout from another."""
    digest = hashlib.sha256(path.read_bytes())
    parts: Mapping[str, object] = {
        "columns": sorted(layout.columns.items()),
        "ranges": sorted(layout.ranges.items()),
        "timezone": layout.timezone,
    }
    digest.update(repr(parts).encode())
    return digest.hexdigest()[:12]
