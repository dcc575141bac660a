"""What the picture of a frontier shows: its line, its marked sets, and what each of them is."""

from dataclasses import dataclass

import numpy as np

from engine.domain.weights_report import FrontierPart, FrontierPoint

SAME = 1e-9  # of a distance: less is the line itself
NOTABLE = 1e-3  # of a distance: what rounding to a step leaves is no news
PERCENT, HALF = 100.0, 0.5


@dataclass(frozen=True, slots=True)
class Mark:
    """One weight set in the picture: points from judgement and from evidence, and what it is.

    ``kinds`` are ``nearest_judged``, ``nearest_evidence``, ``nearest_both``, ``knee`` and
    ``recommended_point``; empty for a corner without a name. ``corner``: on the line.
    """

    point: FrontierPoint
    judged: float
    evidence: float
    kinds: tuple[str, ...]
    corner: bool

    @property
    def recommended(self) -> bool:
        """Tell whether this is the recommended set."""
        return self.point.recommended


def points_apart(distance: float) -> float:
    """Return a distance (the sum of all differences, 0..2) as points that change hands.

    >>> points_apart(0.25)
    12.5
    """
    return PERCENT * HALF * distance


def marks(part: FrontierPart) -> tuple[Mark, ...]:
    """Return every set of a frontier, from the nearest to judgement on."""
    corners = [point for point in part.points if not is_off(part, point)]
    return tuple(
        Mark(
            point,
            points_apart(point.distance_judged),
            points_apart(point.distance_evidence),
            _kinds(point, corners),
            point in corners,
        )
        for point in part.points
    )


def is_off(part: FrontierPart, point: FrontierPoint, by: float = -SAME) -> bool:
    """Tell whether the recommended set is no corner: mixtures of the others are as near or nearer.

    Parameters
    ----------
    by
        How much further away than the line, in distance, counts as off it.
    """
    others = [each for each in part.points if each is not point]
    if not point.recommended or not others:
        return False
    judged = np.array([each.distance_judged for each in others])
    evidence = np.array([each.distance_evidence for each in others])
    order = np.lexsort((evidence, judged))
    if point.distance_judged < judged[order[0]] + min(by, 0.0):
        return False
    on_line = float(np.interp(point.distance_judged, judged[order], evidence[order]))
    return point.distance_evidence >= on_line + by


def recommended_is_off(part: FrontierPart) -> bool:
    """Tell whether the recommended set lies visibly off the line."""
    return any(is_off(part, point, NOTABLE) for point in part.points)


def is_single(part: FrontierPart) -> bool:
    """Tell whether one set is the nearest to both sources at once."""
    return sum(mark.corner for mark in marks(part)) == 1


def _kinds(point: FrontierPoint, corners: list[FrontierPoint]) -> tuple[str, ...]:
    single = len(corners) == 1
    told = (
        ("recommended_point", point.recommended),
        ("nearest_both", single and point is corners[0]),
        ("nearest_judged", not single and point is corners[0]),
        ("knee", point.knee),
        ("nearest_evidence", not single and point is corners[-1]),
    )
    return tuple(kind for kind, holds in told if holds)
