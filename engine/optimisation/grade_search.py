"""Fewer grade changes by exact searches along lines through the admissible set.

Along a line each agent keeps the grade on one interval, so that the best point of the line is
where most intervals meet: a sort, no solver. Owns lines and steps; leaves starts and proof to
:mod:`engine.optimisation.grade_hinge` and :mod:`engine.optimisation.grade_programme`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import floor
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.optimisation.grade_forms import BandForms
from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet

Floats: TypeAlias = NDArray[np.float64]

FLAT = 1e-12  # a rate or a part of a direction below this is none
SHORTEST = 1e-9  # a line through the set that is no longer than this is a point
DENSITIES = (0.25, 0.5, 1.0)  # of a direction's leaves, in turn
BLOCK = 60  # directions made at once, for speed
GRID_TOLERANCE = 1e-6  # of a step


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """The admissible set as rows: ``rows @ w >= limits``, and ``equal @ w`` fixed."""

    rows: Floats
    limits: Floats
    equal: Floats
    grid: float | None

    def span(self, point: Floats, direction: Floats) -> tuple[float, float]:
        """Return the least and greatest t with point + t * direction in the region."""
        rates = self.rows @ direction
        room = np.maximum(self.rows @ point - self.limits, 0.0)
        rising, falling = rates > FLAT, rates < -FLAT
        low = np.max(-room[rising] / rates[rising], initial=-np.inf)
        high = np.min(-room[falling] / rates[falling], initial=np.inf)
        return float(low), float(high)


def region(admissible: AdmissibleSet) -> Region:
    """Return the rows of an admissible set, shares >= 0 and the sum among them."""
    k = len(admissible.leaves)
    senses = np.array(admissible.senses, dtype=str)
    rows, limits = admissible.rows, admissible.limits
    equal = senses == Sense.EQUAL
    signs = np.where(senses == Sense.AT_MOST, -1.0, 1.0)[~equal]
    return Region(
        np.vstack([np.eye(k), signs[:, None] * rows[~equal]]),
        np.concatenate([np.zeros(k), signs * limits[~equal]]),
        np.vstack([np.ones((1, k)), rows[equal]]),
        admissible.grid,
    )


def searched(forms: BandForms, start: Floats, within: Region, lines: int) -> Floats:
    """Shares (k,) with the fewest grade changes met on so many lines, never more than the start.

    Parameters
    ----------
    forms
        Of the agents whose grade is open.
    start
        (k,), in the region; on its grid where it has one.

    Notes
    -----
    Where several places of a line are equally good the next of them in turn is taken, so that the
    search moves over plateaus. Directions come from a fixed sequence: no dice, so that every
    repeat is the same.
    """
    point = start
    low, high = forms.low @ point, forms.high @ point
    most = int(((low >= 0) & (high <= 0)).sum())
    for turn, direction in enumerate(islice(_directions(within), lines)):
        span = within.span(point, direction)
        if span[1] - span[0] <= SHORTEST:
            continue
        rates = forms.low @ direction, forms.high @ direction
        first, last = _intervals(low, rates[0], span)
        other_first, other_last = _intervals(-high, -rates[1], span)
        first, last = np.maximum(first, other_first), np.minimum(last, other_last)
        step, kept = _fullest(first, last, within.grid, turn)
        if kept < most or not kept:
            continue
        most = kept
        point = point + step * direction
        low, high = low + step * rates[0], high + step * rates[1]
    return np.asarray(point, dtype=np.float64)


def _intervals(values: Floats, rates: Floats, span: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return where on the span values + t * rates >= 0: (n,) firsts and lasts, first > last: no."""
    zero = np.divide(-values, rates, out=np.zeros_like(values), where=np.abs(rates) > FLAT)
    first = np.where(rates > FLAT, np.maximum(zero, span[0]), span[0])
    last = np.where(rates < -FLAT, np.minimum(zero, span[1]), span[1])
    never = (np.abs(rates) <= FLAT) & (values < 0)
    return np.where(never, np.inf, first), last


def _fullest(firsts: Floats, lasts: Floats, grid: float | None, turn: int) -> tuple[float, int]:
    """Return a step in most of the intervals and how many hold it; (0, 0) without any."""
    if grid is not None:
        firsts = np.ceil(firsts / grid - GRID_TOLERANCE)
        lasts = np.floor(lasts / grid + GRID_TOLERANCE)
    held = firsts <= lasts
    opens, closes = np.sort(firsts[held]), np.sort(lasts[held])
    if not opens.size:
        return 0.0, 0
    # the number of intervals is greatest where one of them begins
    open_now = np.arange(1, len(opens) + 1) - np.searchsorted(closes, opens, side="left")
    most = int(open_now.max())
    best = np.flatnonzero(open_now == most)
    place = int(best[turn % len(best)])
    begin, end = float(opens[place]), float(closes[np.searchsorted(closes, opens[place])])
    if grid is not None:
        return grid * floor((begin + end) / 2), most
    return (begin + end) / 2, most


def _directions(within: Region) -> Iterator[Floats]:
    """Yield directions along which all equalities keep holding: exchanges first, then mixtures."""
    pairs = _exchanges(within.equal)
    yield from pairs
    if within.grid is None:
        yield from _mixtures(within.equal)
    elif len(pairs):
        yield from _sums(pairs)


def _exchanges(equal: Floats) -> Floats:
    """Return the directions (d, k) in which one leaf gives and one takes."""
    k = equal.shape[1]
    givers, takers = np.triu_indices(k, 1)
    moves = np.zeros((len(givers), k))
    moves[np.arange(len(givers)), givers] = -1.0
    moves[np.arange(len(givers)), takers] = 1.0
    return np.asarray(moves[np.abs(moves @ equal.T).max(axis=1) <= FLAT], dtype=np.float64)


def _sums(pairs: Floats) -> Iterator[Floats]:
    """Yield sums of two or three exchanges: whole steps stay whole."""
    for numbers in _kronecker(4):
        places = (numbers[:, :3] * len(pairs)).astype(np.intp)
        signs = np.where(numbers[:, 3:] < 0.5, 0.0, 1.0)  # noqa: PLR2004 (half of them)
        for direction in pairs[places[:, 0]] + pairs[places[:, 1]] + signs * pairs[places[:, 2]]:
            if np.abs(direction).max() > FLAT:
                yield direction


def _mixtures(equal: Floats) -> Iterator[Floats]:
    """Yield directions that move a quarter, half or all of the leaves, held to the equalities."""
    k = equal.shape[1]
    densities = np.resize(DENSITIES, BLOCK)[:, None]
    for numbers in _kronecker(2 * k):
        moving = (numbers[:, k:] < densities).astype(np.float64)
        free = moving * np.cos(np.pi * numbers[:, :k])
        held = equal[None] * moving[:, None, :]
        excess = np.einsum("dmk,dk->dm", held, free)
        kept = free - np.einsum("dkm,dm->dk", np.linalg.pinv(held), excess)
        kept[np.abs(kept) <= SHORTEST] = 0.0
        yield from kept[np.abs(kept).max(axis=1) > 0]


def _kronecker(width: int) -> Iterator[Floats]:
    """Yield blocks (b, width) of evenly spread numbers 0..1: multiples of roots of primes."""
    roots = np.sqrt(_primes(width))
    for first in range(1, 1_000_000_000, BLOCK):
        yield np.outer(np.arange(first, first + BLOCK), roots) % 1.0


def _primes(count: int) -> Floats:
    """Return the first primes."""
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return np.array(found, dtype=np.float64)
