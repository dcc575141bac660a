"""Weight stability intervals: how far one share may move before a rank or a grade changes.

Owns the exact ends in closed form; draws of weights and what they do to ranks belong to
:mod:`engine.scoring.acceptability`.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import SCORE_DECIMALS, GradeRule
from engine.domain.tables import ScoreTable
from engine.domain.weights import WeightSet
from engine.domain.weights_report import StabilityRow
from engine.errors import InputError

Floats: TypeAlias = NDArray[np.float64]
Positions: TypeAlias = NDArray[np.intp]

LAST_DECIMAL = 10.0**-SCORE_DECIMALS  # of a score, in points


@dataclass(frozen=True, slots=True, eq=False)
class ShareRanges:
    """For each of k shares the closed range in which something stays.

    ``low`` and ``high`` (k,), 0..1. ``nearest`` holds for each share the agents whose meeting is
    the nearest end (two positions; for grades the one agent), None where no end is met.
    """

    low: Floats
    high: Floats
    nearest: tuple[tuple[int, ...] | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class WeightStability:
    """Ranges of each share in which the ranking, the first place and all grades stay."""

    indicators: tuple[str, ...]
    shares: Floats
    ranking: ShareRanges
    first_place: ShareRanges
    grades: ShareRanges | None


@dataclass(frozen=True, slots=True, eq=False)
class _Curves:
    """Each agent's score as a ratio of lines in each share t, the other shares in proportion.

    The score is ``((1 - t) rest + t own) / ((1 - t) weight + t has)``; all are (a, k). ``at`` is
    the present share (k,).
    """

    rest: Floats
    own: Floats
    weight: Floats
    has: Floats
    at: Floats


def weight_stability(
    table: ScoreTable, weights: WeightSet, rule: GradeRule | None = None
) -> WeightStability:
    """Exact weight stability intervals of every share.

    Parameters
    ----------
    table
        Leaf scores (a, k), 0..100, nan where a leaf does not apply or has no value.
    weights
        Over exactly the table's indicators, in any order.
    rule
        Grades; without it their ranges are None.

    Raises
    ------
    InputError
        ``weights.other_indicators`` when table and weights differ, ``robustness.scores`` for a
        score that is infinite.

    Notes
    -----
    The others keep their proportions (where w_k is 1 they come back as equals): a score is a ratio
    of two lines in the share, and the first root of the difference of two is an end. Scores are
    continuous, so the first two to meet are neighbours in the present ranking, also with gaps.

    Ties are those of ``scoring.movements``, at six decimals: an untied pair is kept until the two
    meet, a tie until two neighbours of it lie more than one unit of the sixth decimal apart, a
    grade as the grade rule rounds. Ranges are closed: the change lies just beyond. An agent whose
    score appears at the slightest move leaves no room.

    References
    ----------
    Mareschal, B. (1988). Weight stability intervals in multicriteria decision aid. European
    Journal of Operational Research 33(1), 54-64.

    Examples
    --------
    >>> from engine.domain.weights import Origin
    >>> table = ScoreTable(("a", "b"), ("x", "y"), np.array([[90.0, 60.0], [70.0, 75.0]]))
    >>> weights = WeightSet.from_mapping(Origin.INCUMBENT, {"x": 0.6, "y": 0.4})
    >>> found = weight_stability(table, weights)
    >>> found.ranking.low.round(6).tolist(), found.ranking.high.round(6).tolist()
    ([0.428571, 0.0], [1.0, 0.571429])
    """
    shares = weights.aligned(table.indicators).shares
    curves = _curves(_finite(table), shares)
    scores, scored = _present(curves)
    ranked = np.flatnonzero(scored)
    order = ranked[np.argsort(-scores[ranked], kind="stable")]
    leader = np.repeat(order[:1], max(len(order) - 1, 0))
    fixed = np.round(scores, SCORE_DECIMALS)
    jumps = _jumps(curves, scored)
    return WeightStability(
        table.indicators,
        shares,
        _held(_kept_pairs(curves, order[:-1], order[1:], fixed), shares, jumps),
        _held(_kept_pairs(curves, leader, order[1:], fixed), shares, jumps),
        None if rule is None else _held(_kept_grades(curves, ranked, scores, rule), shares, jumps),
    )


def stability_rows(table: ScoreTable, found: WeightStability) -> tuple[StabilityRow, ...]:
    """Return the intervals by indicator, with the names of the two agents that meet first."""
    grades = found.grades
    return tuple(
        StabilityRow(
            indicator,
            float(found.shares[k]),
            float(found.ranking.low[k]),
            float(found.ranking.high[k]),
            None if grades is None else float(grades.low[k]),
            None if grades is None else float(grades.high[k]),
            _named(table.agents, found.ranking.nearest[k]),
            float(found.first_place.low[k]),
            float(found.first_place.high[k]),
        )
        for k, indicator in enumerate(found.indicators)
    )


def _named(agents: tuple[str, ...], pair: tuple[int, ...] | None) -> tuple[str, str] | None:
    return None if pair is None else (agents[pair[0]], agents[pair[1]])


def _finite(table: ScoreTable) -> Floats:
    infinite = np.isinf(table.scores).any(axis=1)
    if bool(infinite.any()):
        raise InputError("robustness.scores", agent=table.agents[int(infinite.argmax())])
    return table.scores


def _curves(leaf_scores: Floats, shares: Floats) -> _Curves:
    k = len(shares)
    others = 1 - np.eye(k)
    proportions = others * np.where(shares == 1, 1.0, shares[:, None])
    totals = proportions.sum(axis=0)
    proportions = np.divide(proportions, totals, out=proportions, where=totals > 0)
    own = np.nan_to_num(leaf_scores)
    has = (~np.isnan(leaf_scores)).astype(np.float64)
    return _Curves(own @ proportions, own, has @ proportions, has, shares)


def _present(curves: _Curves) -> tuple[Floats, NDArray[np.bool_]]:
    """Return each agent's score now (nan without one) and whether it has one."""
    weight = curves.has @ curves.at
    scored = weight > 0
    total = curves.own @ curves.at
    return np.divide(total, weight, out=np.full_like(total, np.nan), where=scored), scored


def _jumps(curves: _Curves, scored: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each share whether its slightest move gives somebody a first score."""
    appears = ~scored[:, None] & ((curves.weight > 0) | (curves.has > 0))
    return np.asarray(appears.any(axis=0), dtype=np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Conditions f(t) >= 0 that hold now, as quadratics around the present share.

    ``value``, ``slope`` and ``bend`` are (conditions, k): f(w + h) = value + slope h + bend h^2;
    ``agents`` (conditions, 1 or 2) says whose they are.
    """

    agents: Positions
    value: Floats
    slope: Floats
    bend: Floats


def _kept_pairs(curves: _Curves, ahead: Positions, behind: Positions, fixed: Floats) -> _Kept:
    """Return that every pair keeps its order, or its tie from both sides."""
    pairs = np.stack([ahead, behind], axis=1)
    gap, scale = _gap(curves, ahead, behind)
    tied = fixed[ahead] == fixed[behind]
    room = [LAST_DECIMAL * part[tied] for part in scale]
    above = [part + own[tied] for part, own in zip(room, gap, strict=True)]
    below = [part - own[tied] for part, own in zip(room, gap, strict=True)]
    parts = [
        np.concatenate([own[~tied], over, under])
        for own, over, under in zip(gap, above, below, strict=True)
    ]
    agents = np.concatenate([pairs[~tied], pairs[tied], pairs[tied]])
    return _around(agents, parts, curves.at)


def _gap(curves: _Curves, first: Positions, second: Positions) -> tuple[list[Floats], list[Floats]]:
    """Return numerator and denominator of the difference of two scores.

    Each is a quadratic by its coefficients of (1 - t)^2, t (1 - t) and t^2.
    """
    a, b = (
        (curves.rest[who], curves.own[who], curves.weight[who], curves.has[who])
        for who in (first, second)
    )
    difference = [
        a[0] * b[2] - b[0] * a[2],
        a[0] * b[3] + a[1] * b[2] - b[0] * a[3] - b[1] * a[2],
        a[1] * b[3] - b[1] * a[3],
    ]
    return difference, [a[2] * b[2], a[2] * b[3] + a[3] * b[2], a[3] * b[3]]


def _around(agents: Positions, parts: list[Floats], at: Floats) -> _Kept:
    start, middle, end = parts
    value = start * (1 - at) ** 2 + middle * at * (1 - at) + end * at**2
    slope = 2 * end * at - 2 * start * (1 - at) + middle * (1 - 2 * at)
    return _Kept(agents, np.maximum(value, 0), slope, start - middle + end)


def _kept_grades(curves: _Curves, ranked: Positions, scores: Floats, rule: GradeRule) -> _Kept:
    """Return that every agent stays at or above its own cut-off and below the next."""
    units = np.ceil(np.round(np.array(rule.cutoffs) / LAST_DECIMAL, 3))
    reached = (units - 0.5) * LAST_DECIMAL  # the least score that rounds to the cut-off
    grades = rule.ranks(scores[ranked])
    parts, agents = [], []
    for sign, offset in ((1.0, 0), (-1.0, -1)):
        place = grades + offset
        held = (place >= 0) & (place < len(reached))
        who, cut = ranked[held], reached[place[held], None]
        start = sign * (curves.rest[who] - cut * curves.weight[who])
        end = sign * (curves.own[who] - cut * curves.has[who])
        parts.append([start, start + end, end])
        agents.append(who[:, None])
    joined = [np.concatenate(pair) for pair in zip(*parts, strict=True)]
    return _around(np.concatenate(agents), joined, curves.at)


def _held(kept: _Kept, shares: Floats, jumps: NDArray[np.bool_]) -> ShareRanges:
    """Return the ranges in which all conditions hold; none moves where a score would appear."""
    stuck = jumps | (len(shares) == 1)
    up = np.where(stuck, 0.0, _first_root(kept.value, kept.slope, kept.bend))
    down = np.where(stuck, 0.0, _first_root(kept.value, -kept.slope, kept.bend))
    least_up, least_down = (each.min(axis=0, initial=np.inf) for each in (up, down))
    least_up, least_down = np.where(stuck, 0.0, least_up), np.where(stuck, 0.0, least_down)
    return ShareRanges(
        np.maximum(shares - least_down, 0.0),
        np.minimum(shares + least_up, 1.0),
        tuple(
            None if stuck[k] else _nearest(kept, up[:, k], down[:, k], float(share))
            for k, share in enumerate(shares)
        ),
    )


def _nearest(kept: _Kept, up: Floats, down: Floats, share: float) -> tuple[int, ...] | None:
    """Return whose condition ends first within 0..1, None where none does."""
    moves = np.minimum(
        np.where(share + up <= 1, up, np.inf), np.where(share - down >= 0, down, np.inf)
    )
    if not len(moves) or np.isinf(moves.min()):
        return None
    return tuple(kept.agents[int(moves.argmin())].tolist())


def _first_root(value: Floats, slope: Floats, bend: Floats) -> Floats:
    """Least h >= 0 with value + slope h + bend h^2 = 0 where value >= 0; inf without one.

    Of the two ways to write the root the one without cancellation is used.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(slope**2 - 4 * value * bend)  # nan: the curve never comes down to 0
        rising = (slope + spread) / (-2 * bend)
        falling = 2 * value / (spread - slope)
    root = np.where(slope > 0, np.where(bend < 0, rising, np.inf), falling)
    usable = ~np.isnan(root) & (root >= 0)
    return np.asarray(np.where(usable, root, np.inf), dtype=np.float64)
