"""The example's own agent-days, exported in every layout, read back, and put together again."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from engine.domain.records import RecordSource, TableKind
from engine.domain.tables import MetricTable
from engine.example.contacts import draw_contacts
from engine.example.parquet import write_contacts
from engine.example.world import shop_world
from engine.files.agent_day_file import read_agent_days
from engine.files.cell_values import Reading
from engine.files.header_maps import HeaderMap, HeaderTarget
from engine.files.header_schema import shipped_header_maps
from engine.metrics.agent_day_figures import Method
from engine.metrics.agent_days import agent_day_tables
from engine.metrics.aggregate import computable, metric_table
from engine.metrics.records import opened_records
from tests.files.agent_day_exports import header_rows, identity, own_headers, write_csv

MAPS = shipped_header_maps()
ATTENDANCE = "chitu_attendance"  # the example knows no times online by day
LAYOUTS = [each for each in MAPS if each.kind is TableKind.AGENT_DAYS and each.id != ATTENDANCE]
DAYS = ["2026-05-18", "2026-05-19", "2026-05-20"]
PERIOD = "2026-05-18/2026-05-21"
WANTED = (
    "throughput", "frt", "art", "aht", "reply_rate", "transfer", "invite_rate", "rating_rate",
    "csat_rate", "csat_score", "conversion", "aov", "sales", "repeat", "resolution", "return",
)  # fmt: skip
COMPARED = {"throughput", "sales", "frt", "frt:all_day"}
STATED = {"rate", "mean", "total"}
WRITTEN = {Reading.RATE: "{1:.2f}%", Reading.SECONDS: "{2}分{3}秒", Reading.CNY: "¥{0:,.2f}"}
ROUNDING = {Reading.RATE: 0.5e-4, Reading.SECONDS: 0.5, Reading.CNY: 0.005, Reading.SCORE: 0.005}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, MetricTable]]:
    """Return the example's indicators by agent, for each day and for all of them."""
    path = tmp_path_factory.mktemp("shop") / "contacts.parquet"
    contacts = draw_contacts(shop_world(31), 100_000)
    write_contacts(contacts, path)
    source = RecordSource(path, tuple(pq.read_schema(path).names), len(contacts))
    with opened_records([source]) as records:
        there = [indicator for indicator in WANTED if indicator in computable(records)]
        yield {period: metric_table(records, there, period) for period in [*DAYS, PERIOD]}


def written(target: HeaderTarget, value: float, size: int) -> str:
    """Return a figure as platforms write it."""
    if np.isnan(value):
        return "-"
    counts = {"numerator": value * size, "denominator": float(size)}
    if target.role in counts:
        return str(round(counts[target.role]))
    return WRITTEN.get(target.reading, "{0:.10g}").format(
        value, 100 * value, round(value) // 60, round(value) % 60
    )


def export_rows(layout: HeaderMap, example: dict[str, MetricTable]) -> list[list[str]]:
    known = example[PERIOD].indicators
    headers = {
        header: target
        for header, target in own_headers(layout).items()
        if target.column in known and target.role in STATED | {"numerator", "denominator"}
    }
    rows = header_rows([identity(layout, "agent"), identity(layout, "date"), *headers])
    for day in DAYS:
        table = example[day]
        places = [table.indicators.index(target.column) for target in headers.values()]
        for i, agent in enumerate(table.agents):
            cells = [
                written(target, float(table.values[i, place]), int(table.sample_sizes[i, place]))
                for target, place in zip(headers.values(), places, strict=True)
            ]
            rows.append([agent, day, *cells])
    return rows


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_the_examples_agent_days_come_back_from_every_layout(
    layout: HeaderMap, example: dict[str, MetricTable], tmp_path: Path
) -> None:
    rows = export_rows(layout, example)

    export = read_agent_days(write_csv(rows, tmp_path / "a.csv", "gb18030"), MAPS, tmp_path)
    with opened_records([export.source]) as records:
        (found,) = agent_day_tables(records, PERIOD)

    cells = [cell for row in rows if row[1] in DAYS for cell in row[2:]]
    assert export.source.rows == len(cells) - cells.count("-")
    assert export.source.set_aside == ()
    for each in export.matches[0].matched:
        name = f"{each.target.column}:{each.target.variant}".rstrip(":")
        if name in COMPARED and found.figures[name].method is not Method.MEAN_OF_DAYS:
            assert_near(each.target, found.table, name, example[PERIOD])


def assert_near(target: HeaderTarget, found: MetricTable, name: str, example: MetricTable) -> None:
    """Compare a figure of the period with the logs' own, as far as the written digits can tell.

    Each day is rounded by itself: a sum may be off by that often half a last digit.
    """
    rows = [example.agents.index(agent) for agent in found.agents]
    days = len(DAYS) if target.role == "total" else 1
    least = days * ROUNDING.get(target.reading, 0.0)
    np.testing.assert_allclose(
        found.column(name), example.column(target.column)[rows], atol=least, rtol=1e-9
    )
