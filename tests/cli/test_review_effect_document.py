"""The document keeps grade and intervals beside every figure."""

import numpy as np

from engine.cli.review_effect_document import review_document
from engine.evidence.rollout import staggered_starts
from engine.studies.before_after import effect_review
from tests.rollout_samples import panel_of


def test_every_figure_has_its_interval_and_the_whole_its_grade() -> None:
    rng = np.random.default_rng(1)
    panel = panel_of(rng, staggered_starts(6, 8), 8, 2.0)
    review = effect_review(panel, rng, 0.95, randomised=False)

    found = review_document(review)

    assert found["effect"] == review.effect.value
    assert found["ci"] == [review.effect.low, review.effect.high]
    assert found["grade"] == review.grade
    assert [each["week"] for each in found["by_week"]] == [  # type: ignore[attr-defined]  # a list
        each.week for each in review.by_week
    ]
    assert found["teams"][0] == {"team": "T1", "start": "2", "contacts": 800}  # type: ignore[index]  # a list
