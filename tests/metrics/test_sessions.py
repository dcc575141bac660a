"""Raw messages become sessions at every silence of ten minutes, unless a reply breaks it."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InputError
from engine.metrics.records import opened_records
from engine.metrics.sessions import sessionised
from tests.metrics.chat_logs import Message, fetched, opened_chat, said

BY_TIME = "SELECT contact_id FROM messages ORDER BY customer_id, shop, sent_at, source_row"


def sessions(messages: list[Message], gap_s: float = 600.0) -> list[object]:
    with opened_chat(messages, numbered=False) as records:
        sessionised(records, gap_s)
        return [row[0] for row in fetched(records, BY_TIME)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("10:00:00 customer", "10:01:00 agent", "10:10:59 customer"), [1, 1, 1]),
        (("10:00:00 customer", "10:01:00 agent", "10:11:00 customer"), [1, 1, 2]),  # exactly 600 s
        (("10:00:00 customer", "10:30:00 agent"), [1, 1]),  # a late answer stays
        (("10:00:00 customer", "10:00:01 greeting", "10:30:00 agent"), [1, 1, 1]),
        (("10:00:00 customer", "10:01:00 agent", "10:30:00 agent"), [1, 1, 2]),  # nothing was open
        (("10:00:00 customer", "10:30:00 customer", "10:31:00 agent"), [1, 2, 2]),
        (("23:59:00 customer", "23:59:30 agent"), [1, 1]),
    ],
)
def test_a_silence_of_ten_minutes_splits(lines: tuple[str, ...], expected: list[int]) -> None:
    assert sessions(said(None, "c", *lines)) == expected


def test_a_session_runs_over_midnight() -> None:
    log = said(None, "c", "23:58 customer", "23:59 agent")
    log += said(None, "c", "00:05 customer", day="2026-05-19")

    assert sessions(log) == [1, 1, 1]


def test_customers_and_shops_are_kept_apart() -> None:
    log = said(None, "a", "10:00 customer") + said(None, "b", "10:00 customer")
    log += [Message(None, "a", "customer", log[0].at, shop="t")]

    assert sessions(log) == [1, 2, 3]


def test_a_number_of_the_platform_is_kept_and_others_are_made() -> None:
    log = said(7, "a", "10:00 customer", "10:30 customer")
    log += said(None, "a", "11:00 customer", "11:01 agent")

    with opened_chat(log) as records:
        findings = sessionised(records)
        found = [row[0] for row in fetched(records, BY_TIME)]
        again = sessionised(records, 30)
        found_again = [row[0] for row in fetched(records, BY_TIME)]

    assert found == ["7", "7", "session 1", "session 1"]
    assert [f.sentence.key for f in findings] == ["finding.platform.sessions_partly_made"]
    assert [f.sentence.key for f in again] == ["finding.platform.sessions_partly_made"]
    assert found_again == found


def test_numbers_everywhere_are_left_as_they_are() -> None:
    with opened_chat(said(7, "a", "10:00 customer", "12:00 customer")) as records:
        assert sessionised(records) == ()
        assert fetched(records, BY_TIME) == [(7,), (7,)]


def test_without_messages_nothing_happens() -> None:
    with opened_records([]) as records:
        assert sessionised(records) == ()
        assert not records.has("messages")


def test_a_gap_of_nothing_is_refused() -> None:
    with opened_chat(said(None, "a", "10:00 customer")) as records:
        for gap in (0.0, -1.0, float("nan")):
            with pytest.raises(InputError, match=r"platform\.idle_gap"):
                sessionised(records, gap)


@settings(derandomize=True, deadline=None, max_examples=5)
@given(seed=st.integers(0, 10**6))
def test_sessions_equal_walking_through_each_customers_messages(seed: int) -> None:
    walk_through(seed)


@pytest.mark.full
@settings(derandomize=True, deadline=None, max_examples=100)
@given(seed=st.integers(0, 10**6))
def test_many_sessions_equal_walking_through_each_customers_messages(seed: int) -> None:
    walk_through(seed)


def walk_through(seed: int) -> None:
    rng = np.random.default_rng(seed)
    senders = ("customer", "agent", "greeting", "bot")
    instants = 200 * rng.permutation(300)[:120]  # no two at once
    log = [
        Message(
            None, f"c{rng.integers(4)}", senders[rng.integers(4)],
            datetime(2026, 5, 18) + timedelta(seconds=int(at)), shop="st"[rng.integers(2)],  # noqa: DTZ001 (local)
        )
        for at in instants
    ]  # fmt: skip

    found = sessions(log)

    number, expected = 0, []
    before: Message | None = None
    for m in sorted(log, key=lambda m: (m.customer, m.shop, m.at)):
        lane = before is None or (m.customer, m.shop) != (before.customer, before.shop)
        if lane or before is None:
            number += 1
        elif (m.at - before.at).total_seconds() >= 600:
            answers = m.sender != "customer" and before.sender in {"customer", "greeting"}
            number += not answers
        expected.append(number)
        before = m
    assert found == expected
