"""Where the marks of a load's picture lie: arrivals against capacity, and the first response.

Positions as in :mod:`engine.report.drawings`: per cent of width and height, heights from the top.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.domain.pack import IntervalRow, ScenarioPart
from engine.domain.texts import Language
from engine.report import figures
from engine.report.drawings import Tick

HEADROOM = 1.08
LEAST_GAP = 3.5  # between the numbers of two waves, per cent of the width
# as many as the longest response needs, 900 at least
RESPONSE_TICKS_S = (0, 60, 300, 900, 3_600, 14_400, 86_400)
LEAST_RESPONSE_TICKS = 4
RESPONSE_KNEE_S = 30.0
HOUR_S = 3600
MOST_RULES = 5
_WITHIN = re.compile(r"frt_attainment_(\d+)_s")


@dataclass(frozen=True, slots=True)
class Wave:
    """A promotion wave above the picture; per cent of its width, ``label`` its number's place."""

    number: int
    name: str
    when: str
    start: float
    width: float
    label: float


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

    ticks_s = _response_ticks_s(rows)
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
        response=_response(rows, middle, ticks_s[-1]),
        response_ticks=tuple(
            Tick(_response_height(s, ticks_s[-1]), figures.number(s)) for s in ticks_s
        ),
        response_target=_response_target(part, ticks_s[-1], language),
    )


def _width(rows: Sequence[IntervalRow]) -> float:
    return rows[1].start_s - rows[0].start_s if len(rows) > 1 else HOUR_S


def _path(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    told = "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
    return f"M{told}{'Z' if closed else ''}"


def _rate_ticks(top: float, up: Callable[[float], float]) -> tuple[Tick, ...]:
    step = 10 ** math.floor(math.log10(top))
    step = next(step * f for f in (0.2, 0.5, 1, 2) if top / (step * f) <= MOST_RULES)
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
    """Return the waves in order; numbers that would touch are moved apart."""
    waves: list[Wave] = []
    for wave in sorted(part.waves, key=lambda wave: (wave.start_s, wave.end_s)):
        start, end = max(0.0, across(wave.start_s)), min(100.0, across(wave.end_s))
        label = max(start, waves[-1].label + LEAST_GAP) if waves else start
        when = figures.clock_range(wave.start_s, wave.end_s, language)
        name = wave.name.in_language(language)
        waves.append(Wave(len(waves) + 1, name, when, start, end - start, label))
    return tuple(waves)


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


def _response_ticks_s(rows: Sequence[IntervalRow]) -> tuple[int, ...]:
    """Return the rules up to the first that no response passes."""
    longest_s = max((row.first_response_p90_s or 0.0) for row in rows)
    needed = 1 + sum(tick < longest_s for tick in RESPONSE_TICKS_S)
    return RESPONSE_TICKS_S[: max(LEAST_RESPONSE_TICKS, needed)]


def _response_height(seconds: float, most_s: float) -> float:
    """Return the height of a wait: linear up to the knee, then compressed."""
    top = math.asinh(most_s * HEADROOM / RESPONSE_KNEE_S)
    return max(0.0, 100 * (1 - math.asinh(seconds / RESPONSE_KNEE_S) / top))


def _response(rows: Sequence[IntervalRow], middle: Sequence[float], most_s: float) -> str:
    """Return the response's line, broken where an interval had no contact."""
    told, down = [], False
    for x, row in zip(middle, rows, strict=True):
        seconds = row.first_response_p90_s
        if seconds is not None:
            told.append(f"{'L' if down else 'M'}{x:.2f} {_response_height(seconds, most_s):.2f}")
        down = seconds is not None
    return "".join(told)


def _response_target(part: ScenarioPart, most_s: float, language: Language) -> Tick | None:
    """Return the promised first response, where a target names one."""
    for row in part.verdicts:
        found = _WITHIN.fullmatch(row.measure)
        if found:
            seconds = float(found[1])
            return Tick(_response_height(seconds, most_s), figures.limit(seconds, "s", language))
    return None
