"""The trigger's state machine: idle or raised, one test away from the other, with a cool-down."""

from collections.abc import Mapping

from engine.domain.months import later_month, months_between
from engine.domain.policy import TriggerRule
from engine.domain.trigger_states import TriggerState, TriggerVerdict


def verdict(
    rule: TriggerRule,
    state: TriggerState,
    effective_from: str,
    *,
    is_beyond: bool,
    can_fire: bool,
) -> TriggerVerdict:
    """Return what a review says of a trigger whose next change would be in force from a month.

    Parameters
    ----------
    is_beyond
        Whether the test of the state's limit fires: the threshold while idle, the release while
        raised. Between the two nothing happens (hysteresis).
    can_fire
        Whether any count of the window's contacts would fire.
    """
    if not can_fire:
        return TriggerVerdict.TOO_FEW
    if not is_beyond:
        return TriggerVerdict.STAYS_RAISED if state.is_raised else TriggerVerdict.QUIET
    if is_cooling_down(rule, state, effective_from):
        return TriggerVerdict.COOLING_DOWN
    return TriggerVerdict.RELEASES if state.is_raised else TriggerVerdict.FIRES


def is_cooling_down(rule: TriggerRule, state: TriggerState, month: str) -> bool:
    """Return whether a change from a month on would come too soon after the last one.

    A month never sees two changes, even without a cool-down.
    """
    if not state.since:
        return False
    return months_between(state.since, month) <= rule.cool_down_months


def next_possible(rule: TriggerRule, state: TriggerState, effective_from: str) -> str:
    """Return the first month from which the trigger could change the weights, after this review.

    The next review is a month later, so that its changes are in force a month after this one's.
    """
    next_review = later_month(effective_from)
    if not state.since:
        return next_review
    return max(next_review, later_month(state.since, rule.cool_down_months + 1))


def stepped(
    state: TriggerState,
    found: TriggerVerdict,
    effective_from: str,
    moves: Mapping[str, float],
) -> TriggerState:
    """Return the state once the verdict's change is in force; ``moves`` are the trigger's own."""
    if not found.changes:
        return state
    if found is not TriggerVerdict.FIRES:
        return TriggerState(state.trigger, is_raised=False, since=effective_from)
    raised = {id_: move for id_, move in moves.items() if move > 0}
    taken = {id_: -move for id_, move in moves.items() if move < 0}
    return TriggerState(
        state.trigger, is_raised=True, since=effective_from, raised=raised, taken=taken
    )
