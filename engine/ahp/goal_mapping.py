"""Weights from business goals: indicators weigh as much as the goals they serve."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.elicitation import GoalMapping


@dataclass(frozen=True, slots=True, eq=False)
class GoalShares:
    """What each goal gives to each item: goals (m,), sum 1; contributions (k, m), sum 1.

    A row of ``contributions`` adds up to an item's weight, a column to a goal's.
    """

    goals: NDArray[np.float64]
    contributions: NDArray[np.float64]

    @property
    def weights(self) -> NDArray[np.float64]:
        """The items' weights: (k,), each >= 0, sum 1."""
        return np.asarray(self.contributions.sum(axis=1), dtype=np.float64)


def goal_shares(given: GoalMapping) -> GoalShares:
    """Return how the goals' weights are shared out among the items that serve them.

    Notes
    -----
    weight_i = sum over goals g of v_g s_ig / sum_k s_kg, with v the goals' weights scaled to sum
    1 and s the scores. Each goal's column is scaled to sum 1 first: a goal that many items serve
    counts no more than its own weight, which the plain sum of v_g s_ig, scaled only at the end,
    would let it. The relationship matrix is that of quality function deployment.

    References
    ----------
    Lyman, D. (1990), Deployment normalization, Transactions from the Second Symposium on Quality
    Function Deployment, 307-315, scales each goal's row of relationships in this way.

    Examples
    --------
    Repurchase matters 0.6, fewer returns 0.4; only resolution serves both.

    >>> scores = ((3.0, 0.0), (1.0, 2.0))
    >>> goals = ("repurchase", "returns")
    >>> given = GoalMapping(("response", "resolution"), goals, (0.6, 0.4), scores)
    >>> goal_shares(given).weights.round(12).tolist()
    [0.45, 0.55]
    """
    goals = np.array(given.goal_weights, dtype=np.float64)
    goals = goals / goals.sum()
    scores = np.array(given.scores, dtype=np.float64)
    totals = scores.sum(axis=0)
    served = np.divide(scores, totals, out=np.zeros_like(scores), where=totals > 0)
    return GoalShares(goals, served * goals)
