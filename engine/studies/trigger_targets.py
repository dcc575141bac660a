"""What fired and released triggers ask of the weights, before the policy has its say."""

from collections.abc import Mapping, Sequence

import numpy as np

from engine.domain.policy import TriggerRule
from engine.domain.trigger_states import TriggerState
from engine.domain.weights import Origin, WeightSet
from engine.errors import MethodError


def trigger_target(
    incumbent: WeightSet, fired: Sequence[TriggerRule], released: Sequence[TriggerState]
) -> WeightSet:
    """Return the incumbent with the rises and falls asked for, the other leaves in proportion.

    Rises of several triggers add up, up to the lowest cap among those that raise the leaf; a
    share that stands above it already stays. A release takes back what its own rise brought, so
    that the shares before the rise come back where nothing else has changed meanwhile.

    Raises
    ------
    MethodError
        ``trigger.no_room`` when the leaves asked for would take more than the whole.
    """
    asked = _asked_shares(incumbent, fired, released)
    if not asked:
        return incumbent
    rest = [id_ for id_ in incumbent.indicators if id_ not in asked]
    others = sum(incumbent.share(id_) for id_ in rest)
    left = 1 - sum(asked.values())
    if left < 0 or others <= 0:
        leaves = ", ".join(asked)
        raise MethodError("trigger.no_room", leaves=leaves, total=sum(asked.values()))
    shares = [
        asked[id_] if id_ in asked else incumbent.share(id_) * left / others
        for id_ in incumbent.indicators
    ]
    exact = np.array(shares)
    return WeightSet(Origin.RECOMMENDED, incumbent.indicators, exact / exact.sum())


def raised_shares(
    fired: Sequence[TriggerRule], before: WeightSet, after: WeightSet, falls: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Return by trigger what a change really raised: after caps, policy and grid.

    A leaf that several triggers raise is shared among them in proportion to what they asked.

    Parameters
    ----------
    falls
        What releases in the same change took from a leaf.
    """
    asked = _sums([rule.raises for rule in fired])
    found: dict[str, dict[str, float]] = {}
    for rule in fired:
        rises = {
            id_: (after.share(id_) - before.share(id_) + falls.get(id_, 0.0)) * rise / asked[id_]
            for id_, rise in rule.raises.items()
            if asked[id_] > 0
        }
        found[rule.id] = {id_: rise for id_, rise in rises.items() if rise > 0}
    return found


def falls_of(released: Sequence[TriggerState]) -> dict[str, float]:
    """Return what releases take back from each leaf."""
    return _sums([state.raised for state in released])


def _asked_shares(
    incumbent: WeightSet, fired: Sequence[TriggerRule], released: Sequence[TriggerState]
) -> dict[str, float]:
    falls, rises = falls_of(released), _sums([rule.raises for rule in fired])
    asked = {}
    for id_ in dict.fromkeys((*falls, *rises)):
        lowered = max(0.0, incumbent.share(id_) - falls.get(id_, 0.0))
        cap = min((rule.cap for rule in fired if id_ in rule.raises), default=1.0)
        asked[id_] = max(lowered, min(lowered + rises.get(id_, 0.0), cap))
    return asked


def _sums(parts: Sequence[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for part in parts:
        for id_, share in part.items():
            total[id_] = total.get(id_, 0.0) + share
    return total
