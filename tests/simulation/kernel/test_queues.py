"""Waiting contacts: in order of entry, and out of any place in the queue."""

import numpy as np

from engine.domain.traffic import Transfer
from engine.simulation.conventions import Outcome
from engine.simulation.kernel import contact_log
from tests.simulation.desks import desk, kind, played, team


def test_contacts_leave_from_the_head_the_middle_and_the_end() -> None:
    patience_s = {1: 30.0, 3: 20.0, 5: 90.0}  # by place in the queue: second, fourth, last
    waiting = [
        {"arrival_s": float(n), "patience_s": patience_s.get(n, np.inf)} for n in range(1, 6)
    ]
    busy = {"arrival_s": 0.0, "work_s": 100.0}

    log = played(desk(), [busy, *waiting], contact_log).contacts

    left, served = Outcome.ABANDONED, Outcome.SERVED
    assert log["outcome"].tolist() == [served, left, served, left, served, left]
    assert log["start_s"][[2, 4]].tolist() == [100.0, 160.0]


def test_a_transferred_contact_waits_before_those_who_entered_later() -> None:
    on = Transfer("second", 1.0, ("first",))
    kinds = [kind(groups=["first"], transfers=(on,)), kind("other", groups=["second"])]
    groups = [team("first", agents=2), team("second")]
    contacts = [
        {"arrival_s": 0.0, "work_s": 100.0, "onward_work_s": 10.0},  # joins the queue at 100
        {"arrival_s": 10.0, "work_s": 40.0, "onward_work_s": 10.0},  # joins it at 50
        {"arrival_s": 1.0, "work_s": 199.0, "of": "other"},
    ]

    log = played(desk(kinds=kinds, groups=groups), contacts, contact_log)

    assert log.legs["contact"].tolist() == [0, 1, 2, 0, 2]
    assert log.legs["start_s"][3:].tolist() == [200.0, 210.0]
