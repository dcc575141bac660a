"""Draws are found where the customers' numbers put them."""

import numpy as np

from engine.simulation.kernel import contact_log, draws, play
from engine.simulation.sampled import pool_row
from tests.simulation.desks import NEVER, desk, played
from tests.simulation.kernel.drawn_desks import drawn


def test_rows_of_the_pools_are_those_of_the_definition() -> None:
    desk_and_sampled = drawn(1, customers=40)
    centre = play.by_attribute(play.new_centre(*desk_and_sampled))
    asked = [(who, attempt, leg) for who in range(40) for attempt in range(4) for leg in (0, 1)]

    rows = [draws.pool_row.py_func(centre, *each) for each in asked]  # type: ignore[attr-defined]  # numba's own

    assert rows == [pool_row(desk_and_sampled[1], *each) for each in asked]


def test_the_second_attempt_has_draws_of_its_own() -> None:
    first = {"arrival_s": 0.0, "work_s": 60.0, "solved": NEVER, "returns": True}
    again = {"return_delay_s": 40.0, "again_work_s": 7.0, "again_returns": False}

    log = played(desk(), [first | again], contact_log).contacts

    assert log["start_s"].tolist() == [0.0, 100.0]
    assert log["end_s"].tolist() == [60.0, 107.0]
    assert np.array_equal(log["back_s"], [100.0, np.nan], equal_nan=True)
