"""How an indicator was made, and what the others lack."""

from pathlib import Path

import numpy as np
import pytest

from engine.domain.tables import MetricTable
from engine.metrics.aggregate import metric_table
from engine.metrics.counting import Counting
from engine.metrics.definition import Kind
from engine.metrics.records import opened_records
from engine.studies.indicator_notes import absent_indicators, indicator_notes, shop_row
from tests.studies.shop_records import contacts


def one_row(indicator: str) -> MetricTable:
    value, size, error = np.array([[0.5]]), np.array([[4]]), np.array([[0.2]])
    return MetricTable("2026-05", ("shop",), ("",), ("all",), (indicator,), value, size, error)


def test_note_says_origin_window_and_who_has_few(tmp_path: Path) -> None:
    counting = Counting(repeat_window_h=24)
    with opened_records([contacts(tmp_path)]) as records:
        agents = metric_table(records, ["fcr"], "2026-05", counting)
        shop = metric_table(records, ["fcr"], "2026-05", counting, "shop")
        (note,) = indicator_notes(records, agents, shop, {}, counting)

    assert (note.origin, note.window, note.unit) == ("contacts", "24h", "share")
    assert note.small == ("A", "B")  # 25 hours later customer 1 begins a problem anew
    assert note.shop.method == "wilson"


def test_figure_of_an_export_has_no_unit_of_ours(tmp_path: Path) -> None:
    with opened_records([contacts(tmp_path)]) as records:
        shop = one_row("platform_score")
        (note,) = indicator_notes(
            records, shop, shop, {"platform_score": "agent_days:pdd"}, Counting()
        )

    assert (note.unit, note.direction, note.origin) == ("", "", "agent_days:pdd")
    assert note.definition.key == "indicators.exported"
    assert (note.shop.value, note.shop.method) == (0.5, "none")


def test_absent_row_is_unknown() -> None:
    empty = MetricTable(
        "2026-05", (), (), (), (), np.empty((0, 0)), np.empty((0, 0), np.int64), np.empty((0, 0))
    )

    assert np.isnan(shop_row(empty, "frt", Kind.MEAN).value)


@pytest.mark.parametrize(
    ("indicator", "key"),
    [
        ("csat_rate", "columns.contacts"),
        ("qa_session", "table.samples"),
        ("own_idea", "unknown"),
        ("to_human", "columns.contacts"),
        ("sales", "table.sales"),
    ],
)
def test_what_is_lacking_is_said(tmp_path: Path, indicator: str, key: str) -> None:
    with opened_records([contacts(tmp_path)]) as records:
        told = absent_indicators(records, ["frt"], ["frt", indicator], Counting())

    assert {id_: said.key for id_, said in told.items()} == {indicator: f"indicators.lack.{key}"}


def test_the_shops_own_indicators_lack_columns_not_the_shop(tmp_path: Path) -> None:
    with opened_records([contacts(tmp_path)]) as records:
        told = absent_indicators(records, [], ["to_human"], Counting())

    assert told["to_human"].values["columns"] == "bot_first, bot_ended"
