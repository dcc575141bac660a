"""A metric report as a workbook: every table in full, the definitions, and how files were read."""

from collections.abc import Iterator, Sequence

from engine.domain.metric_report import MetricReport
from engine.domain.records import RecordSource
from engine.domain.texts import Language
from engine.report.metrics_issue_tables import issues_table
from engine.report.metrics_rate_tables import (
    agent_rates_table,
    attribution_table,
    ranks_table,
    rates_table,
)
from engine.report.metrics_tables import (
    absent_table,
    adjusted_table,
    agent_tables,
    mix_table,
    part_tables,
    reconciled_table,
    shop_table,
)
from engine.report.metrics_window_tables import agent_windows_table, windows_table
from engine.report.metrics_words import MetricsWords
from engine.report.tables import Column, Table, kept, number_cell, text_cell
from engine.report.workbook import sheets

EVERYTHING = 10_000  # a sheet is as wide as it must be

_DEFINED = (
    "indicator", "id", "definition", "denominator", "unit", "direction", "window", "population",
    "controllability", "origin",
)  # fmt: skip


def metrics_workbook(
    report: MetricReport, sources: Sequence[RecordSource], language: Language
) -> bytes:
    """Return the content of ``report.xlsx``: data quality first, then the figures."""
    words = MetricsWords(report, language)
    return sheets((_title(words, table.id), table) for table in metrics_tables(words, sources))


def metrics_tables(words: MetricsWords, sources: Sequence[RecordSource]) -> tuple[Table, ...]:
    """Return every table that has rows, in reading order."""
    return kept(
        [
            issues_table(words),
            shop_table(words),
            *agent_tables(words, EVERYTHING),
            *part_tables(words, EVERYTHING),
            rates_table(words),
            agent_rates_table(words),
            attribution_table(words),
            ranks_table(words),
            windows_table(words),
            agent_windows_table(words),
            reconciled_table(words),
            mix_table(words),
            adjusted_table(words),
            definitions_table(words),
            absent_table(words),
            reading_table(words, sources),
            notes_table(words),
        ]
    )


def definitions_table(words: MetricsWords) -> Table:
    """Return how each indicator of the report is defined."""
    columns = tuple(Column(words.say(f"definitions.{head}")) for head in _DEFINED)
    rows = tuple(
        tuple(
            text_cell(text)
            for text in (
                words.indicator(note.indicator),
                note.indicator,
                words.said(note.definition),
                words.said(note.denominator),
                note.unit,
                words.direction(note.direction),
                note.window,
                words.known(f"population.{note.population}", note.population),
                words.known(f"controllability.{note.controllability}", note.controllability),
                note.origin,
            )
        )
        for note in words.report.indicators
    )
    title, subtitle = words.say("definitions.title"), words.say("definitions.subtitle")
    return Table("definitions", title, subtitle, columns, rows)


def reading_table(words: MetricsWords, sources: Sequence[RecordSource]) -> Table:
    """Return what each file was taken for, and how its cells were understood."""
    heads = ("file", "kind", "rows", "set_aside", "notes")
    columns = tuple(Column(words.say(f"reading.{head}")) for head in heads)
    rows = tuple(
        (
            text_cell(source.file or source.path.name),
            text_cell(source.kind.value),
            number_cell(source.rows),
            number_cell(len(source.set_aside)),
            text_cell(words.joined(list(_readings(words, source)))),
        )
        for source in sources
    )
    title, subtitle = words.say("reading.title"), words.say("reading.subtitle")
    return Table("reading", title, subtitle, columns, rows)


def notes_table(words: MetricsWords) -> Table:
    """Return every finding as a sentence."""
    columns = (Column(words.say("issues.severity")), Column(words.say("issues.what")))
    rows = tuple(
        (text_cell(words.say(f"severity.{each.severity}")), text_cell(words.said(each.sentence)))
        for each in words.report.findings
    )
    return Table("notes", words.say("notes.title"), "", columns, rows)


def _readings(words: MetricsWords, source: RecordSource) -> Iterator[str]:
    for note in source.notes:
        yield f"{note.column}: {words.reading(note.reading)} ({note.cells}; {note.example})"


def _title(words: MetricsWords, table: str) -> str:
    """Return a sheet's name; the parts of a division share theirs."""
    stem = table.rpartition("_")[0] if table[-1].isdigit() else table
    known = {"group": "groups", "agents": "agents"}
    key = known.get(stem, stem)
    return words.known(f"sheet.{key}", words.say("sheet.cut"))
