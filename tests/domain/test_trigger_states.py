"""States of triggers between reviews."""

import pytest

from engine.domain.trigger_states import TriggerState, TriggerStates, TriggerVerdict


def test_a_trigger_that_is_not_known_yet_is_idle() -> None:
    states = TriggerStates("p", "2026-11", (TriggerState("a", True, "2026-12"),))

    assert states.of("a").is_raised
    assert states.of("b") == TriggerState("b")


@pytest.mark.parametrize("verdict", list(TriggerVerdict))
def test_only_firing_and_releasing_change_a_state(verdict: TriggerVerdict) -> None:
    assert verdict.changes == (verdict.value in ("fires", "releases"))
