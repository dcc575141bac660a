"""The rules of a policy, kind by kind, as linear rows over the leaf shares.

Owns limits, coefficients, sentences and formulas; leaves contradictions to
:mod:`engine.optimisation.policy_faults` and what an emphasis adds to
:mod:`engine.optimisation.emphasis_rules`.
"""

from collections.abc import Mapping
from dataclasses import replace

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import Emphasis, OrderRule, RatioRule, WeightPolicy
from engine.domain.texts import Text
from engine.domain.weights import WeightSet
from engine.optimisation.emphasis_rules import shifted_group_shares
from engine.optimisation.rules import SHARE_TOLERANCE, RuleKind, WeightRule
from engine.optimisation.subjects import Subject, subjects

DECIMALS = 12  # of a limit that is a sum of shares: 0.1 + 0.2 is 0.3


def fixed_rules(
    policy: WeightPolicy, tree: IndicatorTree, incumbent: WeightSet
) -> list[WeightRule]:
    """Return the shares that nothing moves: ring-fenced leaves and red lines."""
    known = subjects(policy, tree)
    rules = [
        _rule(RuleKind.RING_FENCED, known[id_], incumbent.share(id_)) for id_ in policy.ring_fenced
    ]
    return rules + [_rule(RuleKind.RED_LINE, known[id_], 0.0) for id_ in policy.red_lines]


def leaf_rules(policy: WeightPolicy, tree: IndicatorTree) -> list[WeightRule]:
    """Return the floors and caps that can bind, of the leaves whose share is not fixed."""
    known = subjects(policy, tree)
    rules = []
    for leaf in free_leaves(policy, tree):
        floor = policy.floors.get(leaf, policy.default_floor)
        cap = policy.caps.get(leaf, policy.default_cap)
        if floor > 0:
            rules.append(_rule(RuleKind.FLOOR, known[leaf], floor))
        if cap < 1:
            rules.append(_rule(RuleKind.CAP, known[leaf], cap))
    return rules


def group_rules(
    policy: WeightPolicy, tree: IndicatorTree, emphasis: Emphasis | None
) -> list[WeightRule]:
    """Return the group ranges; those that the emphasis moves name it."""
    known = subjects(policy, tree)
    shifted = {} if emphasis is None else shifted_group_shares(emphasis, policy)
    rules = []
    for group, stated in policy.group_shares.items():
        least, greatest = shifted.get(group, stated)
        by = emphasis if group in shifted else None
        if greatest - least <= SHARE_TOLERANCE:
            rules.append(_rule(RuleKind.GROUP_FIXED, known[group], least, by))
            continue
        if least > 0:
            rules.append(_rule(RuleKind.GROUP_LEAST, known[group], least, by))
        if greatest < 1:
            rules.append(_rule(RuleKind.GROUP_GREATEST, known[group], greatest, by))
    return rules


def move_rules(policy: WeightPolicy, tree: IndicatorTree, incumbent: WeightSet) -> list[WeightRule]:
    """Return how far the leaves may move, where the move does not reach beyond 0 or 1."""
    known = subjects(policy, tree)
    rules = []
    for leaf in free_leaves(policy, tree):
        most = policy.largest_moves.get(leaf, policy.largest_move)
        if most is None:
            continue
        share = incumbent.share(leaf)
        lowest, highest = round(share - most, DECIMALS), round(share + most, DECIMALS)
        if lowest > 0:
            rules.append(_rule(RuleKind.MOVE_DOWN, known[leaf], lowest))
        if highest < 1:
            rules.append(_rule(RuleKind.MOVE_UP, known[leaf], highest))
    return rules


def comparison_rules(policy: WeightPolicy, tree: IndicatorTree) -> list[WeightRule]:
    """Return the orders and ratios between leaves and groups."""
    known = subjects(policy, tree)
    orders = [_order_rule(rule, known) for rule in policy.orders]
    return orders + [_ratio_rule(rule, known) for rule in policy.ratios]


def order_formula(rule: OrderRule) -> str:
    """Return an order as ``frt >= fcr + 0.02``."""
    gap = f" {'+' if rule.gap > 0 else '-'} {abs(rule.gap):.9g}" if rule.gap else ""
    return f"{rule.higher} >= {rule.lower}{gap}"


def free_leaves(policy: WeightPolicy, tree: IndicatorTree) -> list[str]:
    """Return the leaves in file order that are neither ring-fenced nor red lines."""
    fixed = {*policy.ring_fenced, *policy.red_lines}
    return [leaf for leaf in tree.leaf_ids if leaf not in fixed]


def _rule(kind: RuleKind, about: Subject, limit: float, by: Emphasis | None = None) -> WeightRule:
    rule = WeightRule(kind, about.id, about.name, about.members, limit)
    if by is None:
        return rule
    return replace(rule, words={"emphasis": _named(by.name)}, emphasis=by.id)


def _order_rule(rule: OrderRule, known: Mapping[str, Subject]) -> WeightRule:
    higher, lower = known[rule.higher], known[rule.lower]
    return WeightRule(
        RuleKind.ORDER,
        higher.id,
        higher.name,
        *_difference(higher, lower, 1.0, rule.gap),
        words={"lower": _named(lower.name), "gap_percent": 100 * abs(rule.gap)},
        written=order_formula(rule),
    )


def _ratio_rule(rule: RatioRule, known: Mapping[str, Subject]) -> WeightRule:
    higher, lower = known[rule.higher], known[rule.lower]
    return WeightRule(
        RuleKind.RATIO,
        higher.id,
        higher.name,
        *_difference(higher, lower, rule.ratio, 0.0),
        words={"lower": _named(lower.name), "ratio": rule.ratio},
        written=f"{higher.id} >= {rule.ratio:.9g} {lower.id}",
    )


def _difference(
    higher: Subject, lower: Subject, factor: float, limit: float
) -> tuple[tuple[int, ...], float, tuple[float, ...]]:
    """Return members, limit and coefficients of ``higher - factor * lower >= limit``.

    A leaf of both counts with what is left of it; one that cancels out is no member.
    """
    coefficients = dict.fromkeys(higher.members, 1.0)
    for place in lower.members:
        coefficients[place] = coefficients.get(place, 0.0) - factor
    kept = {place: own for place, own in sorted(coefficients.items()) if own != 0}
    return tuple(kept), limit, tuple(kept.values())


def _named(name: Text) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}
