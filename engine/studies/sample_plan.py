"""The random samples that a precision or a difference takes, and what sizes in use give."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

from engine.errors import InputError
from engine.metrics.proportions import clopper_pearson, wilson_half_width
from engine.metrics.sample_size import (
    exact_share_size,
    mean_difference_size,
    mean_size,
    normal_share_size,
    share_difference_size,
    wilson_share_size,
)

SIZES_IN_USE = (5, 10, 20, 30, 50, 100, 200, 400)


@dataclass(frozen=True, slots=True)
class SampleWish:
    """What is to be known of each agent.

    ``half_width`` and ``expected`` of a pass share; ``deviation`` and ``points_half_width`` of a
    mean, in points; ``difference`` between two agents, a share or, with ``deviation``, points.
    """

    confidence: float
    power: float
    half_width: float
    expected: float
    population: int | None = None
    deviation: float | None = None
    points_half_width: float | None = None
    difference: float | None = None


@dataclass(frozen=True, slots=True)
class SizeRow:
    """What a sample of ``size`` gives: half widths of a pass share about the expected one."""

    size: int
    wilson: float
    exact: float


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """Random samples of each agent by method, and the table of half widths.

    ``share``: by ``normal``, ``wilson`` and ``clopper-pearson``; 1 - confidence in two tails.
    ``difference``: samples of each of the two agents, unrounded and rounded up.
    """

    share: Mapping[str, int]
    mean: int | None
    difference: tuple[float, int] | None
    table: tuple[SizeRow, ...]


def sample_plan(wish: SampleWish) -> SamplePlan:
    """Return the samples that a wish takes.

    Raises
    ------
    InputError
        ``quality.deviation_needed`` for a mean without its deviation, or the other way round;
        those of :mod:`engine.metrics.sample_size`.
    """
    if (wish.points_half_width is not None and wish.deviation is None) or (
        wish.deviation is not None and wish.points_half_width is None and wish.difference is None
    ):
        raise InputError("quality.deviation_needed")
    asked: tuple[Any, ...] = (wish.half_width, wish.expected, wish.confidence, wish.population)
    share = {
        "normal": normal_share_size(*asked),
        "wilson": wilson_share_size(*asked),
        "clopper-pearson": exact_share_size(*asked),
    }
    mean = None
    if wish.points_half_width is not None and wish.deviation is not None:
        mean = mean_size(wish.points_half_width, wish.deviation, wish.confidence, wish.population)
    difference = None if wish.difference is None else _difference(wish, wish.difference)
    table = tuple(_row(size, wish) for size in SIZES_IN_USE if _fits(size, wish.population))
    return SamplePlan(share, mean, None if difference is None else _rounded(difference), table)


def _difference(wish: SampleWish, difference: float) -> float:
    if wish.deviation is not None:
        return mean_difference_size(difference, wish.deviation, wish.confidence, wish.power)
    other = wish.expected - difference
    return share_difference_size(wish.expected, other, wish.confidence, wish.power)


def _rounded(size: float) -> tuple[float, int]:
    return size, ceil(size - 1e-9)


def _fits(size: int, population: int | None) -> bool:
    return population is None or size <= population


def _row(size: int, wish: SampleWish) -> SizeRow:
    """Return the half widths, narrower where the population is finite."""
    left = 1.0
    if wish.population is not None:
        left = sqrt((wish.population - size) / max(wish.population - 1, 1))
    exact = clopper_pearson(wish.expected * size, size, wish.confidence)
    half = (exact.high - exact.low) / 2
    return SizeRow(
        size, left * wilson_half_width(wish.expected, size, wish.confidence), left * half
    )
