"""One row for each indicator, exact about the room that the policy leaves."""

import numpy as np
import pytest

from engine.studies.weights_choice import choose
from engine.studies.weights_inputs import Source
from engine.studies.weights_leaves import leaf_decisions, source_estimates
from engine.studies.weights_reasons import reasons
from tests.studies.weight_inputs_samples import LEAVES, evidence, lined_up, policy


def test_rows_hold_every_source_and_the_room_of_each_share() -> None:
    """Least frt: 0.5 - 0.5 = 0.0, yet the largest move ends at 0.1; greatest 0.5 by the same."""
    ready = lined_up()
    chosen = choose(ready)

    rows = {row.indicator: row for row in leaf_decisions(ready, chosen, reasons(ready, chosen))}

    assert tuple(rows) == LEAVES
    assert (rows["frt"].least, rows["frt"].greatest) == pytest.approx((0.1, 0.5))
    assert rows["frt"].group == "speed"
    assert rows["qa"].evidence is None
    assert rows["frt"].evidence is not None
    assert rows["frt"].recommended.low is not None
    assert rows["frt"].target == pytest.approx(0.365)


def test_the_room_on_a_grid_is_that_of_shares_which_can_be_published() -> None:
    """Steps of 0.05: a floor of 0.12 leaves 0.15 at least, a move up to 0.53 leaves 0.5."""
    asked = policy(grid=0.05, default_floor=0.12, largest_move=0.23, emphases=())
    ready = lined_up(policy=asked)
    chosen = choose(ready)

    rows = leaf_decisions(ready, chosen, reasons(ready, chosen))

    assert [row.least for row in rows] == pytest.approx([0.15, 0.15, 0.15, 0.15])
    assert (rows[0].greatest, rows[1].greatest) == pytest.approx((0.5, 0.5))
    assert all(row.least - 1e-9 <= row.recommended.value <= row.greatest + 1e-9 for row in rows)


def test_without_weights_in_force_there_is_none_to_show() -> None:
    ready = lined_up(policy=policy(largest_move=None, emphases=()), incumbent=None)
    chosen = choose(ready)

    rows = leaf_decisions(ready, chosen, reasons(ready, chosen))

    assert {row.incumbent for row in rows} == {None}


def test_a_share_without_an_interval_has_no_ends() -> None:
    stated = Source(evidence(spread=0).weights, np.array([0.7, np.nan]), np.array([0.9, np.nan]))

    first, second = source_estimates(stated)

    assert (first.low, first.high) == (0.7, 0.9)
    assert (second.low, second.high) == (None, None)
