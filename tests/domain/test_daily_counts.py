"""Counts by day."""

import numpy as np
import pytest

from engine.domain.daily_counts import DailyCounts
from engine.errors import InputError

DAYS = np.array(["2026-11-01", "2026-11-02", "2026-11-05"], dtype="datetime64[D]")


def made(contacts: list[int], events: list[int], days: np.ndarray = DAYS) -> DailyCounts:
    return DailyCounts(days, np.array(contacts), {"complaint": np.array(events)})


def test_days_between_two_are_both_included() -> None:
    found = made([10, 20, 30], [1, 2, 3]).between(DAYS[1], DAYS[2])

    assert found.contacts.tolist() == [20, 30]
    assert found.events["complaint"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("contacts", "events", "column"),
    [
        ([10, 20, 30], [1, 21, 3], "complaint"),
        ([10, 20, 30], [1, -1, 3], "complaint"),
        ([10, 20, 30], [1, 2], "complaint"),
        ([10, -20, 30], [1, 2, 3], "contacts"),
    ],
)
def test_counts_that_cannot_be_are_refused(
    contacts: list[int], events: list[int], column: str
) -> None:
    with pytest.raises(InputError, match=column):
        made(contacts, events)


@pytest.mark.parametrize("order", [[0, 0, 2], [1, 0, 2]])
def test_days_twice_or_out_of_order_are_refused(order: list[int]) -> None:
    with pytest.raises(InputError, match=r"daily_counts\.days"):
        made([10, 20, 30], [1, 2, 3], DAYS[order])
