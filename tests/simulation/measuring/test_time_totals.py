"""Totals over scopes: a cost by contract, work beyond the horizon, growth of the backlog."""

import numpy as np
import pytest

from engine.simulation.measuring.time_totals import time_totals
from tests.simulation.measuring.test_time_tables import FACTS, LAYOUT, LEGS, SCENARIO, TIMES


def test_totals_of_the_day_are_those_of_its_tables() -> None:
    totals = time_totals(SCENARIO, LAYOUT, FACTS, LEGS, TIMES)

    told = {name: values[0] for name, values in totals.items()}
    assert told["length_s"] == 600.0
    assert told["queue_s"] == 390.0
    assert told["longest"] == 2.0
    assert told["worked_s"] == 200.0 + 340.0
    assert told["busy_s"] == 200.0 + 300.0
    assert told["all_busy_s"] == 290.0
    assert told["empty_s"] == 0.0
    assert told["slots_s"] == told["staffed_s"] == 800.0
    assert told["staffed_h"] == pytest.approx(800 / 3_600)
    assert told["backlog"] == told["backlog_growth"] == 0.0


def test_a_class_has_no_agents() -> None:
    totals = time_totals(SCENARIO, LAYOUT, FACTS, LEGS, TIMES)

    line = [scope.key for scope in LAYOUT.scopes].index("day/class:chat")
    assert totals["queue_s"][line] == 390.0
    for name in ("staffed_s", "busy_s", "manned_s", "empty_s", "paid_cny"):
        assert np.isnan(totals[name][line])
