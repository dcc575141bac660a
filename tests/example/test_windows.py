"""First-contact resolution by window, worked by hand on six contacts."""

from dataclasses import replace

import numpy as np
import pytest

from engine.example.calendar import DAY_S, HOUR_S
from engine.example.contacts import Contacts
from engine.example.windows import shown_problems, window_truth


@pytest.fixture
def six_contacts(contacts: Contacts) -> Contacts:
    """Return a week: customer 7 comes back after 10 h and writes anew after 60 h; 8 is alone."""
    rows = np.arange(6)
    arrivals = replace(
        contacts.arrivals.take(rows),
        start_s=np.array([0, HOUR_S, 10 * HOUR_S, 20 * HOUR_S, 60 * HOUR_S, 30 * DAY_S]),
        problem=np.array([0, 1, 0, 2, 3, 4]),
        customer=np.array([7, 8, 7, 7, 7, 9]),
        contact_class=np.array([4, 4, 4, 5, 4, 4], dtype=np.int8),
        bot_ended=np.array([False, False, False, False, False, False]),
    )
    return replace(contacts, arrivals=arrivals)


def test_contact_starts_a_problem_when_none_came_before_within_the_window(
    six_contacts: Contacts,
) -> None:
    assert shown_problems(six_contacts, 24).starts.tolist() == [True, True, False, True, True, True]
    assert shown_problems(six_contacts, 72).starts.tolist() == [
        *(True, True, False, True),
        *(False, True),
    ]


def test_follower_is_the_next_contact_of_customer_and_class(six_contacts: Contacts) -> None:
    assert shown_problems(six_contacts, 24).follower.tolist() == [2, -1, -1, -1, -1, -1]
    assert shown_problems(six_contacts, 72).follower.tolist() == [2, -1, 4, -1, -1, -1]


def test_window_must_have_ended(six_contacts: Contacts) -> None:
    assert shown_problems(six_contacts, 24).observed.tolist() == [True] * 5 + [False]


def test_truth_counts_problems_and_chance_repeats(six_contacts: Contacts) -> None:
    found = window_truth(six_contacts, 24)

    assert (found.contacts, found.further, found.chance) == (4, 1, 0)
    assert found.resolved == pytest.approx(3 / 4)


def test_longer_windows_show_fewer_resolved_and_more_chance(contacts: Contacts) -> None:
    day, week = window_truth(contacts, 24), window_truth(contacts, 168)

    assert week.resolved < day.resolved
    assert week.chance > day.chance
