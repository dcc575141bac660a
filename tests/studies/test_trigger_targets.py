"""What triggers ask of the weights."""

import pytest

from engine.domain.trigger_states import TriggerState
from engine.domain.weights import Origin, WeightSet
from engine.errors import MethodError
from engine.studies.trigger_targets import falls_of, raised_shares, trigger_target
from tests.studies.trigger_samples import IN_FORCE, rule


def shares(weights: WeightSet) -> dict[str, float]:
    return dict(zip(weights.indicators, weights.shares.tolist(), strict=True))


def test_a_rise_is_given_and_the_others_shrink_in_proportion() -> None:
    found = shares(trigger_target(IN_FORCE, [rule()], []))

    scale = 0.74 / 0.8
    assert found == pytest.approx(
        {"frt": 0.3 * scale, "fcr": 0.26, "csat": 0.2 * scale, "sales": 0.3 * scale}, abs=1e-15
    )


def test_rises_of_two_triggers_add_up_to_the_lower_cap() -> None:
    second = rule(id="slow", raises={"fcr": 0.1, "csat": 0.02}, cap=0.27)

    found = shares(trigger_target(IN_FORCE, [rule(), second], []))

    assert found["fcr"] == pytest.approx(0.27)
    assert found["csat"] == pytest.approx(0.22)
    assert sum(found.values()) == pytest.approx(1, abs=1e-15)


def test_a_share_above_the_cap_stays_where_it_is() -> None:
    found = shares(trigger_target(IN_FORCE, [rule(cap=0.15)], []))

    assert found == pytest.approx(shares(IN_FORCE), abs=1e-15)


def test_a_release_brings_back_the_shares_before_the_rise() -> None:
    raised = trigger_target(IN_FORCE, [rule()], [])
    state = TriggerState("complaints", True, "2026-12", {"fcr": 0.06})

    found = trigger_target(raised, [], [state])

    assert shares(found) == pytest.approx(shares(IN_FORCE), abs=1e-15)


def test_a_release_never_takes_more_than_there_is() -> None:
    state = TriggerState("complaints", True, "2026-12", {"fcr": 0.9})

    assert trigger_target(IN_FORCE, [], [state]).share("fcr") == 0


def test_nothing_asked_leaves_the_incumbent() -> None:
    assert trigger_target(IN_FORCE, [], []) is IN_FORCE


def test_more_than_the_whole_is_refused() -> None:
    greedy = rule(raises={"fcr": 0.7, "csat": 0.7})

    with pytest.raises(MethodError, match=r"trigger\.no_room"):
        trigger_target(IN_FORCE, [greedy], [])


def test_leaves_that_are_all_asked_for_leave_nobody_to_give_way() -> None:
    everyone = rule(raises=dict.fromkeys(IN_FORCE.indicators, 0.0))

    with pytest.raises(MethodError, match=r"trigger\.no_room"):
        trigger_target(IN_FORCE, [everyone], [])


def test_what_was_really_raised_is_shared_as_it_was_asked() -> None:
    after = WeightSet.from_mapping(
        Origin.RECOMMENDED, {"frt": 0.27, "fcr": 0.26, "csat": 0.2, "sales": 0.27}
    )
    first, second = rule(), rule(id="slow", raises={"fcr": 0.03, "csat": 0.02})

    found = raised_shares([first, second], IN_FORCE, after, {})

    assert found["complaints"] == pytest.approx({"fcr": 0.04})
    assert found["slow"] == pytest.approx({"fcr": 0.02})


def test_a_simultaneous_fall_counts_on_top_of_the_net_move() -> None:
    falls = falls_of([TriggerState("old", True, "2026-01", {"fcr": 0.05})])

    found = raised_shares([rule()], IN_FORCE, IN_FORCE, falls)

    assert found["complaints"] == pytest.approx({"fcr": 0.05})
