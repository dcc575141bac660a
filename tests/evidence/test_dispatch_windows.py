"""Windows compare agents who served in them; codes, times and chances are checked."""

from dataclasses import replace

import numpy as np
import pytest

from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.dispatch_windows import (
    codes_of,
    connected_sets,
    dispatch_rows,
    joined_codes,
    seconds_of,
)
from tests.evidence.dispatch_samples import PLAIN, with_columns

TIMES = np.array([0.0, 10, 899, 900, 910, 2000, 2010, 5000])
AGENTS = np.array(["a", "b", "b", "a", "a", "b", "c", "a"], dtype=object)
POOLS = np.array(["p", "p", "p", "p", "p", "q", "q", "p"], dtype=object)


def table() -> ColumnTable:
    return ColumnTable(np.arange(2, 10), {"agent": AGENTS, "pool": POOLS, "time_s": TIMES})


def test_only_windows_with_two_agents_are_used() -> None:
    found = dispatch_rows(table(), PLAIN)

    assert found.rows.tolist() == [0, 1, 2, 5, 6]
    assert found.window.tolist() == [0, 0, 0, 1, 1]
    assert found.windows == 2
    assert found.agents == ("a", "b", "c")
    assert found.served().toarray().tolist() == [[1, 2, 0], [0, 1, 1]]


def test_demeaning_takes_the_windows_mean() -> None:
    found = dispatch_rows(table(), PLAIN)

    left = found.demeaned(np.array([[3.0, 1], [0, 1], [0, 1], [5, 2], [7, 4]]))

    assert left.tolist() == [[2, 0], [-1, 0], [-1, 0], [-1, -1], [1, 1]]


def test_agents_are_tied_by_common_windows() -> None:
    count, sets = connected_sets(dispatch_rows(table(), PLAIN))

    assert count == 1  # b served with a, and with c
    assert len(set(sets.tolist())) == 1


def test_taking_a_part_drops_windows_left_with_one_agent() -> None:
    found = dispatch_rows(table(), PLAIN).take(np.array([True, False, False, True, True]))

    assert found.rows.tolist() == [5, 6]
    assert found.agents == ("b", "c")
    assert found.window.tolist() == [0, 0]


def test_contacts_without_agent_or_pool_are_left_out() -> None:
    agents = AGENTS.copy()
    agents[2] = None

    assert dispatch_rows(with_columns(table(), agent=agents), PLAIN).rows.tolist() == [0, 1, 5, 6]


def test_known_chances_weigh_by_their_inverse() -> None:
    question = replace(PLAIN, weight="chance")
    chances = np.array([0.5, 0.25, 0.25, 1, 1, 0.5, 0.5, 1])

    found = dispatch_rows(with_columns(table(), chance=chances), question)

    assert found.weights.tolist() == [2, 4, 4, 2, 2]


@pytest.mark.parametrize(
    ("changed", "settings", "code"),
    [
        ({}, {"minutes": 0.0}, "evidence.dispatch_minutes"),
        ({"time_s": np.where(TIMES == 10, np.nan, TIMES)}, {}, "evidence.dispatch_time.*first=3"),
        ({"agent": np.array(["a"] * 8, dtype=object)}, {}, "evidence.dispatch_no_windows"),
        ({"chance": TIMES}, {"weight": "chance"}, "evidence.dispatch_weight.*first=2"),
        ({}, {"pools": ("nowhere",)}, "table.unknown_column"),
    ],
)
def test_questions_that_cannot_be_are_named(
    changed: dict[str, np.ndarray], settings: dict[str, object], code: str
) -> None:
    with pytest.raises(InputError, match=code):
        dispatch_rows(with_columns(table(), **changed), replace(PLAIN, **settings))


def test_iso_times_are_seconds() -> None:
    texts = np.array(["2026-06-18 20:00:00", "2026-06-18 20:00:01.5"], dtype=object)
    told = ColumnTable(np.arange(2), {"at": texts})

    seconds = seconds_of(told, "at", np.arange(2))

    assert np.diff(seconds) == pytest.approx([1.5])
    assert seconds[0] % 86_400 == 72_000


def test_codes_of_numbers_read_as_people_write_them() -> None:
    codes, values = codes_of(np.array([2.0, np.nan, 1.0]))

    assert codes.tolist() == [1, -1, 0]
    assert values == ("1", "2")


def test_joined_codes_tell_combinations_apart() -> None:
    joined = joined_codes([np.array([0, 0, 1, 1]), np.array([0, 1, 0, 0])])

    assert len(set(joined.tolist())) == 3
    assert joined[2] == joined[3]
