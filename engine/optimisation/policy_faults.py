"""Everything in a policy that contradicts itself or the scheme and that no solver need say.

Owns names, ranges, and sums of floors, caps and group shares; the grid is looked at by
:mod:`engine.optimisation.grid_faults`, orders and ratios by
:mod:`engine.optimisation.comparison_faults`, triggers by
:mod:`engine.optimisation.trigger_faults`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import WeightPolicy
from engine.domain.weights import WeightSet
from engine.errors import Fault
from engine.optimisation.comparison_faults import comparison_faults
from engine.optimisation.emphasis import emphasis_faults
from engine.optimisation.grid_faults import grid_faults
from engine.optimisation.policy_rules import free_leaves
from engine.optimisation.rules import SHARE_TOLERANCE
from engine.optimisation.subjects import subjects
from engine.optimisation.trigger_faults import trigger_faults


def policy_faults(
    policy: WeightPolicy, tree: IndicatorTree, incumbent: WeightSet | None = None
) -> tuple[Fault, ...]:
    """Return all faults of a policy at once; those of its grid only when the rest is sound.

    Parameters
    ----------
    incumbent
        Weights in force over the leaves of the tree; without them ring-fenced shares are not
        held against the grid.
    """
    faults = (
        *_range_faults(policy),
        *_figure_faults(policy, tree),
        *_unknown_faults(policy, tree),
        *_own_group_faults(policy, tree),
        *_fixed_faults(policy),
        *_leaf_faults(policy, tree),
        *_group_faults(policy, tree),
        *comparison_faults(policy, tree),
        *(fault for each in policy.emphases for fault in emphasis_faults(each, policy, tree)),
        *trigger_faults(policy, tree),
    )
    return (*faults, *grid_faults(policy, tree, incumbent))


def _range_faults(policy: WeightPolicy) -> list[Fault]:
    """Return the shares that are none; a nan is none either."""
    shares = {
        "evidence_share": policy.evidence_share,
        "default_floor": policy.default_floor,
        "default_cap": policy.default_cap,
        **{f"floors.{id_}": share for id_, share in policy.floors.items()},
        **{f"caps.{id_}": share for id_, share in policy.caps.items()},
        **{f"largest_moves.{id_}": share for id_, share in policy.largest_moves.items()},
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


def _figure_faults(policy: WeightPolicy, tree: IndicatorTree) -> list[Fault]:
    """Return a budget that no number of indicators is, and distances that weigh nothing."""
    faults = []
    k = len(tree.leaf_ids)
    if policy.budget is not None and not 0 <= policy.budget <= k:
        faults.append(Fault("policy.budget_range", "budget", f"{policy.budget:g}", {"leaves": k}))
    stated = policy.distances
    weights = {"judged": stated.judged, "evidence": stated.evidence, "incumbent": stated.incumbent}
    below = [
        Fault("policy.distance_range", f"distances.{source}", f"{weight:g}")
        for source, weight in weights.items()
        if not 0 <= weight < float("inf")
    ]
    if not below and not any(weights.values()):
        faults.append(Fault("policy.no_distance", "distances", "0"))
    return faults + below


def _unknown_faults(policy: WeightPolicy, tree: IndicatorTree) -> list[Fault]:
    leaves = set(tree.leaf_ids)
    listed = {"ring_fenced": policy.ring_fenced, "red_lines": policy.red_lines}
    named: dict[str, Iterable[str]] = {
        "floors": policy.floors,
        "caps": policy.caps,
        "largest_moves": policy.largest_moves,
        **{f"groups[{group.id}].members": group.members for group in policy.groups},
    }
    places = [(f"{part}.{id_}", id_) for part, ids in named.items() for id_ in ids]
    places += [(f"{p}[{i}]", id_) for p, ids in listed.items() for i, id_ in enumerate(ids)]
    faults = [
        Fault("policy.unknown_indicator", place, id_, {"indicator": id_})
        for place, id_ in places
        if id_ not in leaves
    ]
    groups = [id_ for id_ in subjects(policy, tree) if id_ not in leaves]
    known = ", ".join(groups)
    return faults + [
        Fault("policy.unknown_group", f"group_shares.{id_}", id_, {"group": id_, "known": known})
        for id_ in policy.group_shares
        if id_ not in groups
    ]


def _own_group_faults(policy: WeightPolicy, tree: IndicatorTree) -> list[Fault]:
    """Return groups without members, members named twice, and names that are taken."""
    taken = {*tree.leaf_ids, *(group.id for group in tree.groups)}
    faults = []
    for group in policy.groups:
        place = f"groups[{group.id}]"
        if group.id in taken:
            faults.append(Fault("policy.group_taken", f"{place}.id", group.id, {"group": group.id}))
        taken.add(group.id)
        faults += [
            Fault("policy.member_twice", f"{place}.members", id_, {"indicator": id_})
            for id_, count in Counter(group.members).items()
            if count > 1
        ]
        if not group.members:
            faults.append(Fault("policy.empty_group", f"{place}.members", "", {"group": group.id}))
    return faults + [
        Fault("policy.empty_group", f"group_shares.{id_}", "", {"group": id_})
        for id_, subject in subjects(policy, tree).items()
        if id_ in policy.group_shares
        and not subject.members
        and id_ not in {group.id for group in policy.groups}
    ]


def _fixed_faults(policy: WeightPolicy) -> list[Fault]:
    """Return leaves that are ring-fenced and a red line at once, each in file order."""
    return [
        Fault("policy.fenced_red_line", f"ring_fenced[{i}]", id_, {"indicator": id_})
        for i, id_ in enumerate(policy.ring_fenced)
        if id_ in policy.red_lines
    ]


def _leaf_faults(policy: WeightPolicy, tree: IndicatorTree) -> list[Fault]:
    free = free_leaves(policy, tree)
    floors = {id_: policy.floors.get(id_, policy.default_floor) for id_ in free}
    caps = {id_: policy.caps.get(id_, policy.default_cap) for id_ in free}
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
    if not free and not policy.ring_fenced:
        return [Fault("policy.nothing_weighs", "red_lines", ", ".join(policy.red_lines))]
    # What is ring-fenced keeps a share that is not known here: it may be what the caps leave.
    held = bool(policy.ring_fenced)
    return [
        *faults,
        *_sum_fault("policy.floors_above_one", "floors", floors, ">="),
        *(() if held else _sum_fault("policy.caps_below_one", "caps", caps, "<=")),
    ]


def _group_faults(policy: WeightPolicy, tree: IndicatorTree) -> list[Fault]:
    faults = [
        Fault("policy.group_range", f"group_shares.{id_}", f"{low:g} > {high:g}", {"group": id_})
        for id_, (low, high) in policy.group_shares.items()
        if low > high + SHARE_TOLERANCE
    ]
    apart = _apart(policy, tree)
    least = {id_: policy.group_shares[id_][0] for id_ in apart}
    greatest = {id_: policy.group_shares[id_][1] for id_ in apart}
    whole = sum(len(members) for members in apart.values()) == len(tree.leaf_ids)
    return [
        *faults,
        *_sum_fault("policy.groups_above_one", "group_shares", least, ">="),
        *(_sum_fault("policy.groups_below_one", "group_shares", greatest, "<=") if whole else ()),
    ]


def _apart(policy: WeightPolicy, tree: IndicatorTree) -> dict[str, frozenset[int]]:
    """Return groups with a range that share no leaf: those earlier in the policy first.

    What overlapping groups cannot meet together is for the solver to say.
    """
    known = subjects(policy, tree)
    apart: dict[str, frozenset[int]] = {}
    for id_ in policy.group_shares:
        members = frozenset(known[id_].members) if id_ in known else frozenset()
        if members and not any(members & other for other in apart.values()):
            apart[id_] = members
    return apart


def _sum_fault(code: str, place: str, shares: Mapping[str, float], sense: str) -> list[Fault]:
    """Return the fault of least shares that sum to more than one, or of greatest to less."""
    total = sum(shares.values())
    excess = total - 1 if sense == ">=" else 1 - total
    if excess <= SHARE_TOLERANCE:  # a nan is told by its range
        return []
    binding = {id_: share for id_, share in shares.items() if share > 0 or sense == "<="}
    rules = "; ".join(f"{id_} {sense} {share:.9g}" for id_, share in binding.items())
    return [Fault(code, place, f"{total:.10g} ({rules})", {"total": total})]
