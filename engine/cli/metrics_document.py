"""The JSON document of ``heng metrics``."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from engine.cli.findings import finding_documents
from engine.domain.texts import Language, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.metric_report import (
        AttributionOutcome,
        DataIssue,
        Estimate,
        IndicatorNote,
        MetricReport,
        PlatformRate,
        PolicyMove,
        RepeatRate,
        RepeatWindow,
    )
    from engine.domain.platform import PlatformFact
    from engine.domain.records import RecordSource
    from engine.domain.tables import MetricTable


def metrics_document(
    report: "MetricReport", sources: "Iterable[RecordSource]", language: Language
) -> dict[str, object]:
    """Return a metric report as plain values; sentences are in the reader's language."""
    from engine.metrics.periods import period_bounds

    start, end = period_bounds(report.period)
    return {
        "period": {"id": report.period, "start": start.isoformat(), "end": end.isoformat()},
        "generated": report.generated,
        "agents": agent_documents(report, report.by_agent),
        "groups": _parts(report, report.by_group),
        "cut": None if report.by_cut is None else _cut(report, report.by_cut),
        "shop": {note.indicator: _estimate(note.shop) for note in report.indicators},
        "indicators": [_indicator(note, language) for note in report.indicators],
        "platform_rates": [_rate(rate, language) for rate in report.platform_rates],
        "attribution": [_outcome(report, each, language) for each in report.attribution],
        "attribution_moves": [_move(each) for each in report.moves],
        "repeat_windows": [_repeat_window(each) for each in report.repeat_windows],
        "reconciled": [asdict(each) for each in report.reconciled],
        "data_quality": [_issue(issue, report, language) for issue in report.issues],
        "case_mix": {
            "contacts": [asdict(row) for row in report.mix],
            "adjusted": [asdict(row) for row in report.adjusted],
        },
        "absent": {id_: _said(reason, language) for id_, reason in report.absent.items()},
        "sources": [_source(source) for source in sources],
        "findings": [
            {**told, "text": _said(each.sentence, language)}
            for told, each in zip(finding_documents(report.findings), report.findings, strict=True)
        ],
    }


def agent_documents(report: "MetricReport", table: "MetricTable") -> list[dict[str, object]]:
    """Return each agent with group, population and values."""
    return [
        {
            "agent": agent,
            "group": table.groups[row],
            "population": table.populations[row],
            "values": _values(report, table, row),
        }
        for row, agent in enumerate(table.agents)
    ]


def _parts(report: "MetricReport", table: "MetricTable") -> list[dict[str, object]]:
    return [
        {"id": part, "values": _values(report, table, row)} for row, part in enumerate(table.agents)
    ]


def _cut(report: "MetricReport", table: "MetricTable") -> dict[str, object]:
    return {"by": report.cut, "parts": _parts(report, table)}


def _values(report: "MetricReport", table: "MetricTable", row: int) -> dict[str, dict[str, object]]:
    from engine.studies.indicator_estimates import agent_estimate

    notes = {note.indicator: note for note in report.indicators}
    found: dict[str, dict[str, object]] = {}
    for column, id_ in enumerate(table.indicators):
        each = agent_estimate(notes.get(id_), table, row, column)
        found[id_] = {
            "value": each.value,
            "n": each.size,
            "standard_error": each.standard_error,
            "low": each.low,
            "high": each.high,
            "small": each.small,
        }
    return found


def _estimate(found: "Estimate") -> dict[str, object]:
    return {
        "value": found.value,
        "n": found.size,
        "low": found.low,
        "high": found.high,
        "method": found.method,
    }


def _indicator(note: "IndicatorNote", language: Language) -> dict[str, object]:
    from engine.report.metrics_words import indicator_name

    return {
        "id": note.indicator,
        "name": indicator_name(note.indicator, language),
        "definition": _said(note.definition, language),
        "denominator": _said(note.denominator, language),
        "unit": note.unit,
        "direction": note.direction,
        "population": note.population,
        "window": note.window,
        "controllability": note.controllability,
        "origin": note.origin,
        "small": list(note.small),
    }


def _rate(rate: "PlatformRate", language: Language) -> dict[str, object]:
    return {
        "rule": rate.rule.id,
        "name": rate.rule.name.in_language(language),
        "start": rate.start,
        "end": rate.end,
        "rate": rate.rate.value,
        "met": rate.met,
        "counted": rate.counted,
        "low": rate.rate.low,
        "high": rate.rate.high,
        "method": rate.rate.method,
        "mean_s": rate.mean_s,
        "assessed": rate.assessed,
        "left_out": dict(rate.left_out),
        "agents": [asdict(each) for each in rate.agents],
        "source": rate.rule.source,
        "source_date": rate.rule.source_date,
        "grade": rate.rule.grade,
        "note": rate.rule.note.in_language(language),
        "facts": [_fact(fact, language) for fact in rate.rule.facts],
        "contradictions": [_fact(fact, language) for fact in rate.rule.contradictions],
        "shops": [asdict(each) for each in rate.shops],
        "verify_with_the_platform": True,
    }


def _fact(fact: "PlatformFact", language: Language) -> dict[str, object]:
    note = None if fact.note is None else fact.note.in_language(language)
    return {
        "key": fact.key,
        "value": fact.value,
        "source": fact.source,
        "date": fact.date,
        "grade": fact.grade,
        "note": note,
    }


def _outcome(
    report: "MetricReport", outcome: "AttributionOutcome", language: Language
) -> dict[str, object]:
    policy = outcome.policy
    agents = agent_documents(report, outcome.table)
    for told in agents:
        agent = str(told["agent"])
        told["rank"], told["pay_grade"] = outcome.ranks.get(agent), outcome.grades.get(agent)
    return {
        "policy": policy.id,
        "name": policy.name.in_language(language),
        "event": policy.event,
        "agent": policy.agent,
        "validity_h": policy.validity_h,
        "within_days": policy.within_days,
        "aftersale_days": policy.aftersale_days,
        "net_of_refunds": policy.net_of_refunds,
        "source": policy.source,
        "source_date": policy.source_date,
        "grade": policy.grade,
        "note": policy.note.in_language(language),
        "shop": dict(outcome.shop),
        "agents": agents,
    }


def _move(move: "PolicyMove") -> dict[str, object]:
    return {
        "agent": move.agent,
        "places": move.places,
        "separable": move.separable,
        "regraded": move.regraded,
        "ranks": [
            {
                "policy": each.policy,
                "rank": each.rank,
                "low": each.low,
                "high": each.high,
                "pay_grade": each.grade or None,
            }
            for each in move.ranks
        ],
    }


def _repeat_window(window: "RepeatWindow") -> dict[str, object]:
    return {
        "window_h": window.window_h,
        "shop": _repeat_rate(window.shop),
        "agents": [{"agent": agent, **_repeat_rate(rate)} for agent, rate in window.agents.items()],
    }


def _repeat_rate(rate: "RepeatRate") -> dict[str, object]:
    return {
        "fcr": _estimate(rate.fcr),
        "repeat": _estimate(rate.repeat),
        "unended": rate.unended,
        "unknown": rate.unknown,
        "chance": rate.chance,
    }


def _issue(issue: "DataIssue", report: "MetricReport", language: Language) -> dict[str, object]:
    from engine.report.metrics_issue_tables import issue_text, issue_values
    from engine.report.metrics_words import MetricsWords

    words = MetricsWords(report, language)
    return {
        "code": issue.code,
        "severity": issue.severity,
        "text": issue_text(words, issue),
        "file": issue.file,
        "table": issue.table,
        "column": issue.column,
        "rows": issue.rows,
        "of": issue.of,
        "places": list(issue.places),
        "treatment": issue.treatment,
        "values": issue_values(words, issue),
        "effects": [asdict(effect) for effect in issue.effects],
    }


def _source(source: "RecordSource") -> dict[str, object]:
    return {
        "file": source.file or source.path.name,
        "kind": source.kind.value,
        "rows": source.rows,
        "columns": list(source.columns),
        "set_aside": len(source.set_aside),
        "notes": [asdict(note) for note in source.notes],
    }


def _said(sentence: Sentence, language: Language) -> str:
    from engine.i18n.translate import render_sentence

    return render_sentence(sentence, language)
