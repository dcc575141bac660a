"""The log's rows: nothing has happened yet, and what did happen stands in order."""

import numpy as np
import pytest

from engine.simulation.contact_log import CONTACT, LEG, ROUND, blank
from tests.simulation.desks import Engine, desk, played


@pytest.mark.parametrize("kind", [CONTACT, LEG, ROUND])
def test_blank_rows_say_that_nothing_happened(kind: np.dtype) -> None:
    rows = blank(3, kind)

    assert rows.size == 3
    for name in kind.names or ():
        if name.endswith("_s"):
            assert np.isnan(rows[name]).all()
        elif name in {"agent", "leg", "last_leg"}:
            assert rows[name].tolist() == [-1, -1, -1]
        else:
            assert not rows[name].any()


def test_contacts_stand_by_arrival_and_legs_by_their_begin(engine: Engine) -> None:
    log = played(desk(), [{"arrival_s": 5.0}, {"arrival_s": 1.0}], engine)

    assert log.contacts["arrival_s"].tolist() == [1.0, 5.0]
    assert log.contacts["customer"].tolist() == [0, 1]
    assert log.legs["contact"].tolist() == [0, 1]
    assert log.contacts["leg"].tolist() == log.contacts["last_leg"].tolist() == [0, 1]
    assert log.rounds.size == 0
