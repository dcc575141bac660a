"""A platform's rate over its rolling window: of the shop, of each agent, with what it leaves out.

Every figure is a third-party description of what the platform counts: the rule says so itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import nan
from typing import Any

from engine.domain.metric_report import AgentRate, PlatformRate, ShopRate
from engine.domain.platform import PlatformRule
from engine.domain.texts import Finding, Sentence, Values
from engine.metrics.proportions import wilson
from engine.metrics.records import OpenRecords
from engine.metrics.rule_rounds import (
    RULE_ROUNDS,
    define_rule_rounds,
    rule_finding,
    rule_findings,
)

CONFIDENCE = 0.95

_DAY = len("2026-05-18")
_KEYS = {
    "contact": "contact_id",
    "session": "contact_id",
    "customer_day": "shop, customer_id, counted_at::DATE",
}
_COUNTS = "FILTER (WHERE reason IS NULL)"


@dataclass(frozen=True, slots=True)
class _Tally:
    """Units of one agent or shop: in time, counted, and their waits in a mean."""

    name: str
    met: int
    counted: int
    mean_s: float


def platform_rate(records: OpenRecords, rule: PlatformRule, period_end: datetime) -> PlatformRate:
    """Return a rule's rate over the ``window_days`` that end with the period.

    Parameters
    ----------
    records
        With ``messages`` (contact numbers given, see :func:`engine.metrics.sessions.sessionised`)
        or ``contacts`` with ``frt_s``.
    rule
        What the platform counts.
    period_end
        Local time, excluded.

    Returns
    -------
    PlatformRate
        A unit counts when its question (or session) lies in window and hours and no exemption
        holds. An agent's rate is over the agent's own rounds; the shop's is over all, so that
        customers of a day whom two agents served count once. A round is its answerer's; one
        never answered belongs to the agent last named in the contact before, else to the first
        named after, else to nobody. A session measured by its first round belongs to the agent
        of that round.

    Raises
    ------
    InputError
        ``platform.no_units``.

    Notes
    -----
    The interval is Wilson's for the share, units taken as independent. Rounds of one customer
    hang together: for units ``round`` and ``message`` it is rather too narrow.
    """
    _define_units(records, rule, period_end)
    whole = _tallies(records, "''")[0]
    mean = rule.quantity == "mean"

    def own(tally: _Tally) -> tuple[str, int, int, float | None]:
        return tally.name, tally.met, tally.counted, tally.mean_s if mean else None

    start = period_end - timedelta(days=rule.window_days)
    return PlatformRate(
        rule=rule,
        start=start.isoformat(),
        end=period_end.isoformat(),
        rate=wilson(whole.met, whole.counted, CONFIDENCE),
        met=whole.met,
        counted=whole.counted,
        left_out=_left_out(records),
        assessed=whole.counted >= max(rule.minimum_volume, 1),
        agents=tuple(AgentRate(*own(each)) for each in _agent_tallies(records)),
        mean_s=own(whole)[3],
        shops=tuple(ShopRate(*own(each)) for each in _tallies(records, "shop") if each.name),
    )


def rate_findings(
    records: OpenRecords, rule: PlatformRule, rate: PlatformRate
) -> tuple[Finding, ...]:
    """Return what a reader of a rate must know: not verified, too few units, records too thin."""
    told = [rule_finding("note", "verify", rule, source=rule.source, date=rule.source_date)]
    told += rule_findings(records, rule)
    told += _coverage(records, rate)
    if not rate.assessed:
        least = max(rule.minimum_volume, 1)
        told.append(
            rule_finding("caution", "not_assessed", rule, least=least, counted=rate.counted)
        )
    return tuple(told)


def _define_units(records: OpenRecords, rule: PlatformRule, end: datetime) -> None:
    """Make the tables ``rule_units`` (of shops) and ``rule_agent_units`` of a window."""
    define_rule_rounds(records, rule)
    window = {"start": end - timedelta(days=rule.window_days), "end": end}
    records.define("rule_units", _units_query(rule, ""), window)
    if _one_agent(rule):
        records.define("rule_agent_units", "FROM rule_units")
    else:
        records.define("rule_agent_units", _units_query(rule, ", agent"), window)


def _first_decides(rule: PlatformRule) -> bool:
    return rule.unit in {"contact", "session"} and rule.measured_by == "first"


def _one_agent(rule: PlatformRule) -> bool:
    """Tell whether each unit is one round and so has one agent."""
    return rule.unit not in _KEYS or _first_decides(rule)


def _units_query(rule: PlatformRule, by: str) -> str:
    """Return the query of the units of a window, each met, missed or left out for a reason.

    ``place`` numbers a contact's rounds, those in which a person was needed and something asked
    before the others: a contact measured by its first round stands or falls with place 1.
    """
    dated = "counted_at >= $start AND counted_at < $end"
    if rule.unit not in _KEYS:
        return (
            "SELECT shop, agent, CASE WHEN reason IS NULL THEN met END AS met, reason, "  # noqa: S608 (our own words)
            f"wait_in_mean_s AS wait_s FROM {RULE_ROUNDS} WHERE {dated}"
        )
    passes = f"bool_and(met) {_COUNTS}"
    if rule.measured_by == "mean":
        passes = (
            f"bool_and(wait_s IS NOT NULL) {_COUNTS} "
            f"AND avg(wait_s) {_COUNTS} <= {rule.threshold_s!r}"
        )
    return (
        "WITH placed AS (SELECT *, row_number() OVER (PARTITION BY contact_id "  # noqa: S608 (our own words)
        "ORDER BY coalesce(reason IN ('blocked', 'bot'), FALSE), block, asked_at) AS place "
        f"FROM {RULE_ROUNDS}) "
        f"SELECT min(shop) AS shop, arg_min(agent, place) AS agent, {passes} AS met, "
        f"CASE WHEN count(*) {_COUNTS} = 0 "
        "THEN arg_min(reason, ROW(asked_at, contact_id, place)) END AS reason, "
        f"avg(wait_in_mean_s) {_COUNTS} AS wait_s FROM placed "
        f"WHERE {dated}{' AND place = 1' if _first_decides(rule) else ''} "
        f"GROUP BY {_KEYS[rule.unit]}{by}"
    )


def _tallies(records: OpenRecords, by: str, table: str = "rule_units") -> list[_Tally]:
    grouped = "" if by == "''" else f" WHERE reason IS NULL GROUP BY {by} ORDER BY {by}"
    query = (
        f"SELECT {by}, count(*) FILTER (WHERE met AND reason IS NULL), "  # noqa: S608 (our own words)
        "count(*) FILTER (WHERE reason IS NULL), "
        f"avg(wait_s) FILTER (WHERE reason IS NULL) FROM {table}{grouped}"
    )
    return [_tally(row) for row in records.connection.execute(query).fetchall()]


def _agent_tallies(records: OpenRecords) -> list[_Tally]:
    """Return the agents' tallies; units that nobody was in charge of belong to no agent."""
    tallies = _tallies(records, "agent", "rule_agent_units")
    return [tally for tally in tallies if tally.name]


def _tally(row: Sequence[Any]) -> _Tally:
    name, met, counted, mean = row
    shown = "" if name is None else str(name)
    return _Tally(shown, int(met), int(counted), nan if mean is None else float(mean))


def _left_out(records: OpenRecords) -> Mapping[str, int]:
    rows = records.connection.execute(
        "SELECT reason, count(*) FROM rule_units WHERE reason IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return {str(reason): int(units) for reason, units in rows}


def _coverage(records: OpenRecords, rate: PlatformRate) -> tuple[Finding, ...]:
    """Tell where the records begin after the window or end before it, alike for rules of one."""
    table, moment = ("messages", "sent_at") if records.has("messages") else ("contacts", "started")
    first, last = records.connection.execute(
        f"SELECT min({moment})::DATE, max({moment})::DATE FROM {table}"  # noqa: S608 (our own names)
    ).fetchall()[0]
    start, end = date.fromisoformat(rate.start[:_DAY]), date.fromisoformat(rate.end[:_DAY])
    if first is None or (first <= start and last >= end - timedelta(days=1)):
        return ()
    values: Values = {"start": str(start), "end": str(end), "first": str(first), "last": str(last)}
    return (Finding("caution", Sentence("finding.platform.window_not_covered", values)),)
