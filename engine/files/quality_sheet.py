"""Quality samples and raters' sheets from CSV, Excel or Parquet, every wrong cell named at once."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.domain.quality import QualityForm
from engine.domain.records import TABLES, ColumnSpec, ColumnType, TableKind
from engine.domain.tables import Column, ColumnTable
from engine.errors import Fault, InputError
from engine.files.quality_headers import RATING, header_faults, header_names, kind_of
from engine.files.spreadsheet import Sheet, read_sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST_ROW = 2
LAST_MONTH = 12

_YES = frozenset({"1", "true", "t", "yes", "y", "是", "有", "√", "✓"})
_NO = frozenset({"0", "false", "f", "no", "n", "否", "无"})
_TARGETED = frozenset({"targeted", "risk", "定向", "风险", "专项"})
_RANDOM = frozenset({"random", "随机"})
_MISSING = frozenset({"", "-", "--", "/", "na", "n/a", "null", "none", "nan"})
_MONTH = re.compile(r"(\d{4})\D?(\d{1,2})(?:\D.*)?")
_ITEM = "item"


@dataclass(frozen=True, slots=True, eq=False)
class QualitySheet:
    """A file's table in Heng's names; labels are the rows of the user's file (header 1)."""

    kind: TableKind
    table: ColumnTable
    file: str


def read_quality_sheet(path: Path, form: QualityForm) -> QualitySheet:
    """Return samples, ratings or staff rows of a file, found out from its headers.

    Parameters
    ----------
    path
        CSV, XLSX (first sheet that holds anything) or Parquet.
    form
        Whose items and red lines may be columns: by id or by name, zh or en.

    Returns
    -------
    QualitySheet
        Texts as str with None where blank, flags 0/1/nan, numbers float64; ``month`` as
        ``2026-05``, from ``sampled_at`` where there is no month. Unknown columns stay, as texts.

    Raises
    ------
    InputError
        ``quality_sheet.invalid`` with every fault at once: columns missing or twice, cells that
        are no number, flag or month, values out of range, a blank agent, a sample twice; a
        file that is no Parquet; as :func:`engine.files.spreadsheet.read_sheet`.
    """
    sheet = _parquet_sheet(path) if path.suffix.lower() == ".parquet" else read_sheet(path)
    file = path.name
    names = header_names(sheet.header, form)
    kind = kind_of(names)
    faults = list(header_faults(sheet.header, names, kind, file))
    if not sheet.rows:
        faults.append(Fault("quality_sheet.no_rows", "file", "", {}, file))
    if faults:
        raise _invalid(faults, file)
    rows = [row for row, _ in sheet.rows]
    cells = list(zip(*(cells for _, cells in sheet.rows), strict=True))
    columns: dict[str, Column] = {}
    for name, column in zip(names, cells, strict=True):
        columns[name] = _column(name, column, _spec(name, kind, form), _Places(rows, file, faults))
    table = ColumnTable(np.array(rows, dtype=np.int64), _dated(columns))
    faults += _row_faults(table, kind, file)
    if faults:
        raise _invalid(faults, file)
    return QualitySheet(kind, table, file)


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    rows: Sequence[int]
    file: str
    faults: list[Fault]

    def add(self, code: str, k: int, column: str, value: str, **values: object) -> None:
        place = f"row {self.rows[k]}, column {column}"
        self.faults.append(Fault(f"quality_sheet.{code}", place, value, values, self.file))


def _spec(name: str, kind: TableKind, form: QualityForm) -> ColumnSpec | None:
    if kind is TableKind.SAMPLES and name in {*form.item_ids, *form.red_line_ids}:
        return ColumnSpec(name, ColumnType.NUMBER, _ITEM, 0, None)
    if kind is TableKind.STAFF and name.startswith(RATING):
        return ColumnSpec(name, ColumnType.NUMBER, "points", 0, 100)
    return TABLES[kind].columns.get(name)


def _column(name: str, cells: Sequence[str], spec: ColumnSpec | None, places: _Places) -> Column:
    if name == "month":
        return _months(cells, places)
    if spec is None or spec.type in {ColumnType.ID, ColumnType.TEXT, ColumnType.TIME}:
        told = [_plain(cell) for cell in cells]
        return np.array([cell or None for cell in told], dtype=object)
    values = np.full(len(cells), np.nan)
    for k, cell in enumerate(cells):
        text = _plain(cell).casefold()
        if text in _MISSING:
            continue
        if spec.type is ColumnType.FLAG:
            values[k] = _flag(text, name)
            if math.isnan(values[k]):
                places.add("flag", k, name, cell)
        else:
            values[k] = _number(text, spec)
            _check_number(values[k], spec, places, k, cell)
    return values


def _flag(text: str, name: str) -> float:
    yes, no = (_YES | _TARGETED, _NO | _RANDOM) if name == "targeted" else (_YES, _NO)
    return 1.0 if text in yes else 0.0 if text in no else math.nan


def _number(text: str, spec: ColumnSpec) -> float:
    if spec.unit == _ITEM and text in _YES | _NO:
        return float(text in _YES)
    # float() would take "1_0", "infinity" and "nan" too
    return float(text) if re.fullmatch(r"[+-]?\d+(\.\d*)?|[+-]?\.\d+", text) else math.nan


def _check_number(number: float, spec: ColumnSpec, places: _Places, k: int, cell: str) -> None:
    if math.isnan(number):
        places.add("number", k, spec.name, cell)
    elif spec.unit == _ITEM and (number < 0 or number != int(number)):
        places.add("occurrences", k, spec.name, cell)
    elif (spec.least is not None and number < spec.least) or (
        spec.greatest is not None and number > spec.greatest
    ):
        greatest = "" if spec.greatest is None else f"{spec.greatest:g}"
        places.add("range", k, spec.name, cell, least=f"{spec.least:g}", greatest=greatest)


def _months(cells: Sequence[str], places: _Places) -> Column:
    months: NDArray[Any] = np.full(len(cells), None, dtype=object)
    for k, cell in enumerate(cells):
        text = _plain(cell)
        if text.casefold() in _MISSING:
            continue
        months[k] = _month(text)
        if months[k] is None:
            places.add("month", k, "month", cell)
    return months


def _month(text: str) -> str | None:
    found = _MONTH.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= LAST_MONTH:
        return None
    return f"{found[1]}-{int(found[2]):02d}"


def _dated(columns: dict[str, Column]) -> dict[str, Column]:
    """Add the month where only the day is known."""
    if "month" in columns or "sampled_at" not in columns:
        return columns
    months = [_month(str(day or "")) for day in columns["sampled_at"]]
    return {**columns, "month": np.array(months, dtype=object)}


def _row_faults(table: ColumnTable, kind: TableKind, file: str) -> list[Fault]:
    faults = []
    for name in TABLES[kind].required:
        blank = [
            label
            for label, cell in zip(table.labels, table.column(name), strict=True)
            if _is_blank(cell)
        ]
        faults += [
            Fault("quality_sheet.blank", f"row {row}, column {name}", "", {}, file) for row in blank
        ]
    if kind is TableKind.SAMPLES and "sample_id" in table.columns:
        faults += _repeated(table, file)
    return faults


def _repeated(table: ColumnTable, file: str) -> list[Fault]:
    first: dict[str, int] = {}
    faults = []
    for label, cell in zip(table.labels, table.column("sample_id"), strict=True):
        if cell in first:
            place, values = f"row {label}, column sample_id", {"row": first[cell]}
            faults.append(Fault("quality_sheet.sample_twice", place, str(cell), values, file))
        elif cell is not None:
            first[cell] = int(label)
    return faults


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()


def _parquet_sheet(path: Path) -> Sheet:
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as wrong:
        fault = Fault("quality_sheet.unreadable", "file", type(wrong).__name__, {}, path.name)
        raise _invalid([fault], path.name) from wrong
    columns = [[_told(cell) for cell in column.to_pylist()] for column in table.columns]
    numbered = enumerate(zip(*columns, strict=True), FIRST_ROW)
    return Sheet(path.name, tuple(table.column_names), tuple(numbered))


def _told(cell: object) -> str:
    """Return a cell as a spreadsheet would show it: whole numbers without a point."""
    if _is_blank(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def _invalid(faults: Sequence[Fault], file: str) -> InputError:
    return InputError("quality_sheet.invalid", faults, file=file, count=len(faults))
