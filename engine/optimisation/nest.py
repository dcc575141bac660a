"""Nested rules: bounds of leaves inside disjoint groups inside the sum of one.

Owns what such rules make easy: whether there is room, the projection by water-filling and the
extremes of linear forms by greedy filling, for many rows at once and without a solver.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.optimisation.program import Sense
from engine.optimisation.rules import SHARE_TOLERANCE, AdmissibleSet, WeightRule

Floats: TypeAlias = NDArray[np.float64]
Totals: TypeAlias = Callable[[Floats], Floats]

HALVINGS = 60  # of an interval of width 4: 4 / 2**60 is below the spacing of doubles near 1
ROWS_AT_ONCE = 65_536  # of linear forms, so that the arrays of a million forms fit in memory


@dataclass(frozen=True, slots=True, eq=False)
class NestGroup:
    """Positions of a group's leaves (g,), and the least and greatest sum of their shares."""

    members: NDArray[np.intp]
    least: float
    greatest: float


@dataclass(frozen=True, slots=True, eq=False)
class Nest:
    """Least and greatest share of each leaf (k,) each, and groups that no two share a leaf of."""

    lower: Floats
    upper: Floats
    groups: tuple[NestGroup, ...]

    @property
    def has_room(self) -> bool:
        """Whether any shares that sum to one meet all bounds."""
        if bool((self.lower > self.upper + SHARE_TOLERANCE).any()):
            return False
        ranges = [self._range(group) for group in self.groups]
        alone = self._alone()
        least = sum(low for low, _ in ranges) + float(self.lower[alone].sum())
        greatest = sum(high for _, high in ranges) + float(self.upper[alone].sum())
        fits = all(low <= high + SHARE_TOLERANCE for low, high in ranges)
        return fits and least <= 1 + SHARE_TOLERANCE and greatest >= 1 - SHARE_TOLERANCE

    def project(self, targets: Floats) -> Floats:
        """Nearest shares (m, k) to each target (m, k): each row meets all bounds, sum one.

        Notes
        -----
        The projection is w = clip(t + mu_g, l, u) with one shift mu for the whole and an own one
        for each group whose range binds, found by halving. Over nested rules (the base of a
        polymatroid) one point minimises every symmetric convex separable distance at once, so
        it is the nearest in the Euclidean sense and in L1 with the evenest deviations.

        References
        ----------
        Fujishige, S. (1980). Lexicographically optimal base of a polymatroid with respect to a
        weight vector. Mathematics of Operations Research 5(2), 186-196.
        """
        groups = self._partition()
        shift = _root(
            lambda mu: self._totals(groups, targets, mu).sum(axis=1), np.ones(len(targets))
        )
        totals = self._totals(groups, targets, shift)
        shares = np.empty_like(targets)
        for place, group in enumerate(groups):
            own_shift = _root(self._group_total(targets, group.members), totals[:, place])
            shares[:, group.members] = self._shifted(targets, group.members, own_shift)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float64)

    def least(self, coefficients: Floats) -> Floats:
        """Least value (n,) of each linear form (n, k) over the nest, exactly.

        Notes
        -----
        Greedy: each group first takes what it must at the least cost, then the rest of the one
        goes where it costs least. The least cost of a group is convex in its total, so that the
        cheapest next unit is always right. Needs :attr:`has_room`.
        """
        blocks = [
            self._least(coefficients[first : first + ROWS_AT_ONCE])
            for first in range(0, len(coefficients), ROWS_AT_ONCE)
        ]
        return np.concatenate(blocks) if blocks else np.empty(0)

    def greatest(self, coefficients: Floats) -> Floats:
        """Greatest value (n,) of each linear form (n, k) over the nest, exactly."""
        return -self.least(-np.asarray(coefficients, dtype=np.float64))

    def cheapest(self, coefficients: Floats) -> Floats:
        """Shares (n, k) of the nest at which each linear form (n, k) is least."""
        order = np.argsort(coefficients, axis=1, kind="stable")
        taken = np.empty_like(order, dtype=np.float64)
        np.put_along_axis(taken, order, self._filling(order), axis=1)
        return np.asarray(self.lower + taken, dtype=np.float64)

    def _least(self, coefficients: Floats) -> Floats:
        order = np.argsort(coefficients, axis=1, kind="stable")
        costs = np.take_along_axis(coefficients, order, axis=1)
        filling = np.einsum("nk,nk->n", costs, self._filling(order))
        return np.asarray(coefficients @ self.lower + filling, dtype=np.float64)

    def _filling(self, order: NDArray[np.intp]) -> Floats:
        """Return what leaves take above their lower bounds (n, k), in order of cost."""
        room = np.maximum(self.upper - self.lower, 0.0)
        must, may = np.zeros(order.shape), np.zeros(order.shape)
        for group in self._partition():
            low, high = self._range(group)
            due = low - float(self.lower[group.members].sum())
            own = np.zeros(len(room))
            own[group.members] = room[group.members]
            filled = np.cumsum(own[order], axis=1)
            must += _steps(np.minimum(filled, due))
            may += _steps(np.clip(filled - due, 0.0, max(high - low, 0.0)))
        rest = 1.0 - float(self.lower.sum()) - must.sum(axis=1, keepdims=True)
        extra = _steps(np.minimum(np.cumsum(may, axis=1), rest))
        return np.asarray(must + extra, dtype=np.float64)

    def _range(self, group: NestGroup) -> tuple[float, float]:
        """Return the least and greatest total of a group that its leaves' bounds leave."""
        low = max(group.least, float(self.lower[group.members].sum()))
        return low, min(group.greatest, float(self.upper[group.members].sum()))

    def _alone(self) -> NDArray[np.intp]:
        grouped = np.zeros(len(self.lower), dtype=np.bool_)
        for group in self.groups:
            grouped[group.members] = True
        return np.flatnonzero(~grouped)

    def _partition(self) -> list[NestGroup]:
        """Return the groups, and the leaves of none as one whose range never binds."""
        alone = self._alone()
        rest = [NestGroup(alone, 0.0, float(self.upper[alone].sum()))] if alone.size else []
        return [*self.groups, *rest]

    def _totals(self, groups: Sequence[NestGroup], targets: Floats, shift: Floats) -> Floats:
        """Return (m, groups) sums under a common shift, held in the groups' ranges."""
        columns = [
            np.clip(self._group_total(targets, group.members)(shift), group.least, group.greatest)
            for group in groups
        ]
        return np.stack(columns, axis=1)

    def _group_total(self, targets: Floats, own: NDArray[np.intp]) -> Totals:
        return lambda shift: self._shifted(targets, own, shift).sum(axis=1)

    def _shifted(self, targets: Floats, own: NDArray[np.intp], shift: Floats) -> Floats:
        return np.clip(targets[:, own] + shift[:, None], self.lower[own], self.upper[own])


def nest_of(admissible: AdmissibleSet) -> Nest | None:
    """Return the nest that a set is, whatever its grid; None where its rules are not nested."""
    nest, others = _nest(admissible)
    return None if others else nest


def nest_relaxed(admissible: AdmissibleSet) -> Nest:
    """Return the nest of those rules that nest: it holds every admissible set and others too."""
    return _nest(admissible)[0]


def _nest(admissible: AdmissibleSet) -> tuple[Nest, list[WeightRule]]:
    """Return the nest and the rules that found no place in it."""
    k = len(admissible.leaves)
    lower, upper = np.zeros(k), np.ones(k)
    ranges: dict[frozenset[int], tuple[float, float]] = {}
    others: list[WeightRule] = []
    for rule in admissible.rules:
        least = -np.inf if rule.sense is Sense.AT_MOST else rule.limit
        greatest = np.inf if rule.sense is Sense.AT_LEAST else rule.limit
        members = frozenset(rule.members)
        if rule.is_single:
            place = rule.members[0]
            lower[place] = max(lower[place], least)
            upper[place] = min(upper[place], greatest)
        elif rule.is_sum and not any(members != own and members & own for own in ranges):
            low, high = ranges.get(members, (0.0, 1.0))
            ranges[members] = (max(low, least), min(high, greatest))
        else:
            others.append(rule)
    groups = tuple(
        NestGroup(np.array(sorted(members), dtype=np.intp), low, high)
        for members, (low, high) in ranges.items()
    )
    return Nest(lower, upper, groups), others


def _steps(cumulated: Floats) -> Floats:
    """Return the (n, k) increments of sums that were cumulated along the rows."""
    return np.diff(cumulated, axis=1, prepend=0.0)


def _root(total: Totals, wanted: Floats) -> Floats:
    """Return the shift at which a non-decreasing total reaches the wanted value, by halving."""
    low, high = np.full(len(wanted), -2.0), np.full(len(wanted), 2.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        short = total(middle) < wanted
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return high
