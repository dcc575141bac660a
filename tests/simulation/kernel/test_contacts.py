"""The life of an attempt: who hangs up may come back, until the greatest number of attempts."""

import numpy as np

from engine.simulation.conventions import Outcome
from engine.simulation.kernel import contact_log
from tests.simulation.desks import desk, kind, played

BUSY = {"arrival_s": 0.0, "work_s": 1_000.0}
IMPATIENT = {"arrival_s": 10.0, "patience_s": 20.0, "again_patience_s": 20.0, "retries": True}


def test_who_hangs_up_tries_again_and_is_capped_at_last() -> None:
    back = IMPATIENT | {"retry_delay_s": 70.0, "again_retries": True}

    log = played(desk(max_attempts=2), [BUSY, back], contact_log).contacts

    assert log["arrival_s"].tolist() == [0.0, 10.0, 100.0]
    assert log["outcome"].tolist() == [Outcome.SERVED, Outcome.ABANDONED, Outcome.ABANDONED]
    assert log["attempt"].tolist() == [0, 0, 1]
    assert log["capped"].tolist() == [False, False, True]


def test_nobody_comes_back_after_the_horizon() -> None:
    late = IMPATIENT | {"retry_delay_s": 4_000.0}

    log = played(desk(), [BUSY, late], contact_log).contacts

    assert log["back_s"][1] == 4_030.0
    assert log.size == 2


def test_a_full_waiting_room_blocks() -> None:
    contacts = [BUSY, {"arrival_s": 1.0}, {"arrival_s": 2.0}]

    log = played(desk(kinds=[kind(waiting_room=1)]), contacts, contact_log).contacts

    assert log["outcome"].tolist() == [Outcome.SERVED, Outcome.SERVED, Outcome.BLOCKED]
    assert np.isnan(log["start_s"][2])
