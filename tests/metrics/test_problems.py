"""Chains of contacts worked by hand, their edges, and the example's own truth."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine.domain.records import RecordSource
from engine.errors import InputError
from engine.example.contacts import Contacts
from engine.metrics.problems import define_problems
from engine.metrics.records import OpenRecords, opened_records

N = None
MONDAY = datetime(2026, 5, 4, 9)  # noqa: DTZ001 (local time)


def after(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


# contact, problem, customer, class, agent, hours after Monday 9:00, handle_s, solved
WORKED = [
    (1, "p1", "a", "x", "A", 0, 600, False),
    (2, "p1", "a", "x", "B", 24, 300, True),  # exactly 24 h later: within
    (3, "p2", "a", "y", "B", 1, 60, True),  # another class: another problem
    (4, "p3", "b", "x", "A", 0, 120, False),
    (5, "p3", "b", "x", "A", 24.001, 60, False),  # just beyond 24 h
    (6, "p4", "c", "x", N, 0, 30, False),  # the bot's
    (7, "p4", "c", "x", "C", 2, 90, True),
    (8, "p5", "d", "x", "C", 180, 60, True),
    (9, "p6", N, "x", "A", 1, 60, True),  # nobody knows whose
    (10, "p7", "e", "x", "B", 168, N, True),  # no end
]
NAMES = ("contact_id", "problem_id", "customer_id", "contact_class", "agent", "started")
COLUMNS = {
    name: [row[position] for row in WORKED]
    for position, name in enumerate((*NAMES, "handle_s", "solved"))
}
COLUMNS["started"] = [after(row[5]) for row in WORKED]
WITHOUT_PROBLEMS = {k: v for k, v in COLUMNS.items() if k not in {"problem_id", "solved"}}


def problems(records: OpenRecords, window_h: float = 24) -> dict[str, tuple[Any, ...]]:
    define_problems(records, window_h)
    rows = records.connection.execute(
        "SELECT problem_id, agent, contacts, resolved, resolution_s, basis FROM problems"
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_problems_known_by_number_end_with_their_last_contact(opened_shop: Any) -> None:
    assert problems(opened_shop(contacts=COLUMNS)) == {
        "p1": ("A", 2, True, 24 * 3600 + 300.0, "problem_id"),
        "p2": ("B", 1, True, 60.0, "problem_id"),
        "p3": ("A", 2, False, N, "problem_id"),
        "p4": ("C", 2, True, 2 * 3600 + 90.0, "problem_id"),  # from the first message on
        "p5": ("C", 1, True, 60.0, "problem_id"),
        "p7": ("B", 1, True, N, "problem_id"),  # nobody wrote when it ended
    }


def test_a_customer_of_two_shops_has_a_problem_in_each(opened_shop: Any) -> None:
    rows = {name: column[:2] for name, column in WITHOUT_PROBLEMS.items()}

    found = problems(opened_shop(contacts={**rows, "shop": ["s", "t"]}))

    assert list(found) == ["1", "2"]


def test_without_numbers_contacts_within_the_window_are_one_problem(opened_shop: Any) -> None:
    assert problems(opened_shop(contacts=WITHOUT_PROBLEMS)) == {
        "1": ("A", 2, True, 24 * 3600 + 300.0, "window"),
        "3": ("B", 1, True, 60.0, "window"),
        "4": ("A", 1, True, 120.0, "window"),
        "5": ("A", 1, True, 60.0, "window"),
        "6": ("C", 2, True, 2 * 3600 + 90.0, "window"),
        "8": ("C", 1, N, N, "window"),  # its window had not ended
        "10": ("B", 1, N, N, "window"),
    }


@pytest.mark.parametrize("key", ["problem_id", "contact_id"])
def test_a_ticket_says_when_its_problem_was_resolved(opened_shop: Any, key: str) -> None:
    named = {"problem_id": ["p1", "p1", "p2", "p3"], "contact_id": [1, 2, 3, 4]}
    tickets = {
        "ticket_id": [1, 2, 3, 4],
        key: named[key],
        "resolved_at": [after(10), after(30), after(-1), N],
    }
    made = problems(opened_shop(contacts=COLUMNS, tickets=tickets))

    assert made["p1"][2:4] == (True, 30 * 3600.0)
    assert made["p2"][2:4] == (True, N)  # resolved before it began: no duration
    assert made["p3"][2:4] == (False, N)  # the ticket is open
    assert made["p4"][2:4] == (True, 2 * 3600 + 90.0)  # no ticket


def test_the_examples_problems_take_as_long_as_their_contacts(
    shop_contacts: Contacts, shop_source: RecordSource
) -> None:
    arrivals, service = shop_contacts.arrivals, shop_contacts.service
    order = np.lexsort((np.arange(len(arrivals)), arrivals.start_s, arrivals.problem))
    first = np.concatenate([[True], np.diff(arrivals.problem[order]) != 0])
    starts = order[first]
    last = order[np.concatenate([first[1:], [True]])]
    edges = [*np.flatnonzero(first).tolist(), len(order)]
    human = np.array([arrivals.answered[order[low:high]].any() for low, high in pairwise(edges)])
    solved = arrivals.solved[last] & human & arrivals.answered[last]
    took = arrivals.start_s[last] + service.handle_s[last] - arrivals.start_s[starts]

    with opened_records([shop_source]) as records:
        define_problems(records, 72)
        row = records.connection.execute(
            "SELECT count(*), count(resolution_s), sum(resolution_s) FROM problems"
        ).fetchone()

    assert row == (human.sum(), solved.sum(), took[solved].sum())


def test_a_contact_that_nobody_answered_serves_nobody(opened_shop: Any) -> None:
    replied = [row[0] not in {1, 3} for row in WORKED]

    made = problems(opened_shop(contacts=COLUMNS | {"replied": replied}))

    assert made["p1"][:2] == ("B", 2)  # from the first message on, but B was the first to answer
    assert "p2" not in made


def test_contacts_of_unknown_class_are_in_no_chain_unless_numbered(opened_shop: Any) -> None:
    classes = [N if row[0] in {4, 5} else row[3] for row in WORKED]

    numbered = problems(opened_shop(contacts=COLUMNS | {"contact_class": classes}))
    by_window = problems(opened_shop(contacts=WITHOUT_PROBLEMS | {"contact_class": classes}))

    assert numbered["p3"][1] == 2
    assert {"4", "5"} & set(by_window) == set()


def test_what_cannot_be_counted_is_refused(opened_shop: Any) -> None:
    without = {name: COLUMNS[name] for name in ("contact_id", "agent", "started")}

    with pytest.raises(InputError, match=r"problems\.columns"):
        define_problems(opened_shop(contacts=without), 72)
    with pytest.raises(InputError, match="repeat_window"):
        define_problems(opened_shop(contacts=COLUMNS), 0)
