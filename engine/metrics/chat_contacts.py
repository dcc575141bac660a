"""Contacts as the chat messages show them, alone or beside a contact log."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.domain.records import TABLES, TableKind
from engine.domain.texts import Finding, Sentence
from engine.metrics.message_senders import told_senders
from engine.metrics.records import OpenRecords, quoted
from engine.metrics.rounds import define_rounds
from engine.metrics.sessions import IDLE_GAP_S, sessionised

CLOCK_TOLERANCE_S = 1.0  # logs cut seconds where others round

_TELLING_MESSAGES = 5  # so many at second 0 by chance: once in 60**5

_CLOCKS = ("frt_s", "art_s", "handle_s")
_KEY = "contact_id"


@dataclass(frozen=True, slots=True)
class Completion:
    """What the messages gave to the contacts.

    ``filled`` are the columns that the contact log lacked; ``made`` tells that there was no log
    at all; ``outreach`` counts sessions that an agent began.
    """

    filled: tuple[str, ...]
    made: bool
    outreach: int
    findings: tuple[Finding, ...]


NOTHING_GIVEN = Completion((), made=False, outreach=0, findings=())


def completed_contacts(records: OpenRecords, idle_gap_s: float = IDLE_GAP_S) -> Completion:
    """Give the contacts what the messages know: sessions, rounds, then columns.

    Without a table ``contacts`` the contacts of the messages become it. Otherwise the columns
    that it lacks are added by ``contact_id``; what it has is kept, and where its clocks differ
    from the messages by more than a second a finding says so. The tables ``messages`` (with
    contact numbers), ``chat``, ``rounds`` and ``chat_contacts`` are there afterwards.
    """
    if not records.has("messages"):
        return NOTHING_GIVEN
    findings = [*told_senders(records), *sessionised(records, idle_gap_s)]
    findings += _whole_minutes(records)
    define_chat_contacts(records)
    outreach = _number(records, "SELECT count(*) FROM chat_contacts WHERE outreach")
    if outreach:
        findings.append(_finding("note", "outreach", contacts=outreach))
    if not records.has("contacts"):
        hidden = ", ".join(["outreach", *_unknown(records)])
        records.define(
            "contacts",
            f"SELECT * EXCLUDE ({hidden}) FROM chat_contacts WHERE NOT outreach",  # noqa: S608 (our own names)
        )
        contacts = _number(records, "SELECT count(*) FROM contacts")
        findings.append(_finding("note", "contacts_from_messages", contacts=contacts))
        return Completion((), made=True, outreach=outreach, findings=tuple(findings))
    filled, told = _joined(records)
    return Completion(filled, made=False, outreach=outreach, findings=(*findings, *told))


def define_chat_contacts(records: OpenRecords) -> None:
    """Make the table ``chat_contacts``, one row for each contact in which a customer wrote.

    The first response runs from the customer's first message to the first person's reply,
    whatever a bot or a greeting said in between; ``art_s`` is the mean over the rounds that a
    person answered; ``handle_s`` spans from the customer's first message to the last of either
    side. ``agent`` is the first who replied, or else who was in charge; ``transferred`` says
    that a second one wrote. ``bot_ended``: a bot wrote, no person did, none was asked for.
    ``outreach`` marks sessions that an agent began.
    """
    define_rounds(records)
    records.define("chat_contacts", _CHAT_CONTACTS)


_CHAT_CONTACTS = """
WITH sides AS (
  SELECT contact_id,
    arg_min(sender, position) FILTER (WHERE sender <> 'system') = 'agent' AS outreach,
    count(*) FILTER (WHERE sender = 'customer') AS customer_messages,
    count(*) FILTER (WHERE sender = 'agent') AS agent_messages,
    count(DISTINCT agent) FILTER (WHERE sender = 'agent') > 1 AS transferred,
    coalesce(min(position) FILTER (WHERE sender = 'bot')
      < coalesce(min(position) FILTER (WHERE sender = 'agent'), max(position) + 1), FALSE)
      AS bot_first,
    bool_or(human) AS human,
    max(sent_at) FILTER (WHERE sender IN ('customer', 'agent')) AS ended,
    arg_min(source_file, position) AS source_file,
    arg_min(source_row, position) AS source_row
  FROM chat GROUP BY contact_id
), served AS (
  SELECT contact_id,
    min(customer_id) AS customer_id,
    min(shop) AS shop,
    arg_min(agent, round) AS agent,
    min(asked_at) AS started,
    arg_min(wait_s, round) FILTER (WHERE round = 1) AS frt_s,
    avg(wait_s) AS art_s,
    count(*) AS rounds,
    count(wait_s) > 0 AS replied,
    bool_or(offline) AS offline
  FROM rounds GROUP BY contact_id
)
SELECT contact_id, customer_id, shop, agent, started, frt_s, art_s, rounds,
  (epoch_us(ended) - epoch_us(started)) / 1e6 AS handle_s,
  replied, transferred, bot_first, NOT replied AND bot_first AND NOT human AS bot_ended,
  offline, customer_messages, agent_messages, outreach, source_file, source_row
FROM served JOIN sides USING (contact_id)
"""


def _joined(records: OpenRecords) -> tuple[tuple[str, ...], list[Finding]]:
    """Add what the contact log lacks, and say what does not fit."""
    if not _numbered(records):
        return (), []
    lacking = tuple(
        name
        for name in records.tables["chat_contacts"]
        if name in TABLES[TableKind.CONTACTS].columns
        and not records.has("contacts", name)
        and name not in _unknown(records)
    )
    findings = []
    same = "contacts.contact_id::VARCHAR = chat_contacts.contact_id::VARCHAR"
    unmatched = _number(
        records,
        f"SELECT count(*) FROM chat_contacts ANTI JOIN contacts ON {same} WHERE NOT outreach",  # noqa: S608 (our own words)
    )
    if unmatched:
        findings.append(_finding("caution", "contacts_unmatched", contacts=unmatched))
    for clock in _CLOCKS:
        differing = _differing(records, clock, same) if records.has("contacts", clock) else 0
        if differing:
            told = _finding(
                "caution",
                "clock_differs",
                column=clock,
                contacts=differing,
                tolerance=CLOCK_TOLERANCE_S,
            )
            findings.append(told)
    if lacking:
        added = ", ".join(f"chat_contacts.{quoted(name)}" for name in lacking)
        records.define(
            "contacts",
            f"SELECT contacts.*, {added} FROM contacts LEFT JOIN chat_contacts ON {same}",  # noqa: S608 (names of our own)
        )
        findings.append(_finding("note", "contacts_filled", columns=", ".join(lacking)))
    return lacking, findings


def _unknown(records: OpenRecords) -> list[str]:
    """Return what the messages cannot tell of a contact, for they have no such column."""
    return [name for name in ("shop", "offline") if not records.has("messages", name)]


def _numbered(records: OpenRecords) -> bool:
    """Tell whether both tables carry the platform's contact numbers."""
    if not records.has("contacts", _KEY) or not records.has("messages", "session_gap_s"):
        return records.has("contacts", _KEY)
    return _number(records, "SELECT count(*) FROM messages WHERE session_gap_s IS NULL") > 0


def _differing(records: OpenRecords, clock: str, same: str) -> int:
    return _number(
        records,
        f"SELECT count(*) FROM contacts JOIN chat_contacts ON {same} "  # noqa: S608 (names of our own)
        f"WHERE abs(contacts.{clock} - chat_contacts.{clock}) > {CLOCK_TOLERANCE_S!r}",
    )


def _whole_minutes(records: OpenRecords) -> Iterator[Finding]:
    """Say when no message's time has seconds: waits and the order within a minute are guesses."""
    seconds, messages = records.connection.execute(
        "SELECT max(second(sent_at)), count(*) FROM messages"
    ).fetchall()[0]
    if seconds == 0 and messages >= _TELLING_MESSAGES:
        yield _finding("caution", "whole_minutes", messages=messages)


def _number(records: OpenRecords, query: str) -> int:
    return int(records.connection.execute(query).fetchall()[0][0])


def _finding(severity: str, name: str, **values: str | float | int) -> Finding:
    sentence = Sentence(f"finding.platform.{name}", values)
    return Finding("note" if severity == "note" else "caution", sentence)
