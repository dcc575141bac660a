"""The exact frontier between staying near judgement and following evidence.

Owns its corners, the trade-offs at which each is best, and the knee; without the publishable grid,
on which there are only single points.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.domain.policy import Norm
from engine.domain.weights import WeightSet
from engine.optimisation.closeness import Aim, least_distance
from engine.optimisation.conflicts import infeasible_policy
from engine.optimisation.distances import Distance
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.share_model import Held, ShareModel, share_model, unproven
from engine.optimisation.solver import CHAIN, Solution, SolverChoice, solve

SAME = 1e-7  # distances that differ by less are the same corner: CBC prints eight digits
BELOW = 1e-7  # a corner less below a chord lies on it


@dataclass(frozen=True, slots=True, eq=False)
class Corner:
    """A corner of the frontier and what leads to it.

    ``distance_judged`` and ``distance_evidence`` are L1 distances (0..2); the corner is optimal
    for every ``evidence_weight`` a in ``least_evidence_weight`` .. ``greatest_evidence_weight``,
    that is for (1 - a) times the first plus a times the second; ``evidence_weight`` is the middle.
    """

    weights: WeightSet
    distance_judged: float
    distance_evidence: float
    evidence_weight: float
    least_evidence_weight: float
    greatest_evidence_weight: float
    knee: bool = False


@dataclass(frozen=True, slots=True)
class Frontier:
    """Corners from the nearest to judgement to the nearest to evidence.

    Between two corners the frontier is straight: mixing their weights gives its points.
    ``proven``: every programme behind it was proven, so that no admissible set lies below.
    """

    corners: tuple[Corner, ...]
    proven: bool


def frontier(
    judged: WeightSet,
    evidence: WeightSet,
    admissible: AdmissibleSet,
    *,
    chain: Sequence[SolverChoice] = CHAIN,
) -> Frontier:
    """Return every corner of least L1 distance to judgement against that to evidence.

    Parameters
    ----------
    judged, evidence
        Weight sets over the leaves of the admissible set.
    admissible
        What is allowed; its grid is left out.

    Raises
    ------
    InputError
        ``weights.other_indicators`` when a set does not hold exactly the leaves.
    MethodError
        ``policy.infeasible``, as ``closest_weights``.

    Notes
    -----
    The ends are lexicographic: least distance to one, then to the other, so that no end is weakly
    dominated. Between two known corners the sum of distances is minimised with the weights that
    make both equally good; a better point is a new corner, and the same is asked on either side
    of it; none proves that the frontier is straight there (non-inferior set estimation). The
    knee is the corner farthest below the chord between the ends with both axes scaled to 0..1;
    a straight frontier has none. A corner's weights are the evenest of those with its distances.

    References
    ----------
    Cohon, J. L. (1978). Multiobjective Programming and Planning, section 6.3. Academic Press.
    """
    free = replace(admissible, grid=None)
    aims = np.stack([each.aligned(admissible.leaves).shares for each in (judged, evidence)])
    search = _Search(free, aims, chain)
    first, last = search.end(0), search.end(1)
    points = [first] if _same(first, last) else search.between(first, last)
    images = _corners(points)
    spans = _spans(images)
    corners = []
    for image, (low, high) in zip(images, spans, strict=True):
        middle = (low + high) / 2
        pair = (Aim(judged, 1 - middle), Aim(evidence, middle))
        found = least_distance(pair, Norm.L1, free, chain=chain)
        search.proven &= found.record.proven
        corners.append(Corner(found.weights, float(image[0]), float(image[1]), middle, low, high))
    knee = _knee(images)
    return Frontier(
        tuple(replace(each, knee=place == knee) for place, each in enumerate(corners)),
        search.proven,
    )


class _Search:
    """Programmes over one model; images are (2,) distances to judgement and evidence."""

    def __init__(
        self, admissible: AdmissibleSet, aims: NDArray[np.float64], chain: Sequence[SolverChoice]
    ) -> None:
        self.aims, self.chain, self.proven = aims, chain, True
        self.distances = [Distance(aim[None, :], np.ones(1), Norm.L1) for aim in aims]
        self.model: ShareModel = share_model(admissible, list(aims.T))
        self.costs = [distance.cost(self.model) for distance in self.distances]

    def end(self, near: int) -> NDArray[np.float64]:
        """Return the least distance to one aim and, with it held, to the other."""
        least = solve(self.model.program(self.costs[near], (), None), chain=self.chain)
        if not least.record.feasible:
            raise infeasible_policy(self.model.admissible, chain=self.chain)
        held = [Held(self.costs[near], least.record.objective)]
        then = self.model.stage(self.costs[1 - near], held, None, self.chain) or unproven(least)
        self.proven &= least.record.proven and then.record.proven
        return self._image(then)

    def between(
        self, left: NDArray[np.float64], right: NDArray[np.float64]
    ) -> list[NDArray[np.float64]]:
        """Return the points found from one corner to another, both included."""
        slope = np.array([left[1] - right[1], right[0] - left[0]])
        slope /= slope.sum()
        cost = slope[0] * self.costs[0] + slope[1] * self.costs[1]
        solution = solve(self.model.program(cost, (), None), chain=self.chain)
        self.proven &= solution.record.proven
        image = self._image(solution)
        found = slope @ image < slope @ left - BELOW
        if not found or _same(image, left) or _same(image, right):
            return [left, right]
        return [*self.between(left, image)[:-1], *self.between(image, right)]

    def _image(self, solution: Solution) -> NDArray[np.float64]:
        """Return the (2,) distances of the shares of a solution."""
        shares = self.model.shares(solution.point)
        return np.asarray(np.abs(shares - self.aims).sum(axis=1), dtype=np.float64)


def _same(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return bool((np.abs(one - other) <= SAME).all())


def _corners(points: Sequence[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Return the points that do not lie on the line between their neighbours."""
    kept = [points[0]]
    for place in range(1, len(points) - 1):
        left, own, right = kept[-1], points[place], points[place + 1]
        slope = np.array([left[1] - right[1], right[0] - left[0]])
        if slope @ own < slope @ left - BELOW * slope.sum():
            kept.append(own)
    return kept if len(points) == 1 else [*kept, points[-1]]


def _spans(images: Sequence[NDArray[np.float64]]) -> list[tuple[float, float]]:
    """Return the least and greatest evidence weight at which each corner is best."""
    cuts = [0.0]
    for left, right in pairwise(images):
        farther, nearer = right[0] - left[0], left[1] - right[1]
        cuts.append(float(farther / (farther + nearer)))
    return list(pairwise([*cuts, 1.0]))


def _knee(images: Sequence[NDArray[np.float64]]) -> int | None:
    """Return the place of the corner farthest below the chord of the ends; None: straight."""
    every = np.array(images)
    span = np.abs(every[-1] - every[0])
    if len(images) == 1 or bool((span <= SAME).any()):
        return None
    scaled = np.abs(every - [every[0, 0], every[-1, 1]]) / span
    below = 1 - scaled.sum(axis=1)
    place = int(below.argmax())
    return place if below[place] > BELOW else None
