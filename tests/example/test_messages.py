"""The example's messages hold the clocks of its contacts."""

import numpy as np
import pytest

from engine.example.contacts import Contacts, draw_contacts
from engine.example.messages import ASKS_AGAIN_AFTER_S, chat_messages
from engine.example.records import Records
from engine.example.world import World


@pytest.fixture(scope="module")
def small(world: World) -> Contacts:
    return draw_contacts(world, 2000)


@pytest.fixture(scope="module")
def messages(small: Contacts) -> Records:
    return chat_messages(small)


def test_every_contact_begins_with_its_customer_at_its_start(
    small: Contacts, messages: Records
) -> None:
    _, first = np.unique(messages["contact_id"], return_index=True)

    started = small.arrivals.start_s
    seconds = (messages["sent_at"][first] - messages["sent_at"][0]).astype(int)
    assert (messages["sender"][first] == "customer").all()
    assert (seconds == started - started[0]).all()


def test_agents_reply_once_a_round_and_bots_where_they_were(
    small: Contacts, messages: Records
) -> None:
    n, arrivals = len(small), small.arrivals

    def written(sender: str) -> list[int]:
        rows = messages["contact_id"][messages["sender"] == sender]
        return np.bincount(rows, minlength=n).tolist()

    assert written("agent") == np.where(arrivals.answered, small.service.rounds, 0).tolist()
    assert written("greeting") == arrivals.answered.astype(int).tolist()
    assert written("bot") == (arrivals.bot_first | arrivals.bot_ended).astype(int).tolist()


def test_who_waits_long_asks_again(small: Contacts, messages: Records) -> None:
    customers = messages["contact_id"][messages["sender"] == "customer"]
    extra = np.bincount(customers, minlength=len(small)) - small.service.rounds

    long = small.arrivals.answered & (small.service.frt_s >= ASKS_AGAIN_AFTER_S)
    assert (extra[long] >= 1).all()
    assert long.any()
