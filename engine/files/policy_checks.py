"""Whether the rules of a policy file can be meant as they stand.

Each rule against itself and against what it names; rules that clash only together are left to
:mod:`engine.optimisation.conflicts`, but for groups without room, which ``heng check`` names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from engine.domain.grades import GradeRule
from engine.domain.indicators import IndicatorNode, IndicatorTree
from engine.files.documents import Faults
from engine.files.policy_schema import PolicyFile
from engine.files.toml_lines import KeyPath

TOLERANCE = 1e-9
Members = Mapping[str, frozenset[str]]


def check_rules(file: PolicyFile, faults: Faults) -> None:
    """Note every rule that contradicts itself, whatever the indicators are."""
    _check_floors(file, faults)
    _check_ranges(file, faults)
    _check_grid(file, faults)
    _check_fixed_leaves(file, faults)
    _check_orders(file, faults)
    _check_emphases(file, faults)
    _check_triggers(file, faults)
    _check_sources(file, faults)


def check_shares(file: PolicyFile, tree: IndicatorTree, faults: Faults) -> None:
    """Note shares that cannot sum to one, a policy of red lines alone, and too large a budget."""
    floors, caps = _bounds(file, tree)
    if (total := sum(floors.values())) > 1 + TOLERANCE:
        path = ("floors",) if file.floors else ("default_floor",)
        told = f"{total:.10g} ({_rules(floors, '>=')})"
        _add(faults, "policy.floors_above_one", path, told, {"total": total})
    if set(file.red_lines) >= set(tree.leaf_ids):
        faults.add("policy.nothing_weighs", ("red_lines",))
    elif (total := sum(caps.values())) < 1 - TOLERANCE:
        path = ("caps",) if file.caps else ("default_cap",)
        told = f"{total:.10g} ({_rules(caps, '<=')})"
        _add(faults, "policy.caps_below_one", path, told, {"total": total})
    for family, whole in _families(file, tree):
        _check_group_sum(file, family, faults, whole=whole)
    if file.budget is not None and file.budget > len(tree.leaf_ids):
        faults.add("policy.budget", ("budget",), values={"most": len(tree.leaf_ids)})


def check_room(file: PolicyFile, tree: IndicatorTree, faults: Faults) -> None:
    """Note groups whose floors exceed, or whose caps cannot fill, what the group may hold."""
    floors, caps = _bounds(file, tree)
    members = {**_top_level(tree), **_own(file)}
    for id_, leaves in members.items():
        least, greatest = file.group_shares.get(id_, (0.0, 1.0))
        own_floors = {leaf: share for leaf, share in floors.items() if leaf in leaves}
        own_caps = {leaf: share for leaf, share in caps.items() if leaf in leaves}
        floor, cap = sum(own_floors.values()), sum(own_caps.values())
        path = ("group_shares", id_) if id_ in file.group_shares else ("default_floor",)
        values = {"group": id_, "floor": floor, "cap": cap}
        if floor > greatest + TOLERANCE:
            told = f"{_rules(own_floors, '>=')}; {id_} <= {greatest:.9g}"
            _add(faults, "policy.no_room", path, told, values)
        elif cap < least - TOLERANCE:
            told = f"{_rules(own_caps, '<=')}; {id_} >= {least:.9g}"
            _add(faults, "policy.no_room", path, told, values)


def _rules(bounds: Mapping[str, float], sense: str) -> str:
    """Return bounds as formulas; floors of 0 say nothing."""
    said = {id_: share for id_, share in bounds.items() if share > 0 or sense == "<="}
    return "; ".join(f"{id_} {sense} {share:.9g}" for id_, share in said.items())


def _add(
    faults: Faults, code: str, path: KeyPath, rules: str, values: Mapping[str, object]
) -> None:
    """Note a fault whose value names every rule in conflict, however many there are."""
    faults.found.append(replace(faults.document.fault(code, path, "", values), value=rules))


# --- rules by themselves -------------------------------------------------------------------------


def _check_floors(file: PolicyFile, faults: Faults) -> None:
    if file.default_floor > file.default_cap:
        values = {"indicator": "default", "floor": file.default_floor, "cap": file.default_cap}
        faults.add("policy.floor_above_cap", ("default_floor",), values=values)
    for key, bounds in (("floors", file.floors), ("caps", file.caps)):
        for id_ in bounds:
            floor = file.floors.get(id_, file.default_floor)
            cap = file.caps.get(id_, file.default_cap)
            if floor > cap + TOLERANCE:
                values = {"indicator": id_, "floor": floor, "cap": cap}
                faults.add("policy.floor_above_cap", (key, id_), values=values)


def _check_ranges(file: PolicyFile, faults: Faults) -> None:
    for id_, (least, greatest) in file.group_shares.items():
        if least > greatest + TOLERANCE:
            faults.add("policy.range", ("group_shares", id_))


def _check_grid(file: PolicyFile, faults: Faults) -> None:
    if not file.grid:
        return
    if not _is_whole(1 / file.grid):
        faults.add("policy.grid_not_one", ("grid",))
        return
    for id_, (least, greatest) in file.group_shares.items():
        if abs(greatest - least) <= TOLERANCE and not _is_whole(least / file.grid):
            values = {"group": id_, "grid": file.grid}
            faults.add("policy.group_off_grid", ("group_shares", id_), values=values)


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) <= TOLERANCE * max(1.0, abs(number))


def _check_fixed_leaves(file: PolicyFile, faults: Faults) -> None:
    """Note leaves whose share is fixed and that another rule is to move."""
    for place, leaf in enumerate(file.red_lines):
        if leaf in file.ring_fenced:
            faults.add("policy.fenced_red_line", ("red_lines", place), values={"indicator": leaf})
        if file.floors.get(leaf, 0.0) > 0:
            faults.add("policy.fixed_leaf", ("floors", leaf), values={"indicator": leaf})
    fixed = {*file.red_lines, *file.ring_fenced}
    for i, trigger in enumerate(file.triggers):
        for leaf in trigger.raises:
            if leaf in fixed:
                path = ("triggers", i, "raises", leaf)
                faults.add("policy.fixed_leaf", path, values={"indicator": leaf})


def _check_orders(file: PolicyFile, faults: Faults) -> None:
    for key in ("orders", "ratios"):
        for i, rule in enumerate(getattr(file, key)):
            if rule.higher == rule.lower:
                faults.add("policy.order_of_one", (key, i, "lower"))


def _check_emphases(file: PolicyFile, faults: Faults) -> None:
    for i, each in enumerate(file.emphases):
        if not (each.multipliers or each.at_least_incumbent or each.group_shifts or each.first):
            faults.add("policy.emphasis_empty", ("emphases", i), each.id, {"emphasis": each.id})


def _check_triggers(file: PolicyFile, faults: Faults) -> None:
    for i, each in enumerate(file.triggers):
        if each.release is None:
            continue
        sign = 1 if each.comparison == ">=" else -1
        if sign * (each.release - each.threshold) > TOLERANCE:
            values = {"threshold": each.threshold, "comparison": each.comparison}
            faults.add("policy.release", ("triggers", i, "release"), values=values)


def _check_sources(file: PolicyFile, faults: Faults) -> None:
    """Note what is said twice, and distances that no source counts in."""
    if file.scheme and file.indicators:
        faults.add("policy.scheme_or_indicators", ("indicators",), "indicators")
    if file.scheme and file.grades:
        faults.add("policy.scheme_or_grades", ("grades",), "grades")
    if file.grades:
        with faults.at("grades"):
            GradeRule(file.grades.cutoffs, file.grades.labels)
    given = file.distances
    if given and not (given.judged or given.evidence or given.incumbent):
        faults.add("policy.no_distance", ("distances",))


# --- rules over all indicators -------------------------------------------------------------------


def _bounds(file: PolicyFile, tree: IndicatorTree) -> tuple[dict[str, float], dict[str, float]]:
    """Return the least and greatest share of each leaf; other rules on a fixed one do not count."""
    floors = {id_: file.floors.get(id_, file.default_floor) for id_ in tree.leaf_ids}
    caps = {id_: file.caps.get(id_, file.default_cap) for id_ in tree.leaf_ids}
    for id_ in {*file.ring_fenced, *file.red_lines} & set(tree.leaf_ids):
        floors[id_], caps[id_] = 0.0, float(id_ not in file.red_lines)
    return floors, caps


def _top_level(tree: IndicatorTree) -> dict[str, frozenset[str]]:
    return {
        child.id: frozenset(leaf.id for leaf in child.leaves())
        for child in tree.root.children
        if isinstance(child, IndicatorNode)
    }


def _own(file: PolicyFile) -> dict[str, frozenset[str]]:
    return {group.id: frozenset(group.members) for group in file.groups}


def _families(file: PolicyFile, tree: IndicatorTree) -> Iterator[tuple[Members, bool]]:
    """Yield the groups that have a share and do not overlap, and whether they hold all leaves."""
    for groups in (_top_level(tree), _own(file)):
        named = {id_: leaves for id_, leaves in groups.items() if id_ in file.group_shares}
        if not any(first & second for first, second in combinations(named.values(), 2)):
            held = frozenset[str]().union(*named.values())
            yield named, held >= set(tree.leaf_ids)


def _check_group_sum(file: PolicyFile, family: Members, faults: Faults, *, whole: bool) -> None:
    leasts = {id_: file.group_shares[id_][0] for id_ in family}
    greatests = {id_: file.group_shares[id_][1] for id_ in family}
    least, greatest = sum(leasts.values()), sum(greatests.values())
    values = {"least": least, "greatest": greatest}
    if least > 1 + TOLERANCE:
        _add(faults, "policy.group_sum", ("group_shares",), _rules(leasts, ">="), values)
    elif whole and greatest < 1 - TOLERANCE:
        _add(faults, "policy.group_sum", ("group_shares",), _rules(greatests, "<="), values)
