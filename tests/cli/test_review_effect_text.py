"""Only grades A and B speak of what the new weights did."""

import numpy as np
import pytest

from engine.cli.review_effect_text import review_text
from engine.evidence.rollout import staggered_starts
from engine.studies.before_after import effect_review
from tests.rollout_samples import panel_of


@pytest.mark.parametrize(("teams", "word"), [(8, "by the new weights"), (3, "an association")])
def test_the_headline_follows_the_grade(teams: int, word: str) -> None:
    rng = np.random.default_rng(1)
    panel = panel_of(rng, staggered_starts(teams, 8), 8, 2.0)
    review = effect_review(panel, rng, 0.95, randomised=False)

    lines = review_text(review, "solved", "en")

    assert word in lines.splitlines()[0]
    assert f"grade {review.grade}" in lines
    assert "review_effect." not in review_text(review, "solved", "zh")
