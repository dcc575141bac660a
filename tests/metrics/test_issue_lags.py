"""Payments that come later than the file's: one, a run of them, or all by the same hours."""

from datetime import datetime, timedelta

import numpy as np

from engine.domain.records import TableKind
from engine.metrics.issue_lags import lag_doubts
from tests.metrics.issue_tables import Columns, hours, told

N = 300
ORDERED = hours(N)


def orders(lags_s: list[float | None]) -> tuple[TableKind, Columns]:
    paid: list[datetime | None] = [
        None if lag is None else ordered + timedelta(seconds=lag)
        for ordered, lag in zip(ORDERED, lags_s, strict=True)
    ]
    return TableKind.ORDERS, {"ordered_at": ORDERED, "paid_at": paid}


def usual() -> list[float | None]:
    return [30.0 + 7 * (place * 37 % 83) for place in range(N)]


def test_payments_within_minutes_give_no_doubt() -> None:
    assert told(lag_doubts, orders(usual())) == []


def test_a_payment_months_later_is_named() -> None:
    lags = usual()
    lags[40] = 90 * 86_400.0

    assert told(lag_doubts, orders(lags)) == [("moment_long_after", "paid_at", 1)]


def test_a_run_of_payments_an_hour_late_is_named() -> None:
    lags = [lag + 3600 if lag and 50 <= place < 60 else lag for place, lag in enumerate(usual())]

    assert ("late_in_a_row", "paid_at", 10) in told(lag_doubts, orders(lags))


def test_a_run_of_a_fifth_of_the_rows_is_named() -> None:
    lags = [lag + 28_800 if lag and 50 <= place < 110 else lag for place, lag in enumerate(usual())]

    assert ("late_in_a_row", "paid_at", 60) in told(lag_doubts, orders(lags))


def test_independent_late_payments_are_no_run() -> None:
    lags: list[float | None] = np.random.default_rng(1).exponential(300, N).tolist()

    assert told(lag_doubts, orders(lags)) == []


def test_a_column_of_another_zone_is_named() -> None:
    lags = [lag + 8 * 3600 if lag else lag for lag in usual()]

    assert told(lag_doubts, orders(lags)) == [("moments_shifted", "paid_at", N)]


def test_a_block_without_payments_is_named_and_scattered_ones_are_not() -> None:
    block, scattered = usual(), usual()
    block[30:40] = [None] * 10
    scattered[::10] = [None] * 30

    assert told(lag_doubts, orders(block)) == [("missing_in_a_row", "paid_at", 10)]
    assert told(lag_doubts, orders(scattered)) == []
