"""The trigger's state machine, month by month."""

import pytest

from engine.domain.months import later_month
from engine.domain.trigger_states import TriggerState, TriggerVerdict
from engine.studies.trigger_steps import is_cooling_down, next_possible, stepped, verdict
from tests.studies.trigger_samples import rule

IDLE = TriggerState("complaints")
RAISED = TriggerState("complaints", True, "2026-03", {"fcr": 0.05})


@pytest.mark.parametrize(
    ("state", "is_beyond", "can_fire", "expected"),
    [
        (IDLE, False, True, TriggerVerdict.QUIET),
        (IDLE, True, True, TriggerVerdict.FIRES),
        (IDLE, False, False, TriggerVerdict.TOO_FEW),
        (RAISED, False, True, TriggerVerdict.STAYS_RAISED),
        (RAISED, True, True, TriggerVerdict.RELEASES),
        (RAISED, False, False, TriggerVerdict.TOO_FEW),
    ],
)
def test_each_state_and_test_gives_one_verdict(
    state: TriggerState, is_beyond: bool, can_fire: bool, expected: TriggerVerdict
) -> None:
    found = verdict(rule(), state, "2026-12", is_beyond=is_beyond, can_fire=can_fire)

    assert found is expected


@pytest.mark.parametrize(
    ("months", "cooling"), [(0, True), (1, True), (2, True), (3, False), (4, False)]
)
def test_cool_down_of_two_months_allows_the_third_after_a_change(
    months: int, cooling: bool
) -> None:
    month = later_month("2026-03", months)

    assert is_cooling_down(rule(cool_down_months=2), RAISED, month) is cooling


def test_without_a_cool_down_a_month_still_sees_one_change() -> None:
    assert is_cooling_down(rule(cool_down_months=0), RAISED, "2026-03")
    assert not is_cooling_down(rule(cool_down_months=0), RAISED, "2026-04")


def test_twelve_months_fire_cool_down_release_and_fire_again() -> None:
    bad, good, between = "bad", "good", "between"
    weather = [between, bad, bad, bad, good, good, good, good, bad, bad, between, bad]
    state, seen = IDLE, []

    for offset, month in enumerate(weather):
        effective = later_month("2026-02", offset)
        wanted = good if state.is_raised else bad
        found = verdict(rule(), state, effective, is_beyond=month == wanted, can_fire=True)
        state = stepped(state, found, effective, {"fcr": 0.06})
        seen.append(f"{effective} {found.value}")

    assert seen == [
        "2026-02 quiet",
        "2026-03 fires",
        "2026-04 stays_raised",
        "2026-05 stays_raised",
        "2026-06 releases",
        "2026-07 quiet",
        "2026-08 quiet",
        "2026-09 quiet",
        "2026-10 fires",
        "2026-11 stays_raised",
        "2026-12 stays_raised",
        "2027-01 stays_raised",
    ]


def test_a_change_too_soon_is_named_cooling_down_and_leaves_the_state() -> None:
    found = verdict(rule(), RAISED, "2026-05", is_beyond=True, can_fire=True)

    assert found is TriggerVerdict.COOLING_DOWN
    assert stepped(RAISED, found, "2026-05", {}) is RAISED


def test_a_fire_keeps_what_it_added_and_what_it_took() -> None:
    moves = {"fcr": 0.05, "frt": -0.03, "csat": -0.02}

    assert stepped(IDLE, TriggerVerdict.FIRES, "2026-07", moves) == TriggerState(
        "complaints", True, "2026-07", {"fcr": 0.05}, {"frt": 0.03, "csat": 0.02}
    )


def test_a_release_forgets_what_was_raised() -> None:
    assert stepped(RAISED, TriggerVerdict.RELEASES, "2026-07", {"fcr": 1}) == TriggerState(
        "complaints", False, "2026-07", {}
    )


@pytest.mark.parametrize(
    ("state", "effective", "expected"),
    [
        (IDLE, "2026-12", "2027-01"),
        (RAISED, "2026-03", "2026-06"),
        (RAISED, "2026-04", "2026-06"),
        (RAISED, "2026-11", "2026-12"),
    ],
)
def test_next_possible_change_waits_for_cool_down_and_the_next_review(
    state: TriggerState, effective: str, expected: str
) -> None:
    assert next_possible(rule(), state, effective) == expected
