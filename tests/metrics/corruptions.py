"""Seeded corruptions of an export: each a function of a generator and a sheet to written files.

Every corruption is one that shops meet: exports pasted together, units mixed, encodings guessed,
columns moved in a spreadsheet, clocks of another zone.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from tests.metrics.exports import Export

Files = Mapping[str, bytes]
Corruption = Callable[[np.random.Generator, str, Export], Files]

_MEASURED = {
    "首次响应时长": (60.0, 1 / 60, 1000.0),
    "平均接待时长": (60.0, 1 / 60, 1000.0),
    "首次响应时长(秒)": (60.0, 1 / 60, 1000.0),
    "平均响应时长(秒)": (60.0, 1 / 60, 1000.0),
    "处理时长(秒)": (60.0, 1 / 60, 1000.0),
    "订单金额": (100.0, 0.01),
    "满意度评分": (20.0,),
}
_CLOCKS = ("开始时间", "下单时间", "付款时间", "发送时间", "日期")
_NUMBERS = (*_MEASURED, "对话轮数", "同时接待数", "接待人数")
_FLAGS = ("是否解决", "是否邀评", "是否评价", "是否投诉", "是否付款", "是否退货", "是否售前")


class InapplicableError(Exception):
    """The sheet has no column for this corruption."""


def _present(export: Export, headers: Sequence[str]) -> list[str]:
    return [header for header in headers if header in export.headers]


def _changed(
    export: Export, header: str, rows: Sequence[int], change: Callable[[str], str]
) -> Export:
    """Return the sheet with filled cells of a column changed."""
    place, chosen = export.column(header), set(rows)
    return export.with_rows(
        [
            (*row[:place], change(row[place]), *row[place + 1 :])
            if number in chosen and row[place]
            else row
            for number, row in enumerate(export.rows)
        ]
    )


def _block(rng: np.random.Generator, export: Export) -> list[int]:
    """Draw a run of rows: between one in fifty and one in five of the sheet."""
    n = len(export.rows)
    size = int(rng.integers(n // 50, n // 5))
    start = int(rng.integers(0, n - size))
    return list(range(start, start + size))


def _some(rng: np.random.Generator, export: Export, header: str) -> list[int]:
    """Draw one to ten rows that hold a value."""
    place = export.column(header)
    filled = [number for number, row in enumerate(export.rows) if row[place]]
    size = min(int(rng.integers(1, 11)), len(filled))
    return [int(number) for number in rng.choice(filled, size, replace=False)]


def _pick(rng: np.random.Generator, options: Sequence[str]) -> str:
    if not options:
        raise InapplicableError
    return options[int(rng.integers(len(options)))]


def _scaled(rng: np.random.Generator, header: str) -> Callable[[str], str]:
    factors = _MEASURED[header]
    factor = factors[int(rng.integers(len(factors)))]
    return lambda cell: f"{float(cell) * factor:.10g}"


def unit_of_a_column(rng: np.random.Generator, name: str, export: Export) -> Files:
    header = _pick(rng, _present(export, tuple(_MEASURED)))
    change = _scaled(rng, header)
    return {name: _changed(export, header, range(len(export.rows)), change).content()}


def unit_of_a_block(rng: np.random.Generator, name: str, export: Export) -> Files:
    header = _pick(rng, _present(export, tuple(_MEASURED)))
    return {name: _changed(export, header, _block(rng, export), _scaled(rng, header)).content()}


def unit_of_some_cells(rng: np.random.Generator, name: str, export: Export) -> Files:
    header = _pick(rng, _present(export, tuple(_MEASURED)))
    rows = _some(rng, export, header)
    return {name: _changed(export, header, rows, _scaled(rng, header)).content()}


def unit_written_out(rng: np.random.Generator, name: str, export: Export) -> Files:
    """Write some cells with a unit of their own: 1分20秒, 12%, 3.5元."""
    header = _pick(rng, _present(export, tuple(_MEASURED)))
    unit = _pick(rng, ("分", "%", "万", "小时"))
    rows = _some(rng, export, header)
    return {name: _changed(export, header, rows, lambda cell: f"{cell}{unit}").content()}


def damaged_bytes(rng: np.random.Generator, name: str, export: Export) -> Files:
    content = bytearray(export.content())
    for place in rng.integers(0, len(content), int(rng.integers(1, 30))):
        content[place] = int(rng.integers(128, 256))
    return {name: bytes(content)}


def read_as_another_code_page(rng: np.random.Generator, name: str, export: Export) -> Files:
    """Write the sheet after a program took its UTF-8 for GBK or Latin letters."""
    wrong = _pick(rng, ("gb18030", "cp1252", "latin-1"))
    text = export.content().decode("utf-8-sig").encode().decode(wrong, errors="replace")
    return {name: text.encode("utf-8-sig")}


def another_encoding(rng: np.random.Generator, name: str, export: Export) -> Files:
    """Write the sheet in an encoding that must be told by its bytes: no figure may change."""
    encoding = _pick(rng, ("gb18030", "gbk", "utf-16", "utf-8", "utf-16-le", "big5"))
    text = export.content().decode("utf-8-sig")
    return {name: text.encode(encoding, errors="replace")}


def columns_in_another_order(rng: np.random.Generator, name: str, export: Export) -> Files:
    """Move whole columns with their headers: no figure may change."""
    order = rng.permutation(len(export.headers))
    moved = Export(
        tuple(export.headers[place] for place in order),
        tuple(tuple(row[place] for place in order) for row in export.rows),
    )
    return {name: moved.content()}


def headers_swapped(rng: np.random.Generator, name: str, export: Export) -> Files:
    family = (_NUMBERS, _FLAGS, _CLOCKS, export.headers)[int(rng.integers(4))]
    present = _present(export, family)
    if len(present) < 2:
        present = list(export.headers)
    one, other = (present[place] for place in rng.choice(len(present), 2, replace=False))
    swap = {one: other, other: one}
    headers = tuple(swap.get(header, header) for header in export.headers)
    return {name: Export(headers, export.rows).content()}


def column_moved_by_rows(rng: np.random.Generator, name: str, export: Export) -> Files:
    """Move the values of one column by some rows, as a sort of a part of a sheet does."""
    place = int(rng.integers(1, len(export.headers)))
    step = int(rng.integers(1, 20))
    cells = [row[place] for row in export.rows]
    cells = cells[-step:] + cells[:-step]
    rows = [
        (*row[:place], cell, *row[place + 1 :])
        for row, cell in zip(export.rows, cells, strict=True)
    ]
    return {name: export.with_rows(rows).content()}


def rows_repeated(rng: np.random.Generator, name: str, export: Export) -> Files:
    extra = [export.rows[place] for place in rng.integers(0, len(export.rows), rng.integers(1, 20))]
    return {name: export.with_rows([*export.rows, *extra]).content()}


def block_repeated(rng: np.random.Generator, name: str, export: Export) -> Files:
    block = [export.rows[place] for place in _block(rng, export)]
    at = int(rng.integers(0, len(export.rows)))
    return {name: export.with_rows([*export.rows[:at], *block, *export.rows[at:]]).content()}


def overlapping_file(rng: np.random.Generator, name: str, export: Export) -> Files:
    block = [export.rows[place] for place in _block(rng, export)]
    return {name: export.content(), f"续-{name}": export.with_rows(block).content()}


def copies_under_new_ids(rng: np.random.Generator, name: str, export: Export) -> Files:
    block = [(f"N{row[0]}", *row[1:]) for row in (export.rows[p] for p in _block(rng, export))]
    return {name: export.with_rows([*export.rows, *block]).content()}


def negative_durations(rng: np.random.Generator, name: str, export: Export) -> Files:
    header = _pick(rng, _present(export, tuple(_MEASURED)))
    rows = _some(rng, export, header)
    return {name: _changed(export, header, rows, lambda cell: f"-{cell}").content()}


def impossible_moments(rng: np.random.Generator, name: str, export: Export) -> Files:
    """Write moments that are none: the 24th hour, the 13th month, day and month in words."""
    header = _pick(rng, _present(export, _CLOCKS))
    changes: tuple[Callable[[str], str], ...] = (
        lambda cell: f"{cell[:10]} 24:00:00",
        lambda cell: f"{cell[:5]}13{cell[7:]}",
        lambda cell: f"{cell[:8]}32{cell[10:]}",
        lambda cell: f"{cell[8:10]}/{cell[5:7]}/{cell[:4]}{cell[10:]}",
    )
    change = changes[int(rng.integers(len(changes)))]
    return {name: _changed(export, header, _some(rng, export, header), change).content()}


def moved_moments(rng: np.random.Generator, name: str, export: Export) -> Files:
    """Move some moments: years ahead or back, or before what they follow."""
    header = _pick(rng, _present(export, _CLOCKS))
    days = int(rng.choice([-3650, -400, -30, -3, 3, 30, 400, 3650]))
    rows = _some(rng, export, header)
    return {name: _changed(export, header, rows, _moved(timedelta(days=days))).content()}


def day_and_month_swapped(rng: np.random.Generator, name: str, export: Export) -> Files:
    header = _pick(rng, _present(export, _CLOCKS))

    def swapped(cell: str) -> str:
        return f"{cell[:5]}{cell[8:10]}-{cell[5:7]}{cell[10:]}" if cell[8:10] <= "12" else cell

    return {name: _changed(export, header, _block(rng, export), swapped).content()}


def zone_of_a_column(rng: np.random.Generator, name: str, export: Export) -> Files:
    header = _pick(rng, _present(export, _CLOCKS))
    hours = int(rng.choice([-8, 8, -12, 12]))
    rows = range(len(export.rows))
    return {name: _changed(export, header, rows, _moved(timedelta(hours=hours))).content()}


def zone_of_a_block(rng: np.random.Generator, name: str, export: Export) -> Files:
    header = _pick(rng, _present(export, _CLOCKS))
    hours = int(rng.choice([-8, -1, 1, 8]))
    rows = _block(rng, export)
    return {name: _changed(export, header, rows, _moved(timedelta(hours=hours))).content()}


def _moved(step: timedelta) -> Callable[[str], str]:
    """Return a change of moments, and of days where the cell has no time of day."""
    return lambda cell: str(datetime.fromisoformat(cell) + step)[: len(cell)]


def cells_missing(rng: np.random.Generator, name: str, export: Export) -> Files:
    header = _pick(rng, export.headers[1:])
    return {name: _changed(export, header, _block(rng, export), lambda _: "").content()}


def days_missing(rng: np.random.Generator, name: str, export: Export) -> Files:
    place = export.column(_pick(rng, _present(export, _CLOCKS)))
    days = sorted({row[place][:10] for row in export.rows})
    start = int(rng.integers(0, len(days)))
    gone = set(days[start : start + int(rng.integers(1, 8))])
    kept = [row for row in export.rows if row[place][:10] not in gone]
    return {name: export.with_rows(kept).content()}


def agents_missing(rng: np.random.Generator, name: str, export: Export) -> Files:
    place = export.column(_pick(rng, _present(export, ("客服",))))
    gone = _pick(rng, sorted({row[place] for row in export.rows if row[place]}))
    kept = [row for row in export.rows if row[place] != gone]
    return {name: export.with_rows(kept).content()}


def file_cut(rng: np.random.Generator, name: str, export: Export) -> Files:
    content = export.content()
    return {name: content[: int(rng.integers(len(content) // 3, len(content)))]}


def texts_among_numbers(rng: np.random.Generator, name: str, export: Export) -> Files:
    header = _pick(rng, _present(export, _NUMBERS))
    word = _pick(rng, ("约", "无", "#N/A", "#DIV/0!", "O"))
    rows = _some(rng, export, header)
    return {name: _changed(export, header, rows, lambda cell: f"{word}{cell}").content()}


def agents_renamed(rng: np.random.Generator, name: str, export: Export) -> Files:
    header = _pick(rng, _present(export, ("客服",)))
    changes: tuple[Callable[[str], str], ...] = (
        str.lower,
        lambda cell: f"{cell}（新）",
        lambda cell: "".join(chr(ord(sign) + 0xFEE0) for sign in cell),
        lambda cell: f"{cell[0]} {cell[1:]}",
    )
    change = changes[int(rng.integers(len(changes)))]
    return {name: _changed(export, header, _block(rng, export), change).content()}


def ids_in_powers_of_ten(rng: np.random.Generator, name: str, export: Export) -> Files:
    header = _pick(rng, _present(export, ("客户ID",)))
    rows = _block(rng, export)
    return {name: _changed(export, header, rows, lambda _: "1.23457E+15").content()}


def total_row(rng: np.random.Generator, name: str, export: Export) -> Files:
    """Put a row of totals below, as a pivot or an export does."""
    place = int(rng.integers(0, len(export.rows)))
    row = list(export.rows[place])
    row[0] = ""
    if "客服" in export.headers:
        row[export.column("客服")] = _pick(rng, ("合计", "总计", "平均值"))
    return {name: export.with_rows([*export.rows, row]).content()}


CORRUPTIONS: tuple[Corruption, ...] = (
    unit_of_a_column,
    unit_of_a_block,
    unit_of_some_cells,
    unit_written_out,
    damaged_bytes,
    read_as_another_code_page,
    another_encoding,
    columns_in_another_order,
    headers_swapped,
    column_moved_by_rows,
    rows_repeated,
    block_repeated,
    overlapping_file,
    copies_under_new_ids,
    negative_durations,
    impossible_moments,
    moved_moments,
    day_and_month_swapped,
    zone_of_a_column,
    zone_of_a_block,
    cells_missing,
    days_missing,
    agents_missing,
    file_cut,
    texts_among_numbers,
    agents_renamed,
    ids_in_powers_of_ten,
    total_row,
)
HARMLESS = (columns_in_another_order,)
