"""The log has a row for every attempt that could be made."""

import numpy as np

from engine.simulation.contact_log import TIMES, empty_rows
from engine.simulation.conventions import NOBODY, Outcome
from engine.simulation.sampling import sampled_contacts
from tests.simulation.desks import desk, played


def test_rows_stand_by_customer_and_attempt_and_say_that_nothing_happened() -> None:
    sampled = sampled_contacts(desk(max_attempts=3), seed=1, replication=0)

    rows = empty_rows(sampled)

    assert rows.size == 3 * sampled.customers.size
    assert rows["attempt"][:6].tolist() == [0, 1, 2, 0, 1, 2]
    assert set(rows["outcome"].tolist()) == {Outcome.NOT_MADE}
    assert set(rows["agent"].tolist()) == {NOBODY}
    assert all(np.isnan(rows[name]).all() for name in TIMES)


def test_made_leaves_out_attempts_that_were_never_made() -> None:
    log = played(desk(max_attempts=2), [{"arrival_s": 0.0}, {"arrival_s": 1.0}])

    assert log.attempts.size == 4
    assert log.made["attempt"].tolist() == [0, 0]
