"""The same records under rules that a platform or the shop states: rates and attribution."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.domain.metric_report import AttributionOutcome, PlatformRate
from engine.domain.platform import PlatformRule
from engine.domain.texts import Finding, Sentence, Values
from engine.errors import InputError
from engine.metrics.attribution import attributed
from engine.metrics.periods import period_bounds
from engine.metrics.platform_rates import platform_rate, rate_findings
from engine.metrics.records import OpenRecords
from engine.studies.indicator_records import IndicatorOptions

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """The rates that could be counted, over each rule's window and over the period."""

    rates: tuple[PlatformRate, ...]
    of_period: tuple[PlatformRate, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """What each policy gives, and what to know about it."""

    outcomes: tuple[AttributionOutcome, ...]
    findings: tuple[Finding, ...]


def platform_rates(records: OpenRecords, options: IndicatorOptions) -> Rates:
    """Return each rule's rate over its rolling window, and over the period itself.

    The windows end with the period. A rule that the records cannot answer is said and left out.
    """
    rates, of_period = [], []
    start, end = period_bounds(options.period or "")
    last_day = (end - _INSTANT).date()
    findings = [
        Finding("caution", Sentence("finding.indicators.rule_not_in_force", _named(rule)))
        for rule in options.rules
        if not rule.in_force(last_day)
    ]
    in_force = [rule for rule in options.platform_rules if rule.in_force(last_day)]
    findings += _without_rule(options.platform_rules, in_force, last_day)
    for rule in dict.fromkeys((*options.rules, *in_force)):
        try:
            rate = platform_rate(records, rule, end)
            own = replace(rule, window_days=(end - start).days)
            of_period.append(platform_rate(records, own, end))
        except InputError as lacking:
            told: Values = {**_named(rule), "reason": lacking.code}
            findings.append(_caution("rule_not_answerable", told))
            continue
        rates.append(rate)
        findings += rate_findings(records, rule, rate)
    return Rates(tuple(rates), tuple(of_period), tuple(findings))


def attribution_outcomes(records: OpenRecords, options: IndicatorOptions) -> Outcomes:
    """Return the policies side by side; empty without orders.

    The tables of the first policy, of which the indicators are made, are left as they were.
    """
    if not records.has("sales"):
        return Outcomes((), ())
    outcomes = []
    findings: list[Finding] = []
    for policy in reversed(options.policies):
        try:
            outcomes.append(attributed(records, policy, options.period or ""))
        except InputError as lacking:
            columns = ", ".join(fault.value or fault.place for fault in lacking.faults)
            name = {"zh": policy.name.zh, "en": policy.name.en}
            values: Values = {"policy": name, "columns": columns}
            findings.append(_caution("not_credited", values))
    return Outcomes(tuple(reversed(outcomes)), tuple(findings))


def _without_rule(
    rules: Sequence[PlatformRule], in_force: Sequence[PlatformRule], day: date
) -> Iterator[Finding]:
    """Yield the platforms of which no rule holds on a day, with the rules that there are."""
    for platform in sorted({rule.platform for rule in rules} - {r.platform for r in in_force}):
        known = ", ".join(rule.id for rule in rules if rule.platform == platform)
        told: Values = {"platform": platform, "day": str(day), "known": known}
        yield _caution("no_rule_in_force", told)


def _named(rule: PlatformRule) -> Values:
    day = rule.valid_to or rule.valid_from
    return {"rule": {"zh": rule.name.zh, "en": rule.name.en}, "day": day}


def _caution(name: str, values: Values) -> Finding:
    return Finding("caution", Sentence(f"finding.indicators.{name}", values))
