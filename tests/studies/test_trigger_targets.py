"""What triggers ask of the weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.trigger_states import TriggerState
from engine.domain.weights import Origin, WeightSet
from engine.errors import MethodError
from engine.studies.trigger_targets import (
    asked_rises,
    gained,
    lowest_cap,
    restored_shares,
    trigger_moves,
    trigger_target,
)
from tests.studies.trigger_samples import IN_FORCE, rule


def shares(weights: WeightSet) -> dict[str, float]:
    return dict(zip(weights.indicators, weights.shares.tolist(), strict=True))


def test_a_rise_is_given_and_the_others_shrink_in_proportion() -> None:
    found = shares(trigger_target(IN_FORCE, [rule()]))

    scale = 0.74 / 0.8
    assert found == pytest.approx(
        {"frt": 0.3 * scale, "fcr": 0.26, "csat": 0.2 * scale, "sales": 0.3 * scale}, abs=1e-15
    )


def test_rises_of_two_triggers_add_up_to_the_lower_cap() -> None:
    second = rule(id="slow", raises={"fcr": 0.1, "csat": 0.02}, cap=0.27)

    found = shares(trigger_target(IN_FORCE, [rule(), second]))

    assert found["fcr"] == pytest.approx(0.27)
    assert found["csat"] == pytest.approx(0.22)
    assert sum(found.values()) == pytest.approx(1, abs=1e-15)


def test_a_share_above_the_cap_stays_where_it_is() -> None:
    found = shares(trigger_target(IN_FORCE, [rule(cap=0.15)]))

    assert found == pytest.approx(shares(IN_FORCE), abs=1e-15)


def test_a_release_brings_back_the_shares_before_the_rise() -> None:
    raised = trigger_target(IN_FORCE, [rule()])
    moves = trigger_moves([rule()], IN_FORCE, raised)["complaints"]
    taken = {id_: -move for id_, move in moves.items() if move < 0}
    state = TriggerState("complaints", True, "2026-12", {"fcr": 0.06}, taken)

    assert shares(restored_shares(raised, [state])) == pytest.approx(shares(IN_FORCE), abs=1e-12)


def test_a_release_gives_back_what_was_taken_also_after_another_change() -> None:
    changed = WeightSet.from_mapping(
        Origin.INCUMBENT, {"frt": 0.2, "fcr": 0.3, "csat": 0.3, "sales": 0.2}
    )
    state = TriggerState("complaints", True, "2026-12", {"fcr": 0.06}, {"frt": 0.05, "csat": 0.01})

    assert shares(restored_shares(changed, [state])) == pytest.approx(
        {"frt": 0.25, "fcr": 0.24, "csat": 0.31, "sales": 0.2}, abs=1e-12
    )


def test_a_state_that_does_not_say_what_it_took_gives_back_in_proportion() -> None:
    raised = trigger_target(IN_FORCE, [rule()])
    state = TriggerState("complaints", True, "2026-12", {"fcr": 0.06})

    assert shares(restored_shares(raised, [state])) == pytest.approx(shares(IN_FORCE), abs=1e-12)


def test_a_release_never_takes_more_than_there_is() -> None:
    state = TriggerState("complaints", True, "2026-12", {"fcr": 0.9})

    found = restored_shares(IN_FORCE, [state])

    assert found.share("fcr") == 0
    assert found.shares.sum() == pytest.approx(1, abs=1e-15)


def test_nothing_asked_leaves_the_weights() -> None:
    assert trigger_target(IN_FORCE, []) is IN_FORCE
    assert restored_shares(IN_FORCE, []) is IN_FORCE


def test_more_than_the_whole_is_refused() -> None:
    greedy = rule(raises={"fcr": 0.7, "csat": 0.7})

    with pytest.raises(MethodError, match=r"trigger\.no_room"):
        trigger_target(IN_FORCE, [greedy])


def test_leaves_that_are_all_asked_for_leave_nobody_to_give_way() -> None:
    everyone = rule(raises=dict.fromkeys(IN_FORCE.indicators, 0.0))

    with pytest.raises(MethodError, match=r"trigger\.no_room"):
        trigger_target(IN_FORCE, [everyone])


def test_what_was_really_raised_is_shared_as_it_was_asked() -> None:
    after = WeightSet.from_mapping(
        Origin.RECOMMENDED, {"frt": 0.27, "fcr": 0.26, "csat": 0.2, "sales": 0.27}
    )
    first, second = rule(), rule(id="slow", raises={"fcr": 0.03, "csat": 0.02})

    found = trigger_moves([first, second], IN_FORCE, after)

    assert found["complaints"] == pytest.approx({"fcr": 0.04, "frt": -0.02, "sales": -0.02})
    assert found["slow"] == pytest.approx({"fcr": 0.02, "frt": -0.01, "sales": -0.01})


@settings(derandomize=True, deadline=None, max_examples=50)
@given(seed=st.integers(0, 10**6))
def test_moves_of_all_triggers_add_up_and_each_is_balanced(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base = WeightSet(Origin.INCUMBENT, IN_FORCE.indicators, rng.dirichlet(np.full(4, 60.0)))
    rules = [
        rule(id=id_, raises={"fcr": float(rng.uniform(0.01, 0.05)), leaf: 0.02}, cap=0.9)
        for id_, leaf in (("one", "csat"), ("two", "frt"))
    ]
    after = trigger_target(base, rules)

    found = trigger_moves(rules, base, after)

    for leaf in base.indicators:
        total = sum(moves.get(leaf, 0.0) for moves in found.values())
        assert total == pytest.approx(after.share(leaf) - base.share(leaf), abs=1e-8)
    assert all(sum(moves.values()) == pytest.approx(0, abs=1e-8) for moves in found.values())


def test_rises_add_up_caps_do_not_and_only_asked_leaves_count_as_gained() -> None:
    first, second = rule(cap=0.3), rule(id="slow", raises={"fcr": 0.03, "csat": 0.02}, cap=0.25)

    assert asked_rises([first, second]) == pytest.approx({"fcr": 0.09, "csat": 0.02})
    assert lowest_cap([first, second], "fcr") == 0.25
    assert lowest_cap([first, second], "sales") == 1
    assert gained({"fcr": 0.02, "sales": 0.3, "csat": -0.1}, second) == pytest.approx(0.02)
