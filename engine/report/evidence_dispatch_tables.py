"""Tables of dispatch: whether contacts were dealt as if at random, and what agents then do.

Agents stand in the order of their names: effects that cannot be told apart are not ranked.
"""

from engine.domain.evidence_trust import AgentEffectRow, BalanceRow, DispatchReport
from engine.report import figures
from engine.report.evidence_words import EvidenceWords
from engine.report.tables import Cell, Column, Table, number_cell, text_cell

CHIPS = {"random": "held", "not_random": "missed", "undecided": "undecided"}


def dispatch_table(words: EvidenceWords) -> Table:
    """Return the verdict on each question of dispatch, with what it was reached on."""
    heads = ("name", "verdict", "used", "windows", "agents", "last_agent", "grade")
    columns = tuple(Column(words.say(f"dispatch.{head}")) for head in heads)
    rows = tuple(_dispatch(words, report) for report in words.report.dispatch)
    title, subtitle = words.say("dispatch.title"), words.say("dispatch.subtitle")
    return Table("evidence_dispatch", title, subtitle, columns, rows)


def balance_table(words: EvidenceWords) -> Table:
    """Return whether what was known before differs between the agents of one window."""
    heads = ("name", "covariate", "statistic", "p_adjusted", "balanced", "grade")
    columns = tuple(Column(words.say(f"dispatch.{head}")) for head in heads)
    rows = tuple(
        (
            text_cell(report.name.in_language(words.language)),
            text_cell(words.column(row.covariate)),
            _statistic(words, row),
            Cell(words.p_value(row.p_adjusted), (row.p_adjusted,)),
            _balanced(words, row),
            text_cell(report.grade),
        )
        for report in words.report.dispatch
        for row in report.balance
    )
    title, subtitle = words.say("dispatch.balance"), words.say("dispatch.balance_subtitle")
    return Table("evidence_balance", title, subtitle, columns, rows)


def agents_table(words: EvidenceWords) -> Table:
    """Return each agent's effect, drawn in towards the pool's mean, beside the raw figure."""
    ends = (words.say("low"), words.say("high"))
    columns = (
        Column(words.say("dispatch.agent")),
        Column(words.say("outcome")),
        Column(words.say("dispatch.shrunk"), numeric=True),
        Column(words.say("effect"), numeric=True, parts=ends),
        Column(words.say("dispatch.raw"), numeric=True),
        Column(words.say("n"), numeric=True),
        Column(words.say("dispatch.apart")),
        Column(words.say("grade")),
    )
    found = [(report, row) for report in words.report.dispatch for row in report.agents]
    found.sort(key=lambda each: (each[1].outcome, each[1].agent))
    rows = tuple(_agent(words, report, row) for report, row in found)
    title, subtitle = words.say("dispatch.agents_title"), words.say("dispatch.agents_subtitle")
    notes = (words.say("dispatch.agents_note"),) if rows else ()
    return Table("evidence_agents", title, subtitle, columns, rows, notes)


def standing_key(row: AgentEffectRow) -> str:
    """Return what may be said of an agent: too few contacts, above, below, or not told apart."""
    if row.small_sample:
        return "small"
    if row.low > 0:
        return "above"
    return "below" if row.high < 0 else "not_apart"


def _dispatch(words: EvidenceWords, report: DispatchReport) -> tuple[Cell, ...]:
    verdict = words.say(f"dispatch.{report.verdict}")
    again = figures.share(report.same_agent_share)
    chance = figures.share(report.same_agent_expected)
    used, all_ = figures.number(report.used), figures.number(report.contacts)
    return (
        text_cell(report.name.in_language(words.language)),
        Cell(verdict, (verdict,), chip=CHIPS[report.verdict]),
        Cell(used, (report.used,), words.say("of", all=all_)),
        number_cell(report.windows),
        number_cell(report.agents_seen),
        Cell(again, (report.same_agent_share,), words.say("dispatch.chance", share=chance)),
        text_cell(report.grade),
    )


def _statistic(words: EvidenceWords, row: BalanceRow) -> Cell:
    degrees = words.say("dispatch.degrees", degrees=f"{row.degrees:g}")
    return Cell(figures.number(row.statistic, 1), (row.statistic,), degrees)


def _balanced(words: EvidenceWords, row: BalanceRow) -> Cell:
    told = words.say("dispatch.balanced_yes" if row.balanced else "dispatch.balanced_no")
    return Cell(told, (told,), chip="held" if row.balanced else "missed")


def _agent(words: EvidenceWords, report: DispatchReport, row: AgentEffectRow) -> tuple[Cell, ...]:
    told = words.say(f"standing.{standing_key(row)}")
    decimals = 3
    low, high = (figures.signed(end, decimals) for end in (row.low, row.high))
    return (
        text_cell(row.agent),
        text_cell(words.column(row.outcome)),
        Cell(figures.signed(row.shrunk, decimals), (row.shrunk,), strong=True),
        Cell(
            figures.signed(row.effect, decimals),
            (row.effect, row.low, row.high),
            words.say("range", low=low, high=high),
        ),
        number_cell(row.raw, decimals),
        number_cell(row.n),
        text_cell(told),
        text_cell(report.grade),
    )
