"""What fired and released triggers ask of the weights, before the policy has its say."""

from collections.abc import Mapping, Sequence

import numpy as np

from engine.domain.policy import TriggerRule
from engine.domain.proposal import LEAST_MOVE
from engine.domain.trigger_states import TriggerState
from engine.domain.weights import Origin, WeightSet
from engine.errors import MethodError

DECIMALS = 12  # of a share: what is beyond is the dust of a subtraction


def trigger_target(base: WeightSet, fired: Sequence[TriggerRule]) -> WeightSet:
    """Return the weights with the rises asked for, the other leaves in proportion.

    Rises of several triggers add up, up to the lowest cap among those that raise the leaf; a
    share that stands above it already stays.

    Raises
    ------
    MethodError
        ``trigger.no_room`` when the leaves asked for would take more than the whole.
    """
    asked = {
        id_: max(base.share(id_), min(base.share(id_) + rise, lowest_cap(fired, id_)))
        for id_, rise in asked_rises(fired).items()
    }
    if not asked:
        return base
    others = sum(base.share(id_) for id_ in base.indicators if id_ not in asked)
    left = 1 - sum(asked.values())
    if left < 0 or others <= 0:
        leaves = ", ".join(asked)
        raise MethodError("trigger.no_room", leaves=leaves, total=sum(asked.values()))
    return _scaled(
        base,
        [
            asked[id_] if id_ in asked else base.share(id_) * left / others
            for id_ in base.indicators
        ],
    )


def restored_shares(base: WeightSet, released: Sequence[TriggerState]) -> WeightSet:
    """Return the weights with what each release takes back from its leaves and gives back.

    Each leaf gets what the rise took from it, so that the shares before come back, whatever else
    has changed meanwhile. A state that does not say what its rise took gives to all other leaves
    in proportion. No share falls below 0.
    """
    for state in released:
        rises = np.array([state.raised.get(id_, 0.0) for id_ in base.indicators])
        gifts = np.array([state.taken.get(id_, 0.0) for id_ in base.indicators])
        if not gifts.any():
            others = np.where(rises > 0, 0.0, base.shares)
            fallen = np.minimum(rises, base.shares).sum()
            gifts = others * fallen / others.sum() if others.sum() > 0 else rises
        shares = np.maximum(np.round(base.shares - rises + gifts, DECIMALS), 0.0)
        base = _scaled(base, shares.tolist())
    return base


def trigger_moves(
    fired: Sequence[TriggerRule], base: WeightSet, after: WeightSet
) -> dict[str, dict[str, float]]:
    """Return by trigger the change of each leaf that is its own; they sum to 0 for each trigger.

    A leaf that several triggers raise is shared among them in proportion to what they asked; the
    leaves that pay in proportion to what each trigger really raised.
    """
    asked = asked_rises(fired)
    gaps = after.aligned(base.indicators).shares - base.shares
    changes = dict(zip(base.indicators, gaps.tolist(), strict=True))
    own = {
        rule.id: {
            id_: changes[id_] * rise / asked[id_]
            for id_, rise in rule.raises.items()
            if asked[id_] > 0
        }
        for rule in fired
    }
    gains = {id_: sum(moves.values()) for id_, moves in own.items()}
    total = sum(gains.values())
    found = {}
    for id_, moves in own.items():
        part = gains[id_] / total if total > LEAST_MOVE else 0.0
        paid = {leaf: part * change for leaf, change in changes.items() if leaf not in asked}
        rounded = {leaf: round(move, DECIMALS) for leaf, move in (moves | paid).items()}
        found[id_] = {leaf: move for leaf, move in rounded.items() if abs(move) > LEAST_MOVE}
    return found


def asked_rises(fired: Sequence[TriggerRule]) -> dict[str, float]:
    """Return the rise that all fired triggers together ask for, by leaf."""
    total: dict[str, float] = {}
    for rule in fired:
        for id_, rise in rule.raises.items():
            total[id_] = total.get(id_, 0.0) + rise
    return total


def lowest_cap(fired: Sequence[TriggerRule], leaf: str) -> float:
    """Return the lowest cap among the triggers that raise a leaf, 1 where there is none."""
    return min((rule.cap for rule in fired if leaf in rule.raises), default=1.0)


def gained(moves: Mapping[str, float], rule: TriggerRule) -> float:
    """Return by how much a trigger's own moves raise the leaves that it asks for."""
    return sum(max(moves.get(id_, 0.0), 0.0) for id_ in rule.raises)


def _scaled(base: WeightSet, shares: Sequence[float]) -> WeightSet:
    exact = np.array(shares)
    return WeightSet(Origin.RECOMMENDED, base.indicators, exact / exact.sum())
