"""What a monthly review says in words: each trigger's verdict, and what its reader must know."""

from collections.abc import Mapping, Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from engine.domain.daily_counts import DailyCounts
from engine.domain.indicators import IndicatorTree
from engine.domain.policy import TriggerRule
from engine.domain.texts import Finding, Sentence, Text, Values
from engine.domain.trigger_states import TriggerVerdict
from engine.errors import MethodError
from engine.studies.trigger_changes import TriggerChange
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
    """Return what the windows' readers must know, and which days do not count.

    A gap before a day of the longest window that is larger than that window leaves all earlier
    days out: mostly a slip of one date.
    """
    found = [finding for window in windows for finding in window.findings]
    first = min(np.datetime64(window.first, "D") for window in windows)
    found += _far_day(first, counts.days[counts.days <= as_of], as_of)
    for key, days, limit in (
        ("later_days", int((counts.days > as_of).sum()), as_of),
        ("earlier_days", int((counts.days < first).sum()), first),
    ):
        if days:
            values: Values = {"days": days, "as_of": str(limit)}
            found.append(Finding("note", Sentence(f"finding.weight_review.{key}", values)))
    return tuple(found)


def broken_findings(
    broken: Sequence[str], repairs: Mapping[str, float], tree: IndicatorTree
) -> tuple[Finding, ...]:
    """Say that the weights in force break the policy, and what of a proposal comes from that."""
    if not broken:
        return ()
    rules: Values = {"rules": "; ".join(broken)}
    found = [Finding("alarm", Sentence("finding.weight_review.broken", rules))]
    if repairs:
        points = 50 * sum(abs(move) for move in repairs.values())
        values: Values = {"points": points, "indicators": _leaf_names(tree, list(repairs))}
        found.append(Finding("caution", Sentence("finding.weight_review.repaired", values)))
    return tuple(found)


def change_findings(
    change: TriggerChange, rules: Sequence[TriggerRule], tree: IndicatorTree
) -> tuple[Finding, ...]:
    """Say where a rise is another than asked for, and where a release gives back another."""
    found = []
    for cut in change.cuts:
        values: Values = {
            "trigger": _trigger_names(rules, [cut.trigger]),
            "indicator": _leaf_names(tree, [cut.leaf]),
            "asked": 100 * cut.asked,
            "given": 100 * cut.given,
            "rules": "; ".join(cut.rules),
        }
        key = "cut" if cut.rules else "cut_together"
        found.append(Finding("caution", Sentence(f"finding.weight_review.{key}", values)))
    for short in change.short:
        told: Values = {
            "triggers": _trigger_names(rules, short.triggers),
            "rules": "; ".join(short.rules),
        }
        key = "release_short" if short.rules else "release_in_proportion"
        found.append(Finding("caution", Sentence(f"finding.weight_review.{key}", told)))
    released = [id_ for id_, each in change.verdicts.items() if each is TriggerVerdict.RELEASES]
    if released and change.weights is None:
        named: Values = {"triggers": _trigger_names(rules, released)}
        sentence = Sentence("finding.weight_review.release_unchanged", named)
        found.append(Finding("note", sentence))
    return tuple(found)


def conflict_findings(conflict: MethodError | None) -> tuple[Finding, ...]:
    """Return why a change that triggers call for has no admissible weights."""
    if conflict is None:
        return ()
    told = {name: each for name, each in conflict.values.items() if isinstance(each, str | float)}
    if conflict.code == "trigger.no_room":
        return (Finding("alarm", Sentence("finding.weight_review.no_room", told)),)
    return (Finding("alarm", Sentence("finding.weight_review.infeasible", told)),)


def _far_day(
    first: np.datetime64, days: NDArray[np.datetime64], as_of: np.datetime64
) -> list[Finding]:
    gaps = np.diff(days).astype(np.int64)
    window = int((as_of - first).astype(np.int64)) + 1
    far = np.flatnonzero((gaps > window) & (days[1:] >= first))
    if not len(far):
        return []
    place = int(far[-1])
    values: Values = {
        "day": str(days[place + 1]),
        "before": str(days[place]),
        "gap": int(gaps[place]),
        "as_of": str(as_of),
    }
    return [Finding("caution", Sentence("finding.weight_review.far_day", values))]


def _trigger_names(rules: Sequence[TriggerRule], ids: Sequence[str]) -> dict[str, str]:
    return _joined([rule.name for rule in rules if rule.id in ids])


def _leaf_names(tree: IndicatorTree, ids: Sequence[str]) -> dict[str, str]:
    return _joined([leaf.name for leaf in tree.leaves if leaf.id in ids])


def _joined(names: Sequence[Text]) -> dict[str, str]:
    return {"zh": "、".join(each.zh for each in names), "en": ", ".join(each.en for each in names)}
