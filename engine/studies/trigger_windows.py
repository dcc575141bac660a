"""The rolling window of a trigger: what was counted in it, what is missing, and its test."""

from dataclasses import dataclass

import numpy as np

from engine.domain.daily_counts import DailyCounts
from engine.domain.policy import TriggerRule
from engine.domain.texts import Finding, Sentence, Values
from engine.domain.trigger_states import TriggerState
from engine.evidence.rate_looks import at_least_once
from engine.evidence.rate_tests import (
    AT_LEAST,
    AT_MOST,
    RateLimit,
    RateTest,
    daily_dispersion,
    detectable_rate,
    least_contacts,
    naive_trigger_probability,
    rate_test,
)

DISPERSION_LEVEL = 0.05  # daily counts that vary more than this chance allows are batches
LOOKS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class WindowTest:
    """A trigger's test over its window.

    ``limit`` is what the rate has to be beyond: the threshold while idle, ``release`` (from the
    other side) while raised. ``naive_size`` is how often "the rate seen is beyond it" fires at
    the limit itself; ``yearly_size`` the greatest probability that twelve monthly reviews fire
    at it at least once; ``detectable`` the rate at which it fires with 80 % probability;
    ``least`` the fewest contacts with which it could fire at all (inf: never).
    """

    first: str
    last: str
    days: int
    limit: RateLimit
    test: RateTest
    naive_size: float
    yearly_size: float
    detectable: float | None
    least: float
    dispersion_p: float
    findings: tuple[Finding, ...]


def window_test(
    rule: TriggerRule, state: TriggerState, counts: DailyCounts, as_of: np.datetime64
) -> WindowTest:
    """Return the test of a trigger over the ``window_days`` that end on ``as_of``.

    Notes
    -----
    Both directions have to be shown beyond chance: a release moves pay as much as a rise does.
    Where the daily counts vary more than independent contacts would (chi-square at 5 %), the
    counts are divided by their index of dispersion.
    """
    first = as_of - np.timedelta64(rule.window_days - 1, "D")
    window = counts.between(first, as_of)
    limit = limit_in_question(rule, state)
    events = window.events[rule.indicator]
    index, p_value = daily_dispersion(events, window.contacts)
    dispersion = max(1.0, index) if p_value < DISPERSION_LEVEL else 1.0
    n = int(window.contacts.sum())
    test = rate_test(int(events.sum()), n, limit, dispersion)
    return WindowTest(
        str(first),
        str(as_of),
        len(window.days),
        limit,
        test,
        naive_trigger_probability(n, limit.threshold, limit, strict=False),
        at_least_once([test.size] * LOOKS_A_YEAR),
        detectable_rate(n, limit, dispersion),
        least_contacts(limit),
        p_value,
        (*_missing_days(rule, window, first), *_batches(rule, dispersion, test)),
    )


def limit_in_question(rule: TriggerRule, state: TriggerState) -> RateLimit:
    """Return what the rate must be shown to be beyond for the trigger's state to change."""
    if not state.is_raised:
        return RateLimit(rule.threshold, rule.alpha, rule.comparison)
    back = AT_MOST if rule.comparison == AT_LEAST else AT_LEAST
    return RateLimit(rule.release, rule.alpha, back)


def _missing_days(
    rule: TriggerRule, window: DailyCounts, first: np.datetime64
) -> tuple[Finding, ...]:
    """Say which days of the window have no row: the worst days might be the missing ones."""
    wanted = first + np.arange(rule.window_days)
    missing = np.setdiff1d(wanted, window.days)
    if not len(missing):
        return ()
    values: Values = {
        "trigger": _name(rule),
        "days": len(window.days),
        "window": rule.window_days,
        "first": str(missing[0]),
        "missing": len(missing),
    }
    return (Finding("caution", Sentence("finding.weight_review.missing_days", values)),)


def _batches(rule: TriggerRule, dispersion: float, test: RateTest) -> tuple[Finding, ...]:
    if dispersion == 1:
        return ()
    values: Values = {"trigger": _name(rule), "dispersion": dispersion, "p_value": test.p_value}
    return (Finding("note", Sentence("finding.weight_review.batches", values)),)


def _name(rule: TriggerRule) -> dict[str, str]:
    return {"zh": rule.name.zh, "en": rule.name.en}
