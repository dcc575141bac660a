"""The admissible weight sets of a policy: its rules as linear rows over the leaf shares.

Owns the translation of a :class:`~engine.domain.policy.WeightPolicy` and its contradictions;
which admissible set is chosen is left to :mod:`engine.optimisation.closeness`.
"""

from engine.domain.indicators import IndicatorNode, IndicatorTree
from engine.domain.policy import WeightPolicy
from engine.domain.weights import WeightSet
from engine.errors import Fault, InputError
from engine.optimisation.rules import SHARE_TOLERANCE, AdmissibleSet, RuleKind, WeightRule


def admissible_rules(
    policy: WeightPolicy, tree: IndicatorTree, incumbent: WeightSet
) -> tuple[WeightRule, ...]:
    """Rules of a policy over the leaves in file order; the sum to one is not among them.

    Rules that cannot bind are left out: floors of 0, caps of 1, moves that reach beyond 0 or 1.

    Parameters
    ----------
    policy, tree
        What is allowed, and the hierarchy whose top-level groups the group shares name.
    incumbent
        Weights in force over exactly the leaves of the tree: moves are counted from them.

    Raises
    ------
    InputError
        ``policy.contradictory`` with every fault of :func:`policy_faults`.
    """
    faults = policy_faults(policy, tree)
    if faults:
        raise InputError("policy.contradictory", faults, policy=policy.id)
    in_force = incumbent.aligned(tree.leaf_ids)
    rules = _leaf_rules(policy, tree) + _group_rules(policy, tree)
    if policy.largest_move is not None:
        rules += _move_rules(policy.largest_move, tree, in_force)
    return tuple(rules)


def admissible_set(
    policy: WeightPolicy, tree: IndicatorTree, incumbent: WeightSet
) -> AdmissibleSet:
    """Return what a policy admits; as :func:`admissible_rules`."""
    rules = admissible_rules(policy, tree, incumbent)
    return AdmissibleSet(policy.id, tree.leaf_ids, rules, policy.grid)


def policy_faults(policy: WeightPolicy, tree: IndicatorTree) -> tuple[Fault, ...]:
    """Everything in a policy that is wrong whatever the incumbent: all faults at once.

    Out-of-range shares, unknown indicators and groups, a floor above its cap, floors that sum to
    more than one or caps to less, group ranges that cannot sum to one, and a grid whose step does
    not divide one or a fixed group share.
    """
    return (
        *_range_faults(policy),
        *_unknown_faults(policy, tree),
        *_leaf_faults(policy, tree),
        *_group_faults(policy, tree),
        *_grid_faults(policy),
    )


def top_level_groups(tree: IndicatorTree) -> dict[str, tuple[int, ...]]:
    """Positions of the leaves of each child of the root that is a group, by the group's id."""
    place = {leaf: position for position, leaf in enumerate(tree.leaf_ids)}
    return {
        child.id: tuple(place[leaf.id] for leaf in child.leaves())
        for child in tree.root.children
        if isinstance(child, IndicatorNode)
    }


def _leaf_rules(policy: WeightPolicy, tree: IndicatorTree) -> list[WeightRule]:
    rules = []
    for place, leaf in enumerate(tree.leaves):
        floor = policy.floors.get(leaf.id, policy.default_floor)
        cap = policy.caps.get(leaf.id, policy.default_cap)
        if floor > 0:
            rules.append(WeightRule(RuleKind.FLOOR, leaf.id, leaf.name, (place,), floor))
        if cap < 1:
            rules.append(WeightRule(RuleKind.CAP, leaf.id, leaf.name, (place,), cap))
    return rules


def _group_rules(policy: WeightPolicy, tree: IndicatorTree) -> list[WeightRule]:
    members = top_level_groups(tree)
    names = {group.id: group.name for group in tree.groups}
    rules = []
    for group, (least, greatest) in policy.group_shares.items():
        about = (group, names[group], members[group])
        if greatest - least <= SHARE_TOLERANCE:
            rules.append(WeightRule(RuleKind.GROUP_FIXED, *about, least))
            continue
        if least > 0:
            rules.append(WeightRule(RuleKind.GROUP_LEAST, *about, least))
        if greatest < 1:
            rules.append(WeightRule(RuleKind.GROUP_GREATEST, *about, greatest))
    return rules


def _move_rules(largest_move: float, tree: IndicatorTree, incumbent: WeightSet) -> list[WeightRule]:
    rules = []
    for place, leaf in enumerate(tree.leaves):
        share = float(incumbent.shares[place])
        if share - largest_move > 0:
            lowest = share - largest_move
            rules.append(WeightRule(RuleKind.MOVE_DOWN, leaf.id, leaf.name, (place,), lowest))
        if share + largest_move < 1:
            highest = share + largest_move
            rules.append(WeightRule(RuleKind.MOVE_UP, leaf.id, leaf.name, (place,), highest))
    return rules


def _range_faults(policy: WeightPolicy) -> list[Fault]:
    shares = {
        "evidence_share": policy.evidence_share,
        "default_floor": policy.default_floor,
        "default_cap": policy.default_cap,
        **{f"floors.{id_}": share for id_, share in policy.floors.items()},
        **{f"caps.{id_}": share for id_, share in policy.caps.items()},
        **{f"group_shares.{id_}[0]": low for id_, (low, _) in policy.group_shares.items()},
        **{f"group_shares.{id_}[1]": high for id_, (_, high) in policy.group_shares.items()},
    }
    if policy.largest_move is not None:
        shares["largest_move"] = policy.largest_move
    return [
        Fault("policy.share_range", place, f"{share:g}")
        for place, share in shares.items()
        if not 0 <= share <= 1
    ]


def _unknown_faults(policy: WeightPolicy, tree: IndicatorTree) -> list[Fault]:
    leaves, groups = set(tree.leaf_ids), top_level_groups(tree)
    faults = [
        Fault("policy.unknown_indicator", f"{part}.{id_}", id_, {"indicator": id_})
        for part, ids in (("floors", policy.floors), ("caps", policy.caps))
        for id_ in ids
        if id_ not in leaves
    ]
    known = ", ".join(groups)
    return faults + [
        Fault("policy.unknown_group", f"group_shares.{id_}", id_, {"group": id_, "known": known})
        for id_ in policy.group_shares
        if id_ not in groups
    ]


def _leaf_faults(policy: WeightPolicy, tree: IndicatorTree) -> list[Fault]:
    floors = {id_: policy.floors.get(id_, policy.default_floor) for id_ in tree.leaf_ids}
    caps = {id_: policy.caps.get(id_, policy.default_cap) for id_ in tree.leaf_ids}
    faults = [
        Fault(
            "policy.floor_above_cap",
            f"floors.{id_}",
            f"{floor:g} > {caps[id_]:g}",
            {"indicator": id_, "floor": floor, "cap": caps[id_]},
        )
        for id_, floor in floors.items()
        if floor > caps[id_] + SHARE_TOLERANCE
    ]
    for code, place, shares, sign in (
        ("policy.floors_above_one", "floors", floors, 1),
        ("policy.caps_below_one", "caps", caps, -1),
    ):
        total = sum(shares.values())
        if sign * (total - 1) > SHARE_TOLERANCE:
            faults.append(Fault(code, place, f"{total:.6g}", {"total": total}))
    return faults


def _group_faults(policy: WeightPolicy, tree: IndicatorTree) -> list[Fault]:
    faults = [
        Fault("policy.group_range", f"group_shares.{id_}", f"{low:g} > {high:g}", {"group": id_})
        for id_, (low, high) in policy.group_shares.items()
        if low > high + SHARE_TOLERANCE
    ]
    ranges = list(policy.group_shares.values())
    least = sum(low for low, _ in ranges)
    greatest = sum(high for _, high in ranges)
    whole_tree = {leaf for group in top_level_groups(tree).values() for leaf in group}
    names_all = set(policy.group_shares) == set(top_level_groups(tree))
    names_all = names_all and len(whole_tree) == len(tree.leaf_ids)
    if least > 1 + SHARE_TOLERANCE:
        faults.append(
            Fault("policy.groups_above_one", "group_shares", f"{least:.6g}", {"total": least})
        )
    if names_all and greatest < 1 - SHARE_TOLERANCE:
        faults.append(
            Fault("policy.groups_below_one", "group_shares", f"{greatest:.6g}", {"total": greatest})
        )
    return faults


def _grid_faults(policy: WeightPolicy) -> list[Fault]:
    if policy.grid is None:
        return []
    if not 0 < policy.grid <= 1 or not _is_whole(1 / policy.grid):
        return [Fault("policy.grid_not_one", "grid", f"{policy.grid:g}")]
    return [
        Fault(
            "policy.group_off_grid",
            f"group_shares.{id_}",
            f"{low:g}",
            {"group": id_, "grid": policy.grid},
        )
        for id_, (low, high) in policy.group_shares.items()
        if high - low <= SHARE_TOLERANCE and not _is_whole(low / policy.grid)
    ]


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) <= SHARE_TOLERANCE * max(1.0, abs(number))
