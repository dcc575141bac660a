"""Least values of a smooth convex function over boxes, many problems at once, certified."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import InternalError

Floats: TypeAlias = NDArray[np.float64]
Positions: TypeAlias = NDArray[np.intp]

# points (m, p) and the positions (m, k) that may move -> values (m,), gradients (m, p), second
# derivatives (m, k, k) in those positions
Oracle: TypeAlias = Callable[[Floats, Positions], tuple[Floats, Floats, Floats]]

GAP = 1e-10  # greatest distance of a value that is called least from the least possible
ROUNDING = 1e-12  # of a value that the oracle gives: a smaller rise is none
SUFFICIENT_FALL = 1e-4  # of the fall the slope promises: Armijo (1966)
SHORTENING = 0.25
NEAR_BOUND = 1e-3  # a coordinate this near a bound that it is pushed to goes there at once
STRIDE = 3.0  # greatest move of a coordinate in one step; a flat function asks for endless ones
RIDGE = 1e-9  # keeps Newton's system regular along directions in which the function is flat
MOST_STEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """Least and greatest value of each of the p coordinates: (p,) each."""

    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Minima:
    """Where the least values were found: points (m, p), values (m,), gradients (m, p)."""

    points: Floats
    values: Floats
    gradients: Floats


def box_minima(
    oracle: Oracle,
    start: Floats,
    positions: Positions,
    box: Box,
    enough: float = -np.inf,
) -> Minima:
    """Return the least value of a convex function when only some coordinates may move.

    Parameters
    ----------
    start
        (m, p): one problem a row. Coordinates that may not move keep their value, even outside
        the box.
    positions
        (m, k), the coordinates that may move; k may be 0.
    enough
        A problem is left as soon as its value is no greater than this.

    Raises
    ------
    InternalError
        ``optimisation.not_minimised`` when the certificate does not close.

    Notes
    -----
    Projected Newton steps. A convex function lies above its tangent plane, so that no point of
    the box is lower than f(x) + min over the box of f'(x) (z - x): the distance of the two is
    the certificate, at most 1e-10.

    References
    ----------
    Bertsekas, D. P. (1982), Projected Newton methods for optimization problems with simple
    constraints, SIAM J. Control and Optimization 20, 221-246.
    """
    search = _Search(oracle, start, positions, box)
    for _ in range(MOST_STEPS):
        # told so that nan stays pending
        pending = np.flatnonzero(~((search.values <= enough) | (search.gaps() <= GAP)))
        if not pending.size:
            return Minima(search.points, search.values, search.gradients)
        search.step(pending)
    raise InternalError("optimisation.not_minimised", steps=MOST_STEPS)


class _Search:
    """The state of a search: where each problem stands, and how far its next step goes."""

    def __init__(self, oracle: Oracle, start: Floats, positions: Positions, box: Box) -> None:
        self.oracle = oracle
        self.positions = positions
        self.lower, self.upper = box.lower[positions], box.upper[positions]
        self.points = start.copy()
        moving = np.take_along_axis(start, positions, axis=1)
        np.put_along_axis(self.points, positions, np.clip(moving, self.lower, self.upper), axis=1)
        self.values, self.gradients, self.bends = oracle(self.points, positions)
        self.lengths = np.ones(len(start))

    def gaps(self) -> Floats:
        """Return how far below its value the least of each problem may lie: (m,), >= 0."""
        x = np.take_along_axis(self.points, self.positions, axis=1)
        slopes = np.take_along_axis(self.gradients, self.positions, axis=1)
        room = np.where(slopes > 0, x - self.lower, self.upper - x)
        return np.asarray((room * np.abs(slopes)).sum(axis=1), dtype=np.float64)

    def step(self, pending: Positions) -> None:
        """Try one step of each pending problem; shorten the next where the value does not fall."""
        positions = self.positions[pending]
        lower, upper = self.lower[pending], self.upper[pending]
        x = np.take_along_axis(self.points[pending], positions, axis=1)
        slopes = np.take_along_axis(self.gradients[pending], positions, axis=1)
        # Nearness shrinks with what is left to do, else steps shorten for ever before a bound.
        left = np.abs(np.clip(x - slopes, lower, upper) - x).max(axis=1, keepdims=True, initial=0.0)
        near = np.minimum(NEAR_BOUND, left)
        bound = np.where(slopes > 0, lower, upper)
        held = (np.abs(x - bound) <= near) & (slopes != 0)
        move = np.where(held, bound - x, _newton_move(slopes, self.bends[pending], held))
        moved = np.clip(x + self.lengths[pending, None] * move, lower, upper)
        tried = self.points[pending]
        np.put_along_axis(tried, positions, moved, axis=1)
        values, gradients, bends = self.oracle(tried, positions)
        promised = SUFFICIENT_FALL * (slopes * (moved - x)).sum(axis=1)
        lower_now = values <= self.values[pending] + promised + ROUNDING
        taken = pending[lower_now]
        self.points[taken], self.values[taken] = tried[lower_now], values[lower_now]
        self.gradients[taken], self.bends[taken] = gradients[lower_now], bends[lower_now]
        self.lengths[taken] = 1.0
        self.lengths[pending[~lower_now]] *= SHORTENING


def _newton_move(slopes: Floats, bends: Floats, held: NDArray[np.bool_]) -> Floats:
    """Return Newton's step (m, k) in the coordinates that are not held at a bound."""
    free = ~held
    system = bends * (free[:, :, None] & free[:, None, :])
    diagonal = np.arange(held.shape[1])
    system[:, diagonal, diagonal] += RIDGE + held
    move = -np.linalg.solve(system, np.where(free, slopes, 0.0)[..., None])[..., 0]
    greatest = np.abs(move).max(axis=1, keepdims=True, initial=STRIDE)
    return np.asarray(move * (STRIDE / greatest), dtype=np.float64)
