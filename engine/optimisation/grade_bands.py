"""Which grades each agent can get under some admissible weights: certain or open, exactly.

Owns what the extremes mean for grades; the extremes are :mod:`engine.optimisation.extremes`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import GradeRule
from engine.domain.tables import ScoreTable
from engine.optimisation.extremes import extremes, in_steps, score_extremes
from engine.optimisation.grade_forms import leaf_scores
from engine.optimisation.rules import SHARE_TOLERANCE, AdmissibleSet
from engine.optimisation.solver import CHAIN, SolverChoice


@dataclass(frozen=True, slots=True, eq=False)
class GradeBands:
    """Score and grade of n agents over all admissible weights.

    Parameters
    ----------
    least, greatest
        (n,) score points; nan for an agent whom no admissible set scores.
    best, worst
        (n,) ranks of the best and the worst grade that some admissible set gives; off a grid
        every grade between is given too, since the score moves evenly. -1 without a score.
    certain
        (n,), True where every admissible set gives a score and the same grade.
    """

    least: NDArray[np.float64]
    greatest: NDArray[np.float64]
    best: NDArray[np.int64]
    worst: NDArray[np.int64]
    certain: NDArray[np.bool_]

    def reachable(self, agent: int, rule: GradeRule) -> tuple[str, ...]:
        """Return the labels from the best to the worst grade of an agent; empty for none."""
        if self.best[agent] < 0:
            return ()
        return rule.labels[self.best[agent] : self.worst[agent] + 1]


def grade_bands(
    table: ScoreTable,
    rule: GradeRule,
    admissible: AdmissibleSet,
    *,
    chain: Sequence[SolverChoice] = CHAIN,
) -> GradeBands:
    """Exact extremes of each agent's score and the grades between them.

    On a grid the extremes are those of its points where the rules nest. Where they do not, they
    may lie outside them: who is called certain is certain, who is called open may be certain.

    Raises
    ------
    InputError
        ``weights.other_indicators`` when the scores are of other leaves.
    MethodError
        ``policy.infeasible`` when nothing is admissible.
    """
    scores, admissible = leaf_scores(table, admissible), in_steps(admissible)
    found = score_extremes(scores, admissible, chain=chain)
    best, worst = rule.ranks(found.greatest), rule.ranks(found.least)
    return GradeBands(
        found.least,
        found.greatest,
        best,
        worst,
        (best >= 0) & (best == worst) & _always_scored(scores, admissible, chain),
    )


def _always_scored(
    scores: NDArray[np.float64], admissible: AdmissibleSet, chain: Sequence[SolverChoice]
) -> NDArray[np.bool_]:
    """Return (n,) whether every admissible set puts weight on a leaf that the agent has."""
    available = (~np.isnan(scores)).astype(np.float64)
    gaps = np.flatnonzero((available == 0).any(axis=1))
    always = np.ones(len(scores), dtype=np.bool_)
    weighed = extremes(
        available[gaps],
        admissible,
        is_open=lambda least, _: np.asarray(least <= SHARE_TOLERANCE),
        chain=chain,
    )
    always[gaps] = weighed.least > SHARE_TOLERANCE
    return always
