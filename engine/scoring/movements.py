"""Movements: whose rank and grade change from one weight set to another.

Owns ranks and their comparison; scores come from :mod:`engine.scoring.scorecards`.
"""

from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import SCORE_DECIMALS, GradeRule
from engine.errors import InputError
from engine.scoring.grades import grade_labels
from engine.scoring.scorecards import Scorecards

NOT_RANKED = 0


@dataclass(frozen=True, slots=True, eq=False)
class Movements:
    """Each agent's move between two weight sets on the same metrics.

    ``rank_changes`` is (a,): places gained (positive is up, towards rank 1), 0 for an agent
    without a rank; ``ranks_before`` and ``ranks_after`` hold 0 for such an agent.
    """

    agents: tuple[str, ...]
    ranks_before: NDArray[np.int64]
    ranks_after: NDArray[np.int64]
    rank_changes: NDArray[np.int64]
    grades_before: tuple[str, ...]
    grades_after: tuple[str, ...]

    @property
    def grade_changes(self) -> NDArray[np.bool_]:
        """Whether each agent's grade differs, (a,)."""
        pairs = zip(self.grades_before, self.grades_after, strict=True)
        return np.array([before != after for before, after in pairs], dtype=bool)


def ranks(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Competition ranks along the last axis: 1 is best, equal scores share the better rank.

    The rank is one more than the number of strictly better scores ("1224"); scores are compared
    with the decimals at which they are graded, so that arithmetic dust makes no ranks. A missing
    score (nan) has rank 0 and outranks nobody.

    Parameters
    ----------
    scores
        (..., a).

    Examples
    --------
    >>> ranks(np.array([80.0, 95.0, 80.0, np.nan, 60.0])).tolist()
    [2, 1, 2, 0, 4]
    """
    fixed = np.round(scores, SCORE_DECIMALS)
    flat = fixed.reshape(-1, fixed.shape[-1])
    result = np.empty(flat.shape, dtype=np.int64)
    for place, row in enumerate(flat):
        ascending = np.sort(row[~np.isnan(row)])
        better = len(ascending) - np.searchsorted(ascending, row, side="right")
        result[place] = np.where(np.isnan(row), NOT_RANKED, better + 1)
    return result.reshape(fixed.shape)


def movements(before: Scorecards, after: Scorecards, rule: GradeRule) -> Movements:
    """Rank and grade of each agent under two weight sets, and the change.

    Parameters
    ----------
    before, after
        Scorecards of the same agents in the same order (the same metric table).

    Raises
    ------
    InputError
        ``scoring.other_agents`` when the two do not hold the same agents.
    """
    if before.agents != after.agents:
        pairs = zip_longest(before.agents, after.agents, fillvalue="-")
        differing = [f"{left} / {right}" for left, right in pairs if left != right]
        raise InputError("scoring.other_agents", agents=", ".join(differing))
    ranks_before, ranks_after = ranks(before.scores), ranks(after.scores)
    ranked_twice = (ranks_before != NOT_RANKED) & (ranks_after != NOT_RANKED)
    return Movements(
        before.agents,
        ranks_before,
        ranks_after,
        np.where(ranked_twice, ranks_before - ranks_after, 0),
        grade_labels(rule, before.scores),
        grade_labels(rule, after.scores),
    )
