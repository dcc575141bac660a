"""The example's chat messages: what customers, agents, bots and greetings wrote, and when.

The messages give back each contact's clocks: the first response, every later reply and gap.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.example.calendar import FIRST_DAY
from engine.example.contacts import Contacts
from engine.example.records import Records

ASKS_AGAIN_AFTER_S = 120  # a customer who waits as long as this asks again half-way

_CUSTOMER, _AGENT, _BOT, _GREETING = range(4)
_SENDERS = np.array(["customer", "agent", "bot", "greeting"], dtype=object)
_BOT_REPLY_S = 1


def chat_messages(contacts: Contacts) -> Records:
    """Return the messages of all contacts, in order of contact and time.

    Columns: ``contact_id``, ``customer_id``, ``agent`` (of agents' messages and greetings),
    ``sender`` and ``sent_at``. An agent's window opens with a greeting; a contact that met the
    bot first has the bot's answer before the agent's; a contact that the bot ended has nothing
    else.
    """
    service, answered = contacts.service, contacts.arrivals.answered
    asked_s, replied_s, owner = _turns(contacts)
    served = answered[owner]
    again = served & (replied_s - asked_s >= ASKS_AGAIN_AFTER_S)
    everyone = np.arange(len(contacts))
    started = contacts.arrivals.start_s
    bot = everyone[contacts.arrivals.bot_first | ~answered]
    bot_s = started[bot] + np.minimum(_BOT_REPLY_S, service.frt_s[bot])
    parts = [
        (owner, asked_s, _CUSTOMER),
        (owner[again], (asked_s + (replied_s - asked_s) // 2)[again], _CUSTOMER),
        (owner[served], replied_s[served], _AGENT),
        (bot, bot_s, _BOT),
        (everyone[answered], started[answered], _GREETING),
    ]
    return _table(contacts, parts)


def _turns(
    contacts: Contacts,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return when each round was asked and answered, and of which contact it is, (rounds,)."""
    service = contacts.service
    owner = np.repeat(np.arange(len(contacts)), service.rounds)
    first = np.cumsum(service.rounds) - service.rounds
    later = np.ones(len(owner), dtype=np.bool_)
    later[first] = False
    gaps, replies = np.zeros(len(owner), np.int64), np.empty(len(owner), np.int64)
    gaps[later], replies[later] = service.later_gap_s, service.later_reply_s
    replies[first] = service.frt_s
    passed = np.cumsum(gaps + replies)
    before = (passed - gaps - replies)[first]
    replied_s = contacts.arrivals.start_s[owner] + passed - before[owner]
    return replied_s - replies, replied_s, owner


def _table(contacts: Contacts, parts: list[tuple[NDArray[Any], NDArray[np.int64], int]]) -> Records:
    owner = np.concatenate([rows for rows, _, _ in parts])
    sent_s = np.concatenate([seconds for _, seconds, _ in parts])
    sender = np.repeat([code for *_, code in parts], [len(rows) for rows, *_ in parts])
    order = np.lexsort((sender, sent_s, owner))
    owner, sent_s, sender = owner[order], sent_s[order], sender[order]
    names = np.array([*contacts.agents, None], dtype=object)
    of_agent = np.isin(sender, (_AGENT, _GREETING))
    agents = names[np.where(of_agent, contacts.arrivals.agent[owner].astype(np.int64), -1)]
    return {
        "contact_id": owner,
        "customer_id": contacts.arrivals.customer[owner],
        "agent": agents,
        "sender": _SENDERS[sender],
        "sent_at": FIRST_DAY.astype("datetime64[s]") + sent_s.astype("timedelta64[s]"),
    }
