"""Two units in one column, told by how the values are written and how large they are."""

import numpy as np
import pytest

from engine.domain.records import TableKind
from engine.metrics.issue_mixtures import mixture_doubts
from tests.metrics.issue_tables import Columns, found, hours, told

CONTACTS = TableKind.CONTACTS
N = 100
DRAW = np.random.default_rng(3)
RESPONSES = np.rint(DRAW.lognormal(2.6, 0.9, N)).clip(1).tolist()
PRICES = np.round(DRAW.lognormal(4.3, 0.8, N), 2).tolist()
SOME = DRAW.permutation(N).tolist()


def contacts(**columns: list[float]) -> tuple[TableKind, Columns]:
    return CONTACTS, {"agent": ["A"] * N, "started": hours(N, 0.5), **columns}


def converted(values: list[float], rows: int, by: float, digits: int = 2) -> list[float]:
    chosen = set(SOME[:rows])
    return [round(v * by, digits) if place in chosen else v for place, v in enumerate(values)]


def test_seconds_and_yuan_give_no_doubt() -> None:
    assert told(mixture_doubts, contacts(frt_s=RESPONSES, order_value=PRICES)) == []


@pytest.mark.parametrize("rows", [3, 10, 30, 50])
def test_minutes_among_seconds_are_named(rows: int) -> None:
    (doubt,) = found(mixture_doubts, contacts(frt_s=converted(RESPONSES, rows, 1 / 60)))

    assert (doubt.code, doubt.column, doubt.values["factor"]) == ("mixed_units", "frt_s", "1/60")
    assert rows - 2 <= doubt.rows <= rows  # 60 s are one minute, written without decimals


@pytest.mark.parametrize(("by", "rows"), [(60, 6), (60, 20), (1000, 3), (1000, 30)])
def test_seconds_multiplied_are_named(by: float, rows: int) -> None:
    doubts = found(mixture_doubts, contacts(frt_s=converted(RESPONSES, rows, by)))

    mixed = [each for each in doubts if each.code == "mixed_units"]
    assert [(each.rows, each.values["factor"]) for each in mixed] == [(rows, str(by))]


@pytest.mark.parametrize(("by", "factor"), [(100, "100"), (1e-4, "1/10000")])
def test_fen_and_ten_thousands_among_yuan_are_named(by: float, factor: str) -> None:
    doubts = found(mixture_doubts, contacts(order_value=converted(PRICES, 30, by, 6)))

    assert {(each.code, each.rows, each.values["factor"]) for each in doubts} == {
        ("mixed_units", 30, factor)
    }


def test_prices_with_and_without_fractions_are_one_unit() -> None:
    prices = [9.9 if place % 3 else 399.0 for place in range(N)]

    assert told(mixture_doubts, contacts(order_value=prices)) == []


def test_a_column_of_fen_ends_as_no_prices_do() -> None:
    fen = [round(100 * price) for price in PRICES]
    phones = [1000.0 + 100 * place - 1 for place in range(N)]

    assert told(mixture_doubts, contacts(order_value=fen)) == [("amounts_in_fen", "order_value", N)]
    assert told(mixture_doubts, contacts(order_value=phones)) == []


def test_waits_overnight_are_a_note() -> None:
    waits = [32_417.0 if place < 2 else v for place, v in enumerate(RESPONSES)]

    (doubt,) = found(mixture_doubts, contacts(frt_s=waits))

    assert (doubt.code, doubt.severity, doubt.rows) == ("far_apart", "note", 2)
