"""Where a customer reads what is drawn for later attempts and legs."""

import numpy as np

from engine.simulation.sampled import CUSTOMER, DRAW, PAUSE, POOL, ROUND, SampledContacts, pool_row


def test_a_customer_reads_two_rows_for_each_attempt_and_starts_again_at_the_end() -> None:
    customers = np.array([(0.0, 0, 1, 6)], CUSTOMER)
    pools = np.array([(0, 4), (4, 8)], POOL)
    rows = [np.zeros(count, kind) for count, kind in ((1, DRAW), (12, DRAW), (12, PAUSE))]
    sampled = SampledContacts(customers, rows[0], pools, rows[1], rows[2], np.zeros(0, ROUND))

    found = [pool_row(sampled, 0, attempt, leg) for attempt in range(3) for leg in (0, 1)]

    assert found == [10, 11, 4, 5, 6, 7]
