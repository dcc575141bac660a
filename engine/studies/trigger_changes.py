"""The change of weights that triggers call for, brought into the policy step by step.

First the weights in force are brought into the policy where they break it, then releases give
back what their rises took, then the fired triggers raise: each step starts from the one before,
so that a trigger's own move is told apart from the others. Words are left to
:mod:`engine.studies.trigger_words`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import TriggerRule
from engine.domain.proposal import LEAST_MOVE
from engine.domain.trigger_states import TriggerState, TriggerStates, TriggerVerdict
from engine.domain.weights import Origin, WeightSet
from engine.errors import MethodError
from engine.optimisation.closeness import ClosestWeights, closest_weights
from engine.optimisation.rules import SHARE_TOLERANCE, AdmissibleSet, RuleKind, WeightRule
from engine.studies.recalibration import broken_rules
from engine.studies.trigger_targets import (
    asked_rises,
    gained,
    lowest_cap,
    restored_shares,
    trigger_moves,
    trigger_target,
)

NOTHING: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Cut:
    """A leaf that a fired trigger raises by another share than it asks for, and what keeps it."""

    trigger: str
    leaf: str
    asked: float
    given: float
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShortRelease:
    """Triggers whose release cannot give back just what the rise took, and the rules against it.

    No rules: the state does not say what the rise took.
    """

    triggers: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TriggerChange:
    """The weights after a review's changes, and the verdicts once the policy has had its say.

    ``weights`` is None where no share changes. ``moves`` holds each fired trigger's own change by
    leaf, ``repairs`` that of bringing the weights in force into the policy.
    """

    weights: WeightSet | None
    verdicts: Mapping[str, TriggerVerdict]
    moves: Mapping[str, Mapping[str, float]]
    repairs: Mapping[str, float]
    cuts: tuple[Cut, ...] = ()
    short: tuple[ShortRelease, ...] = ()
    conflict: MethodError | None = None


def trigger_change(
    rules: Sequence[TriggerRule],
    tree: IndicatorTree,
    admissible: AdmissibleSet,
    incumbent: WeightSet,
    states: TriggerStates,
    verdicts: Mapping[str, TriggerVerdict],
) -> TriggerChange:
    """Return the change that the verdicts call for, or why the policy admits none.

    A fired trigger that raises nothing has ``NO_ROOM`` and stays idle; a release always holds,
    also where it changes no share.
    """
    fired = [each for each in rules if verdicts[each.id] is TriggerVerdict.FIRES]
    released = [
        states.of(each.id) for each in rules if verdicts[each.id] is TriggerVerdict.RELEASES
    ]
    if not fired and not released:
        return TriggerChange(None, verdicts, {}, NOTHING)
    try:
        base = _held(incumbent, admissible)
        restored = restored_shares(base, released) if released else base
        back = _held(restored, admissible)
        found = None if not fired else _raised(fired, tree, admissible, back)
    except MethodError as refused:
        stopped = {
            id_: TriggerVerdict.NO_ROOM if each.changes else each for id_, each in verdicts.items()
        }
        return TriggerChange(None, stopped, {}, NOTHING, conflict=refused)
    after = back if found is None else found.weights
    moves = trigger_moves(fired, back, after)
    final = {
        **verdicts,
        **{
            rule.id: TriggerVerdict.NO_ROOM
            for rule in fired
            if gained(moves[rule.id], rule) <= LEAST_MOVE
        },
    }
    same = bool(np.abs(after.shares - incumbent.shares).max() <= LEAST_MOVE)
    unchanged = same or not any(each.changes for each in final.values())
    return TriggerChange(
        None if unchanged else replace(after, origin=Origin.RECOMMENDED),
        final,
        moves,
        NOTHING if unchanged else _gaps(incumbent, base),
        _cuts(fired, moves, back, found, admissible),
        _short(released, (base, restored, back), admissible),
    )


def broken_formulas(admissible: AdmissibleSet, weights: WeightSet) -> tuple[str, ...]:
    """Return what a weight set breaks, the grid among it, as formulas."""
    found = [rule.formula for rule in broken_rules(admissible, weights.shares)]
    if admissible.grid is not None:
        steps = weights.shares / admissible.grid
        if bool((np.abs(steps - np.round(steps)) * admissible.grid > SHARE_TOLERANCE).any()):
            found.append(_grid_formula(admissible))
    return tuple(found)


def cap_rules(
    fired: Sequence[TriggerRule], tree: IndicatorTree, base: WeightSet
) -> tuple[WeightRule, ...]:
    """Return the triggers' caps on the leaves that they raise, as rules of the admissible set.

    A share that stands above its cap already may stay where it is.
    """
    return tuple(
        WeightRule(
            RuleKind.CAP,
            leaf.id,
            leaf.name,
            (place,),
            max(lowest_cap(fired, leaf.id), base.share(leaf.id)),
            written=_cap_formula(fired, leaf.id),
        )
        for place, leaf in enumerate(tree.leaves)
        if lowest_cap(fired, leaf.id) < 1
    )


def _held(weights: WeightSet, admissible: AdmissibleSet) -> WeightSet:
    """Return weights as they are where the policy admits them, else the closest it admits."""
    if not broken_formulas(admissible, weights):
        return replace(weights, draws=None)
    return closest_weights(weights, admissible).weights


def _raised(
    fired: Sequence[TriggerRule], tree: IndicatorTree, admissible: AdmissibleSet, base: WeightSet
) -> ClosestWeights:
    capped = replace(admissible, rules=(*admissible.rules, *cap_rules(fired, tree, base)))
    return closest_weights(trigger_target(base, fired), capped)


def _cuts(
    fired: Sequence[TriggerRule],
    moves: Mapping[str, Mapping[str, float]],
    base: WeightSet,
    found: ClosestWeights | None,
    admissible: AdmissibleSet,
) -> tuple[Cut, ...]:
    return tuple(
        Cut(rule.id, id_, rise, given, _reasons(fired, id_, base, found, admissible))
        for rule in fired
        if found is not None
        for id_, rise in rule.raises.items()
        if abs((given := moves[rule.id].get(id_, 0.0)) - rise) > LEAST_MOVE
    )


def _reasons(
    fired: Sequence[TriggerRule],
    leaf: str,
    base: WeightSet,
    found: ClosestWeights,
    admissible: AdmissibleSet,
) -> tuple[str, ...]:
    """Return what keeps a leaf from its rise: its trigger's cap, rules with a price, the grid."""
    caps = {_cap_formula(fired, id_) for id_ in asked_rises(fired)}
    cap, wanted = lowest_cap(fired, leaf), base.share(leaf) + asked_rises(fired)[leaf]
    names = [_cap_formula(fired, leaf)] if wanted > cap + LEAST_MOVE else []
    names += [
        each.rule.formula
        for each in found.binding
        if (each.shadow_price is None or abs(each.shadow_price) > LEAST_MOVE)
        and each.rule.formula not in caps
    ]
    place = admissible.leaves.index(leaf)
    if found.unrounded is not None:
        step = abs(found.unrounded[place] - found.weights.aligned(admissible.leaves).shares[place])
        if step > LEAST_MOVE:
            names.append(_grid_formula(admissible))
    return tuple(dict.fromkeys(names))


def _short(
    released: Sequence[TriggerState],
    steps: tuple[WeightSet, WeightSet, WeightSet],
    admissible: AdmissibleSet,
) -> tuple[ShortRelease, ...]:
    """Return which releases fall short, from the weights before them, as asked and as admitted."""
    base, restored, back = steps
    found = [
        ShortRelease((state.trigger,), ()) for state in released if state.raised and not state.taken
    ]
    for state in released:
        below = [id_ for id_, rise in state.raised.items() if base.share(id_) < rise - LEAST_MOVE]
        if below:
            found.append(ShortRelease((state.trigger,), tuple(f"{id_} >= 0" for id_ in below)))
    if np.abs(back.shares - restored.shares).max() > LEAST_MOVE:
        ids = tuple(state.trigger for state in released)
        found.append(ShortRelease(ids, broken_formulas(admissible, restored)))
    return tuple(found)


def _gaps(before: WeightSet, after: WeightSet) -> dict[str, float]:
    gaps = (after.aligned(before.indicators).shares - before.shares).tolist()
    pairs = zip(before.indicators, gaps, strict=True)
    return {id_: gap for id_, gap in pairs if abs(gap) > LEAST_MOVE}


def _cap_formula(fired: Sequence[TriggerRule], leaf: str) -> str:
    by = ", ".join(rule.id for rule in fired if leaf in rule.raises and rule.cap < 1)
    return f"{leaf} <= {lowest_cap(fired, leaf):.6g} ({by}: cap)"


def _grid_formula(admissible: AdmissibleSet) -> str:
    return f"grid = {admissible.grid:.6g}"
