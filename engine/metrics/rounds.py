"""Dialogue rounds from chat messages: from the first unanswered question to its answer.

What ends a round, and which messages ask, is the caller's: Heng's own rounds end with a person's
answer, a platform's rule says otherwise (:mod:`engine.metrics.rule_rounds`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.domain.platform import ASKS_PERSON
from engine.metrics.message_senders import told_senders
from engine.metrics.records import OpenRecords
from engine.metrics.sessions import IDLE_GAP_S, session_query

_STAND_INS = {
    "shop": "NULL::VARCHAR",
    "agent": "NULL::VARCHAR",
    "message_kind": "NULL::VARCHAR",
    "offline": "FALSE",
    "blocked": "FALSE",
    "source_file": "0",
    "source_row": "row_number() OVER ()",
    "session_gap_s": "NULL::DOUBLE",
}
_FLAGS = ("offline", "blocked")
_TEXTS = ("shop", "agent", "message_kind")


@dataclass(frozen=True, slots=True)
class RoundShape:
    """What ends a round and what asks.

    ``ends`` are the senders whose message ends a round; ``asks`` is a condition, in SQL, on
    messages of customers; ``each_message`` makes a round of every such message.
    """

    ends: tuple[str, ...] = ("agent",)
    asks: str = "TRUE"
    each_message: bool = False


PEOPLE = RoundShape()


def define_chat(records: OpenRecords, split_gap_s: float | None = None) -> None:
    """Make the table ``chat``: the messages in order, with who answered in whose stead.

    ``position`` numbers a contact's messages by time; at the same instant the customer's come
    first, for instant replies answer what was just asked, then by place in the file. ``who`` is
    the sender, but a bot that writes after the customer asked for a person or a person spoke is
    ``assist``; an agent's message of an automatic kind is ``auto`` or ``greeting``.
    ``agent_so_far`` is the agent last named in the contact by anyone but a bot or the system,
    ``first_agent`` the first. Rows lie in order of contact and position. ``split_gap_s`` splits
    sessions anew where they were made by silence.

    The table is made once for each gap.
    """
    made = _made_gap(records, "messages")
    gap = split_gap_s if split_gap_s is not None and made is not None else made
    if records.has("chat") and _made_gap(records, "chat") == gap:
        return
    told_senders(records)
    rows = "messages"
    if gap != made:
        rows = f"({session_query(records, gap or IDLE_GAP_S, whole=_all_made(records))})"
    records.define("chat", _chat_query(records, rows))


def define_rounds(records: OpenRecords) -> None:
    """Make the table ``rounds`` of the messages: Heng's own rounds, which a person ends.

    A round never answered has no ``answered_at`` and ``wait_s``; ``agent`` is then whoever was
    in charge. ``bot_replied`` says that a bot wrote meanwhile. ``questions`` counts the
    customer's messages of the round.
    """
    define_chat(records)
    records.define(
        "rounds",
        f"SELECT contact_id, customer_id, shop, agent, answered_by, asked_at, last_asked_at, "  # noqa: S608 (our own words)
        f"answered_at, (epoch_us(answered_at) - epoch_us(asked_at)) / 1e6 AS wait_s, "
        f"offline, blocked, questions, bot_replied, "
        f"row_number() OVER (PARTITION BY contact_id ORDER BY block) AS round "
        f"FROM ({rounds_query(PEOPLE)}) WHERE questions > 0",
    )


def rounds_query(shape: RoundShape) -> str:
    """Return the query of the rounds of ``chat``, one row for each stretch that an answer ends.

    Columns: ``contact_id, customer_id, shop, block, asked_at, last_asked_at, questions``
    (0 where nobody asked), ``others`` (the customer's messages that ask nothing),
    ``answered_at, answered_by, agent, offline, blocked, bot_replied``. Of the whole contact:
    ``started``, the customer's first message; ``human_from``, when a person was asked for or
    spoke first; ``bot_first``, whether a bot wrote before that.
    """
    ends = f"who IN ({_listed(shape.ends)})"
    asks = f"who = 'customer' AND ({shape.asks})"
    first = ("min(sent_at)", "arg_min(offline, position)")
    if shape.each_message:
        first = ("list(sent_at ORDER BY position)", "list(offline ORDER BY position)")
    asked_at, offline = (
        f"unnest(coalesce({name}, [NULL]))" if shape.each_message else name
        for name in ("first_at", "first_offline")
    )
    # The table chat lies in order, so a running sum over the rows as they come numbers the
    # stretches; a window by contact would sort all messages once more for every rule.
    return (
        f"WITH marked AS (SELECT *, {ends} AS ends, {asks} AS asks, "  # noqa: S608 (our own words)
        f"sum(({ends})::BIGINT) OVER (ROWS UNBOUNDED PRECEDING) - ({ends})::BIGINT AS block "
        "FROM chat), "
        "stretches AS (SELECT contact_id, block, min(customer_id) AS customer_id, "
        "min(shop) AS shop, min(started) AS started, min(human_from) AS human_from, "
        "bool_or(bot_first) AS bot_first, "
        f"{first[0]} FILTER (WHERE asks) AS first_at, "
        f"{first[1]} FILTER (WHERE asks) AS first_offline, "
        "max(sent_at) FILTER (WHERE asks) AS last_at, "
        "count(*) FILTER (WHERE asks) AS questions, "
        "count(*) FILTER (WHERE who = 'customer' AND NOT asks) AS others, "
        "min(sent_at) FILTER (WHERE who = 'customer') AS written_at, "
        "min(sent_at) FILTER (WHERE ends) AS answered_at, "
        "min(who) FILTER (WHERE ends) AS answered_by, "
        "coalesce(min(agent) FILTER (WHERE ends AND who <> 'bot'), "
        "arg_max(agent_so_far, position), min(first_agent)) AS agent, "
        "coalesce(bool_or(blocked) FILTER (WHERE asks), FALSE) AS blocked, "
        "bool_or(who IN ('bot', 'assist', 'auto')) AS bot_replied "
        "FROM marked GROUP BY contact_id, block) "
        "SELECT contact_id, customer_id, shop, agent, block, started, human_from, bot_first, "
        f"{asked_at} AS asked_at, {offline} AS offline, "
        f"{'asked_at' if shape.each_message else 'last_at'} AS last_asked_at, "
        "questions, others, written_at, answered_at, answered_by, blocked, bot_replied "
        "FROM stretches"
    )


def _chat_query(records: OpenRecords, rows: str) -> str:
    columns = [_column(records, name) for name in _STAND_INS]
    person = f"(sender = 'agent' OR coalesce(message_kind = '{ASKS_PERSON}', FALSE))"
    named = "CASE WHEN sender NOT IN ('bot', 'system') THEN agent END"
    return (
        "WITH given AS (SELECT contact_id, customer_id, sender, sent_at::TIMESTAMP AS sent_at, "  # noqa: S608 (our own words)
        f"{', '.join(columns)} FROM {rows} AS given), "
        "ordered AS (SELECT *, row_number() OVER sent AS position, "
        f"bool_or({person}) OVER sent AS human, "
        f"last_value({named} IGNORE NULLS) OVER sent AS agent_so_far "
        "FROM given WINDOW sent AS (PARTITION BY contact_id "
        "ORDER BY sent_at, sender <> 'customer', source_file, source_row "
        "ROWS UNBOUNDED PRECEDING)), "
        "contacts_of_chat AS (SELECT contact_id, "
        "min(sent_at) FILTER (WHERE sender = 'customer') AS started, "
        "min(sent_at) FILTER (WHERE human) AS human_from, "
        "bool_or(sender = 'bot' AND NOT human) AS bot_first, "
        "arg_min(agent_so_far, position) AS first_agent FROM ordered GROUP BY contact_id) "
        "SELECT ordered.*, started, human_from, bot_first, first_agent, "
        "CASE WHEN sender = 'bot' AND human THEN 'assist' ELSE sender END AS who "
        "FROM ordered JOIN contacts_of_chat USING (contact_id) ORDER BY contact_id, position"
    )


def _column(records: OpenRecords, name: str) -> str:
    if not records.has("messages", name):
        return f"{_STAND_INS[name]} AS {name}"
    if name in _FLAGS:
        return f"coalesce({name}, FALSE) AS {name}"
    return f"{name}::VARCHAR AS {name}" if name in _TEXTS else name


def _made_gap(records: OpenRecords, table: str) -> float | None:
    """Return the silence that split a table's sessions; None where the platform numbered them."""
    if not records.has(table, "session_gap_s"):
        return None
    query = f"SELECT max(session_gap_s) FROM {table}"  # noqa: S608 (our own name)
    gap = records.connection.execute(query).fetchall()[0][0]
    return None if gap is None else float(gap)


def _all_made(records: OpenRecords) -> bool:
    query = "SELECT count(*) = count(session_gap_s) FROM messages"
    return bool(records.connection.execute(query).fetchall()[0][0])


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
