"""Labels, counts and probabilities by the one grade rule."""

import numpy as np

from engine.domain.grades import GradeRule
from engine.scoring.grades import grade_counts, grade_labels, grade_shares

RULE = GradeRule((90.0, 70.0), ("A", "B", "C"))


def test_a_score_at_a_cutoff_reaches_the_better_grade() -> None:
    scores = np.array([90.0, 90 - 1e-12, 89.99, 70.0, 69.999, np.nan])

    assert grade_labels(RULE, scores) == ("A", "A", "B", "B", "C", "")


def test_counts_leave_out_agents_without_a_score() -> None:
    assert grade_counts(RULE, np.array([95.0, 80.0, 75.0, np.nan])) == {"A": 1, "B": 2, "C": 0}


def test_shares_over_draws_are_probabilities_of_each_grade() -> None:
    draws = np.array([[95.0, np.nan], [85.0, np.nan], [65.0, np.nan], [75.0, np.nan]])

    shares = grade_shares(RULE, draws)

    assert shares.tolist() == [[0.25, 0.5, 0.25], [0, 0, 0]]
