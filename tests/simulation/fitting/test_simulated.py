"""Simulated logs as observed contacts."""

import numpy as np

from engine.simulation.fitting.simulated import contacts_of_logs

NAN = np.nan


def log() -> dict[str, np.ndarray]:
    return {
        "customer": np.array([1, 2, 3, 4]),
        "attempt": np.array([1, 1, 2, 1]),
        "contact_class": np.array(["x"] * 4),
        "group": np.array(["team", None, None, "team"], dtype=object),
        "agent": np.array([1.0, NAN, NAN, 2.0]),
        "arrival_s": np.array([0.0, 10.0, 20.0, 90_000.0]),
        "entry_s": np.array([5.0, 10.0, 20.0, 90_000.0]),
        "gone_s": np.array([NAN, NAN, NAN, 90_030.0]),
        "start_s": np.array([8.0, NAN, NAN, 90_100.0]),
        "end_s": np.array([68.0, 40.0, 20.0, 90_110.0]),
        "outcome": np.array(["served", "abandoned", "cleared", "late"]),
        "solved": np.array([True, False, False, False]),
    }


def test_outcomes_become_what_a_log_shows() -> None:
    contacts = contacts_of_logs([log()])

    assert contacts.served.tolist() == [True, False, False, False]
    assert contacts.bot_ended.tolist() == [False, False, True, False]
    assert contacts.abandoned.tolist() == [False, True, False, True]
    assert contacts.wait_s.tolist() == [3.0, 30.0, 0.0, 30.0]
    assert contacts.service_s[0] == 60.0
    assert contacts.agent.tolist() == ["1", "", "", "2"]
    assert contacts.bot_s[0] == 5.0


def test_logs_follow_each_other_by_whole_days_with_customers_of_their_own() -> None:
    contacts = contacts_of_logs([log(), log()])

    assert contacts.day.tolist() == [0, 0, 0, 1, 2, 2, 2, 3]
    assert np.unique(contacts.customer).size == 8
