"""The tables of a metric report: agents, shop, mix, and what could not be computed."""

from collections.abc import Iterator, Sequence

import numpy as np

from engine.domain.metric_report import IndicatorNote
from engine.domain.tables import MetricTable
from engine.metrics.notices import SMALL_SAMPLE
from engine.report import figures
from engine.report.metrics_words import MetricsWords, finite
from engine.report.tables import (
    Cell,
    Column,
    Table,
    number_cell,
    number_format,
    text_cell,
)
from engine.studies.indicator_estimates import agent_estimate

WIDE = 7  # indicators side by side on a screen of 100 places
SHOP_HEADS = (
    "value", "unit", "low", "high", "size", "method", "direction", "origin", "denominator"
)  # fmt: skip


def agent_tables(words: MetricsWords, wide: int = WIDE) -> Iterator[Table]:
    """Yield the agents' values, at most ``wide`` indicators side by side."""
    title, note = words.say("agents.title"), words.say("agents.note", least=SMALL_SAMPLE)
    subtitle = words.say("agents.subtitle", period=words.report.period)
    for number, some in enumerate(_slices(words.report.by_agent.indicators, wide)):
        rows = _value_rows(words, words.report.by_agent, some)
        columns = (
            Column(words.say("agents.agent")),
            Column(words.say("agents.group")),
            *(_value_column(words, id_) for id_ in some),
        )
        notes = () if number else (note,)
        yield Table(f"agents_{number}", title, subtitle, columns, tuple(rows), notes)


def part_tables(words: MetricsWords, wide: int = WIDE) -> Iterator[Table]:
    """Yield the values of the groups, and of the parts of the division that was asked for."""
    report = words.report
    parts = [("group", report.by_group)] if len(report.by_group.agents) > 1 else []
    if report.by_cut is not None:
        parts.append((report.cut, report.by_cut))
    for by, table in parts:
        name = words.known(f"cut.{by}", by)
        title = words.say("cut.title", by=name)
        subtitle = words.say("cut.subtitle", period=report.period, by=name)
        for number, some in enumerate(_slices(table.indicators, wide)):
            columns = (Column(name), *(_value_column(words, id_) for id_ in some))
            rows = [
                (text_cell(_part(words, by, cells[0].text)), *cells[2:])
                for cells in _value_rows(words, table, some)
            ]
            yield Table(f"{by}_{number}", title, subtitle, columns, tuple(rows))


def shop_table(words: MetricsWords, heads: Sequence[str] = SHOP_HEADS) -> Table:
    """Return every indicator over everybody, with as many of :data:`SHOP_HEADS` as asked for."""
    columns = (
        Column(words.say("shop.indicator")),
        *(Column(words.say(f"shop.{head}")) for head in heads),
    )
    rows = tuple(_shop_row(words, note, heads) for note in words.report.indicators)
    subtitle = words.say("shop.subtitle", period=words.report.period)
    return Table("shop", words.say("shop.title"), subtitle, columns, rows)


def mix_table(words: MetricsWords) -> Table:
    """Return each agent's contacts by kind and shift."""
    heads = ("agent", "contact_class", "shift", "contacts", "share")
    columns = tuple(Column(words.say(f"mix.{head}")) for head in heads)
    rows = tuple(
        (
            text_cell(row.agent),
            text_cell(words.contact_class(row.contact_class)),
            text_cell(row.shift or figures.NONE),
            number_cell(row.contacts),
            Cell(figures.share(row.share), (row.share,)),
        )
        for row in words.report.mix
    )
    return Table("mix", words.say("mix.title"), words.say("mix.subtitle"), columns, rows)


def adjusted_table(words: MetricsWords) -> Table:
    """Return each agent's values beside the team's on the same mix."""
    heads = ("agent", "indicator", "observed", "expected", "difference", "standard_error", "size")
    columns = tuple(Column(words.say(f"mix.{head}")) for head in heads)
    rows = []
    for row in words.report.adjusted:
        values = (row.observed, row.expected, row.difference, row.standard_error)
        cells = [Cell(words.figure(row.indicator, v), (finite(v),)) for v in values]
        name = text_cell(words.indicator(row.indicator))
        rows.append((text_cell(row.agent), name, *cells, number_cell(row.size)))
    title, subtitle = words.say("mix.adjusted"), words.say("mix.adjusted_subtitle")
    return Table("adjusted", title, subtitle, columns, tuple(rows))


def reconciled_table(words: MetricsWords) -> Table:
    """Return the platform's own figures beside those from logs: how far they lie apart."""
    heads = ("indicator", "stated_as", "layout", "compared", "largest", "alone")
    columns = tuple(Column(words.say(f"reconciled.{head}")) for head in heads)
    rows = tuple(
        (
            text_cell(words.indicator(each.indicator)),
            text_cell(each.stated_as),
            text_cell(each.layout),
            number_cell(each.compared),
            Cell(words.figure(each.indicator, each.largest), (finite(each.largest),)),
            text_cell(", ".join(each.agents_alone) or words.say("none")),
        )
        for each in words.report.reconciled
    )
    title, subtitle = words.say("reconciled.title"), words.say("reconciled.subtitle")
    return Table("reconciled", title, subtitle, columns, rows)


def absent_table(words: MetricsWords) -> Table:
    """Return the indicators that could not be computed, with what each one lacks."""
    columns = (Column(words.say("absent.indicator")), Column(words.say("absent.reason")))
    rows = tuple(
        (text_cell(words.indicator(id_)), text_cell(words.said(reason)))
        for id_, reason in words.report.absent.items()
    )
    title, subtitle = words.say("absent.title"), words.say("absent.subtitle")
    return Table("absent", title, subtitle, columns, rows)


def _slices(indicators: Sequence[str], wide: int) -> Iterator[Sequence[str]]:
    """Yield the indicators, at most ``wide`` at a time."""
    yield from (indicators[first : first + wide] for first in range(0, len(indicators), wide))


def _value_column(words: MetricsWords, id_: str) -> Column:
    parts = tuple(words.say(f"agents.{each}") for each in ("low", "high", "size"))
    return Column(
        words.indicator(id_),
        numeric=True,
        number_format=number_format(words.unit(id_)),
        parts=parts,
    )


def _value_rows(
    words: MetricsWords, table: MetricTable, indicators: Sequence[str]
) -> Iterator[tuple[Cell, ...]]:
    for row, agent in enumerate(table.agents):
        cells = [_value_cell(words, table, row, id_) for id_ in indicators]
        yield (text_cell(agent), text_cell(words.group(table.groups[row])), *cells)


def _value_cell(words: MetricsWords, table: MetricTable, row: int, id_: str) -> Cell:
    column = table.indicators.index(id_)
    if np.isnan(table.values[row, column]):
        return Cell(figures.NONE, (None, None, None, None))
    found = agent_estimate(words.note(id_), table, row, column)
    mark = words.say("small_mark") if found.small else ""
    text = words.figure(id_, found.value) + mark
    return Cell(text, (found.value, finite(found.low), finite(found.high), found.size))


def _shop_row(words: MetricsWords, note: IndicatorNote, heads: Sequence[str]) -> tuple[Cell, ...]:
    shop, id_ = note.shop, note.indicator
    cells = {
        "value": Cell(words.figure(id_, shop.value), (finite(shop.value),)),
        "unit": text_cell(words.known(f"unit.{note.unit}", note.unit)),
        "interval": text_cell(words.interval(id_, shop.low, shop.high)),
        "low": Cell(words.figure(id_, shop.low), (finite(shop.low),)),
        "high": Cell(words.figure(id_, shop.high), (finite(shop.high),)),
        "size": number_cell(shop.size),
        "method": text_cell(words.known(f"method.{shop.method}", shop.method)),
        "direction": text_cell(words.direction(note.direction)),
        "origin": text_cell(note.origin),
        "denominator": text_cell(words.said(note.denominator)),
    }
    return (text_cell(words.indicator(id_)), *(cells[head] for head in heads))


def _part(words: MetricsWords, by: str, name: str) -> str:
    if by == "group":
        return words.group(name)
    return words.contact_class(name) if by == "contact_class" else name
