"""How sure scores, ranks and grades are, given the samples behind the metrics and the weights.

Owns the joint draws; every weight set sees the same draws of the metrics, so that a difference
between two sets is never a difference of luck (common random numbers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import GradeRule
from engine.domain.indicators import Scheme
from engine.domain.tables import MetricTable
from engine.domain.weights import WeightSet
from engine.scoring.curves import leaf_scores
from engine.scoring.grades import grade_shares
from engine.scoring.movements import ranks
from engine.scoring.scorecards import applicable, effective_shares, leaf_columns

CELLS_AT_ONCE = 2_000_000  # draws x agents x leaves held in memory together: about 50 MB

# Possible values by unit; points have none here, for a curve is flat beyond its ends anyway.
POSSIBLE = MappingProxyType(
    {"share": (0.0, 1.0), "s": (0.0, np.inf), "h": (0.0, np.inf), "count": (0.0, np.inf)}
)


@dataclass(frozen=True, slots=True, eq=False)
class ScoreDraws:
    """Joint draws of all agents' scores under each of several weight sets.

    ``scores[i]`` is (m, a) for the i-th weight set, 0..100, nan for an agent without a score;
    row j of every set comes from the same draw of the metrics.
    """

    agents: tuple[str, ...]
    scores: tuple[NDArray[np.float64], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """Each agent's doubt under one weight set.

    ``score_low`` and ``score_high`` (a,), 0..100; ``rank_low`` (best) and ``rank_high`` (worst)
    (a,), 0 without a score: central intervals at the asked level; ``grade_probabilities``
    (a, grades), best grade first.
    """

    score_low: NDArray[np.float64]
    score_high: NDArray[np.float64]
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    grade_probabilities: NDArray[np.float64]


def score_draws(
    table: MetricTable,
    weight_sets: Sequence[WeightSet],
    scheme: Scheme,
    rng: np.random.Generator,
    draws: int,
) -> ScoreDraws:
    """Joint draws of the scores, with the same metric draws for every weight set.

    Parameters
    ----------
    table
        Values with standard errors; where a standard error is nan the value is a record and does
        not vary.
    weight_sets
        Sets over exactly the leaves of the scheme. A set with draws uses its row j (starting
        again at its end) for draw j, so that rows paired across sets stay paired.
    rng
        Generator; the same state gives the same draws.
    draws
        m >= 1.

    Raises
    ------
    InputError
        As :func:`engine.scoring.scorecards.scores`.

    Notes
    -----
    Each metric is drawn normal around its value with its standard error, clipped to the values
    that its unit makes possible, and read through its curve; metrics are drawn independently.
    Which leaves apply, and so how weights are shared, is the same in every draw.
    """
    leaves = scheme.tree.leaves
    columns = leaf_columns(table, scheme.tree)
    values = table.values[:, columns]
    errors = np.nan_to_num(table.standard_errors[:, columns])
    values = np.where(applicable(table.populations, leaves), values, np.nan)
    limits = np.array([POSSIBLE.get(leaf.unit, (-np.inf, np.inf)) for leaf in leaves]).T
    aligned = [weights.aligned(scheme.tree.leaf_ids) for weights in weight_sets]
    found = tuple(np.empty((draws, len(table.agents))) for _ in aligned)
    at_once = max(1, CELLS_AT_ONCE // max(1, values.size))
    for start in range(0, draws, at_once):
        stop = min(start + at_once, draws)
        noise = rng.standard_normal((stop - start, *values.shape))
        metrics = np.clip(values + errors * noise, limits[0], limits[1])
        of_leaves = leaf_scores([leaf.curve for leaf in leaves], metrics)
        for weights, result in zip(aligned, found, strict=True):
            result[start:stop] = _weighted(of_leaves, _share_rows(weights, start, stop))
    return ScoreDraws(table.agents, found)


def stability(scores: NDArray[np.float64], rule: GradeRule, level: float) -> Stability:
    """Intervals of score and rank, and the probability of each grade, from joint draws.

    Parameters
    ----------
    scores
        (m, a) draws of one weight set, from :func:`score_draws`.
    level
        Coverage of the central intervals, 0..1.
    """
    tails = [(1 - level) / 2, (1 + level) / 2]
    score_low, score_high = np.quantile(scores, tails, axis=0)
    of_draws = ranks(scores)
    low, high = np.quantile(of_draws, tails, axis=0, method="inverted_cdf")
    return Stability(
        score_low,
        score_high,
        low.astype(np.int64),
        high.astype(np.int64),
        grade_shares(rule, scores),
    )


def grade_change_probabilities(
    before: NDArray[np.float64], after: NDArray[np.float64], rule: GradeRule
) -> NDArray[np.float64]:
    """Probability (a,) that two weight sets give an agent different grades on the same data.

    Parameters
    ----------
    before, after
        (m, a) draws of two sets from one call of :func:`score_draws`; nan without a score gives 0.
    """
    return np.asarray((rule.ranks(before) != rule.ranks(after)).mean(axis=0), dtype=np.float64)


def _share_rows(weights: WeightSet, start: int, stop: int) -> NDArray[np.float64]:
    """Return (draws, 1, k) shares, or (1, 1, k) for a set without uncertainty."""
    if weights.draws is None:
        return weights.shares[None, None, :]
    rows = np.arange(start, stop) % len(weights.draws)
    return np.asarray(weights.draws[rows, None, :], dtype=np.float64)


def _weighted(of_leaves: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (m, a) scores of (m, a, k) leaf scores under (m or 1, 1, k) shares."""
    effective = effective_shares(shares, ~np.isnan(of_leaves))
    totals = (effective * np.nan_to_num(of_leaves)).sum(axis=-1)
    return np.asarray(np.where(effective.any(axis=-1), totals, np.nan), dtype=np.float64)
