"""Sheets: reading 20,000 rows of 30 columns against calamine alone."""

from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.harness import Duel, duel
from engine.files.record_tables import opened_table

ROWS, COLUMNS = 20_000, 30
LEAST_RATIO = 0.5  # calamine alone takes at least half as long


def _book() -> Path:
    path = Path(mkdtemp(prefix="heng-bench-")) / "contacts.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [f"column {place}" for place in range(COLUMNS)])
        for row in range(1, ROWS + 1):
            texts = [f"客服{row % 50}", f"2026-05-01 10:00:{row % 60:02d}", *[f"t{row % 7}"] * 6]
            numbers = [row * place % 997 / 4 for place in range(COLUMNS - len(texts))]
            sheet.write_row(row, 0, texts + numbers)
    return path


def _ours(path: Path) -> Any:
    (batch,) = opened_table(path, len).batches(1, COLUMNS)
    return batch.table


def _calamine(path: Path) -> Any:
    book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def _same(table: Any, cells: Any) -> bool:
    columns = list(zip(*cells[1:], strict=True))
    return all(
        column.to_pylist() == list(expected)
        for column, expected in zip(table.columns, columns, strict=True)
    )


duel(
    Duel(
        "a sheet of 20,000 x 30: calamine alone / our reader",
        _book,
        _ours,
        _calamine,
        _same,
        rounds=5,
        least_ratio=LEAST_RATIO,
    )
)
