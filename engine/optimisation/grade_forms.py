"""Staying in one's grade as two linear forms of the weights for each agent.

Owns the thresholds that the grade rule of ``domain.grades`` means in exact arithmetic and the
count of changes; a count that is reported always comes from :func:`ranks_under`, never from a
solver.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import SCORE_DECIMALS, GradeRule
from engine.domain.tables import ScoreTable
from engine.errors import Fault, InputError
from engine.optimisation.rules import AdmissibleSet

Floats: TypeAlias = NDArray[np.float64]

UNIT = 10.0**SCORE_DECIMALS
MARGIN = 1e-4  # score points that a found set stays below a cut-off; from above none is needed


@dataclass(frozen=True, slots=True, eq=False)
class BandForms:
    """What keeps agents in their grade: ``low @ w >= 0`` and ``high @ w <= 0``, (n, k) each.

    A form that holds for all weights stands where the grade has no lower or upper cut-off.
    """

    low: Floats
    high: Floats

    def of(self, agents: NDArray[np.intp]) -> "BandForms":
        """Return the forms of some agents."""
        return BandForms(self.low[agents], self.high[agents])


def leaf_scores(table: ScoreTable, admissible: AdmissibleSet) -> Floats:
    """Scores (n, k) in the order of the admissible set's leaves.

    Raises
    ------
    InputError
        ``weights.other_indicators`` when the table has other leaves, ``grades.not_finite`` for
        an infinite score, naming every place.
    """
    if set(table.indicators) != set(admissible.leaves):
        differing = sorted(set(table.indicators) ^ set(admissible.leaves))
        raise InputError("weights.other_indicators", indicators=", ".join(differing))
    infinite = np.argwhere(np.isinf(table.scores))
    if infinite.size:
        faults = [
            Fault("grades.not_finite", f"{table.agents[i]}, {table.indicators[j]}", "inf")
            for i, j in infinite.tolist()
        ]
        raise InputError("grades.not_finite", faults)
    order = [table.indicators.index(leaf) for leaf in admissible.leaves]
    return np.asarray(table.scores[:, order], dtype=np.float64)


def weighted_scores(scores: Floats, shares: Floats) -> Floats:
    """Weighted score (n,) of leaf scores (n, k); nan where no leaf with a score has weight."""
    available = ~np.isnan(scores)
    weight = available @ shares
    total = np.where(available, scores, 0.0) @ shares
    means = np.divide(total, weight, out=np.full(len(weight), np.nan), where=weight > 0)
    return np.asarray(means, dtype=np.float64)


def ranks_under(scores: Floats, shares: Floats, rule: GradeRule) -> NDArray[np.int64]:
    """Rank of each agent's grade (n,) under shares (k,); -1 without a score."""
    return rule.ranks(weighted_scores(scores, shares))


def changes_under(
    scores: Floats, shares: Floats, rule: GradeRule, before: NDArray[np.int64]
) -> int:
    """Count the agents whose grade differs from ``before``; -1 there: no grade, not counted."""
    after = ranks_under(scores, shares, rule)
    return int(((after != before) & (before >= 0)).sum())


def found_forms(scores: Floats, before: NDArray[np.int64], rule: GradeRule) -> BandForms:
    """Forms for finding weights: at a cut-off or above it, or a margin below it."""
    reached = _reached(rule)
    return _forms(scores, before, reached, reached - MARGIN)


def tight_forms(scores: Floats, before: NDArray[np.int64], rule: GradeRule) -> BandForms:
    """Forms with the least margin that the six decimals leave: for weights with no other room."""
    threshold = _reached(rule) - 0.5 / UNIT
    return _forms(scores, before, threshold + 0.25 / UNIT, threshold - 0.25 / UNIT)


def bound_forms(scores: Floats, before: NDArray[np.int64], rule: GradeRule) -> BandForms:
    """Forms for bounds: whoever keeps the grade by the rule meets them, without any margin.

    A score of six decimals reaches the cut-off c exactly when the score before rounding is at
    least c (rounded up to six decimals) less half a unit of the last.
    """
    threshold = _reached(rule) - 0.5 / UNIT
    return _forms(scores, before, threshold, threshold)


def _reached(rule: GradeRule) -> Floats:
    """Return the least scores of six decimals that reach the cut-offs."""
    cuts = np.array(rule.cutoffs, dtype=np.float64)
    return np.asarray(np.ceil(np.round(cuts * UNIT, 3)) / UNIT, dtype=np.float64)


def _forms(
    scores: Floats, before: NDArray[np.int64], at_least: Floats, at_most: Floats
) -> BandForms:
    available = (~np.isnan(scores)).astype(np.float64)
    points = np.nan_to_num(scores)
    last = len(at_least)
    low, high = available.copy(), -available
    lowest, highest = before == last, before <= 0
    cut = at_least[before[~lowest]][:, None]
    low[~lowest] = points[~lowest] - available[~lowest] * cut
    cut = at_most[before[~highest] - 1][:, None]
    high[~highest] = points[~highest] - available[~highest] * cut
    return BandForms(low, high)
