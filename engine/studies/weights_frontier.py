"""The frontier between staying near judgement and following evidence, as part of a report."""

import numpy as np

from engine.domain.weights import WeightSet
from engine.domain.weights_report import FrontierPart, FrontierPoint
from engine.optimisation.frontier import Corner, frontier
from engine.optimisation.rules import AdmissibleSet
from engine.studies.weights_ready import Ready

SAME_SHARES = 1e-6  # the recommended set is a corner when no share differs by more


def frontier_part(
    ready: Ready, chosen: WeightSet, admissible: AdmissibleSet
) -> FrontierPart | None:
    """Return the frontier's corners with the recommended set among them; None without a source.

    The recommended set may lie off the frontier: it is on the publishing grid, and its objective
    may be another.
    """
    if ready.judged is None or ready.evidence is None:
        return None
    found = frontier(ready.judged.weights, ready.evidence.weights, admissible)
    points = [_point(corner, chosen) for corner in found.corners]
    if not any(point.recommended for point in points):
        points.append(_recommended(ready, chosen))
    points.sort(key=lambda point: (point.distance_judged, point.distance_evidence))
    return FrontierPart(tuple(points), found.proven)


def _point(corner: Corner, chosen: WeightSet) -> FrontierPoint:
    return FrontierPoint(
        evidence_weight=corner.evidence_weight,
        distance_judged=corner.distance_judged,
        distance_evidence=corner.distance_evidence,
        shares=_shares(corner.weights),
        knee=corner.knee,
        recommended=bool(np.abs(corner.weights.shares - chosen.shares).max() <= SAME_SHARES),
    )


def _recommended(ready: Ready, chosen: WeightSet) -> FrontierPoint:
    distances = [
        float(np.abs(chosen.shares - source.weights.shares).sum())
        for source in (ready.judged, ready.evidence)
        if source is not None
    ]
    return FrontierPoint(
        evidence_weight=ready.policy.evidence_share,
        distance_judged=distances[0],
        distance_evidence=distances[1],
        shares=_shares(chosen),
        recommended=True,
    )


def _shares(weights: WeightSet) -> dict[str, float]:
    return dict(zip(weights.indicators, weights.shares.tolist(), strict=True))
