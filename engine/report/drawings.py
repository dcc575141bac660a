"""Where the marks of the document's pictures lie: plain positions, drawn by the template.

Positions are per cent of the picture's width or height, so that a picture is as wide as its
page and its text keeps its size. Heights count from the top, as in SVG.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.domain.pack import (
    AgentRow,
    DecisionPack,
    Estimate,
    LeafWeights,
    ReviewPart,
)
from engine.domain.texts import Language
from engine.report import figures
from engine.report.headline import INCUMBENT, LARGE_MOVE, compared_origin
from engine.report.review_tables import ARROW

MOST_LINES = 14
LARGE_RANK_MOVE = 3
COARSE, FINE = 0.1, 0.05  # steps of the axis of shares


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled position on an axis, in per cent."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One weight set's share of one indicator, with its interval; per cent of the width."""

    origin: str
    at: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Lanes:
    """One indicator: its dots in the order of the sets, and the move in words."""

    name: str
    dots: tuple[Dot | None, ...]
    move: str
    strong: bool


@dataclass(frozen=True, slots=True)
class WeightsPicture:
    """All indicators under the four weight sets."""

    lanes: tuple[Lanes, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class SlopeLine:
    """One agent's rank before and after; ``look`` is up, down or flat; per cent of the height."""

    before: float
    after: float
    before_text: str
    after_text: str
    look: str


def weights_picture(pack: DecisionPack, language: Language) -> WeightsPicture | None:
    """Return the dots and intervals of the four weight sets; None without weights."""
    if not pack.weights:
        return None
    sets = [_sets(leaf) for leaf in pack.weights]
    parts = [part for row in sets for part in row if part is not None]
    end, ticks = share_axis(max(max(part.high or 0.0, part.value) for part in parts))
    lanes = tuple(_lanes(leaf, end, language) for leaf in pack.weights)
    return WeightsPicture(lanes, ticks)


def share_axis(top: float) -> tuple[float, tuple[Tick, ...]]:
    """Return the end of an axis from 0 that holds a share, and its ticks."""
    step = COARSE if top > 2 * COARSE else FINE
    steps = max(1, math.ceil(top / step - 1e-9))
    end = steps * step
    return end, tuple(Tick(100 * i / steps, figures.share(i * step, 0)) for i in range(steps + 1))


def slope_lines(review: ReviewPart) -> tuple[SlopeLine, ...]:
    """Return the agents who move most, placed by their order among them before and after."""
    chosen = sorted(
        review.agents, key=lambda a: (not a.grade_changes, -abs(a.rank_change), a.agent)
    )
    chosen = chosen[:MOST_LINES]
    compared = compared_origin(review)
    before, after = _places(chosen, INCUMBENT), _places(chosen, compared)
    return tuple(
        SlopeLine(
            before[agent.agent],
            after[agent.agent],
            f"{agent.agent} {agent.standings[INCUMBENT].rank}",
            f"{agent.standings[compared].rank} {agent.agent}",
            _look(agent.rank_change),
        )
        for agent in sorted(chosen, key=lambda a: a.standings[INCUMBENT].rank)
    )


def _sets(leaf: LeafWeights) -> tuple[Estimate | None, ...]:
    return (leaf.incumbent, leaf.judged, leaf.evidence, leaf.recommended)


def _lanes(leaf: LeafWeights, end: float, language: Language) -> Lanes:
    origins = ("incumbent", "judged", "evidence", "recommended")
    dots = tuple(
        None if part is None else _dot(origin, part, end)
        for origin, part in zip(origins, _sets(leaf), strict=True)
    )
    before, after = leaf.incumbent, leaf.recommended
    if before is None or after is None:
        return Lanes(leaf.name.in_language(language), dots, "", strong=False)
    move = f"{figures.number(100 * before.value, 1)} {ARROW} {figures.share(after.value)}"
    strong = abs(after.value - before.value) >= LARGE_MOVE - 1e-9
    return Lanes(leaf.name.in_language(language), dots, move, strong)


def _dot(origin: str, part: Estimate, end: float) -> Dot:
    low = None if part.low is None else 100 * part.low / end
    high = None if part.high is None else 100 * part.high / end
    return Dot(origin, 100 * part.value / end, low, high)


def _places(chosen: Sequence[AgentRow], origin: str) -> dict[str, float]:
    """Return each agent's height: evenly spaced in the order of their ranks."""
    ordered = sorted(chosen, key=lambda agent: (agent.standings[origin].rank, agent.agent))
    return {agent.agent: 100 * (i + 0.5) / len(ordered) for i, agent in enumerate(ordered)}


def _look(change: int) -> str:
    if abs(change) < LARGE_RANK_MOVE:
        return "flat"
    return "up" if change > 0 else "down"
