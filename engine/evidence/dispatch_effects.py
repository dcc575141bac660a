"""What agents and response times do to outcomes where dispatch is as if random.

Each route gives its figure or, in plain words, why it gives none; :mod:`engine.evidence.dispatch`
asks only where the verdict allows it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_figures import EffectReport
from engine.domain.evidence_plan import DispatchQuestion
from engine.domain.evidence_trust import AgentEffectRow
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence, Value
from engine.errors import InputError
from engine.evidence.agent_effects import (
    SMALL_SAMPLE,
    agent_estimates,
    agent_model,
    agent_rows,
)
from engine.evidence.agent_pace import pace_effect
from engine.evidence.congestion import congestion_effect
from engine.evidence.dispatch_balance import ALPHA
from engine.evidence.dispatch_notes import Severity, note
from engine.evidence.dispatch_windows import DispatchRows, codes_of
from engine.evidence.instruments import FIRM_FIRST_STAGE, InstrumentEstimate

_FEW_MISSING = 0.01


def agent_part(
    table: ColumnTable, rows: DispatchRows, question: DispatchQuestion, level: float
) -> tuple[tuple[AgentEffectRow, ...], tuple[Finding, ...]]:
    """Return every agent's effect on every outcome, tiny samples flagged."""
    found: list[AgentEffectRow] = []
    findings: list[Finding] = []
    for outcome in question.outcomes:
        values = _numbers(table, outcome)
        kept = rows.take(np.isfinite(values[rows.rows]))
        findings += _missing_finding(outcome, len(rows) - len(kept), len(rows))
        if len(kept) == 0:
            continue
        model, told = agent_model(kept), values[kept.rows]
        estimates = agent_estimates(model, told, _clusters(table, kept, question))
        found += agent_rows(model, estimates, outcome, told, level)
        small = [row.agent for row in found if row.outcome == outcome and row.small_sample]
        if small:
            names = ", ".join(small)
            findings.append(
                note(
                    "dispatch_small_sample",
                    "caution",
                    agents=names,
                    few=SMALL_SAMPLE,
                    outcome=outcome,
                )
            )
    if found:
        findings.append(note("dispatch_agents_causal"))
    return tuple(found), tuple(findings)


def _clusters(
    table: ColumnTable, rows: DispatchRows, question: DispatchQuestion
) -> NDArray[np.int64]:
    """Return the customers' codes, each contact without one apart; windows without a column."""
    if not question.customer:
        return rows.window
    codes = codes_of(table.column(question.customer)[rows.rows])[0]
    unknown = codes < 0
    codes[unknown] = codes.max(initial=-1) + 1 + np.arange(int(unknown.sum()))
    return np.unique(codes, return_inverse=True)[1]


def response_part(
    table: ColumnTable, rows: DispatchRows, question: DispatchQuestion, level: float
) -> tuple[tuple[EffectReport, ...], tuple[Finding, ...]]:
    """Return the response's effects by both routes, and why a route gives none."""
    if not question.response:
        return (), ()
    reports: list[EffectReport] = []
    findings: list[Finding] = []
    for outcome in question.outcomes:
        if outcome == question.response:
            continue
        for route in (_by_congestion, _by_pace):
            found = route(table, rows, question, outcome)
            if found is None:
                continue
            estimate, finding, mean = found
            findings.append(finding)
            if estimate is not None:
                name = route.__name__.removeprefix("_by_")
                reports.append(_effect(question, outcome, name, estimate, mean, level))
    return tuple(reports), tuple(findings)


_Route = tuple[InstrumentEstimate | None, Finding, float]


def _by_congestion(
    table: ColumnTable, rows: DispatchRows, question: DispatchQuestion, outcome: str
) -> _Route | None:
    """Return the slope by open chats at arrival, or None where they were not asked for."""
    if not question.congestion:
        return None
    kept, (congestion, response, told) = _complete(
        table, rows, (question.congestion, question.response, outcome)
    )
    about = _About(outcome, question.response, question.congestion)
    if len(kept) == 0:
        return None, about.note("dispatch_congestion_flat"), 0.0
    covariates = {name: table.column(name)[kept.rows] for name in question.balance}
    found = congestion_effect(agent_model(kept), congestion, response, told, covariates)
    if found.estimate is None:
        finding = about.note("dispatch_congestion_flat")
    elif found.related:
        finding = about.note("dispatch_congestion_related", related=", ".join(found.related))
    else:
        return *_firm(found.estimate, about, "dispatch_congestion"), float(told.mean())
    return None, finding, 0.0


def _by_pace(
    table: ColumnTable, rows: DispatchRows, question: DispatchQuestion, outcome: str
) -> _Route | None:
    """Return the slope by the agents' paces, if pace alone explains how agents differ."""
    kept, (response, told) = _complete(table, rows, (question.response, outcome))
    if len(kept) == 0 or response.std() == 0:
        return None
    about = _About(outcome, question.response)
    found = pace_effect(agent_model(kept), response, told)
    if found.alike_p_value is None:
        finding = about.note("dispatch_pace_untested")
    elif found.alike_p_value < ALPHA:
        finding = about.note("dispatch_pace_skill", p=found.alike_p_value)
    else:
        return *_firm(found.estimate, about, "dispatch_pace"), float(told.mean())
    return None, finding, 0.0


@dataclass(frozen=True, slots=True)
class _About:
    """What a route's findings speak of."""

    outcome: str
    response: str
    congestion: str = ""

    def note(self, key: str, severity: Severity = "caution", **values: Value) -> Finding:
        named = {"outcome": self.outcome, "response": self.response}
        if self.congestion:
            named["congestion"] = self.congestion
        return note(key, severity, **named, **values)


def _firm(
    estimate: InstrumentEstimate, about: _About, key: str
) -> tuple[InstrumentEstimate | None, Finding]:
    """Return the slope where the instrument moves the response firmly, else why there is none."""
    f = estimate.first_stage_f
    if f < FIRM_FIRST_STAGE:
        return None, about.note(f"{key}_weak", f=f, firm=FIRM_FIRST_STAGE)
    return estimate, about.note(f"{key}_causal", f=f)


def _effect(
    question: DispatchQuestion,
    outcome: str,
    route: str,
    estimate: InstrumentEstimate,
    mean: float,
    level: float,
) -> EffectReport:
    low, high = estimate.interval(level)
    return EffectReport(
        fit=f"{question.id}.{route}",
        outcome=outcome,
        metric=question.response,
        indicator="",
        role="lever",
        kind="slope",
        band="",
        per=Sentence("effect.per_metric_unit", {"column": question.response}),
        ame=estimate.value,
        standard_error=estimate.standard_error,
        plain_standard_error=estimate.plain_standard_error,
        low=low,
        high=high,
        p_value=estimate.p_value,
        p_adjusted=None,
        relative=estimate.value / mean if mean else None,
        n=estimate.n,
        level=level,
        grade="B",
    )


def _complete(
    table: ColumnTable, rows: DispatchRows, names: tuple[str, ...]
) -> tuple[DispatchRows, list[NDArray[np.float64]]]:
    """Return the contacts that have every named number, and the numbers."""
    whole = [_numbers(table, name) for name in names]
    known = np.logical_and.reduce([np.isfinite(column[rows.rows]) for column in whole])
    kept = rows.take(known)
    return kept, [column[kept.rows] for column in whole]


def _numbers(table: ColumnTable, name: str) -> NDArray[np.float64]:
    column = table.column(name)
    if column.dtype.kind not in "iufb":
        value = next((str(each) for each in column if each is not None), "")
        raise InputError("evidence.not_numeric", column=name, value=value)
    return np.asarray(column, dtype=np.float64)


def _missing_finding(outcome: str, lost: int, contacts: int) -> list[Finding]:
    if lost <= _FEW_MISSING * contacts:
        return []
    share = lost / contacts
    return [note("dispatch_outcome_missing", "caution", outcome=outcome, rows=lost, share=share)]
