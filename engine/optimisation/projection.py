"""Project many joint draws of the target onto the admissible set at once.

Owns the closed-form projection by water-filling, which needs no solver; the decision itself, its
proof and its binding rules come from :mod:`engine.optimisation.closeness`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import WeightPolicy
from engine.domain.weights import WeightSet
from engine.errors import InputError
from engine.optimisation.admissible import admissible_rules, top_level_groups
from engine.optimisation.conflicts import infeasible_policy
from engine.optimisation.program import Sense
from engine.optimisation.rules import SHARE_TOLERANCE, RuleKind, WeightRule

HALVINGS = 60  # of an interval of width 4: 4 / 2**60 is below the spacing of doubles near 1

Totals = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def project_draws(
    target: WeightSet, policy: WeightPolicy, tree: IndicatorTree, incumbent: WeightSet
) -> NDArray[np.float64]:
    """Recommended weights for each joint draw of the target.

    Parameters
    ----------
    target
        Blend of judged and evidence weights with (m, k) draws, paired row by row.
    policy, tree, incumbent
        What is admissible. The grid is a rule for publishing one decision; draws are not rounded.

    Returns
    -------
    ndarray
        (m, k) over the tree's leaves in file order; each row is admissible and sums to one.

    Raises
    ------
    InputError
        ``projection.no_draws`` when the target has none; else as ``closest_weights``.
    MethodError
        ``policy.infeasible``, as ``closest_weights``.

    Notes
    -----
    Floors, caps, moves and group shares are nested: bounds inside groups inside the sum of one.
    Over such a set one point minimises every symmetric convex separable distance at once (it is
    the base of a polymatroid), so the Euclidean projection is also the least L1 distance with the
    evenest deviations that ``closest_weights`` finds by linear programmes; tests hold the two
    together. The projection is w = clip(t + mu_g, l, u) with one shift mu for the whole and an
    own one for each group whose range binds, found by halving. A rule across groups (order,
    ratio) would need the linear programmes for each draw.

    References
    ----------
    Fujishige, S. (1980). Lexicographically optimal base of a polymatroid with respect to a weight
    vector. Mathematics of Operations Research 5(2), 186-196.
    """
    draws = target.aligned(tree.leaf_ids).draws
    if draws is None:
        raise InputError("projection.no_draws", origin=target.origin.value)
    rules = admissible_rules(policy, tree, incumbent)
    nest = _nest(rules, tree)
    if not nest.has_room:
        raise infeasible_policy(policy.id, rules, len(tree.leaf_ids), None)
    return nest.project(draws)


@dataclass(frozen=True, slots=True, eq=False)
class _Nest:
    """Bounds of each leaf, and for each group its members and the range of their sum."""

    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    groups: tuple[tuple[NDArray[np.int64], float, float], ...]

    @property
    def has_room(self) -> bool:
        if bool((self.lower > self.upper + SHARE_TOLERANCE).any()):
            return False
        least = [max(low, float(self.lower[own].sum())) for own, low, _ in self.groups]
        greatest = [min(high, float(self.upper[own].sum())) for own, _, high in self.groups]
        fits = all(low <= high + SHARE_TOLERANCE for low, high in zip(least, greatest, strict=True))
        return fits and sum(least) <= 1 + SHARE_TOLERANCE and sum(greatest) >= 1 - SHARE_TOLERANCE

    def project(self, targets: NDArray[np.float64]) -> NDArray[np.float64]:
        shift = _root(lambda mu: self._totals(targets, mu).sum(axis=1), np.ones(len(targets)))
        totals = self._totals(targets, shift)
        shares = np.empty_like(targets)
        for place, (own, _, _) in enumerate(self.groups):
            own_shift = _root(self._group_total(targets, own), totals[:, place])
            shares[:, own] = self._shifted(targets, own, own_shift)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float64)

    def _totals(
        self, targets: NDArray[np.float64], shift: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return (m, groups) sums under a common shift, held in the groups' ranges."""
        columns = [
            np.clip(self._group_total(targets, own)(shift), low, high)
            for own, low, high in self.groups
        ]
        return np.stack(columns, axis=1)

    def _group_total(self, targets: NDArray[np.float64], own: NDArray[np.int64]) -> Totals:
        return lambda shift: self._shifted(targets, own, shift).sum(axis=1)

    def _shifted(
        self, targets: NDArray[np.float64], own: NDArray[np.int64], shift: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        return np.clip(targets[:, own] + shift[:, None], self.lower[own], self.upper[own])


def _nest(rules: tuple[WeightRule, ...], tree: IndicatorTree) -> _Nest:
    k = len(tree.leaf_ids)
    lower, upper = np.zeros(k), np.ones(k)
    ranges: dict[str, tuple[float, float]] = {}
    for rule in rules:
        if rule.kind in (RuleKind.GROUP_LEAST, RuleKind.GROUP_GREATEST, RuleKind.GROUP_FIXED):
            low, high = ranges.get(rule.subject, (0.0, 1.0))
            low = low if rule.sense is Sense.AT_MOST else rule.limit
            high = high if rule.sense is Sense.AT_LEAST else rule.limit
            ranges[rule.subject] = (low, high)
        elif rule.sense is Sense.AT_LEAST:
            lower[rule.members[0]] = max(lower[rule.members[0]], rule.limit)
        else:
            upper[rule.members[0]] = min(upper[rule.members[0]], rule.limit)
    groups = [
        (np.array(members, dtype=np.int64), *ranges.get(group, (0.0, 1.0)))
        for group, members in top_level_groups(tree).items()
    ]
    grouped = {place for own, _, _ in groups for place in own.tolist()}
    alone = [place for place in range(k) if place not in grouped]
    groups += [(np.array([place], dtype=np.int64), 0.0, 1.0) for place in alone]
    return _Nest(lower, upper, tuple(groups))


def _root(total: Totals, wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shift at which a non-decreasing total reaches the wanted value, by halving."""
    low, high = np.full(len(wanted), -2.0), np.full(len(wanted), 2.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        short = total(middle) < wanted
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return high
