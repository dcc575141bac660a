"""Service: clock figures agree with the rounds; open windows worked by hand."""

from dataclasses import replace

import numpy as np
import pytest

from engine.example.contacts import Contacts, draw_contacts
from engine.example.service import MOST_ROUNDS, open_chats
from engine.example.world import World


def test_rounds_add_up_to_response_and_handle_times(contacts: Contacts) -> None:
    service, n = contacts.service, len(contacts)
    owner = np.repeat(np.arange(n), service.rounds - 1)
    replies = service.frt_s + np.bincount(owner, service.later_reply_s, n)

    assert len(service.later_reply_s) == len(service.later_gap_s) == (service.rounds - 1).sum()
    assert np.abs(service.art_s - replies / service.rounds).max() < 0.051
    assert (service.handle_s == replies + np.bincount(owner, service.later_gap_s, n)).all()


def test_times_are_positive_and_rounds_bounded(contacts: Contacts) -> None:
    service = contacts.service

    assert service.frt_s.min() >= 1
    assert service.attention_s.min() >= 5
    assert 1 <= service.rounds.min() <= service.rounds.max() <= MOST_ROUNDS


def test_open_windows_are_those_of_the_same_agent_that_have_not_ended(contacts: Contacts) -> None:
    first_four = contacts.arrivals.take(np.arange(4))
    arrivals = replace(
        first_four,
        start_s=np.array([0, 50, 60, 140]),  # two rounds last 140 s
        agent=np.array([3, 3, 4, 3], dtype=np.int8),
        bot_ended=np.zeros(4, dtype=np.bool_),
    )

    assert open_chats(arrivals, np.full(4, 2)).tolist() == [0, 1, 0, 1]


def test_more_open_windows_slow_the_replies(contacts: Contacts) -> None:
    service, human = contacts.service, contacts.arrivals.answered
    busy = human & (service.open_chats >= 2)

    assert service.frt_s[busy].mean() > service.frt_s[human & (service.open_chats == 0)].mean()


@pytest.mark.slow
def test_thin_sample_meets_the_congestion_of_the_full_load(world: World) -> None:
    full, thin = draw_contacts(world), draw_contacts(world, 40_000, seed=1, thin=True)
    levels = [0.25, 0.5, 0.75, 0.9]

    of_full = np.quantile(full.service.frt_s[full.arrivals.answered], levels)
    of_thin = np.quantile(thin.service.frt_s[thin.arrivals.answered], levels)

    assert len(thin) == 40_000
    assert of_thin == pytest.approx(of_full, rel=0.08)
