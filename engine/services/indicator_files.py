"""A metric report out of the house: agents as CSV, every table as a workbook, the queries."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import numpy as np

from engine.domain.metric_report import MetricReport
from engine.domain.texts import Language
from engine.errors import InputError
from engine.formats.cells import safe_cell
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.printed_queries import printed_query
from engine.report.metrics_workbook import metrics_workbook
from engine.services.indicators import ShopIndicators
from engine.studies.indicator_estimates import agent_estimate

AGENTS_FILE, REPORT_FILE, QUERIES = "agents.csv", "report.xlsx", "sql"
_HEADERS = (
    "agent", "group", "population", "indicator", "unit", "value", "n", "standard_error", "low",
    "high", "small",
)  # fmt: skip


def write_indicator_files(
    found: ShopIndicators, folder: Path, language: Language
) -> tuple[Path, ...]:
    """Write ``agents.csv``, ``report.xlsx`` and a query for each indicator; return the paths.

    Raises
    ------
    InputError
        ``indicators.folder`` when the folder cannot be made or written to.
    """
    book = metrics_workbook(found.report, found.sources, language)
    paths = [folder / AGENTS_FILE, folder / REPORT_FILE]
    with _writing(folder):
        (folder / QUERIES).mkdir(parents=True, exist_ok=True)
        paths[0].write_text(agents_csv(found.report), encoding="utf-8-sig", newline="")
        paths[1].write_bytes(book)
        for indicator, query in queries(found.report):
            path = folder / QUERIES / f"{indicator}.sql"
            path.write_text(query + "\n", encoding="utf-8", newline="\n")
            paths.append(path)
    return tuple(paths)


def agents_csv(report: MetricReport) -> str:
    """Return a line for each agent and indicator: value, size, standard error, interval."""
    notes = {note.indicator: note for note in report.indicators}
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADERS)
    table = report.by_agent
    for row, agent in enumerate(table.agents):
        person = (agent, table.groups[row], table.populations[row])
        for column, id_ in enumerate(table.indicators):
            each = agent_estimate(notes.get(id_), table, row, column)
            figures = (each.value, each.size, each.standard_error, each.low, each.high)
            unit = notes[id_].unit if id_ in notes else ""
            cells = (*person, id_, unit, *map(_written, figures), int(each.small))
            writer.writerow([safe_cell(cell) for cell in cells])
    return text.getvalue()


def queries(report: MetricReport) -> Iterator[tuple[str, str]]:
    """Yield the query of each indicator of the report that a query over one table gives."""
    for note in report.indicators:
        definition = DEFINITIONS.get(note.indicator)
        if definition is not None and definition.value:
            yield note.indicator, printed_query(note.indicator, report.period)


def _written(value: float) -> float | int | str:
    """Return a figure in full, and nothing where there is none."""
    return value if np.isfinite(value) else ""


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as refused:
        reason = refused.strerror or type(refused).__name__
        raise InputError("indicators.folder", folder=folder.name, reason=reason) from refused
