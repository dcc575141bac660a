"""The exact test of a rate: published cases, exact tails, laws."""

from fractions import Fraction
from math import comb, inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from engine.errors import InputError
from engine.evidence.rate_tests import (
    POWER,
    RateLimit,
    critical_count,
    daily_dispersion,
    detectable_rate,
    false_trigger_probability,
    least_contacts,
    naive_trigger_probability,
    rate_interval,
    rate_test,
)

THREE_PERCENT = RateLimit(threshold=0.03, alpha=0.01)
LOW = RateLimit(threshold=0.03, alpha=0.01, comparison="<=")

limits = st.builds(
    RateLimit,
    threshold=st.sampled_from([0.0, 0.005, 0.03, 0.2, 0.5, 0.97, 1.0]),
    alpha=st.sampled_from([0.001, 0.01, 0.05]),
    comparison=st.sampled_from([">=", "<="]),
)


def exact_upper_tail(events: int, n: int, rate: Fraction) -> float:
    terms = (comb(n, x) * rate**x * (1 - rate) ** (n - x) for x in range(events, n + 1))
    return float(sum(terms, Fraction(0)))


@pytest.mark.parametrize(
    ("events", "n", "fires"), [(180, 5000, True), (170, 5000, False), (10, 250, False)]
)
def test_the_published_cases_fire_or_stay_quiet(events: int, n: int, fires: bool) -> None:
    assert rate_test(events, n, THREE_PERCENT).fires is fires


@pytest.mark.parametrize(("events", "n"), [(0, 7), (1, 7), (3, 40), (10, 120), (40, 40)])
def test_p_value_is_the_exact_binomial_tail(events: int, n: int) -> None:
    expected = exact_upper_tail(events, n, Fraction(3, 100))

    assert rate_test(events, n, THREE_PERCENT).p_value == pytest.approx(expected, rel=1e-12)


def test_p_value_of_a_low_rate_is_the_other_tail() -> None:
    found = rate_test(3, 400, LOW)

    assert found.p_value == pytest.approx(float(stats.binom.cdf(3, 400, 0.03)), rel=1e-12)
    assert found.fires


def test_critical_count_is_the_first_that_fires() -> None:
    critical = critical_count(5000, THREE_PERCENT)

    assert critical == 180
    assert stats.binom.sf(179, 5000, 0.03) <= 0.01
    assert stats.binom.sf(178, 5000, 0.03) > 0.01


@pytest.mark.parametrize(("strict", "probability"), [(True, 0.38), (False, 0.45)])
def test_naive_rule_fires_often_below_the_threshold(strict: bool, probability: float) -> None:
    found = naive_trigger_probability(1000, 0.029, THREE_PERCENT, strict=strict)

    assert round(found, 2) == probability
    assert false_trigger_probability(1000, 0.029, THREE_PERCENT) <= 0.01


@pytest.mark.parametrize(("n", "events"), [(100, 3), (1000, 30), (10**6, 30_000)])
def test_naive_rule_compares_in_exact_decimals(n: int, events: int) -> None:
    equal = float(stats.binom.pmf(events, n, 0.03))
    loose = naive_trigger_probability(n, 0.03, THREE_PERCENT, strict=False)

    assert loose - naive_trigger_probability(n, 0.03, THREE_PERCENT, strict=True) == (
        pytest.approx(equal, rel=1e-6)
    )


@settings(derandomize=True, deadline=None, max_examples=40)
@given(limit=limits, n=st.integers(0, 3000))
def test_size_never_exceeds_alpha(limit: RateLimit, n: int) -> None:
    found = rate_test(0, n, limit)

    assert found.size <= limit.alpha
    if found.critical_count is not None:
        beyond = stats.binom.sf(found.critical_count - 1, n, limit.threshold)
        below = stats.binom.cdf(found.critical_count, n, limit.threshold)
        assert found.size == pytest.approx(beyond if limit.is_high else below, abs=1e-12)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(limit=limits, n=st.integers(1, 400), dispersion=st.sampled_from([1.0, 1.3, 4.0]))
def test_firing_is_monotone_in_events(limit: RateLimit, n: int, dispersion: float) -> None:
    fires = [rate_test(events, n, limit, dispersion).fires for events in range(0, n + 1, 13)]

    assert fires == sorted(fires, reverse=not limit.is_high)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(limit=limits, n=st.integers(1, 2000), share=st.floats(0, 1))
def test_dispersion_never_fires_sooner(limit: RateLimit, n: int, share: float) -> None:
    events = round(share * n)

    plain, careful = rate_test(events, n, limit), rate_test(events, n, limit, 1.7)

    assert careful.p_value >= plain.p_value
    assert careful.low <= plain.low + 1e-12
    assert careful.high >= plain.high - 1e-12


@pytest.mark.statistical
def test_under_the_threshold_the_share_of_fires_keeps_the_exact_size() -> None:
    """False-alarm probability 1e-4 under a fresh seed, by the exact binomial law of the fires."""
    rng = np.random.default_rng(618)
    draws = 20_000
    size = rate_test(0, 5000, THREE_PERCENT).size

    fired = int((rng.binomial(5000, 0.03, size=draws) >= 180).sum())

    low, high = stats.binom.ppf([5e-5, 1 - 5e-5], draws, size)
    assert low <= fired <= high
    assert size <= 0.01


def test_interval_is_clopper_and_pearsons() -> None:
    low, high = rate_interval(18, 20)

    assert (low, high) == pytest.approx((0.6830173, 0.9876515), abs=1e-7)
    assert rate_interval(0, 0) == (0.0, 1.0)
    assert rate_interval(0, 9)[0] == 0
    assert rate_interval(9, 9)[1] == 1


def test_no_contacts_never_fire_and_have_no_rate() -> None:
    found = rate_test(0, 0, THREE_PERCENT)

    assert isnan(found.rate)
    assert (found.fires, found.critical_count, found.size) == (False, None, 0.0)


@pytest.mark.parametrize("limit", [THREE_PERCENT, RateLimit(0.5, 0.01), RateLimit(0.9, 0.05)])
def test_fewest_contacts_are_the_first_with_a_critical_count(limit: RateLimit) -> None:
    least = int(least_contacts(limit))

    assert critical_count(least, limit) is not None
    assert critical_count(least - 1, limit) is None


def test_a_threshold_that_nothing_can_pass_needs_no_end_of_contacts() -> None:
    assert least_contacts(RateLimit(1.0, 0.01)) == inf
    assert least_contacts(RateLimit(0.0, 0.01)) == 1
    assert least_contacts(RateLimit(0.0, 0.01, "<=")) == inf


@pytest.mark.parametrize("limit", [THREE_PERCENT, LOW])
def test_detectable_rate_has_the_power_it_states(limit: RateLimit) -> None:
    rate = detectable_rate(2000, limit)

    assert rate is not None
    assert false_trigger_probability(2000, rate, limit) == pytest.approx(POWER, abs=1e-9)


def test_no_rate_is_detectable_with_too_few_contacts() -> None:
    assert detectable_rate(1, THREE_PERCENT) is None


@pytest.mark.parametrize(
    ("events", "n", "place"),
    [
        (6, 5, "events"),
        (-1, 5, "events"),
        (nan, 5, "events"),
        (1.5, 5, "events"),
        (1, -5, "contacts"),
        (1, nan, "contacts"),
        (1, inf, "contacts"),
        (True, 5, "events"),
    ],
)
def test_what_is_no_count_is_refused(events: float, n: float, place: str) -> None:
    with pytest.raises(InputError, match=r"rate\.counts") as refused:
        rate_test(events, n, THREE_PERCENT)  # type: ignore[arg-type]  # what is refused

    assert place in [fault.place for fault in refused.value.faults]


def test_every_fault_of_a_limit_is_named_at_once() -> None:
    with pytest.raises(InputError) as refused:
        RateLimit(threshold=nan, alpha=1.0, comparison=">")

    assert [fault.place for fault in refused.value.faults] == ["threshold", "alpha", "comparison"]


@pytest.mark.parametrize("rate", [-0.1, 1.1, nan])
def test_a_true_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(InputError, match=r"rate\.true_rate"):
        naive_trigger_probability(10, rate, THREE_PERCENT, strict=True)


def test_large_counts_are_tested_exactly() -> None:
    assert rate_test(30_012_551, 10**9, THREE_PERCENT).fires
    assert not rate_test(30_012_550, 10**9, THREE_PERCENT).fires


def test_dispersion_of_equal_days_is_nought_and_of_batches_above_one() -> None:
    contacts = np.full(30, 200)

    even, _ = daily_dispersion(np.full(30, 6), contacts)
    batches, p_value = daily_dispersion(np.array([60, *[0] * 29] * 1) + np.arange(30) % 2, contacts)

    assert even == 0
    assert batches > 10
    assert p_value < 1e-9


def test_dispersion_is_the_textbook_variance_test() -> None:
    events, contacts = np.array([3, 9, 6, 2]), np.array([100, 150, 120, 0])
    events[3] = 0
    rate = events.sum() / contacts.sum()
    served = contacts[:3]
    expected = ((events[:3] - served * rate) ** 2 / (served * rate * (1 - rate))).sum()

    index, p_value = daily_dispersion(events, contacts)

    assert index == pytest.approx(expected / 2, rel=1e-12)
    assert p_value == pytest.approx(float(stats.chi2.sf(expected, 2)), rel=1e-12)


@pytest.mark.parametrize(("events", "contacts"), [([], []), ([2], [5]), ([0, 0], [5, 5])])
def test_days_without_spread_are_not_dispersed(events: list[int], contacts: list[int]) -> None:
    found = daily_dispersion(np.array(events, dtype=int), np.array(contacts, dtype=int))

    assert found == (1.0, 1.0)
