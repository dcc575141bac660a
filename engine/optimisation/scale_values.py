"""Values on a scale for judgements that are to be changed: the least change that is enough."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.optimisation.box_minimum import Floats, Minima, box_minima
from engine.optimisation.judgement_repair import MARGIN, TOLERANCE, RepairProblem

MOST_ENUMERATED = 5  # 17 ** 5 combinations are 1.4 million rows
BATCH = 16  # tried together, for speed
CHUNK = 4096  # looked at together


@dataclass(frozen=True, slots=True, eq=False)
class ScaleValues:
    """Logarithms (p,) of the judgements after a change, gaps filled; and the measure then.

    ``on_scale`` is False where no combination of scale values is known to be enough: the changed
    judgements are then where the measure is least.
    """

    point: Floats
    value: float
    on_scale: bool


def least_change(
    problem: RepairProblem, least: Floats, changed: NDArray[np.bool_], scale: Floats
) -> ScaleValues:
    """Return the scale values of least total change for a set of judgements that is enough.

    Parameters
    ----------
    least
        (p,), where the measure is least when the set may change.
    changed
        (p,), the set.
    scale
        (s,), the logarithms of the scale's values.

    Notes
    -----
    Total change is the sum of the absolute differences of logarithms. Up to five judgements all
    combinations are met, the least change first; a combination that is not enough leaves a cut
    (the measure is convex) that takes out others before they are tried. Beyond five only the
    scale values nearest to ``least`` are tried.
    """
    where = np.flatnonzero(changed)
    cuts = _Cuts(where, problem.limit + TOLERANCE)
    combinations = _combinations(problem, least, where, scale)
    for first in range(0, len(combinations), CHUNK):
        chunk = cuts.uncut(combinations[first : first + CHUNK])
        while len(chunk):
            tried = _measured(problem, where, chunk[:BATCH])
            enough = np.flatnonzero(tried.values <= cuts.limit)
            if len(enough):
                point, value = tried.points[enough[0]], float(tried.values[enough[0]])
                return ScaleValues(point, value, on_scale=True)
            cuts.add(tried)
            chunk = cuts.uncut(chunk[BATCH:])
    point = _measured(problem, where, least[None, where])
    return ScaleValues(point.points[0], float(point.values[0]), on_scale=False)


class _Cuts:
    """Tangent planes of the measure at combinations that were not enough."""

    def __init__(self, where: NDArray[np.intp], limit: float) -> None:
        self.where, self.limit = where, limit
        self.slopes: Floats = np.empty((0, len(where)))
        self.most: Floats = np.empty(0)

    def add(self, tried: Minima) -> None:
        """Add the planes at tried points, all above the limit."""
        slopes = tried.gradients[:, self.where]
        there = (slopes * tried.points[:, self.where]).sum(axis=1)
        self.slopes = np.concatenate([self.slopes, slopes])
        self.most = np.concatenate([self.most, there + self.limit + MARGIN - tried.values])

    def uncut(self, combinations: Floats) -> Floats:
        """Return the combinations (c, k) that no plane puts above the limit."""
        below = (combinations @ self.slopes.T <= self.most).all(axis=1)
        return np.asarray(combinations[below], dtype=np.float64)


def _combinations(
    problem: RepairProblem, least: Floats, where: NDArray[np.intp], scale: Floats
) -> Floats:
    """Return the combinations (c, k) of scale values to try, the least total change first."""
    if len(where) > MOST_ENUMERATED:
        nearest = np.abs(least[where, None] - scale).argmin(axis=1)
        return np.asarray(scale[nearest][None, :], dtype=np.float64)
    grids = np.meshgrid(*[scale] * len(where), indexing="ij")
    combinations = np.stack([grid.ravel() for grid in grids], axis=1)
    change = np.abs(combinations - problem.stated[where]).sum(axis=1)
    order = np.argsort(change.round(12), kind="stable")
    return np.asarray(combinations[order], dtype=np.float64)


def _measured(problem: RepairProblem, where: NDArray[np.intp], combinations: Floats) -> Minima:
    """Return the measure of each combination (c, k), its gaps filled where it is least."""
    start = np.repeat(problem.stated[None, :], len(combinations), axis=0)
    start[:, where] = combinations
    gaps = np.flatnonzero(~problem.answered)
    positions = np.broadcast_to(gaps, (len(start), len(gaps)))
    return box_minima(problem.oracle, start, positions, problem.box)
