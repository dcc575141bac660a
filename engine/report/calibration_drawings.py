"""Where the marks of a calibration's pictures lie: plain positions, drawn by the template.

Positions are per cent of a lane's width, so that a picture is as wide as its page.
"""

import math
from dataclasses import dataclass

from engine.domain.calibration import LeafResult, PairDisagreement, RespondentResult
from engine.report import figures
from engine.report.calibration_group_tables import disputed_pairs
from engine.report.calibration_people_tables import least_consistent_first
from engine.report.calibration_tables import by_rank
from engine.report.calibration_words import CalibrationWords, chosen_ratio, ratio_text
from engine.report.drawings import Tick, share_axis

MOST_LINES = 30  # of people drawn one by one; a larger panel is counted by steps of its ratio
BINS = 10
MOST_LEANS = 12
DARKEST = 45  # per cent of accent: the figure in the cell stays readable
ROOM = 1.25  # an axis reaches beyond the limit even if nobody does


@dataclass(frozen=True, slots=True)
class WeightLane:
    """One leaf: its weight with its band, and its weight under each other treatment."""

    name: str
    at: float
    low: float
    high: float
    others: tuple[float, ...]
    weight: str
    band: str


@dataclass(frozen=True, slots=True)
class WeightLanes:
    """All leaves, the greatest weight first; ``treatments`` name the marks of every lane."""

    lanes: tuple[WeightLane, ...]
    ticks: tuple[Tick, ...]
    treatments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RatioLine:
    """One respondent's consistency ratio, or how many have one of a step; ``above`` the limit."""

    name: str
    at: float
    text: str
    above: bool


@dataclass(frozen=True, slots=True)
class RatioLines:
    """Respondents one by one with the limit's place, or counts without one."""

    lines: tuple[RatioLine, ...]
    limit_at: float | None
    unknown: int


@dataclass(frozen=True, slots=True)
class Lean:
    """How a panel leans over one pair; widths of the three shares in per cent."""

    first: str
    second: str
    for_first: float
    equal: float
    for_second: float
    counts: tuple[int, int, int]
    mean: str
    spread: str


@dataclass(frozen=True, slots=True)
class Heat:
    """A cell of a heat table: its figure, and how dark it is in per cent."""

    text: str
    dark: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One leaf: how probable each rank is."""

    name: str
    cells: tuple[Heat, ...]


def weight_lanes(words: CalibrationWords) -> WeightLanes:
    """Return the leaves' weights with bands and the marks of the other treatments."""
    calibration = words.calibration
    places = {leaf.leaf: place for place, leaf in enumerate(calibration.leaves)}
    others = [each for each in calibration.treatments[1:] if each.weights is not None]
    weights = [each.weights or () for each in others]
    tops = [max(leaf.weight.high or 0.0, leaf.weight.value) for leaf in calibration.leaves]
    end, ticks = share_axis(max([*tops, *(share for each in weights for share in each)]))
    lanes = tuple(
        _weight_lane(leaf, [each[places[leaf.leaf]] for each in weights], end, words)
        for leaf in by_rank(calibration.leaves)
    )
    return WeightLanes(lanes, ticks, tuple(words.treatment(each.id) for each in others))


def heat_rows(words: CalibrationWords) -> tuple[HeatRow, ...]:
    """Return how probable each leaf's ranks are, the greatest weight first."""
    return tuple(
        HeatRow(
            words.item(leaf.leaf),
            tuple(
                Heat(figures.probability(each) if each else "", round(DARKEST * each))
                for each in leaf.rank_probabilities
            ),
        )
        for leaf in by_rank(words.calibration.leaves)
    )


def ratio_lines(words: CalibrationWords) -> RatioLines:
    """Return every respondent's ratio, the least consistent first; of many, counts by steps."""
    people = [p for p in least_consistent_first(words) if p.consistency_ratio is not None]
    ratios = [person.consistency_ratio or 0.0 for person in people]
    unknown = len(words.calibration.respondents) - len(people)
    limit = words.calibration.limit
    if len(people) > MOST_LINES:
        return RatioLines(_counted(ratios, limit), None, unknown)
    end = max([ROOM * limit, *ratios])
    lines = tuple(_person_line(each, end, words) for each in people)
    return RatioLines(lines, 100 * limit / end, unknown)


def leans(words: CalibrationWords) -> tuple[Lean, ...]:
    """Return how the panel leans over the pairs on which it is furthest apart."""
    return tuple(_lean(pair, words) for pair in disputed_pairs(words)[:MOST_LEANS])


def _weight_lane(
    leaf: LeafResult, others: list[float], end: float, words: CalibrationWords
) -> WeightLane:
    weight = leaf.weight
    low = weight.value if weight.low is None else weight.low
    high = weight.value if weight.high is None else weight.high
    return WeightLane(
        name=words.item(leaf.leaf),
        at=100 * weight.value / end,
        low=100 * low / end,
        high=100 * high / end,
        others=tuple(100 * share / end for share in others),
        weight=figures.share(weight.value),
        band=figures.quantity_range(weight.low, weight.high, figures.SHARE, words.language)
        if weight.low is not None
        else "",
    )


def _person_line(person: RespondentResult, end: float, words: CalibrationWords) -> RatioLine:
    ratio = person.consistency_ratio or 0.0
    name = words.person(person.respondent)
    above = person.consistent is False
    return RatioLine(name, 100 * ratio / end, figures.number(ratio, 3), above)


def _counted(ratios: list[float], limit: float) -> tuple[RatioLine, ...]:
    """Return how many ratios lie in each step of one limit's width, the last one open."""
    counts = [0] * BINS
    for ratio in ratios:
        counts[min(BINS - 1, max(0, math.ceil(ratio / limit - 1e-12) - 1))] += 1
    most = max(counts)
    return tuple(
        RatioLine(_step(place, limit), 100 * count / most, figures.number(count), place > 0)
        for place, count in enumerate(counts)
    )


def _step(place: int, limit: float) -> str:
    low, high = chosen_ratio(place * limit), chosen_ratio((place + 1) * limit)
    if place == 0:
        return f"\u2264 {high}"
    return f"> {low}" if place == BINS - 1 else f"{low}{figures.DASH}{high}"


def _lean(pair: PairDisagreement, words: CalibrationWords) -> Lean:
    shares = (pair.share_first, pair.share_equal, pair.share_second)
    first, equal, second = (round(share * pair.n) for share in shares)
    return Lean(
        first=words.item(pair.first),
        second=words.item(pair.second),
        for_first=100 * pair.share_first,
        equal=100 * pair.share_equal,
        for_second=100 * pair.share_second,
        counts=(first, equal, second),
        mean=ratio_text(pair.mean),
        spread=figures.number(pair.spread, 2),
    )
