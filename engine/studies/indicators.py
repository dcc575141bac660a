"""What do a shop's exports say? Every indicator, with what it rests on and what to doubt."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from engine.domain.metric_report import DataIssue, MetricReport, MixAdjusted, MixRow, Reconciled
from engine.domain.records import RecordSource
from engine.domain.tables import MetricTable
from engine.domain.texts import Finding, Sentence, Values
from engine.errors import Fault, InputError
from engine.metrics.agent_days import reconciled
from engine.metrics.agent_names import agent_ids, staff_names
from engine.metrics.aggregate import metric_table
from engine.metrics.case_mix import case_mix, mix_adjusted
from engine.metrics.computable import computable
from engine.metrics.data_issues import data_issues
from engine.metrics.definitions import DEFINITIONS, definition_of
from engine.metrics.notices import table_findings
from engine.metrics.record_months import busiest_month
from engine.metrics.records import OpenRecords, opened_records
from engine.metrics.repeat_windows import repeat_windows, window_findings
from engine.metrics.table_queries import KEYS, SHOP
from engine.studies.attribution import side_by_side
from engine.studies.indicator_notes import absent_indicators, indicator_notes
from engine.studies.indicator_records import IndicatorOptions, completed_records
from engine.studies.indicator_sources import OtherIndicators, other_indicators
from engine.studies.indicator_views import attribution_outcomes, platform_rates

AGENT, GROUP = "agent", "group"


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorStudy:
    """A report under the agents' own ids, everybody who is named, and the names on record."""

    report: MetricReport
    agents: tuple[str, ...]
    names: dict[str, str]


def indicator_study(
    sources: Sequence[RecordSource], options: IndicatorOptions, now: datetime | None = None
) -> IndicatorStudy:
    """Return every indicator that the records can give for a period, and what to doubt.

    Parameters
    ----------
    sources
        Prepared tables; each kind may come in several files.
    options
        Period, scheme, rules and policies.
    now
        Local time, by which rows lie in the future; None: that is not judged.

    Raises
    ------
    InputError
        ``indicators.nothing`` when no indicator can be computed; ``indicators.no_rows``;
        ``indicators.unknown_cut``; ``metrics.period``; ``metrics.period_empty``;
        ``metrics.duplicate_agent_month``; ``attribution.columns``.
    """
    with opened_records(sources) as records:
        options, told = _with_period(records, options)
        # the files are judged as they came, unless contacts must be made of messages first
        as_they_came = records.has("contacts")
        issues = _issues(records, sources, options, now) if as_they_came else ()
        told += completed_records(records, options)
        if not as_they_came:
            issues = _of_files(_issues(records, sources, options, now))
        report = _report(records, sources, options, told)
        return IndicatorStudy(
            replace(report, issues=issues), agent_ids(records), staff_names(records)
        )


def _issues(
    records: OpenRecords,
    sources: Sequence[RecordSource],
    options: IndicatorOptions,
    now: datetime | None,
) -> tuple[DataIssue, ...]:
    return data_issues(
        records,
        sources,
        options.period,
        options.counting,
        now=now,
        complete=lambda opened: completed_records(opened, options),
    )


def _of_files(issues: Sequence[DataIssue]) -> tuple[DataIssue, ...]:
    """Return the issues without those of columns that we made: no file of the user has them."""
    return tuple(each for each in issues if each.table != "contacts" or not each.column)


def _with_period(
    records: OpenRecords, options: IndicatorOptions
) -> tuple[IndicatorOptions, tuple[Finding, ...]]:
    """Return the options with a period and the scheme's raters; say what was chosen."""
    if options.scheme is not None:
        shares = {rater.id: rater.share for rater in options.scheme.raters}
        options = replace(options, counting=replace(options.counting, rater_shares=shares))
    if options.cut and options.cut not in KEYS:
        raise InputError("indicators.unknown_cut", cut=options.cut, known=", ".join(KEYS))
    if options.period is not None:
        return options, ()
    chosen = busiest_month(records)
    values: Values = {"period": chosen.period, "rows": chosen.rows, "of": chosen.of}
    finding = Finding("note", Sentence("finding.indicators.period_chosen", values))
    return replace(options, period=chosen.period), (finding,)


def _report(
    records: OpenRecords,
    sources: Sequence[RecordSource],
    options: IndicatorOptions,
    told: Sequence[Finding],
) -> MetricReport:
    period, counting = options.period or "", options.counting
    rates = platform_rates(records, options)
    others = other_indicators(records, options, rates.of_period)
    wanted = _wanted(options)
    tables = _tables(records, options, others, wanted, sources)
    notes = indicator_notes(records, tables.agents, tables.shop, others.origins, counting)
    absent = absent_indicators(records, tables.shop.indicators, wanted, counting)
    outcomes = attribution_outcomes(records, options)
    compared = side_by_side(outcomes.outcomes, tables.agents, options.scheme)
    windows = repeat_windows(records, period, counting)
    findings = [
        *told,
        *rates.findings,
        *others.findings,
        *outcomes.findings,
        *compared.findings,
        *window_findings(windows, counting.repeat_window_h),
        *table_findings(tables.agents, records),
        *_missing_leaves(options, list(absent)),
    ]
    mix, adjusted = _mix(records, tables.agents, options)
    return MetricReport(
        period=period,
        by_agent=tables.agents,
        by_group=tables.groups,
        indicators=notes,
        platform_rates=rates.rates,
        attribution=compared.outcomes,
        issues=(),
        findings=tuple(_once(findings)),
        mix=mix,
        adjusted=adjusted,
        absent=absent,
        cut=options.cut,
        by_cut=tables.cut,
        reconciled=_reconciled(tables.agents, others),
        moves=compared.moves,
        repeat_windows=windows,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """The same indicators by agent, by group, over the shop, and by what was asked for."""

    agents: MetricTable
    groups: MetricTable
    shop: MetricTable
    cut: MetricTable | None


def _tables(
    records: OpenRecords,
    options: IndicatorOptions,
    others: OtherIndicators,
    wanted: Sequence[str],
    sources: Sequence[RecordSource],
) -> _Tables:
    """Compute the tables, each of the indicators that can be told by its rows."""
    period = options.period or ""

    def by(key: str) -> MetricTable:
        possible = set(computable(records, options.counting, key))
        given = others.given.get(key, {})
        chosen = [id_ for id_ in (*wanted, *others.variants) if id_ in possible or id_ in given]
        if not chosen:
            return _nobody(period)
        known = {id_: given[id_] for id_ in chosen if id_ in given}
        return metric_table(records, chosen, period, options.counting, key, known)

    shop = by(SHOP)
    if not shop.indicators:
        raise _nothing(sources)
    cut = by(options.cut) if options.cut not in ("", AGENT, GROUP, SHOP) else None
    return _Tables(_or_nobody(by, AGENT, period), _or_nobody(by, GROUP, period), shop, cut)


def _nothing(sources: Sequence[RecordSource]) -> InputError:
    files = ", ".join(dict.fromkeys(each.file or each.path.name for each in sources))
    tables = ", ".join(dict.fromkeys(str(each.kind) for each in sources))
    columns = ", ".join(dict.fromkeys(name for each in sources for name in each.columns))
    fault = Fault("indicators.nothing", "headers", columns[:80], {"tables": tables}, files)
    return InputError("indicators.nothing", [fault])


def _or_nobody(by: Callable[[str], MetricTable], key: str, period: str) -> MetricTable:
    """Return a table; an empty one where the shop's figures belong to nobody (bots only)."""
    try:
        return by(key)
    except InputError as refused:
        if refused.code != "metrics.period_empty":
            raise
        return _nobody(period)


def _nobody(period: str) -> MetricTable:
    """Return a table without rows and columns."""
    empty = np.empty((0, 0))
    sizes = np.empty((0, 0), dtype=np.int64)
    return MetricTable(period, (), (), (), (), empty, sizes, empty.copy())


def _wanted(options: IndicatorOptions) -> tuple[str, ...]:
    """Return the scheme's indicators in its order, else the whole catalogue."""
    if options.scheme is None:
        return tuple(DEFINITIONS)
    return options.scheme.tree.leaf_ids


def _missing_leaves(options: IndicatorOptions, absent: Sequence[str]) -> Iterator[Finding]:
    if options.scheme is not None and absent:
        values: Values = {
            "indicators": ", ".join(absent),
            "count": len(absent),
            "total": len(options.scheme.tree.leaf_ids),
        }
        yield Finding("caution", Sentence("finding.indicators.missing_leaves", values))


def _reconciled(agents: MetricTable, others: OtherIndicators) -> tuple[Reconciled, ...]:
    """Return the platform's own figures beside those from logs, where both are there."""
    of_logs = [id_ for id_ in agents.indicators if id_ not in others.origins]
    return tuple(
        Reconciled(
            indicator=each.indicator,
            stated_as=each.stated_as,
            layout=each.layout,
            compared=int(np.isfinite(each.differences).sum()),
            largest=each.largest,
            agents_alone=each.agents_alone,
        )
        for export in others.exports
        for each in reconciled(agents, export)
        if each.indicator in of_logs
    )


def _mix(
    records: OpenRecords, agents: MetricTable, options: IndicatorOptions
) -> tuple[tuple[MixRow, ...], tuple[MixAdjusted, ...]]:
    """Return the case mix where contacts say class or shift; it needs something to differ in."""
    has_mix = records.has("contacts", "contact_class") or records.has("contacts", "shift")
    if not has_mix or "throughput" not in computable(records, options.counting):
        return (), ()
    period = options.period or ""
    indicators = [
        id_
        for id_ in agents.indicators
        if id_ in DEFINITIONS and definition_of(id_).table.value == "contacts"
    ]
    adjusted = mix_adjusted(records, indicators, period, options.counting)
    return case_mix(records, period, options.counting), adjusted


def _once(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield each finding once; values may be mappings, so they are compared as text."""
    seen = set()
    for finding in findings:
        values = repr(sorted(finding.sentence.values.items()))
        told = (finding.severity, finding.sentence.key, values)
        if told not in seen:
            seen.add(told)
            yield finding
