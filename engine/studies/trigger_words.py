"""What a monthly review says in words: each trigger's verdict, and what its reader must know."""

from collections.abc import Sequence
from math import isfinite

import numpy as np

from engine.domain.daily_counts import DailyCounts
from engine.domain.policy import TriggerRule
from engine.domain.texts import Finding, Sentence, Values
from engine.domain.trigger_states import TriggerVerdict
from engine.errors import MethodError
from engine.studies.trigger_windows import WindowTest


def verdict_sentence(
    rule: TriggerRule,
    window: WindowTest,
    found: TriggerVerdict,
    next_month: str,
    effective: str,
) -> Sentence:
    """Return the verdict in words with every figure behind it."""
    test = window.test
    values: Values = {
        "trigger": {"zh": rule.name.zh, "en": rule.name.en},
        "events": test.events,
        "n": test.n,
        "rate": test.rate,
        "low": test.low,
        "high": test.high,
        "limit": window.limit.threshold,
        "p_value": test.p_value,
        "critical": -1 if test.critical_count is None else test.critical_count,
        "size": test.size,
        "naive": window.naive_size,
        "effective": effective,
        "next": next_month,
        "least": window.least,
    }
    side = "high" if window.limit.is_high else "low"
    if test.critical_count is None:
        key = "too_few" if isfinite(window.least) else "never"
        return Sentence(f"weight_review.verdict.{key}", values)
    return Sentence(f"weight_review.verdict.{found.value}_{side}", values)


def window_findings(
    windows: Sequence[WindowTest], counts: DailyCounts, as_of: np.datetime64
) -> tuple[Finding, ...]:
    """Return what the windows' readers must know, and that later days do not count."""
    found = [finding for window in windows for finding in window.findings]
    later = int((counts.days > as_of).sum())
    if later:
        values: Values = {"days": later, "as_of": str(as_of)}
        found.append(Finding("note", Sentence("finding.weight_review.later_days", values)))
    return tuple(found)


def conflict_findings(conflict: MethodError | None) -> tuple[Finding, ...]:
    """Return why a change that triggers call for has no admissible weights."""
    if conflict is None:
        return ()
    told = {name: each for name, each in conflict.values.items() if isinstance(each, str | float)}
    if conflict.code == "trigger.no_room":
        return (Finding("alarm", Sentence("finding.weight_review.no_room", told)),)
    return (Finding("alarm", Sentence("finding.weight_review.infeasible", told)),)
