"""Windows of triggers: what is counted, what is missing, and which test is asked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.daily_counts import DailyCounts
from engine.domain.trigger_states import TriggerState
from engine.studies.trigger_windows import limit_in_question, window_test
from tests.studies.trigger_samples import counts, rule

IDLE = TriggerState("complaints")
RAISED = TriggerState("complaints", True, "2026-03", {"fcr": 0.05})
LAST = np.datetime64("2026-11-30")


@pytest.mark.parametrize(
    ("events", "contacts", "fires"), [(180, 5000, True), (170, 5000, False), (10, 250, False)]
)
def test_published_cases_over_a_window_of_thirty_days(
    events: int, contacts: int, fires: bool
) -> None:
    found = window_test(rule(), IDLE, counts("2026-11-30", events, contacts), LAST)

    assert (found.test.events, found.test.n) == (events, contacts)
    assert found.test.fires is fires
    assert found.findings == ()


def test_only_days_of_the_window_count() -> None:
    sixty = counts("2026-11-30", 600, 6000, days=60)

    found = window_test(rule(window_days=30), IDLE, sixty, LAST)

    assert (found.first, found.last, found.days) == ("2026-11-01", "2026-11-30", 30)
    assert (found.test.events, found.test.n) == (300, 3000)


def test_missing_days_are_told_with_the_first() -> None:
    all_days = counts("2026-11-30", 180, 5000)
    keep = np.arange(30) != 4
    holed = DailyCounts(
        all_days.days[keep],
        all_days.contacts[keep],
        {"complaint": all_days.events["complaint"][keep]},
    )

    found = window_test(rule(), IDLE, holed, LAST)

    (finding,) = found.findings
    assert finding.sentence.key == "finding.weight_review.missing_days"
    assert finding.sentence.values["first"] == "2026-11-05"
    assert finding.sentence.values["missing"] == 1


def test_complaints_in_one_batch_do_not_fire() -> None:
    even = counts("2026-11-30", 180, 5000)
    batch = np.zeros(30, dtype=np.int64)
    batch[3], batch[20] = 90, 90
    lumped = DailyCounts(even.days, even.contacts, {"complaint": batch})

    found = window_test(rule(), IDLE, lumped, LAST)

    assert found.test.dispersion > 10
    assert not found.test.fires
    assert [each.sentence.key for each in found.findings] == ["finding.weight_review.batches"]


@settings(derandomize=True, deadline=None, max_examples=20)
@given(order=st.permutations(range(30)), seed=st.integers(0, 50))
def test_permuting_the_days_of_a_window_changes_nothing(order: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    contacts = rng.integers(0, 300, 30)
    events = rng.binomial(contacts, 0.035)
    days = LAST - np.arange(29, -1, -1)

    first = window_test(rule(), IDLE, DailyCounts(days, contacts, {"complaint": events}), LAST)
    shuffled = DailyCounts(days, contacts[order], {"complaint": events[order]})
    second = window_test(rule(), IDLE, shuffled, LAST)

    assert first.test.fires == second.test.fires
    assert first.test.p_value == pytest.approx(second.test.p_value, rel=1e-9)


@pytest.mark.parametrize(
    ("comparison", "threshold", "release", "back"),
    [(">=", 0.03, 0.025, "<="), ("<=", 0.6, 0.7, ">=")],
)
def test_a_raised_trigger_is_tested_against_its_release_from_the_other_side(
    comparison: str, threshold: float, release: float, back: str
) -> None:
    each = rule(comparison=comparison, threshold=threshold, release=release)

    assert limit_in_question(each, IDLE).threshold == threshold
    assert limit_in_question(each, IDLE).comparison == comparison
    assert limit_in_question(each, RAISED).threshold == release
    assert limit_in_question(each, RAISED).comparison == back


def test_a_rate_just_below_the_release_is_no_release() -> None:
    near = window_test(rule(), RAISED, counts("2026-11-30", 120, 5000), LAST)
    far = window_test(rule(), RAISED, counts("2026-11-30", 90, 5000), LAST)

    assert not near.test.fires
    assert far.test.fires


def test_chance_is_told_for_a_month_and_for_a_year() -> None:
    found = window_test(rule(), IDLE, counts("2026-11-30", 150, 5000), LAST)

    assert found.test.size <= 0.01
    assert found.yearly_size == pytest.approx(1 - (1 - found.test.size) ** 12)
    assert found.naive_size > 0.45
    assert found.detectable is not None
    assert found.detectable > 0.03


@pytest.mark.statistical
def test_under_the_threshold_at_most_alpha_of_the_months_fire() -> None:
    """More than 11 of 300 at exactly 1 % have a probability below 1e-4 under a fresh seed."""
    rng = np.random.default_rng(3)
    days = LAST - np.arange(29, -1, -1)
    contacts = np.full(30, 167)
    fires = sum(
        window_test(
            rule(),
            IDLE,
            DailyCounts(days, contacts, {"complaint": rng.binomial(167, 0.03, 30)}),
            LAST,
        ).test.fires
        for _ in range(300)
    )

    assert fires <= 11
