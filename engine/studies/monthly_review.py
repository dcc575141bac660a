"""The monthly review: whether a trigger calls for other weights, and from when.

Joins the windows' tests, the state machine and the projection on the policy. A change is a
proposal for the month after the running one: the running month's scores never move.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.domain.daily_counts import DailyCounts
from engine.domain.indicators import IndicatorTree
from engine.domain.months import later_month, month_of_day
from engine.domain.policy import TriggerRule, WeightPolicy
from engine.domain.proposal import Proposal, ProposalKind
from engine.domain.texts import Finding, Sentence
from engine.domain.trigger_states import TriggerState, TriggerStates, TriggerVerdict
from engine.domain.weights import WeightSet
from engine.errors import Fault, InputError, MethodError
from engine.optimisation.admissible import admissible_set
from engine.studies.trigger_changes import TriggerChange, broken_formulas, trigger_change
from engine.studies.trigger_steps import next_possible, stepped, verdict
from engine.studies.trigger_windows import WindowTest, window_test
from engine.studies.trigger_words import (
    broken_findings,
    change_findings,
    conflict_findings,
    verdict_sentence,
    window_findings,
)


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """One trigger in a review: its rule, its window's test, the verdict and what comes next."""

    rule: TriggerRule
    window: WindowTest
    verdict: TriggerVerdict
    before: TriggerState
    after: TriggerState
    next_possible: str
    sentence: Sentence


@dataclass(frozen=True, slots=True, eq=False)
class MonthlyReview:
    """A month's review of a policy's triggers.

    ``proposal`` is None where nothing changes, and where policy leaves no admissible weights:
    ``conflict`` then names the rules in conflict. ``states`` go into the next review; those of a
    proposal hold once it is adopted.
    """

    policy: str
    as_of: str
    running_period: str
    effective_from: str
    triggers: tuple[TriggerRow, ...]
    states: TriggerStates
    proposal: Proposal | None
    conflict: MethodError | None
    findings: tuple[Finding, ...]


def monthly_review(
    policy: WeightPolicy,
    tree: IndicatorTree,
    incumbent: WeightSet,
    counts: DailyCounts,
    as_of: np.datetime64,
    states: TriggerStates | None = None,
) -> MonthlyReview:
    """Return what the triggers of a policy say at a day, and the change they call for.

    Parameters
    ----------
    incumbent
        Weights in force, over the leaves of the tree.
    counts
        Days up to ``as_of`` count; later ones do not, with a note.
    as_of
        Last day of every window; its month is the running period.
    states
        As the last adopted review left them; None: every trigger is idle.

    Raises
    ------
    InputError
        ``weight_review.refused`` with every fault: a policy without triggers, an indicator
        without counts, states of another policy, of unknown triggers or leaves or of a later
        period. As :func:`engine.optimisation.admissible.admissible_set`, also where no trigger
        changes anything.
    """
    known = TriggerStates(policy.id, "", ()) if states is None else states
    running = month_of_day(as_of)
    _refuse(policy, tree, counts, known, running)
    in_force = incumbent.aligned(tree.leaf_ids)
    admissible = admissible_set(policy, tree, in_force)
    effective = later_month(running)
    windows = {
        rule.id: window_test(rule, known.of(rule.id), counts, as_of) for rule in policy.triggers
    }
    verdicts = _verdicts(policy, known, windows, effective)
    change = trigger_change(policy.triggers, tree, admissible, in_force, known, verdicts)
    rows = tuple(
        _row(rule, windows[rule.id], known.of(rule.id), change, effective)
        for rule in policy.triggers
    )
    after = TriggerStates(policy.id, running, tuple(row.after for row in rows))
    return MonthlyReview(
        policy.id,
        str(as_of),
        running,
        effective,
        rows,
        after,
        _proposal(policy, in_force, change, rows, after),
        change.conflict,
        (
            *window_findings([row.window for row in rows], counts, as_of),
            *_findings(rows, change, broken_formulas(admissible, in_force), tree),
        ),
    )


def _findings(
    rows: Sequence[TriggerRow], change: TriggerChange, broken: Sequence[str], tree: IndicatorTree
) -> tuple[Finding, ...]:
    """Return what the weights' reader must know: in force, changed, or in conflict."""
    return (
        *broken_findings(broken, change.repairs, tree),
        *change_findings(change, [row.rule for row in rows], tree),
        *conflict_findings(change.conflict),
    )


def _verdicts(
    policy: WeightPolicy,
    states: TriggerStates,
    windows: Mapping[str, WindowTest],
    effective: str,
) -> dict[str, TriggerVerdict]:
    return {
        rule.id: verdict(
            rule,
            states.of(rule.id),
            effective,
            is_beyond=windows[rule.id].test.fires,
            can_fire=windows[rule.id].test.critical_count is not None,
        )
        for rule in policy.triggers
    }


def _row(
    rule: TriggerRule,
    window: WindowTest,
    state: TriggerState,
    change: TriggerChange,
    effective: str,
) -> TriggerRow:
    found = change.verdicts[rule.id]
    after = stepped(state, found, effective, change.moves.get(rule.id, {}))
    next_month = next_possible(rule, after, effective)
    return TriggerRow(
        rule,
        window,
        found,
        state,
        after,
        next_month,
        verdict_sentence(rule, window, found, next_month, effective),
    )


def _proposal(
    policy: WeightPolicy,
    incumbent: WeightSet,
    change: TriggerChange,
    rows: Sequence[TriggerRow],
    states: TriggerStates,
) -> Proposal | None:
    if change.weights is None:
        return None
    changing = [row for row in rows if row.verdict.changes]
    fires = any(row.verdict is TriggerVerdict.FIRES for row in changing)
    return Proposal(
        ProposalKind.TRIGGER if fires else ProposalKind.RELEASE,
        policy.id,
        states.period,
        later_month(states.period),
        incumbent,
        change.weights,
        tuple(row.sentence for row in changing),
        states,
    )


def _refuse(
    policy: WeightPolicy,
    tree: IndicatorTree,
    counts: DailyCounts,
    states: TriggerStates,
    running: str,
) -> None:
    faults = [] if policy.triggers else [Fault("weight_review.no_triggers", "triggers")]
    faults += [
        Fault("weight_review.no_counts", f"triggers.{rule.id}", rule.indicator)
        for rule in policy.triggers
        if rule.indicator not in counts.events
    ]
    if states.policy != policy.id:
        values = {"policy": policy.id}
        faults.append(Fault("weight_review.other_policy", "policy", states.policy, values))
    ids = {rule.id for rule in policy.triggers}
    faults += [
        Fault("weight_review.unknown_trigger", "triggers", each.trigger, {"policy": policy.id})
        for each in states.triggers
        if each.trigger not in ids
    ]
    faults += [
        Fault("weight_review.unknown_leaf", f"triggers.{each.trigger}.raised", leaf)
        for each in states.triggers
        for leaf in dict.fromkeys((*each.raised, *each.taken))
        if leaf not in tree.leaf_ids
    ]
    latest = max((states.period, *(_latest(each) for each in states.triggers)))
    if latest > running:
        faults.append(Fault("weight_review.future_state", "period", latest, {"running": running}))
    if faults:
        raise InputError("weight_review.refused", faults, count=len(faults))


def _latest(state: TriggerState) -> str:
    """Return the month in which a state was reviewed: a month before it came into force."""
    return later_month(state.since, -1) if state.since else ""
