"""Project many joint draws of the target onto the admissible set at once, without a solver.

Nested rules by water-filling, all others by Newton's method on the dual; the decision itself, its
proof and its binding rules come from :mod:`engine.optimisation.closeness`.
"""

from dataclasses import dataclass

import numpy as np

from engine.domain.weights import WeightSet
from engine.errors import InputError, MethodError
from engine.optimisation.box_minimum import Box, Positions, box_minima
from engine.optimisation.conflicts import infeasible_policy
from engine.optimisation.nest import Floats, nest_of
from engine.optimisation.program import LinearProgram, Sense
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import solve

RESIDUAL = 1e-8  # greatest violation of a rule by a draw that is called projected
MOST_PRICE = 100.0  # of a rule, in shares of deviation: far above what rules on shares can cost
DRAWS_AT_ONCE = 2048


def project_draws(target: WeightSet, admissible: AdmissibleSet) -> Floats:
    """Admissible weights nearest to each joint draw of the target.

    Parameters
    ----------
    target
        Blend of judged and evidence weights with (m, k) draws, paired row by row.
    admissible
        What is allowed. Its grid is a rule for publishing one decision; draws are not rounded.

    Returns
    -------
    ndarray
        (m, k) in the order of the admissible set's leaves; each row is admissible within 1e-8
        and sums to one.

    Raises
    ------
    InputError
        ``projection.no_draws`` when the target has none, ``weights.other_indicators`` when it
        holds other indicators.
    MethodError
        ``policy.infeasible``, as ``closest_weights``; ``projection.not_certified`` when a draw
        could not be projected to 1e-8.

    Notes
    -----
    Every draw goes to the nearest admissible set in the Euclidean sense. Over nested rules
    (bounds inside groups inside the sum) that is the very set that ``closest_weights`` finds for
    it: least L1 distance, then the evenest deviations (:meth:`Nest.project`). With orders, ratios
    and overlapping groups the two differ: the published set is nearest in L1, its draws are
    nearest in the Euclidean sense, which is continuous in the draw and so carries its spread over.
    """
    draws = target.aligned(admissible.leaves).draws
    if draws is None:
        raise InputError("projection.no_draws", origin=target.origin.value)
    nest = nest_of(admissible)
    if nest is None:
        if not _has_room(admissible):
            raise infeasible_policy(_without_grid(admissible))
        return nearest(draws, admissible)
    if not nest.has_room:
        raise infeasible_policy(_without_grid(admissible))
    return nest.project(draws)


def nearest(targets: Floats, admissible: AdmissibleSet) -> Floats:
    """Euclidean projection (m, k) of each target (m, k) onto a set that is not empty.

    Raises
    ------
    MethodError
        ``projection.not_certified`` when a projection breaks a rule by more than 1e-8.

    Notes
    -----
    With bounds l, u of the leaves and the other rules as rows R w >= b (sum and fixed shares
    as equations), the projection is w(y) = clip(t + R'y, l, u) for the prices y >= 0 (free for
    equations) that maximise the concave dual |w(y) - t|^2 / 2 - y'(R w(y) - b). Its gradient is
    what the rules lack, b - R w(y), and its second derivative R D R' with D the leaves inside
    their bounds, so that Newton's method with projected steps (:mod:`.box_minimum`) ends after
    finitely many pieces. w(y) meets the optimality conditions by its form; what is left to check
    is that the rules hold, which is checked.
    """
    dual = _Dual.of(admissible)
    blocks = [
        dual.project(targets[first : first + DRAWS_AT_ONCE])
        for first in range(0, len(targets), DRAWS_AT_ONCE)
    ]
    return np.concatenate(blocks) if blocks else np.empty_like(targets)


@dataclass(frozen=True, slots=True, eq=False)
class _Dual:
    """Bounds (k,), rows (r, k) that are at least their limits (r,), equations first."""

    lower: Floats
    upper: Floats
    rows: Floats
    limits: Floats
    equations: int

    @classmethod
    def of(cls, admissible: AdmissibleSet) -> "_Dual":
        k = len(admissible.leaves)
        lower, upper = np.zeros(k), np.ones(k)
        rows, limits = [np.ones(k)], [1.0]
        below: list[tuple[Floats, float]] = []
        for rule in admissible.rules:
            row = rule.row(k)
            if rule.is_single:
                place = rule.members[0]
                if rule.sense is not Sense.AT_MOST:
                    lower[place] = max(lower[place], rule.limit)
                if rule.sense is not Sense.AT_LEAST:
                    upper[place] = min(upper[place], rule.limit)
            elif rule.sense is Sense.EQUAL:
                rows.append(row)
                limits.append(rule.limit)
            else:
                sign = 1.0 if rule.sense is Sense.AT_LEAST else -1.0
                below.append((sign * row, sign * rule.limit))
        equations = len(rows)
        rows += [row for row, _ in below]
        limits += [limit for _, limit in below]
        # a bound that two rules set to the same share may cross itself by a rounding
        return cls(np.minimum(lower, upper), upper, np.array(rows), np.array(limits), equations)

    def project(self, targets: Floats) -> Floats:
        m, r = len(targets), len(self.limits)
        least = np.full(r, 0.0)
        least[: self.equations] = -MOST_PRICE
        box = Box(least, np.full(r, MOST_PRICE))
        positions = np.broadcast_to(np.arange(r), (m, r))
        # The oracle sees only the problems that are still open, so the draw travels beside them.
        start = np.hstack([np.zeros((m, r)), targets])
        wide = Box(np.append(box.lower, self.lower), np.append(box.upper, self.upper))
        found = box_minima(self._oracle, start, positions, wide)
        shares = self._shares(found.points)
        residual = self._residual(shares)
        if residual > RESIDUAL:
            raise MethodError("projection.not_certified", residual=residual, limit=RESIDUAL)
        return shares

    def _shares(self, points: Floats) -> Floats:
        r = len(self.limits)
        moved = points[:, r:] + points[:, :r] @ self.rows
        return np.asarray(np.clip(moved, self.lower, self.upper), dtype=np.float64)

    def _oracle(self, points: Floats, positions: Positions) -> tuple[Floats, Floats, Floats]:
        """Return the negative dual, its gradient and its second derivative."""
        r = positions.shape[1]
        targets, prices = points[:, r:], points[:, :r]
        moved = targets + prices @ self.rows
        shares = np.clip(moved, self.lower, self.upper)
        lack = shares @ self.rows.T - self.limits
        values = (prices * lack).sum(axis=1) - 0.5 * ((shares - targets) ** 2).sum(axis=1)
        free = (moved > self.lower) & (moved < self.upper)
        bends = np.einsum("rk,mk,sk->mrs", self.rows, free.astype(np.float64), self.rows)
        gradients = np.hstack([lack, np.zeros_like(targets)])
        return values, gradients, bends

    def _residual(self, shares: Floats) -> float:
        """Return the greatest violation of a row."""
        excess = shares @ self.rows.T - self.limits
        excess[:, : self.equations] = -np.abs(excess[:, : self.equations])
        return float(-excess.min(initial=0.0))


def _has_room(admissible: AdmissibleSet) -> bool:
    """Whether any shares that sum to one meet all rules, the grid left out."""
    k = len(admissible.leaves)
    program = LinearProgram(
        cost=np.zeros(k),
        rows=np.vstack([np.ones((1, k)), admissible.rows]),
        senses=(Sense.EQUAL, *admissible.senses),
        limits=np.append(1.0, admissible.limits),
        lower=np.zeros(k),
        upper=np.ones(k),
        integer=np.zeros(k, dtype=np.bool_),
    )
    return solve(program).record.feasible


def _without_grid(admissible: AdmissibleSet) -> AdmissibleSet:
    return AdmissibleSet(admissible.policy, admissible.leaves, admissible.rules)
