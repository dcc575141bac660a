"""Where the marks of the document's frontier lie: per cent of the picture's width and height."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.domain.weights_report import FrontierPart
from engine.report import figures
from engine.report.drawings import Tick
from engine.report.frontier_line import marks
from engine.report.weights_frontier_tables import mark_words
from engine.report.weights_page_words import WeightsWords

LEAST_SPAN = 4.0  # points: less would blow up what is next to nothing
LEFT, ROOM = 0.6, 0.3  # of the span, before and after: for the words beside the marks
STEPS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """One weight set; ``look`` is recommended, knee or corner; heights count from the top."""

    x: float
    y: float
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class FrontierPicture:
    """The frontier's straight pieces (x1, y1, x2, y2), its marks, and the ticks of both axes."""

    pieces: tuple[tuple[float, float, float, float], ...]
    spots: tuple[Spot, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def frontier_picture(words: WeightsWords, part: FrontierPart) -> FrontierPicture:
    """Return the positions of a frontier; further left and further down is nearer."""
    found = marks(part)
    wide = _ends([mark.judged for mark in found], LEFT)
    high = _ends([mark.evidence for mark in found])
    spots = [
        Spot(
            _place(mark.judged, wide),
            100.0 - _place(mark.evidence, high),
            mark_words(words, mark),
            "recommended" if mark.recommended else "knee" if mark.point.knee else "corner",
        )
        for mark in found
    ]
    corners = [spot for spot, mark in zip(spots, found, strict=True) if mark.corner]
    return FrontierPicture(
        tuple((a.x, a.y, b.x, b.y) for a, b in pairwise(corners)),
        tuple(spots),
        tuple(Tick(_place(at, wide), text) for at, text in _ticks(wide)),
        tuple(Tick(100.0 - _place(at, high), text) for at, text in _ticks(high)),
    )


def _ends(values: Sequence[float], before: float = ROOM) -> tuple[float, float]:
    least, most = min(values), max(values)
    span = max(most - least, LEAST_SPAN)
    return max(0.0, least - before * span), most + ROOM * span


def _place(value: float, ends: tuple[float, float]) -> float:
    return 100.0 * (value - ends[0]) / (ends[1] - ends[0])


def _ticks(ends: tuple[float, float]) -> list[tuple[float, str]]:
    """Return round figures within the ends, few enough to read, all with the same decimals."""
    span = ends[1] - ends[0]
    step = next((each for each in STEPS if span / each <= MOST_TICKS), STEPS[-1])
    first, last = math.ceil(ends[0] / step), math.floor(ends[1] / step)
    decimals = 0 if step == round(step) else 1
    values = [step * place for place in range(first, last + 1)]
    return [(value, figures.number(value, decimals)) for value in values]
