"""The loop: what it is without a compiler, and that it ends."""

import os
import subprocess
import sys

import numpy as np
import pytest

from engine.simulation.conventions import EventKind, Outcome
from engine.simulation.kernel import contact_log, loop
from tests.simulation.desks import desk, kind, played, team, turns

PLAIN = """
from engine.simulation import reference
from engine.simulation.kernel import contact_log
from tests.simulation.kernel.agreement import differences
from tests.simulation.kernel.drawn_desks import drawn
for seed in range(12):
    rows = drawn(seed, customers=120)
    print(*differences(reference.contact_log(*rows), contact_log(*rows)))
"""


def test_uncompiled_the_kernel_gives_the_same_log() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PLAIN],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_every_kind_of_event_has_a_number_of_its_own() -> None:
    pseudo = {loop.FIRST_ARRIVAL, loop.NOTHING}

    assert len(pseudo) == 2
    assert not pseudo & {kind.value for kind in EventKind}
    assert loop.DUTY_OFF == loop.DUTY_ON + 1


@pytest.mark.parametrize("by_turns", [False, True])
def test_ten_times_too_many_contacts_are_played_to_the_end(by_turns: bool) -> None:
    count = 20_000
    contacts = [{"arrival_s": 0.1 * n, "work_s": 1.0, "rounds": [(0.0, 1.0)]} for n in range(count)]
    scenario = desk(
        kinds=[kind(turns=turns())], groups=[team(shifts=[(0.0, 2_000.0)])], by_turns=by_turns
    )

    log = played(scenario, contacts, contact_log).contacts

    outcomes = np.bincount(log["outcome"], minlength=4)
    assert outcomes[Outcome.SERVED] == 2_000
    assert outcomes[Outcome.OPEN] == count - 2_000
