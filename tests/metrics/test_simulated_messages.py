"""The rounds of a simulated log as messages: bots, hand-overs, transfers, calls."""

from datetime import datetime, timedelta

import numpy as np

from engine.metrics.records import opened_records
from engine.metrics.rounds import define_rounds
from engine.metrics.simulated_messages import (
    ROUND_COLUMNS,
    contacts_of_rounds,
    is_simulated_rounds,
    messages_of_log,
    with_responses,
)

START = datetime(2026, 6, 18)  # noqa: DTZ001 (local time)
N = np.nan
LOG = {
    "customer": np.array([1, 2, 3, 4, 5]),
    "attempt": np.array([1, 1, 1, 2, 1]),
    "channel": np.array(["chat", "chat", "chat", "chat", "phone"]),
    "agent": np.array(["1", "", "", "2", "9"]),
    "arrival_s": np.array([10.0, 20.0, 30.0, 40.0, 50.0]),
    "entry_s": np.array([40.0, N, 30.0, 40.0, 50.0]),
    "replied_s": np.array([70.0, N, N, 45.0, 55.0]),
    "outcome": np.array(["served", "bot_ended", "abandoned", "served", "served"]),
    "offline": np.array([True, False, True, False, False]),
}
ROUNDS = {
    "customer": np.array([1, 1, 1]),
    "attempt": np.array([1, 1, 1]),
    "agent": np.array(["1", "1", "3"]),
    "leg": np.array([1.0, 1.0, 2.0]),
    "round": np.array([1.0, 2.0, 1.0]),
    "asked_s": np.array([40.0, 90.0, 100.0]),
    "replied_s": np.array([70.0, 100.0, N]),
}


def test_a_chat_reads_as_the_simulation_says() -> None:
    rows = messages_of_log(LOG, ROUNDS, START).to_pylist()

    said = [
        (row["sender"], (row["sent_at"] - START) / timedelta(seconds=1), row["agent"])
        for row in sorted(rows, key=lambda row: (row["sent_at"], row["sender"] != "customer"))
        if row["contact_id"] == 0
    ]
    assert said == [
        ("customer", 10.0, None),
        ("bot", 10.0, None),
        ("customer", 40.0, None),
        ("agent", 70.0, "1"),
        ("customer", 90.0, None),
        ("agent", 100.0, "1"),
        ("customer", 100.000001, None),
    ]
    assert [row["message_kind"] for row in rows if row["message_kind"]] == ["asks_person"]
    assert [row["contact_id"] for row in rows if row["offline"]] == [0, 2, 0]


def test_others_have_their_first_reply_alone_and_calls_have_no_messages() -> None:
    rows = messages_of_log(LOG, ROUNDS, START).to_pylist()

    senders = [
        [row["sender"] for row in rows if row["contact_id"] == contact] for contact in range(1, 5)
    ]
    assert senders == [["customer", "bot"], ["customer"], ["customer", "agent"], []]


def test_the_question_to_the_next_agent_is_a_round_of_its_own() -> None:
    with opened_records([]) as records:
        records.connection.register("given", messages_of_log(LOG, ROUNDS, START))
        records.define("messages", "FROM given")
        define_rounds(records)
        found = records.connection.execute(
            "SELECT answered_by FROM rounds WHERE contact_id = 0 ORDER BY round"
        ).fetchall()

    assert [row[0] for row in found] == ["agent", "agent", None]


def test_responses_are_those_of_the_rounds_else_the_first_reply() -> None:
    found = with_responses(LOG, ROUNDS)

    assert found["art_s"][[0, 3, 4]].tolist() == [20.0, 5.0, 5.0]
    assert found["rounds"][[0, 3, 4]].tolist() == [2, 1, 1]


def test_rounds_of_no_contact_are_seen() -> None:
    strange = {**ROUNDS, "attempt": np.array([1, 2, 1])}

    assert contacts_of_rounds(LOG, strange).tolist() == [0, -1, 0]


def test_rounds_are_known_by_their_columns() -> None:
    assert is_simulated_rounds((*ROUND_COLUMNS, "group"))
    assert not is_simulated_rounds(("customer", "attempt", "asked_s"))
