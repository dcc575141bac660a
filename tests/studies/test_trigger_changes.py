"""Changes that triggers call for: caps, policy and grid, and what a release gives back."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.trigger_states import TriggerState, TriggerStates, TriggerVerdict
from engine.domain.weights import Origin, WeightSet
from engine.files.policy_tree import flat_tree
from engine.optimisation.admissible import admissible_set
from engine.studies.trigger_changes import (
    Cut,
    ShortRelease,
    TriggerChange,
    broken_formulas,
    cap_rules,
    trigger_change,
)
from engine.studies.trigger_steps import stepped
from tests.studies.trigger_samples import policy, rule

FIRES, RELEASES = TriggerVerdict.FIRES, TriggerVerdict.RELEASES
TREE = flat_tree(["a", "b", "c", "d"])
RULE = rule(raises={"a": 0.06})


def weights(*shares: float) -> WeightSet:
    return WeightSet(Origin.INCUMBENT, TREE.leaf_ids, np.array(shares))


EVEN = weights(0.25, 0.25, 0.25, 0.25)


def changed(
    incumbent: WeightSet,
    verdicts: dict[str, TriggerVerdict],
    *rules: Any,
    states: tuple[TriggerState, ...] = (),
    **stated: Any,
) -> TriggerChange:
    rules = rules or (RULE,)
    admitted = admissible_set(policy(*rules, **stated), TREE, incumbent)
    known = TriggerStates("p", "2026-10", states)
    return trigger_change(rules, TREE, admitted, incumbent, known, verdicts)


def proposed(change: TriggerChange) -> list[float]:
    assert change.weights is not None
    return [round(share, 9) for share in change.weights.shares.tolist()]


@pytest.mark.parametrize(
    ("stated", "given", "rules"),
    [
        ({"largest_move": 0.02}, 0.02, ("a <= 0.27",)),
        ({"grid": 0.05}, 0.05, ("grid = 0.05",)),
        ({"caps": {"a": 0.26}}, 0.01, ("a <= 0.26",)),
    ],
)
def test_a_rise_that_the_policy_cuts_names_by_how_much_and_why(
    stated: dict[str, Any], given: float, rules: tuple[str, ...]
) -> None:
    found = changed(EVEN, {"complaints": FIRES}, **stated)

    (cut,) = found.cuts
    assert (cut.trigger, cut.leaf, cut.asked, cut.rules) == ("complaints", "a", 0.06, rules)
    assert cut.given == pytest.approx(given, abs=1e-9)


def test_a_rise_that_its_own_cap_cuts_names_the_cap() -> None:
    found = changed(EVEN, {"complaints": FIRES}, rule(raises={"a": 0.06}, cap=0.26))

    assert found.cuts[0].given == pytest.approx(0.01)
    assert found.cuts[0].rules == ("a <= 0.26 (complaints: cap)",)


@pytest.mark.parametrize(
    ("capped", "stated", "rules"),
    [
        (1.0, {"ring_fenced": ("b", "c", "d")}, ("b = 0.25", "c = 0.25", "d = 0.25")),
        (0.2, {}, ("a <= 0.2 (complaints: cap)",)),
    ],
)
def test_a_trigger_without_room_stays_idle_and_names_the_rules(
    capped: float, stated: dict[str, Any], rules: tuple[str, ...]
) -> None:
    found = changed(EVEN, {"complaints": FIRES}, rule(raises={"a": 0.06}, cap=capped), **stated)

    assert found.weights is None
    assert found.verdicts == {"complaints": TriggerVerdict.NO_ROOM}
    assert found.cuts == (Cut("complaints", "a", 0.06, 0.0, rules),)


def test_a_full_rise_has_nothing_to_tell() -> None:
    found = changed(EVEN, {"complaints": FIRES})

    assert proposed(found) == [0.31, 0.23, 0.23, 0.23]
    assert (found.cuts, found.short, found.repairs, found.conflict) == ((), (), {}, None)


def test_the_cap_of_a_trigger_holds_after_the_projection() -> None:
    """What b may not take would go to the others, a among them, beyond the trigger's cap."""
    both = rule(raises={"a": 0.01, "b": 0.05}, cap=0.26)
    stated = {"caps": {"b": 0.255}, "floors": {"c": 0.24, "d": 0.22}}

    found = changed(EVEN, {"complaints": FIRES}, both, **stated)
    free = changed(EVEN, {"complaints": FIRES}, rule(raises=both.raises), **stated)

    assert free.weights is not None
    assert free.weights.share("a") > 0.26 + 1e-6
    assert found.weights is not None
    assert found.weights.share("a") <= 0.26 + 1e-9


def test_a_share_above_its_cap_may_stay() -> None:
    (found,) = cap_rules([rule(raises={"a": 0.06}, cap=0.2)], TREE, EVEN)

    assert (found.members, found.limit) == ((0,), 0.25)
    assert cap_rules([RULE], TREE, EVEN) == ()


def test_on_a_grid_a_release_gives_back_just_what_the_rise_took() -> None:
    first = changed(EVEN, {"complaints": FIRES}, grid=0.05)
    assert proposed(first) == [0.3, 0.25, 0.25, 0.2]
    state = stepped(TriggerState("complaints"), FIRES, "2026-12", first.moves["complaints"])
    assert first.weights is not None

    second = changed(first.weights, {"complaints": RELEASES}, states=(state,), grid=0.05)

    assert proposed(second) == [0.25, 0.25, 0.25, 0.25]
    assert second.short == ()


@settings(derandomize=True, deadline=None, max_examples=15)
@given(seed=st.integers(0, 10**6), grid=st.sampled_from([None, 0.01, 0.05]))
def test_a_rise_and_its_release_leave_the_weights_as_they_were(
    seed: int, grid: float | None
) -> None:
    parts = 1 + np.random.default_rng(seed).multinomial(16, [0.25] * 4)
    before = weights(*(parts / 20).tolist())
    stated = {"largest_move": 0.07, "grid": grid, "default_cap": 0.9}
    first = changed(before, {"complaints": FIRES}, **stated)
    state = stepped(TriggerState("complaints"), FIRES, "2026-12", first.moves["complaints"])
    raised = before if first.weights is None else first.weights

    second = changed(raised, {"complaints": RELEASES}, states=(state,), **stated)

    after = raised if second.weights is None else second.weights
    np.testing.assert_allclose(after.shares, before.shares, atol=1e-9)


def test_a_release_that_the_policy_keeps_short_names_the_rules() -> None:
    state = TriggerState("complaints", True, "2026-08", {"a": 0.05}, {"d": 0.05})

    found = changed(
        weights(0.3, 0.25, 0.25, 0.2), {"complaints": RELEASES}, states=(state,), caps={"d": 0.22}
    )

    assert found.weights is not None
    assert found.weights.share("d") == pytest.approx(0.22)
    assert found.short == (ShortRelease(("complaints",), ("d <= 0.22",)),)


def test_a_release_from_a_share_that_fell_meanwhile_is_told() -> None:
    state = TriggerState("complaints", True, "2026-08", {"a": 0.05}, {"d": 0.05})

    found = changed(weights(0.02, 0.4, 0.3, 0.28), {"complaints": RELEASES}, states=(state,))

    assert found.short == (ShortRelease(("complaints",), ("a >= 0",)),)


def test_a_state_without_what_was_taken_is_told() -> None:
    state = TriggerState("complaints", True, "2026-08", {"a": 0.05})

    found = changed(weights(0.3, 0.25, 0.25, 0.2), {"complaints": RELEASES}, states=(state,))

    assert found.short == (ShortRelease(("complaints",), ()),)


def test_a_release_that_changes_no_share_still_holds() -> None:
    state = TriggerState("complaints", True, "2026-08", {"a": 0.05}, {"d": 0.05})

    found = changed(EVEN, {"complaints": RELEASES}, states=(state,), default_floor=0.25)

    assert found.weights is None
    assert found.verdicts == {"complaints": RELEASES}


def test_weights_outside_the_policy_are_told_apart_from_the_triggers_rise() -> None:
    found = changed(weights(0.2, 0.4, 0.2, 0.2), {"complaints": FIRES}, default_cap=0.3)

    assert found.repairs == pytest.approx({"a": 0.1 / 3, "b": -0.1, "c": 0.1 / 3, "d": 0.1 / 3})
    assert found.moves["complaints"]["a"] == pytest.approx(0.06)
    assert sum(found.moves["complaints"].values()) == pytest.approx(0, abs=1e-9)
    assert found.cuts == ()


def test_no_trigger_no_repair() -> None:
    found = changed(
        weights(0.2, 0.4, 0.2, 0.2), {"complaints": TriggerVerdict.QUIET}, default_cap=0.3
    )

    assert (found.weights, found.repairs) == (None, {})


def test_broken_rules_and_the_grid_are_named() -> None:
    incumbent = weights(0.2, 0.4, 0.222, 0.178)
    admitted = admissible_set(policy(RULE, default_cap=0.3, grid=0.05), TREE, incumbent)

    assert broken_formulas(admitted, incumbent) == ("b <= 0.3", "grid = 0.05")
    assert broken_formulas(admitted, EVEN) == ()


def test_a_policy_without_weights_stops_every_change() -> None:
    found = changed(EVEN, {"complaints": FIRES}, floors={"b": 0.4}, largest_move=0.05)

    assert found.conflict is not None
    assert found.verdicts == {"complaints": TriggerVerdict.NO_ROOM}
