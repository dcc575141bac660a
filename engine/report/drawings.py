"""Where the marks of the document's pictures lie: plain positions, drawn by the template.

Positions are per cent of the picture's width or height, so that a picture is as wide as its
page and its text keeps its size. Heights count from the top, as in SVG.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.domain.pack import (
    AgentRow,
    DecisionPack,
    Estimate,
    IntervalRow,
    LeafWeights,
    ReviewPart,
    ScenarioPart,
)
from engine.domain.texts import Language
from engine.report import figures
from engine.report.headline import INCUMBENT, LARGE_MOVE, compared_origin
from engine.report.review_tables import ARROW

MOST_LINES = 14
LARGE_RANK_MOVE = 3
HEADROOM = 1.08
RESPONSE_TICKS_S = (0, 60, 300, 900)
RESPONSE_KNEE_S = 30.0
HOUR_S = 3600
COARSE, FINE = 0.1, 0.05  # steps of the axis of shares
_WITHIN = re.compile(r"frt_attainment_(\d+)_s")


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


@dataclass(frozen=True, slots=True)
class Wave:
    """A promotion wave above the picture; per cent of the width."""

    number: int
    name: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class LoadPicture:
    """Arrivals against capacity, and the first response below on the same time axis.

    ``band``, ``arrivals``, ``capacity``, ``above_capacity``, ``under_arrivals`` and ``response``
    are SVG path data in a box of 100 by 100.
    """

    band: str
    arrivals: str
    capacity: str
    above_capacity: str
    under_arrivals: str
    short: bool
    rate_ticks: tuple[Tick, ...]
    clock_ticks: tuple[Tick, ...]
    waves: tuple[Wave, ...]
    capacity_label: tuple[float, float]
    arrivals_label: tuple[float, float]
    response: str
    response_ticks: tuple[Tick, ...]
    response_target: Tick | None


def weights_picture(pack: DecisionPack, language: Language) -> WeightsPicture | None:
    """Return the dots and intervals of the four weight sets; None without weights."""
    if not pack.weights:
        return None
    sets = [_sets(leaf) for leaf in pack.weights]
    top = max((part.high or part.value) for row in sets for part in row if part is not None)
    step = COARSE if top > 2 * COARSE else FINE
    end = math.ceil(top / step - 1e-9) * step
    ticks = tuple(
        Tick(100 * i * step / end, figures.share(i * step, 0)) for i in range(round(end / step) + 1)
    )
    lanes = tuple(_lanes(leaf, end, language) for leaf in pack.weights)
    return WeightsPicture(lanes, ticks)


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


def load_picture(part: ScenarioPart, language: Language) -> LoadPicture | None:
    """Return arrivals, capacity and response over the day; None without intervals."""
    rows = part.intervals
    if not rows:
        return None
    start, end = rows[0].start_s, rows[-1].start_s + _width(rows)
    top = HEADROOM * max(max(row.arrivals_p90, row.capacity_per_h) for row in rows)

    def across(seconds: float) -> float:
        return 100 * (seconds - start) / (end - start)

    def up(rate: float) -> float:
        return 100 * (1 - rate / top)

    middle = [across(row.start_s + _width(rows) / 2) for row in rows]
    highs = list(zip(middle, [up(row.arrivals_p90) for row in rows], strict=True))
    lows = list(zip(middle, [up(row.arrivals_p10) for row in rows], strict=True))
    arrivals = list(zip(middle, [up(row.arrivals_per_h) for row in rows], strict=True))
    steps = [
        (x, up(row.capacity_per_h))
        for row in rows
        for x in (across(row.start_s), across(row.start_s + _width(rows)))
    ]
    return LoadPicture(
        band=_path([*highs, *reversed(lows)], closed=True),
        arrivals=_path(arrivals),
        capacity=_path(steps),
        above_capacity=_path([*steps, (100, 0), (0, 0)], closed=True),
        under_arrivals=_path(
            [*arrivals, (arrivals[-1][0], 100), (arrivals[0][0], 100)], closed=True
        ),
        short=any(row.arrivals_per_h > row.capacity_per_h for row in rows),
        rate_ticks=_rate_ticks(top, up),
        clock_ticks=_clock_ticks(start, end, across),
        waves=_waves(part, across, language),
        capacity_label=_capacity_label(rows, across, up),
        arrivals_label=_arrivals_label(rows, across, up),
        response=_response(rows, middle),
        response_ticks=tuple(Tick(_response_height(s), f"{s}") for s in RESPONSE_TICKS_S),
        response_target=_response_target(part, language),
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


def _width(rows: Sequence[IntervalRow]) -> float:
    return rows[1].start_s - rows[0].start_s if len(rows) > 1 else HOUR_S


def _path(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    told = "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
    return f"M{told}{'Z' if closed else ''}"


def _rate_ticks(top: float, up: Callable[[float], float]) -> tuple[Tick, ...]:
    step = 10 ** math.floor(math.log10(top))
    step = next(step * f for f in (0.2, 0.5, 1, 2) if top / (step * f) <= 5)  # noqa: PLR2004 (at most five rules)
    return tuple(Tick(up(i * step), figures.number(i * step)) for i in range(int(top / step) + 1))


def _clock_ticks(start: float, end: float, across: Callable[[float], float]) -> tuple[Tick, ...]:
    step = 4 * HOUR_S
    first = math.ceil(start / step) * step
    return tuple(
        Tick(across(second), figures.clock(second)) for second in range(first, int(end) + 1, step)
    )


def _waves(
    part: ScenarioPart, across: Callable[[float], float], language: Language
) -> tuple[Wave, ...]:
    ordered = sorted(part.waves, key=lambda wave: wave.start_s)
    return tuple(
        Wave(
            number,
            wave.name.in_language(language),
            max(0.0, across(wave.start_s)),
            min(100.0, across(wave.end_s)) - max(0.0, across(wave.start_s)),
        )
        for number, wave in enumerate(ordered, start=1)
    )


def _capacity_label(
    rows: Sequence[IntervalRow], across: Callable[[float], float], up: Callable[[float], float]
) -> tuple[float, float]:
    """Return where capacity is named: where it stands highest above what arrives."""
    best = max(rows, key=lambda row: row.capacity_per_h - row.arrivals_p90)
    return min(88.0, across(best.start_s)), up(best.capacity_per_h)


def _arrivals_label(
    rows: Sequence[IntervalRow], across: Callable[[float], float], up: Callable[[float], float]
) -> tuple[float, float]:
    """Return where arrivals are named: below their line, a third of the day from its end."""
    row = rows[2 * len(rows) // 3]
    return min(90.0, across(row.start_s)), up(row.arrivals_p10)


def _response_height(seconds: float) -> float:
    """Return the height of a wait: linear up to the knee, then compressed."""
    top = math.asinh(RESPONSE_TICKS_S[-1] * HEADROOM / RESPONSE_KNEE_S)
    return max(0.0, 100 * (1 - math.asinh(seconds / RESPONSE_KNEE_S) / top))


def _response(rows: Sequence[IntervalRow], middle: Sequence[float]) -> str:
    """Return the response's line, broken where an interval had no contact."""
    told, down = [], False
    for x, row in zip(middle, rows, strict=True):
        seconds = row.first_response_p90_s
        if seconds is not None:
            told.append(f"{'L' if down else 'M'}{x:.2f} {_response_height(seconds):.2f}")
        down = seconds is not None
    return "".join(told)


def _response_target(part: ScenarioPart, language: Language) -> Tick | None:
    """Return the promised first response, where a target names one."""
    for row in part.verdicts:
        found = _WITHIN.fullmatch(row.measure)
        if found:
            seconds = float(found[1])
            return Tick(_response_height(seconds), figures.limit(seconds, "s", language))
    return None
