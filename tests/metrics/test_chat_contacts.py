"""Contacts from messages alone, and beside a log that lacks columns or disagrees."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.domain.records import RecordSource, TableKind
from engine.example.contacts import draw_contacts
from engine.example.messages import chat_messages
from engine.example.parquet import write_contacts, write_records
from engine.example.world import shop_world
from engine.metrics.chat_contacts import NOTHING_GIVEN, completed_contacts
from engine.metrics.records import opened_records
from tests.metrics.chat_logs import Message, fetched, opened_chat, said

LOG = [
    *said(1, "a", "10:00:00 customer", "10:00:20 agent A", "10:01 customer", "10:01:40 agent B"),
    *said(2, "b", "10:00:00 customer", "10:00:01 bot"),
    *said(3, "c", "10:00:00 customer", "10:00:01 bot", "10:00:30 customer asks_person"),
    *said(4, "d", "09:00:00 agent A", "10:00:00 customer", "10:00:10 agent A"),
    *said(5, "e", "10:00:00 greeting A"),
]
COLUMNS = (
    "SELECT contact_id, agent, frt_s, art_s, rounds, handle_s, replied, transferred, bot_first, "
    "bot_ended FROM contacts ORDER BY contact_id"
)


def log_source(folder: Path, columns: Mapping[str, Sequence[Any]]) -> RecordSource:
    table = pa.table(columns)
    pq.write_table(table, folder / "contacts.parquet")
    return RecordSource(folder / "contacts.parquet", tuple(table.column_names), len(table))


def test_contacts_are_made_where_there_is_no_log() -> None:
    with opened_chat(LOG) as records:
        completion = completed_contacts(records)
        found = fetched(records, COLUMNS)

    assert found == [
        (1, "A", 20.0, 30.0, 2, 100.0, True, True, False, False),
        (2, None, None, None, 1, 0.0, False, False, True, True),
        (3, None, None, None, 1, 30.0, False, False, True, False),  # a person was asked for
    ]
    assert (completion.made, completion.outreach) == (True, 1)
    assert [f.sentence.key.rsplit(".")[-1] for f in completion.findings] == [
        "outreach",
        "contacts_from_messages",
    ]


def test_a_bot_and_a_greeting_do_not_stop_the_first_response() -> None:
    log = said(1, "a", "10:00:00 customer", "10:00:00 greeting A", "10:00:05 bot", "10:02 agent A")

    with opened_chat(log) as records:
        completed_contacts(records)
        assert fetched(records, "SELECT frt_s, bot_first FROM contacts") == [(120.0, True)]


def test_a_log_keeps_its_columns_and_gets_those_it_lacks(tmp_path: Path) -> None:
    columns = {"contact_id": ["1", "2"], "agent": ["A", None], "frt_s": [25.0, None]}
    source = log_source(tmp_path, columns)

    with opened_chat(LOG, others=[source]) as records:
        completion = completed_contacts(records)
        found = fetched(records, "SELECT contact_id, frt_s, art_s FROM contacts ORDER BY 1")

    assert found == [("1", 25.0, 30.0), ("2", None, None)]
    assert "art_s" in completion.filled
    assert "frt_s" not in completion.filled
    told = {f.sentence.key.rsplit(".")[-1]: f.sentence.values for f in completion.findings}
    assert told["clock_differs"] == {"column": "frt_s", "contacts": 1, "tolerance": 1.0}
    assert told["contacts_unmatched"] == {"contacts": 1}


def test_a_log_that_shares_no_numbers_with_the_messages_is_left_alone(tmp_path: Path) -> None:
    source = log_source(tmp_path, {"agent": ["A"], "frt_s": [1.0]})

    with opened_chat(LOG, numbered=False, others=[source]) as records:
        completion = completed_contacts(records)
        assert records.tables["contacts"][:2] == ("agent", "frt_s")
    assert completion.filled == ()


def test_what_the_messages_have_no_column_for_is_no_column_of_the_contacts(tmp_path: Path) -> None:
    with opened_chat(LOG) as records:
        records.define("messages", "SELECT * EXCLUDE (shop, offline) FROM messages")
        completed_contacts(records)
        assert not {"shop", "offline"} & set(records.tables["contacts"])

    with opened_chat(LOG, others=[log_source(tmp_path, {"contact_id": ["1"]})]) as records:
        records.define("messages", "SELECT * EXCLUDE (shop, offline) FROM messages")
        assert not {"shop", "offline"} & set(completed_contacts(records).filled)


def test_times_in_whole_minutes_are_said() -> None:
    log = said(1, "a", *(f"10:{minute:02d} customer" for minute in range(5)))

    told = []
    for messages in (log, log[:4], [*log, *said(1, "a", "10:05:01 customer")]):
        with opened_chat(messages) as records:
            told.append({f.sentence.key for f in completed_contacts(records).findings})

    key = "finding.platform.whole_minutes"
    assert [key in keys for keys in told] == [True, False, False]


def test_without_messages_nothing_is_given(tmp_path: Path) -> None:
    with opened_records([log_source(tmp_path, {"agent": ["A"]})]) as records:
        assert completed_contacts(records) == NOTHING_GIVEN


def test_customers_messages_without_a_reply_are_contacts_without_an_agent() -> None:
    with opened_chat([Message(1, "a", "customer", LOG[0].at)]) as records:
        completed_contacts(records)
        assert fetched(records, "SELECT agent, replied FROM contacts") == [(None, False)]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[RecordSource, RecordSource]:
    folder = tmp_path_factory.mktemp("example")
    contacts = draw_contacts(shop_world(618), 3000)
    write_contacts(contacts, folder / "contacts.parquet")
    write_records(chat_messages(contacts), folder / "messages.parquet")
    sources = []
    for name, kind in (("contacts", TableKind.CONTACTS), ("messages", TableKind.MESSAGES)):
        path = folder / f"{name}.parquet"
        sources.append(RecordSource(path, tuple(pq.read_schema(path).names), 0, kind=kind))
    return sources[0], sources[1]


def test_the_examples_messages_give_back_each_contacts_clocks(
    example: tuple[RecordSource, RecordSource],
) -> None:
    with opened_records(example) as records:
        completed_contacts(records)
        differing = fetched(
            records,
            "SELECT count(*) FROM contacts JOIN chat_contacts USING (contact_id) WHERE "
            "contacts.started <> chat_contacts.started "
            "OR contacts.agent IS DISTINCT FROM chat_contacts.agent "
            "OR contacts.frt_s IS DISTINCT FROM chat_contacts.frt_s "
            "OR contacts.rounds <> chat_contacts.rounds "
            "OR contacts.handle_s IS DISTINCT FROM "
            "CASE WHEN contacts.agent IS NOT NULL THEN chat_contacts.handle_s END "
            "OR contacts.bot_ended <> chat_contacts.bot_ended "
            "OR contacts.bot_first <> chat_contacts.bot_first",
        )
        art = fetched(
            records,
            "SELECT contacts.art_s::DOUBLE, chat_contacts.art_s FROM contacts "
            "JOIN chat_contacts USING (contact_id) WHERE contacts.agent IS NOT NULL",
        )
        both = fetched(
            records,
            "SELECT (SELECT count(*) FROM contacts), (SELECT count(*) FROM chat_contacts), "
            "(SELECT count(*) FROM contacts JOIN chat_contacts USING (contact_id))",
        )[0]

    assert differing == [(0,)]
    told, made = np.array(art, dtype=np.float64).T
    assert (told == np.round(made, 1).astype(np.float32)).all()  # the log has one decimal
    assert both[0] == both[1] == both[2]
