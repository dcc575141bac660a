"""Weight reviews as plain JSON."""

import json
from pathlib import Path

import numpy as np

from engine.services.review_documents import (
    month_document,
    month_proposal,
    quarter_document,
    quarter_proposal,
    trigger_figures,
)
from engine.services.weight_reviews import RecalibrationRequest, recalibrated
from engine.studies.monthly_review import monthly_review
from tests.cli.review_samples import review_folder
from tests.studies.trigger_samples import IN_FORCE, TREE, counts, policy, rule

LAST = np.datetime64("2026-11-30")


def test_a_month_without_contacts_has_no_rate_and_no_number_that_is_none() -> None:
    review = monthly_review(policy(rule()), TREE, IN_FORCE, counts("2026-11-30", 0, 0), LAST)

    figures = trigger_figures(review.triggers[0])

    assert (figures["rate"], figures["critical_count"]) == (None, None)
    assert (figures["verdict"], figures["contacts"]) == ("too_few", 0)
    json.dumps(figures, allow_nan=False)


def test_a_proposal_carries_the_figures_of_what_changes_only() -> None:
    quiet = rule(id="quiet", threshold=0.5, release=0.4)
    review = monthly_review(
        policy(rule(), quiet), TREE, IN_FORCE, counts("2026-11-30", 180, 5000), LAST
    )

    proposal = month_proposal(review, {"version": "1"})

    assert proposal is not None
    assert [each["trigger"] for each in proposal["figures"]] == ["complaints"]  # type: ignore[attr-defined]  # a list
    json.dumps(proposal, allow_nan=False)


def test_no_change_is_no_proposal() -> None:
    review = monthly_review(policy(rule()), TREE, IN_FORCE, counts("2026-11-30", 1, 500), LAST)

    assert month_proposal(review, {}) is None
    assert month_document(review)["feasible"] is True


def test_a_recalibration_tells_every_indicator(tmp_path: Path) -> None:
    folder = review_folder(tmp_path)
    names = ("policy.toml", "judged.json", "evidence.json", "weights.json")
    found = recalibrated(RecalibrationRequest(*(folder / name for name in names))).found

    document = quarter_document(found)

    assert quarter_proposal(found, {}) is None
    assert document["running_period"] is None
    assert [each["indicator"] for each in document["indicators"]] == list(TREE.leaf_ids)  # type: ignore[attr-defined]  # a list
    json.dumps(document, allow_nan=False)
