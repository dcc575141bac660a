"""Trigger rules that name nothing or whose figures cannot be met."""

from collections.abc import Iterator

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import TriggerRule, WeightPolicy
from engine.errors import Fault

COMPARISONS = (">=", "<=")


def trigger_faults(policy: WeightPolicy, tree: IndicatorTree) -> tuple[Fault, ...]:
    """Return all faults of the triggers at once.

    Ids that are taken, raises of unknown leaves, of red lines and of ring-fenced leaves, and
    figures outside their ranges; the watched indicator may stand outside the scheme.
    """
    named = {
        "emphases": [each.id for each in policy.emphases],
        "triggers": [each.id for each in policy.triggers],
    }
    faults = [
        Fault("policy.id_taken", f"{part}[{i}].id", id_, {"id": id_})
        for part, ids in named.items()
        for i, id_ in enumerate(ids)
        if id_ in ids[:i]
    ]
    for rule in policy.triggers:
        place = f"triggers[{rule.id}]"
        faults += _raise_faults(place, rule, policy, tree)
        faults += _figure_faults(place, rule)
    return tuple(faults)


def _raise_faults(
    place: str, rule: TriggerRule, policy: WeightPolicy, tree: IndicatorTree
) -> Iterator[Fault]:
    fixed = {*policy.ring_fenced, *policy.red_lines}
    for id_, rise in rule.raises.items():
        here, values = f"{place}.raises.{id_}", {"indicator": id_}
        if id_ not in tree.leaf_ids:
            yield Fault("policy.unknown_indicator", here, id_, values)
        elif id_ in fixed:
            yield Fault("policy.raise_of_fixed", here, id_, values)
        if not 0 < rise <= 1:
            yield Fault("policy.raise_range", here, f"{rise:g}")
    if not rule.raises:
        yield Fault("policy.no_raise", f"{place}.raises", "")


def _figure_faults(place: str, rule: TriggerRule) -> Iterator[Fault]:
    shares = {"threshold": rule.threshold, "release": rule.release, "cap": rule.cap}
    for part, share in shares.items():
        if not 0 <= share <= 1:
            yield Fault("policy.share_range", f"{place}.{part}", f"{share:g}")
    if rule.comparison not in COMPARISONS:
        yield Fault("policy.comparison", f"{place}.comparison", rule.comparison)
    elif _released_too_late(rule):
        values = {"threshold": rule.threshold, "comparison": rule.comparison}
        yield Fault("policy.release", f"{place}.release", f"{rule.release:g}", values)
    if not 0 < rule.alpha < 1:
        yield Fault("policy.alpha", f"{place}.alpha", f"{rule.alpha:g}")
    if rule.window_days < 1:
        yield Fault("policy.window_days", f"{place}.window_days", str(rule.window_days))
    if rule.cool_down_months < 0:
        yield Fault("policy.cool_down", f"{place}.cool_down_months", str(rule.cool_down_months))


def _released_too_late(rule: TriggerRule) -> bool:
    """Return whether the release lies on the bad side of the threshold."""
    if rule.comparison == ">=":
        return rule.release > rule.threshold
    return rule.release < rule.threshold
