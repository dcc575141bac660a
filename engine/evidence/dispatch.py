"""Whether contacts were dealt to online agents as if at random, and what follows where they were.

Verdict first: where dispatch is not random, no effect of agents or response is given at all.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.domain.evidence_plan import DispatchQuestion
from engine.domain.evidence_trust import AgentEffectRow, BalanceRow, DispatchReport
from engine.domain.specification import RowFilter
from engine.domain.tables import Column, ColumnTable
from engine.domain.texts import Finding
from engine.errors import InputError
from engine.evidence.agent_effects import agent_estimates, agent_model, joint_p_value
from engine.evidence.dispatch_balance import (
    ALPHA,
    balance_rows,
    complete,
    judged_together,
    scores_of,
    smallest_imbalance,
)
from engine.evidence.dispatch_effects import agent_part, response_part
from engine.evidence.dispatch_notes import note
from engine.evidence.dispatch_repeats import SameAgent, meetings_note, same_agent
from engine.evidence.dispatch_windows import (
    DispatchRows,
    codes_of,
    connected_sets,
    dispatch_rows,
)

if TYPE_CHECKING:
    from engine.domain.evidence_figures import EffectReport

NEGLIGIBLE = 0.10
"""Imbalance in units of spread that must be seen before balance is called random: Austin (2009),
Statistics in Medicine 28, 3083-3107."""


def dispatch_columns(question: DispatchQuestion) -> tuple[str, ...]:
    """Return the columns a question reads, each once."""
    given = (
        question.agent,
        *question.pools,
        question.time,
        question.weight,
        *question.balance,
        *question.outcomes,
        question.response,
        question.congestion,
        question.customer,
    )
    return tuple(dict.fromkeys(name for name in given if name))


def dispatch_report(
    table: ColumnTable, question: DispatchQuestion, rng: np.random.Generator, level: float
) -> DispatchReport:
    """Return whether dispatch was as if random, and the effects of agents and response if so.

    Parameters
    ----------
    table
        Contacts with the columns of :func:`dispatch_columns`; filters whose column is there are
        applied. Contacts without an agent or pool are left out.
    rng
        For the permutation tests of small tables.
    level
        Coverage of the intervals.

    Raises
    ------
    InputError
        As :func:`engine.evidence.dispatch_windows.dispatch_rows` says;
        ``evidence.dispatch_no_balance`` without a column to test;
        ``evidence.dispatch_covariate``; ``evidence.not_numeric`` for outcomes, response or
        congestion that are texts.

    Notes
    -----
    ``not_random``: a covariate or the meetings with the last agent depart from the windows'
    chance at 5 % over all tests (Holm), the false alarm of the verdict. ``undecided``: nothing
    departs, but an imbalance of a tenth of the spread would be missed with chance 0.20 or more.
    """
    if not question.balance:
        raise InputError("evidence.dispatch_no_balance", id=question.id)
    kept = _filtered(table, question.filters)
    rows = dispatch_rows(kept, question)
    tests = _tests(kept, rows, question, rng)
    verdict, smallest = _verdict(tests, rows)
    findings = _verdict_findings(kept, rows, tests, verdict, smallest)
    agents: tuple[AgentEffectRow, ...] = ()
    responses: tuple[EffectReport, ...] = ()
    if verdict == "random":
        agents, told = agent_part(kept, rows, question, level)
        responses, more = response_part(kept, rows, question, level)
        findings += told + more
    if not question.customer:
        findings += (note("dispatch_no_customer"),)
    return DispatchReport(
        id=question.id,
        name=question.name,
        verdict=verdict,
        contacts=len(kept),
        used=len(rows),
        windows=rows.windows,
        agents_seen=len(rows.agents),
        balance=tests.balance,
        same_agent_share=None if tests.same is None else tests.same.share,
        same_agent_expected=None if tests.same is None else tests.same.expected,
        agents=agents,
        responses=responses,
        grade="B" if verdict == "random" else "D",
        findings=findings,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Tests:
    """The covariates' tests, the meetings with the last agent, and whether these are chance."""

    balance: tuple[BalanceRow, ...]
    same: SameAgent | None
    sticky: bool
    first_balanced: bool


def _tests(
    table: ColumnTable, rows: DispatchRows, question: DispatchQuestion, rng: np.random.Generator
) -> _Tests:
    """Test every covariate and the last agent's share, one Holm family together."""
    columns = {name: table.column(name) for name in question.balance}
    balance = _weighted_rows(rows, columns) if question.weight else balance_rows(rows, columns, rng)
    same = None
    if question.customer:
        same = same_agent(rows, table.column(question.customer), rng)
    if same is None:
        return _Tests(judged_together(balance), None, sticky=False, first_balanced=False)
    meeting = BalanceRow("", 0.0, 1.0, same.p_value, same.p_value, balanced=True)
    *judged, met = judged_together([*balance, meeting])
    first_balanced = False
    if not met.balanced:
        first = rows.take(~same.returning)
        first_balanced = len(first) > 0 and all(
            row.balanced for row in judged_together(balance_rows(first, columns, rng))
        )
    return _Tests(tuple(judged), same, not met.balanced, first_balanced)


def _weighted_rows(rows: DispatchRows, columns: dict[str, Column]) -> tuple[BalanceRow, ...]:
    """Test balance under known chances: agents' weighted effects on what was known before.

    Of a category the level that departs most counts, its p-value times the levels (Bonferroni).
    """
    found = []
    for name, column in columns.items():
        scores = scores_of(column[rows.rows])
        known = complete(scores)
        kept = rows.take(known)
        if len(kept) == 0:
            raise InputError("evidence.dispatch_covariate", column=name, contacts=int(known.sum()))
        model = agent_model(kept)
        tested = [
            joint_p_value(model, agent_estimates(model, each, kept.window))
            for each in scores_of(column[kept.rows]).T
        ]
        statistic, degrees, p = min(tested, key=lambda test: test[2])
        p = min(1.0, p * len(tested))
        found.append(BalanceRow(name, statistic, float(degrees), p, p, balanced=True))
    return tuple(found)


def _verdict(tests: _Tests, rows: DispatchRows) -> tuple[str, float]:
    smallest = smallest_imbalance(rows)
    if tests.sticky or not all(row.balanced for row in tests.balance):
        return "not_random", smallest
    return ("random" if smallest <= NEGLIGIBLE else "undecided"), smallest


def _verdict_findings(
    table: ColumnTable, rows: DispatchRows, tests: _Tests, verdict: str, smallest: float
) -> tuple[Finding, ...]:
    """Return what the verdict rests on, in plain words."""
    found = [
        note(
            f"dispatch_{verdict}",
            severity="note" if verdict == "random" else "alarm",
            smallest=smallest,
            negligible=NEGLIGIBLE,
            used=len(rows),
            alpha=ALPHA,
        )
    ]
    found += [
        note("dispatch_unbalanced", "alarm", covariate=row.covariate, p=row.p_adjusted)
        for row in tests.balance
        if not row.balanced
    ]
    if tests.sticky and tests.same is not None:
        uneven = [row.covariate for row in tests.balance if not row.balanced]
        found.append(meetings_note(tests.same, uneven))
        key = "dispatch_first_balanced" if tests.first_balanced else "dispatch_first_unbalanced"
        found.append(note(key, "caution", returning=int(tests.same.returning.sum())))
    if len(rows) < len(table):
        found.append(note("dispatch_left_out", left=len(table) - len(rows), contacts=len(table)))
    sets = connected_sets(rows)[0]
    if sets > 1:
        found.append(note("dispatch_sets", sets=sets, agents=len(rows.agents)))
    return tuple(found)


def _filtered(table: ColumnTable, filters: tuple[RowFilter, ...]) -> ColumnTable:
    """Return the rows the filters keep; a filter already applied, its column left out, is none."""
    keep = np.ones(len(table), dtype=np.bool_)
    for one in filters:
        if one.column in table.columns:
            codes, levels = codes_of(table.column(one.column))
            words = {"true": "1", "false": "0"}
            wanted = {*one.values, *(words[v] for v in one.values if v in words)}
            keep &= np.isin(codes, [i for i, level in enumerate(levels) if level in wanted])
    return table if keep.all() else table.where(keep)
