"""The chats of a simulated log as messages, so that platform rules count every round of them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.domain.platform import ASKS_PERSON
from engine.metrics.simulated_log import BOT_ENDED, instants

ROUND_COLUMNS = ("customer", "attempt", "leg", "round", "asked_s", "replied_s")
"""What tells the rounds of a simulated log from another table."""

Log = Mapping[str, NDArray[Any]]
_Part = dict[str, NDArray[Any]]
_CHAT = "chat"
_INSTANT_S = 1e-6


def is_simulated_rounds(columns: tuple[str, ...]) -> bool:
    """Tell whether a table holds the rounds beside the log of a simulation."""
    return set(ROUND_COLUMNS) <= set(columns)


def contacts_of_rounds(log: Log, rounds: Log) -> NDArray[np.int64]:
    """Return the row of the log that each round belongs to, (r,); -1 where there is none."""
    rows = {key: row for row, key in enumerate(_keys(log))}
    return np.array([rows.get(key, -1) for key in _keys(rounds)], dtype=np.int64)


def with_responses(log: Log, rounds: Log) -> dict[str, NDArray[Any]]:
    """Return the log with the mean response ``art_s`` and the number ``rounds`` of each contact.

    Rounds that were never answered have no response and are not among them; a contact without
    rounds in the log has its first reply alone.
    """
    size = len(log["customer"])
    replied = np.isfinite(rounds["replied_s"])
    contact = contacts_of_rounds(log, rounds)[replied]
    response_s = (rounds["replied_s"] - rounds["asked_s"])[replied]
    count = np.bincount(contact, minlength=size)
    first_s = log["replied_s"] - log["entry_s"]
    total_s = np.where(count > 0, np.bincount(contact, response_s, size), first_s)
    return {**log, "art_s": total_s / np.maximum(count, 1), "rounds": np.maximum(count, 1)}


def messages_of_log(log: Log, rounds: Log, start: datetime) -> pa.Table:
    """Return the messages of the chats of a simulated log.

    Parameters
    ----------
    log, rounds
        The columns of :func:`engine.simulation.log_columns.log_columns`, each (n,), and of
        :func:`engine.simulation.log_columns.round_columns`, each (r,), every one of a contact
        of the log.
    start
        The instant at which the simulated horizon begins, local time.

    Returns
    -------
    pyarrow.Table
        The customer writes on arrival; a bot, where there is one, answers at once; who is handed
        over asks for a person at entry into the human queue; then the rounds. ``contact_id`` is
        that of :func:`engine.metrics.simulated_log.contacts_of_log`. After a transfer the next
        agent is asked a microsecond later than the log says: the question must not lie at the
        instant of the last agent's answer, which would settle it.
    """
    chat = log["channel"] == _CHAT if "channel" in log else np.ones(len(log["customer"]), np.bool_)
    contact = contacts_of_rounds(log, rounds)
    parts = [*_until_queued(log, chat), *_by_rounds(rounds, contact, chat)]
    told = np.zeros(chat.size, np.bool_)
    told[contact] = True
    alone = np.flatnonzero(chat & ~told & np.isfinite(log["replied_s"]))
    parts.append(_sent("agent", alone, log["replied_s"][alone], agent=log["agent"][alone]))
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    of = columns["contact_id"]
    offline = log["offline"][of] if "offline" in log else np.zeros(of.size, np.bool_)
    return pa.table(
        {
            "contact_id": of,
            "customer_id": log["customer"].astype(str)[of],
            "sender": columns["sender"].astype(str),
            "agent": pa.array(columns["agent"].tolist(), pa.string()),
            "message_kind": pa.array(columns["message_kind"].tolist(), pa.string()),
            "sent_at": instants(columns["sent_s"], start),
            "offline": offline & columns["early"],
        }
    )


def _until_queued(log: Log, chat: NDArray[np.bool_]) -> tuple[_Part, ...]:
    ended = log["outcome"] == BOT_ENDED
    with_bot = chat & (ended | (log["entry_s"] > log["arrival_s"]))
    all_, told, handed = map(np.flatnonzero, (chat, with_bot, with_bot & ~ended))
    arrival_s = log["arrival_s"]
    return (
        _sent("customer", all_, arrival_s[all_], early=True),
        _sent("bot", told, arrival_s[told]),
        _sent("customer", handed, log["entry_s"][handed], kind=ASKS_PERSON, early=True),
    )


def _by_rounds(
    rounds: Log, contact: NDArray[np.int64], chat: NDArray[np.bool_]
) -> tuple[_Part, ...]:
    """Return the rounds' messages; the first question is the one on arrival or at entry."""
    passed_on = (rounds["leg"] > 1) & (rounds["round"] == 1)
    asked_s = rounds["asked_s"] + np.where(passed_on, _INSTANT_S, 0.0)
    of_chat = chat[contact]
    further = np.flatnonzero(of_chat & (passed_on | (rounds["round"] > 1)))
    answered = np.flatnonzero(of_chat & np.isfinite(rounds["replied_s"]))
    agent = rounds["agent"][answered]
    return (
        _sent("customer", contact[further], asked_s[further]),
        _sent("agent", contact[answered], rounds["replied_s"][answered], agent=agent),
    )


def _sent(
    sender: str,
    contact: NDArray[np.int64],
    sent_s: NDArray[np.float64],
    *,
    agent: NDArray[Any] | None = None,
    kind: str | None = None,
    early: bool = False,
) -> _Part:
    """Return messages of one sender; ``early`` are those written until the contact is queued."""
    named = np.full(contact.size, None) if agent is None else agent.astype(object)
    return {
        "contact_id": contact,
        "sender": np.full(contact.size, sender, object),
        "sent_s": sent_s,
        "agent": named,
        "message_kind": np.full(contact.size, kind, object),
        "early": np.full(contact.size, early),
    }


def _keys(table: Log) -> Iterator[tuple[Any, Any]]:
    """Return what tells an attempt: its customer and its number."""
    return zip(table["customer"].tolist(), table["attempt"].tolist(), strict=True)
