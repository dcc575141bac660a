"""Agent-day exports as the platforms write them, made from figures that a test knows."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xlsxwriter

from engine.files.cell_values import Reading
from engine.files.header_maps import BLOCK_SIGN, IDENTITIES, HeaderMap, HeaderTarget

Figures = dict[tuple[str, str, str], float]
"""The value as it can be read back by agent, day and header."""


@dataclass(frozen=True)
class Export:
    """Cells as written, rows of texts, and the figures that they say."""

    rows: list[list[str]]
    figures: Figures
    stated: dict[tuple[str, str], float]


def export_of(
    header_map: HeaderMap, agents: Sequence[str], days: Sequence[str], rng: np.random.Generator
) -> Export:
    """Return an export in a layout's own headers, with titles, sums and means among the rows."""
    headers = own_headers(header_map)
    agent, day = identity(header_map, "agent"), identity(header_map, "date")
    rows = [["客服绩效导出"], [], *header_rows([agent, day, *headers])]
    figures: Figures = {}
    totals = dict.fromkeys(headers, 0.0)
    for date in days:
        for name in agents:
            written = {header: cell(target, rng) for header, target in headers.items()}
            rows.append([name, date, *(text for text, _ in written.values())])
            for header, (_, value) in written.items():
                if value is not None:
                    figures[name, date, header] = value
                    totals[header] += value
    counted = {h: v for h, v in totals.items() if headers[h].role in {"total", "numerator"}}
    sums = [plain(headers[h], counted[h]) if h in counted else "-" for h in headers]
    rows.insert(len(rows), ["汇总值", "-", *sums])
    rows.append(["平均值", "-", *["--"] * len(headers)])
    return Export(rows, figures, {("汇总值", header): value for header, value in counted.items()})


def own_headers(header_map: HeaderMap) -> dict[str, HeaderTarget]:
    """Return the headers of a layout's figures, one for each meaning, in each of its blocks."""
    blocks = ["总", "邀请", "自主"] if header_map.blocks else [""]
    found: dict[tuple[str, str, str], tuple[str, HeaderTarget]] = {}
    for block in blocks:
        for header in header_map.headers:
            name = f"{block}{BLOCK_SIGN}{header}" if block else header
            target = header_map.target(name)
            if target is not None and target.column not in IDENTITIES:
                found.setdefault((target.column, target.role, target.variant), (name, target))
    return dict(found.values())


def identity(header_map: HeaderMap, column: str) -> str:
    """Return a layout's header of agents or dates, a seen one if there is any."""
    names = [h for h, target in header_map.headers.items() if target.column == column]
    return min(names, key=lambda name: header_map.headers[name].status != "seen")


def header_rows(headers: Sequence[str]) -> list[list[str]]:
    """Return one row of headers, or a group row and a field row where there are blocks."""
    if not any(BLOCK_SIGN in header for header in headers):
        return [list(headers)]
    upper, lower, last = [], [], ""
    for header in headers:
        group, sign, field = header.partition(BLOCK_SIGN)
        upper.append(group if group != last else "")
        lower.append(field if sign else "")
        last = group
    return [upper, lower]


def cell(target: HeaderTarget, rng: np.random.Generator) -> tuple[str, float | None]:
    """Return a cell as platforms write it and the value it says; some are missing."""
    count, part = int(rng.integers(0, 3000)), int(rng.integers(0, 100))
    decimal = f"{count}.{part:02d}"
    if rng.random() < 0.05:
        return str(rng.choice(["-", "--"])), None
    if target.reading is Reading.RATE:
        return f"{count % 100}.{part:02d}%", float(f"{count % 100}.{part:02d}e-2")
    if target.reading in {Reading.COUNT, Reading.SECONDS}:
        seconds = target.reading is Reading.SECONDS
        return (duration(count, rng) if seconds else f"{count:,}"), float(count)
    hours = target.reading is Reading.HOURS
    text = f"¥{decimal}" if target.reading is Reading.CNY else decimal
    return text, float(decimal) * (3600 if hours else 1)


def duration(seconds: int, rng: np.random.Generator) -> str:
    """Return whole seconds in one of the ways of writing them."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    long = (f"{hours}小时" if hours else "") + (f"{minutes}分" if minutes else "")
    return str(
        rng.choice([f"{seconds}秒", f"{long}{rest}秒", f"{hours:02}:{minutes:02}:{rest:02}"])
    )


def plain(target: HeaderTarget, value: float) -> str:
    """Return a sum as a platform writes it."""
    if target.reading is Reading.SECONDS:
        return f"{value:.0f}秒"
    if target.reading is Reading.HOURS:
        return f"{value / 3600:.2f}"
    return f"{value:.2f}" if target.reading is Reading.CNY else f"{value:.0f}"


def write_csv(rows: Sequence[Sequence[str]], path: Path, encoding: str) -> Path:
    """Write rows as CSV in an encoding."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(sheets: Mapping[str, Sequence[Sequence[object]]], path: Path) -> Path:
    """Write rows as the sheets of a workbook."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value != "":
                        sheet.write(number, column, value)
    return path
