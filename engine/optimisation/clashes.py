"""The smallest set of nested rules that cannot hold together, found without a solver.

Owns the counting argument for plain bounds inside groups inside the sum; rules that are not nested
are left to :mod:`engine.optimisation.clash_search`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, floor, inf
from typing import TypeAlias

from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet, WeightRule

CLASH_TOLERANCE = 1e-7  # shares that miss each other by less are arithmetic, not policy
STEP_TOLERANCE = 1e-6  # of a step: a limit this near a multiple of the step is one

Members: TypeAlias = frozenset[int]


@dataclass(frozen=True, slots=True)
class Clash:
    """Rules that cannot hold together, by position in the admissible set, ascending.

    Without any one of them the others can hold; ``smallest`` says that no set of fewer rules
    clashes, ``at_least`` how many rules every clash has for certain.
    """

    places: tuple[int, ...]
    smallest: bool
    at_least: int


@dataclass(frozen=True, slots=True)
class _Bound:
    """A bound on a sum of shares and the rules that enforce it."""

    value: float
    places: tuple[int, ...] = ()


# the best bound that j rules enforce, by j; longer tables never hold a worse one
_Table: TypeAlias = tuple[_Bound, ...]


def are_nested(rules: Sequence[WeightRule]) -> bool:
    """Tell whether all rules bound plain sums, any two of them of nested or disjoint members."""
    families = {frozenset(rule.members) for rule in rules}
    return all(rule.is_sum for rule in rules) and all(
        one <= other or other <= one or not one & other for one, other in combinations(families, 2)
    )


def nested_clash(admissible: AdmissibleSet) -> Clash | None:
    """Smallest clashing set of nested rules, None where the rules can hold together.

    Parameters
    ----------
    admissible
        With rules for which :func:`are_nested`; the sum of one and shares >= 0 are in force too,
        and on a grid only multiples of the step count.

    Notes
    -----
    Nested rules are a tree: leaves inside groups inside the whole. They can hold together if and
    only if at every node the least share that the rules on and below it enforce is no more than
    the greatest. How much j rules enforce at a node follows from its children's tables, best sum
    over all ways of dividing j among them, or from one rule on the node itself; so the smallest
    clash is the least number of rules that enforce a least share above an enforced greatest
    share of the same node. On a grid the limits are first rounded to the step inwards, after
    which grid points exist wherever other points do (the rows are totally unimodular). Of equally
    small clashes the one that misses most is returned.
    """
    lower, upper = _lower_limits(admissible), _upper_limits(admissible)
    best: tuple[int, float, tuple[int, ...]] | None = None
    for members in _nodes(admissible):
        least = _table(members, lower, admissible, max)
        greatest = _table(members, upper, admissible, min)
        for low in least:
            for high in greatest:
                places = tuple(sorted({*low.places, *high.places}))
                excess = low.value - high.value
                if excess > CLASH_TOLERANCE and (best is None or (len(places), -excess) < best[:2]):
                    best = len(places), -excess, places
    return None if best is None else Clash(best[2], smallest=True, at_least=best[0])


def _nodes(admissible: AdmissibleSet) -> list[Members]:
    """Return the member sets of the rules and the whole, smaller sets first."""
    whole = frozenset(range(len(admissible.leaves)))
    families = {frozenset(rule.members) for rule in admissible.rules} | {whole}
    return sorted(families, key=lambda members: (len(members), sorted(members)))


def _lower_limits(admissible: AdmissibleSet) -> dict[int, float]:
    """Return the least shares that rules ask for, by the rule's position."""
    return {
        place: _inwards(rule.limit, admissible.grid, ceil)
        for place, rule in enumerate(admissible.rules)
        if rule.sense is not Sense.AT_MOST
    }


def _upper_limits(admissible: AdmissibleSet) -> dict[int, float]:
    return {
        place: _inwards(rule.limit, admissible.grid, floor)
        for place, rule in enumerate(admissible.rules)
        if rule.sense is not Sense.AT_LEAST
    }


def _inwards(limit: float, grid: float | None, rounded: Callable[[float], int]) -> float:
    """Return the limit as a multiple of the step, rounded to where the rule allows it."""
    if grid is None:
        return limit
    steps = limit / grid
    nearest = round(steps)
    whole = nearest if abs(steps - nearest) <= STEP_TOLERANCE else rounded(steps)
    return whole * grid


def _table(
    members: Members,
    limits: dict[int, float],
    admissible: AdmissibleSet,
    better: Callable[[float, float], float],
) -> _Table:
    """Return the best bound on the members' share that 0, 1, 2, ... of the rules enforce."""
    free = 0.0 if better is max or not members else inf
    table: _Table = (_Bound(free),)
    inner = _children(members, admissible)
    if inner:
        covered = frozenset().union(*inner)
        table = (_Bound(free if members - covered else 0.0),)
        for child in inner:
            table = _summed(table, _table(child, limits, admissible, better), better)
    own = [
        _Bound(limit, (place,))
        for place, limit in limits.items()
        if frozenset(admissible.rules[place].members) == members
    ]
    nothing = _Bound(1.0 if len(members) == len(admissible.leaves) else table[0].value)
    for bound in own:
        table = _merged(table, (nothing, bound), better)
    return _merged(table, (nothing,), better)


def _children(members: Members, admissible: AdmissibleSet) -> list[Members]:
    """Return the greatest rules' member sets inside ``members``."""
    inside = [each for each in _nodes(admissible) if each and each < members]
    return [each for each in inside if not any(each < other for other in inside)]


def _summed(one: _Table, other: _Table, better: Callable[[float, float], float]) -> _Table:
    """Return the best sums of two tables, by the number of rules in both together."""
    sums = []
    for count in range(len(one) + len(other) - 1):
        ways = [
            _Bound(one[i].value + other[count - i].value, one[i].places + other[count - i].places)
            for i in range(max(0, count - len(other) + 1), min(count, len(one) - 1) + 1)
        ]
        sums.append(_best(ways, better))
    return tuple(sums)


def _merged(one: _Table, other: _Table, better: Callable[[float, float], float]) -> _Table:
    """Return the better bound of two tables for every number of rules."""
    longer = range(max(len(one), len(other)))
    return tuple(
        _best([table[min(count, len(table) - 1)] for table in (one, other)], better)
        for count in longer
    )


def _best(bounds: Sequence[_Bound], better: Callable[[float, float], float]) -> _Bound:
    """Return the best bound, the first of equals."""
    chosen = bounds[0]
    for bound in bounds[1:]:
        if better(bound.value, chosen.value) != chosen.value:
            chosen = bound
    return chosen
