"""Numbers in another unit: by their level, their neighbours, their decimals and their heaps."""

import numpy as np
import pytest

from engine.domain.records import TableKind
from engine.metrics.issue_scales import scale_doubts
from tests.metrics.issue_tables import Columns, found, hours, told

CONTACTS = TableKind.CONTACTS
N = 200
RESPONSES = np.rint(np.random.default_rng(3).lognormal(3, 0.6, N)).clip(1).tolist()


def contacts(frt_s: list[float], **columns: list[object]) -> tuple[TableKind, Columns]:
    agents = [f"A{place % 4}" for place in range(N)]
    return CONTACTS, {"agent": agents, "started": hours(N, 0.5), "frt_s": frt_s, **columns}


def test_plain_seconds_give_no_doubt() -> None:
    assert told(scale_doubts, contacts(RESPONSES)) == []


def test_a_column_of_milliseconds_has_an_implausible_level() -> None:
    doubts = found(scale_doubts, contacts([value * 1000 for value in RESPONSES]))

    assert ("implausible_level", "alarm") in [(each.code, each.severity) for each in doubts]


def test_an_agent_in_another_unit_breaks_the_scale() -> None:
    values = [v * 60 if place % 4 == 1 else v for place, v in enumerate(RESPONSES)]

    breaks = [each for each in found(scale_doubts, contacts(values)) if each.code == "unit_break"]

    assert [each.values["blocks"] for each in breaks] == ["A1"]
    assert (breaks[0].rows, breaks[0].values["factor"]) == (50, "60")


def test_a_day_in_another_unit_breaks_the_scale() -> None:
    values = [v / 60 if 30 <= place < 78 else v for place, v in enumerate(RESPONSES)]

    breaks = [each for each in found(scale_doubts, contacts(values)) if each.code == "unit_break"]

    assert [(each.values["blocks"], each.values["factor"]) for each in breaks] == [
        ("2026-05-05", "1/60")
    ]


def test_values_with_more_decimals_than_the_column_are_named() -> None:
    values = [v / 60 if place in (17, 99) else v for place, v in enumerate(RESPONSES)]

    (doubt,) = found(scale_doubts, contacts(values))

    assert (doubt.code, doubt.rows, doubt.values["decimals"]) == ("odd_decimals", 2, 0)
    assert doubt.places[0] == "row 19, column frt_s"


def test_few_prices_with_cents_are_a_note() -> None:
    prices = [9.9 if place in (17, 99) else 20.0 + place for place in range(N)]
    doubts = found(scale_doubts, contacts(RESPONSES, order_value=prices))

    assert [(each.code, each.severity) for each in doubts] == [("odd_decimals", "note")]


def test_two_waits_of_a_minute_are_no_heap() -> None:
    values = [*[60.0, 60.0], *RESPONSES[:28]]
    table = (CONTACTS, {"agent": ["A"] * 30, "started": hours(30), "frt_s": values})

    assert told(scale_doubts, table) == []


@pytest.mark.parametrize("value", [0.0, 3600.0, 1440.0])
def test_a_filler_stands_out(value: float) -> None:
    values = [value if place < 20 else v for place, v in enumerate(RESPONSES)]

    assert ("heaped_value", "frt_s", 20) in told(scale_doubts, contacts(values))


def test_minutes_among_seconds_are_whole_minutes() -> None:
    values = [v * 60 if place % 3 == 0 else v for place, v in enumerate(RESPONSES)]

    assert "whole_minutes" in [each[0] for each in told(scale_doubts, contacts(values))]


def test_handle_times_in_milliseconds_do_not_fit_the_responses() -> None:
    more = {"art_s": [10.0] * N, "rounds": [3] * N, "handle_s": [90_000.0 + n for n in range(N)]}

    assert "handle_out_of_scale" in [
        each[0] for each in told(scale_doubts, contacts(RESPONSES, **more))
    ]


def test_a_constant_number_is_a_note() -> None:
    (doubt,) = found(scale_doubts, contacts(RESPONSES, attempt=[1] * N))

    assert (doubt.code, doubt.severity, doubt.values["value"]) == ("constant_column", "note", "1")
