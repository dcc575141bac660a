"""Rounds run from the first unanswered question to a person's answer."""

from engine.metrics.rounds import RoundShape, define_chat, define_rounds, rounds_query
from engine.metrics.sessions import sessionised
from tests.metrics.chat_logs import Message, fetched, opened_chat, said

LOG = said(
    1, "c",
    "10:00:00 customer", "10:00:01 bot", "10:00:10 customer", "10:01:00 agent A",
    "10:01:05 agent A",
    "10:02:00 customer", "10:02:30 agent B",
    "10:03:00 customer", "10:04:00 customer",
)  # fmt: skip
ROUNDS = "SELECT round, wait_s, agent, answered_by, questions, bot_replied FROM rounds ORDER BY 1"


def test_a_round_ends_with_a_person_and_holds_every_question_before() -> None:
    with opened_chat(LOG) as records:
        define_rounds(records)
        found = fetched(records, ROUNDS)

    assert found == [
        (1, 60.0, "A", "agent", 2, True),
        (2, 30.0, "B", "agent", 1, False),
        (3, None, "B", None, 2, False),  # never answered: B was in charge
    ]


def test_an_unanswered_first_question_belongs_to_whoever_came_later_or_to_nobody() -> None:
    log = said(1, "a", "10:00 customer", "10:05 greeting B") + said(2, "b", "10:00 customer")

    with opened_chat(log) as records:
        define_rounds(records)
        found = fetched(records, "SELECT agent, wait_s FROM rounds ORDER BY contact_id")

    assert found == [("B", None), (None, None)]


def test_at_one_instant_the_question_comes_before_the_reply_whatever_the_files_order() -> None:
    log = said(1, "a", "10:00:00 agent A", "10:00:00 customer")

    with opened_chat(log) as records:
        define_rounds(records)
        assert fetched(records, "SELECT wait_s FROM rounds") == [(0.0,)]


def test_parts_of_a_second_count() -> None:
    log = said(1, "a", "10:00:00.250 customer", "10:00:01 agent A")

    with opened_chat(log) as records:
        define_rounds(records)
        assert fetched(records, "SELECT wait_s FROM rounds") == [(0.75,)]


def test_a_bot_that_writes_in_the_human_stage_is_an_assistant() -> None:
    log = said(1, "a", "10:00 bot", "10:01 agent A", "10:02 bot")
    log += said(2, "b", "10:00 customer asks_person", "10:01 bot")

    with opened_chat(log) as records:
        define_chat(records)
        found = fetched(records, "SELECT who FROM chat ORDER BY contact_id, position")

    assert [row[0] for row in found] == ["bot", "agent", "assist", "customer", "assist"]


def test_what_ends_and_what_asks_is_the_callers() -> None:
    shape = RoundShape(("agent", "bot"), "NOT blocked", each_message=True)
    log = said(1, "a", "10:00 customer", "10:01 customer blocked", "10:02 customer", "10:03 bot")

    with opened_chat(log) as records:
        define_chat(records)
        records.define("shaped", rounds_query(shape))
        found = fetched(
            records, "SELECT hour(asked_at), minute(asked_at), answered_by FROM shaped ORDER BY ALL"
        )

    assert found == [(10, 0, "bot"), (10, 2, "bot")]


def test_another_silence_splits_made_sessions_anew_and_the_first_comes_back() -> None:
    log = said(None, "a", "10:00 customer", "10:01 agent A", "10:06 customer", "10:07 agent A")
    count = "SELECT count(DISTINCT contact_id) FROM chat"

    with opened_chat(log, numbered=False) as records:
        sessionised(records)
        found = []
        for gap in (None, 300.0, None):
            define_chat(records, gap)
            found += fetched(records, count)

    assert found == [(1,), (2,), (1,)]


def test_the_platforms_own_sessions_are_never_split() -> None:
    with opened_chat(said(5, "a", "10:00 customer", "12:00 customer")) as records:
        define_chat(records, 300.0)
        assert fetched(records, "SELECT DISTINCT contact_id FROM chat") == [(5,)]


def test_flags_that_are_missing_are_no() -> None:
    log = [Message(1, "a", "customer", LOG[0].at)]

    with opened_chat(log) as records:
        records.define("messages", "SELECT * REPLACE (NULL::BOOLEAN AS offline) FROM messages")
        define_rounds(records)
        assert fetched(records, "SELECT offline, blocked FROM rounds") == [(False, False)]
