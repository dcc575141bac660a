"""Grades of scores by the scheme's one grade rule.

Owns labels and counts; the cut-offs and their exactness belong to
:class:`~engine.domain.grades.GradeRule`.
"""

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import GradeRule

NO_GRADE = ""


def grade_labels(rule: GradeRule, scores: NDArray[np.float64]) -> tuple[str, ...]:
    """Label of each score's grade; an agent without a score (nan) has the empty label.

    Parameters
    ----------
    scores
        (a,), 0..100 or nan.
    """
    positions = rule.ranks(scores)
    return tuple(NO_GRADE if place < 0 else rule.labels[place] for place in positions.tolist())


def grade_counts(rule: GradeRule, scores: NDArray[np.float64]) -> dict[str, int]:
    """Count the agents in each grade, best first; agents without a score are not counted."""
    positions = rule.ranks(scores)
    counts = np.bincount(positions[positions >= 0], minlength=len(rule.labels))
    return dict(zip(rule.labels, counts.tolist(), strict=True))


def grade_shares(rule: GradeRule, score_draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of each grade over draws.

    Parameters
    ----------
    score_draws
        (m, a) joint draws of the scores.

    Returns
    -------
    ndarray
        (a, grades), rows sum to one; 0 for an agent without a score.
    """
    positions = rule.ranks(score_draws)
    columns = [(positions == place).mean(axis=0) for place in range(len(rule.labels))]
    return np.stack(columns, axis=1)
