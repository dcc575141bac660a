"""A metric report under pseudonyms: every place that names an agent, sentences among them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np

from engine.domain.metric_report import (
    AgentRate,
    AttributionOutcome,
    DataIssue,
    IndicatorNote,
    MetricReport,
    MixAdjusted,
    MixRow,
    PlatformRate,
    PolicyMove,
    RepeatWindow,
)
from engine.domain.tables import MetricTable
from engine.domain.texts import Finding, Sentence, Value
from engine.services.pseudonyms import Pseudonyms

_PLACED: tuple[str, ...] = ("file", "table", "column")

Row = TypeVar("Row", AgentRate, MixRow, MixAdjusted)


def hidden(report: MetricReport, who: Pseudonyms) -> MetricReport:
    """Return a report in which agents stand under their pseudonyms, in the order of these."""
    return replace(
        report,
        by_agent=_table(report.by_agent, who),
        indicators=tuple(_note(note, who) for note in report.indicators),
        platform_rates=tuple(_rate(rate, who) for rate in report.platform_rates),
        attribution=tuple(_outcome(each, who) for each in report.attribution),
        issues=tuple(_issue(issue, who) for issue in report.issues),
        findings=tuple(_finding(each, who) for each in report.findings),
        mix=_by_agent([replace(row, agent=who.of(row.agent)) for row in report.mix]),
        reconciled=tuple(
            replace(each, agents_alone=tuple(sorted(map(who.of, each.agents_alone))))
            for each in report.reconciled
        ),
        moves=_moves(report.moves, who),
        repeat_windows=tuple(_window(each, who) for each in report.repeat_windows),
        adjusted=_by_agent([replace(row, agent=who.of(row.agent)) for row in report.adjusted]),
    )


def _by_agent(rows: list[Row]) -> tuple[Row, ...]:
    """Return rows in the order of their agents; those of one agent keep theirs."""
    return tuple(sorted(rows, key=lambda row: row.agent))


def _table(table: MetricTable, who: Pseudonyms) -> MetricTable:
    names = [who.of(agent) for agent in table.agents]
    order = np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)
    return replace(
        table,
        agents=tuple(names[row] for row in order),
        groups=tuple(table.groups[row] for row in order),
        populations=tuple(table.populations[row] for row in order),
        values=table.values[order],
        sample_sizes=table.sample_sizes[order],
        standard_errors=table.standard_errors[order],
    )


def _note(note: IndicatorNote, who: Pseudonyms) -> IndicatorNote:
    return replace(note, small=tuple(sorted(who.of(agent) for agent in note.small)))


def _rate(rate: PlatformRate, who: Pseudonyms) -> PlatformRate:
    agents = [replace(each, agent=who.of(each.agent)) for each in rate.agents]
    return replace(rate, agents=_by_agent(agents))


def _outcome(outcome: AttributionOutcome, who: Pseudonyms) -> AttributionOutcome:
    return replace(
        outcome,
        table=_table(outcome.table, who),
        ranks={who.of(agent): rank for agent, rank in outcome.ranks.items()},
        grades={who.of(agent): grade for agent, grade in outcome.grades.items()},
    )


def _moves(moves: tuple[PolicyMove, ...], who: Pseudonyms) -> tuple[PolicyMove, ...]:
    named = [replace(each, agent=who.of(each.agent)) for each in moves]
    return tuple(sorted(named, key=lambda each: (-each.places, each.agent)))


def _window(window: RepeatWindow, who: Pseudonyms) -> RepeatWindow:
    named = {who.of(agent): rate for agent, rate in window.agents.items()}
    return replace(window, agents=dict(sorted(named.items())))


def _issue(issue: DataIssue, who: Pseudonyms) -> DataIssue:
    values = {name: _value(value, who) for name, value in issue.values.items()}
    kept = {name: issue.values[name] for name in _PLACED if name in values}
    places = tuple(who.in_text(place) for place in issue.places)
    return replace(issue, places=places, values={**values, **kept})


def _finding(finding: Finding, who: Pseudonyms) -> Finding:
    values: Mapping[str, Value] = {
        name: value if isinstance(value, Mapping) else _value(value, who)
        for name, value in finding.sentence.values.items()
    }
    return replace(finding, sentence=Sentence(finding.sentence.key, values))


def _value(value: str | float, who: Pseudonyms) -> str | float:
    return who.in_text(value) if isinstance(value, str) else value
