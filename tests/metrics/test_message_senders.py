"""An automatic reply in an agent's name is nobody's answer."""

from engine.metrics.chat_contacts import completed_contacts
from engine.metrics.message_senders import told_senders
from engine.metrics.rounds import define_rounds
from tests.metrics.chat_logs import fetched, opened_chat, said

LOG = said(
    1, "c",
    "10:00:00 customer", "10:00:01 agent A automatic", "10:00:02 agent A greeting",
    "10:01:00 agent A text",
)  # fmt: skip


def test_automatic_kinds_of_agents_end_no_round() -> None:
    with opened_chat(LOG) as records:
        define_rounds(records)
        assert fetched(records, "SELECT wait_s, answered_by FROM rounds") == [(60.0, "agent")]
        senders = fetched(records, "SELECT sender FROM messages ORDER BY sent_at")

    assert [each[0] for each in senders] == ["customer", "auto", "greeting", "agent"]


def test_what_was_read_so_is_said_once() -> None:
    with opened_chat(LOG) as records:
        findings = completed_contacts(records).findings
        again = told_senders(records)
        assert fetched(records, "SELECT frt_s, agent_messages FROM contacts") == [(60.0, 1)]

    (told,) = [each for each in findings if each.sentence.key.endswith("automatic_kinds")]
    assert told.sentence.values["messages"] == 2
    assert again == ()


def test_unknown_kinds_of_agents_stay_a_persons_and_are_named() -> None:
    log = said(1, "c", "10:00 customer puzzle", "10:01 agent A mystery")

    with opened_chat(log) as records:
        (told,) = told_senders(records)
        define_rounds(records)
        assert fetched(records, "SELECT wait_s FROM rounds") == [(60.0,)]

    assert told.sentence.key == "finding.platform.unknown_kinds"
    assert told.sentence.values == {"messages": 1, "kinds": "mystery (1)"}


def test_an_automatic_kind_of_another_sender_changes_nothing() -> None:
    log = said(1, "c", "10:00 customer automatic", "10:01 bot automatic")

    with opened_chat(log) as records:
        assert told_senders(records) == ()
        senders = fetched(records, "SELECT sender FROM messages ORDER BY sent_at")

    assert [each[0] for each in senders] == ["customer", "bot"]
