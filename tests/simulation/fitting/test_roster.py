"""Who was seen at work."""

import numpy as np
import pytest

from engine.simulation.fitting.observed import ObservedContacts, contacts_of
from engine.simulation.fitting.roster import (
    median_day,
    presence,
    seen_by_interval,
    shared_attention,
    shifts_of_day,
)

H = 3600.0


def log() -> ObservedContacts:
    """Say that a works 8:00-8:20, then 10:00-10:10; b 8:05-8:15, two contacts at once from 8:10."""
    return contacts_of(
        arrival_s=np.array([8 * H, 8 * H + 600, 10 * H, 8 * H + 300, 8 * H + 600]),
        served=np.ones(5, np.bool_),
        wait_s=np.zeros(5),
        service_s=np.array([300.0, 600.0, 600.0, 600.0, 300.0]),
        agent=np.array(["a", "a", "a", "b", "b"]),
    )


def test_short_gaps_are_presence_and_long_ones_absence() -> None:
    found = presence(log())

    assert found.agent.tolist() == ["a", "a", "b"]
    assert (found.start_s / H).tolist() == pytest.approx([8, 10, 8 + 1 / 12])
    assert (found.end_s / H).tolist() == pytest.approx([8 + 1 / 3, 10 + 1 / 6, 8.25])


def test_agents_seen_are_time_averages_of_intervals() -> None:
    seen = seen_by_interval(presence(log()), np.array([0]), 1800.0)

    assert seen[0, 16] == pytest.approx((1200 + 600) / 1800)
    assert seen[0, 20] == pytest.approx(600 / 1800)
    assert seen.sum() == pytest.approx(2400 / 1800)


def test_shifts_of_a_day_are_its_presence_to_the_minute() -> None:
    shifts = shifts_of_day(presence(log()), 0)

    assert [(shift.start_s / 60, shift.end_s / 60, shift.agents) for shift in shifts] == [
        (480, 500, 1),
        (485, 495, 1),
        (600, 610, 1),
    ]
    assert shifts_of_day(presence(log()), 1) == ()


def test_the_median_day_has_the_middle_agent_hours() -> None:
    seen = np.array([[5.0], [1.0], [3.0], [4.0]])

    assert median_day(seen, np.array([10, 11, 12, 13])) == 12


def test_attention_is_shared_evenly_among_open_contacts() -> None:
    """B's contacts overlap for 300 s: 300 + 150 and 150 s of attention."""
    attention_s, slots = shared_attention(log())

    by_arrival = dict(zip(log().arrival_s.tolist(), attention_s.tolist(), strict=True))
    assert by_arrival[8 * H + 300] == pytest.approx(450)
    assert np.nansum(attention_s) == pytest.approx(300 + 600 + 600 + 600)
    assert slots == 2


def test_nobody_named_is_nobody_seen() -> None:
    anonymous = contacts_of(arrival_s=np.arange(3.0), served=np.ones(3, np.bool_))

    assert presence(anonymous).agent.size == 0
    assert np.isnan(shared_attention(anonymous)[0]).all()
