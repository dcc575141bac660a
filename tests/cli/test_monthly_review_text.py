"""What people read of a monthly review."""

import numpy as np
import pytest

from engine.cli.monthly_review_text import month_text, proposal_lines
from engine.domain.texts import Language
from engine.studies.monthly_review import monthly_review
from tests.studies.trigger_samples import IN_FORCE, TREE, counts, policy, rule

LAST = np.datetime64("2026-11-30")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("events", "contacts"), [(180, 5000), (100, 5000), (0, 0), (1, 1)])
def test_a_review_reads_without_gaps(events: int, contacts: int, language: Language) -> None:
    review = monthly_review(
        policy(rule()), TREE, IN_FORCE, counts("2026-11-30", events, contacts), LAST
    )

    text = month_text(review, TREE, language)

    assert "nan" not in text
    assert "{" not in text
    assert "2026-12" in text


def test_a_proposal_lists_the_shares_that_change() -> None:
    review = monthly_review(policy(rule()), TREE, IN_FORCE, counts("2026-11-30", 180, 5000), LAST)

    lines = proposal_lines(review.proposal, TREE, "en")

    (row,) = [line for line in lines if line.strip().startswith("fcr")]
    assert row.split() == ["fcr", "20.00%", "26.00%", "+6.00"]


def test_no_proposal_is_one_line() -> None:
    assert proposal_lines(None, TREE, "en") == ["No change of weights is proposed."]


@pytest.mark.parametrize(
    ("language", "fires", "releases"),
    [("en", "fires by chance", "is released by chance"), ("zh", "偶然触发", "偶然解除")],
)
def test_chance_is_told_of_what_would_happen_next(
    language: Language, fires: str, releases: str
) -> None:
    idle = monthly_review(policy(rule()), TREE, IN_FORCE, counts("2026-11-30", 180, 5000), LAST)
    assert idle.proposal is not None
    last = np.datetime64("2026-12-31")
    december = counts("2026-12-31", 180, 5000)
    raised = monthly_review(policy(rule()), TREE, idle.proposal.after, december, last, idle.states)

    assert fires in month_text(idle, TREE, language)
    assert releases in month_text(raised, TREE, language)
    assert fires not in month_text(raised, TREE, language)
