"""Tables of the choices beside the recommendation: frontier, robust choices, emphases."""

from dataclasses import dataclass

from engine.domain.policy import Norm
from engine.domain.weights_report import EmphasisRow, FrontierPart, RobustRow
from engine.report import figures
from engine.report.frontier_line import (
    Mark,
    is_single,
    marks,
    points_apart,
    recommended_is_off,
)
from engine.report.tables import (
    DECIMALS_FORMAT,
    POINTS_FORMAT,
    SHARE_FORMAT,
    Cell,
    Column,
    Table,
    number_cell,
    text_cell,
)
from engine.report.weights_page_words import PERCENT, STILL, WeightsWords
from engine.report.weights_why_tables import conflict_text
from engine.report.weights_words import rule_words


@dataclass(frozen=True, slots=True)
class _Measure:
    """How the figures of a robust choice are shown: their words, factor and decimals."""

    key: str
    scale: float
    decimals: int


def frontier_table(words: WeightsWords) -> Table | None:
    """Return the frontier's corners with their shares; None without both sources."""
    part = words.report.frontier
    if part is None:
        return None
    leaves = [leaf.indicator for leaf in words.report.indicators]
    columns = (
        Column(words.say("point")),
        Column(words.say("trade_off"), numeric=True, number_format=SHARE_FORMAT),
        Column(words.say("from_judged"), numeric=True, number_format=POINTS_FORMAT),
        Column(words.say("from_evidence"), numeric=True, number_format=POINTS_FORMAT),
        *(Column(words.name(leaf), numeric=True, number_format=SHARE_FORMAT) for leaf in leaves),
    )
    rows = tuple(_mark(words, mark, leaves) for mark in marks(part))
    notes = (words.say("frontier_note"), *(() if part.proven else (words.say("frontier_open"),)))
    title, subtitle = words.say("frontier_title"), words.say("frontier_subtitle")
    return Table("weights_frontier", title, subtitle, columns, rows, notes)


def frontier_text(words: WeightsWords, part: FrontierPart) -> str:
    """Return how the picture is read, and what is special about this one."""
    told = words.say("frontier_single" if is_single(part) else "frontier_read")
    special = [("frontier_off", recommended_is_off(part)), ("frontier_open", not part.proven)]
    for key, holds in special:
        if holds:
            told = words.say("sentences", first=told, second=words.say(key))
    return told


def mark_words(words: WeightsWords, mark: Mark) -> str:
    """Return what a set of the frontier is; nothing for a corner without a name."""
    return words.joined([words.say(kind) for kind in mark.kinds])


def proof_cell(words: WeightsWords, *, proven: bool) -> Cell:
    """Return whether an answer is proven: quiet where it is, dashed where it is not."""
    told = words.say("proven" if proven else "unproven")
    return Cell(told, (told,), chip="quiet" if proven else "undecided")


def robust_table(words: WeightsWords) -> Table:
    """Return what each robust choice guarantees beside the recommended set, and how it differs."""
    columns = (
        Column(words.say("choice")),
        Column(words.say("measured_in")),
        Column(words.say("guaranteed"), numeric=True, number_format=DECIMALS_FORMAT),
        Column(words.say("of_recommended"), numeric=True, number_format=DECIMALS_FORMAT),
        Column(words.say("differs"), numeric=True, number_format=POINTS_FORMAT),
        Column(words.say("mainly")),
        Column(words.say("proof_head")),
        Column(words.say("caution")),
    )
    rows = tuple(_robust(words, row) for row in words.report.robust)
    title, subtitle = words.say("robust_title"), words.say("robust_subtitle")
    return Table("weights_robust", title, subtitle, columns, rows, (words.say("robust_note"),))


def emphases_table(words: WeightsWords) -> Table:
    """Return every indicator's share under each emphasis beside that without any."""
    columns = (
        Column(words.say("emphasis_head")),
        Column(words.say("indicator")),
        Column(words.say("without"), numeric=True, number_format=SHARE_FORMAT),
        Column(words.say("with"), numeric=True, number_format=SHARE_FORMAT),
        Column(words.say("move"), numeric=True, number_format=POINTS_FORMAT),
    )
    rows = tuple(
        _emphasis_share(words, row, indicator)
        for row in words.report.emphases
        for indicator in row.shares or ()
    )
    title, subtitle = words.say("emphases_title"), words.say("emphases_subtitle")
    return Table("weights_emphases", title, subtitle, columns, rows, (words.say("points_note"),))


def emphasis_rules_table(words: WeightsWords) -> Table:
    """Return the rules that each emphasis adds, with its grade changes, or those that clash."""
    columns = (
        Column(words.say("emphasis_head")),
        Column(words.say("changes_head"), numeric=True),
        Column(words.say("agents"), numeric=True),
        Column(words.say("rule")),
    )
    rows = tuple(
        (
            text_cell(row.name.in_language(words.language)),
            number_cell(row.grade_changes),
            number_cell(row.agents),
            text_cell(line),
        )
        for row in words.report.emphases
        for line in emphasis_lines(words, row) or [figures.NONE]
    )
    title = words.say("emphasis_rules_title")
    subtitle = words.say("emphasis_rules_subtitle")
    return Table("weights_emphasis_rules", title, subtitle, columns, rows)


def emphasis_lines(words: WeightsWords, row: EmphasisRow) -> list[str]:
    """Return the rules that an emphasis adds, or the rules that clash under it."""
    if row.conflict is not None:
        return conflict_text(row.conflict, words)
    return [rule_words(rule, words.language) for rule in row.rules]


def emphasis_text(words: WeightsWords, row: EmphasisRow) -> str:
    """Return in words how much weight an emphasis moves and whose grade changes with it."""
    told = words.say("emphasis_still")
    if words.has_moves(row.moves):
        points = points_apart(sum(abs(move) for move in row.moves.values()))
        told = words.say("emphasis_moved", points=figures.number(points, 1))
    if row.grade_changes is None or row.agents is None:
        return told
    grades = words.say("emphasis_grades", changes=row.grade_changes, agents=row.agents)
    return words.say("sentences", first=told, second=grades)


def _mark(words: WeightsWords, mark: Mark, leaves: list[str]) -> tuple[Cell, ...]:
    strong, shares = bool(mark.kinds), mark.point.shares
    trade_off = mark.point.evidence_weight
    return (
        text_cell(mark_words(words, mark), strong=strong),
        Cell(figures.share(trade_off), (trade_off,)),
        Cell(figures.number(mark.judged, 2), (mark.judged,), strong=strong),
        Cell(figures.number(mark.evidence, 2), (mark.evidence,), strong=strong),
        *(Cell(figures.share(shares[leaf]), (shares[leaf],)) for leaf in leaves),
    )


def _robust(words: WeightsWords, row: RobustRow) -> tuple[Cell, ...]:
    moved = words.from_recommended(row.shares)
    apart = points_apart(sum(abs(move) for move in moved.values()))
    measure = _measure(words, row)
    return (
        text_cell(words.say(f"robust.{row.kind}"), below=_budget(words, row), strong=True),
        text_cell(words.say(f"measure.{measure.key}")),
        number_cell(measure.scale * row.value, measure.decimals),
        number_cell(measure.scale * row.nominal, measure.decimals),
        Cell(figures.number(apart, 1), (apart,)),
        text_cell(words.moves(moved)),
        proof_cell(words, proven=row.proven),
        text_cell("" if row.caution is None else words.said(row.caution)),
    )


def _measure(words: WeightsWords, row: RobustRow) -> _Measure:
    """Return what a choice's figures are measured in: scores, where there are any, for regret."""
    if row.kind == "max-min":
        return _Measure("evidence", 1.0, 4)
    if row.kind == "regret" and words.report.stability:
        return _Measure("scores", 1.0, 2)
    if row.kind == "worst-case" and words.report.norm == Norm.LINF:
        return _Measure("greatest", PERCENT, 2)
    return _Measure("points", points_apart(1.0), 2)


def _budget(words: WeightsWords, row: RobustRow) -> str:
    if row.budget is None:
        return words.say("against.draws")
    every = row.budget >= len(words.report.indicators)
    return words.say("against.all") if every else words.say("against.some", budget=row.budget)


def _emphasis_share(words: WeightsWords, row: EmphasisRow, indicator: str) -> tuple[Cell, ...]:
    share, move = (row.shares or {})[indicator], row.moves.get(indicator, 0.0)
    return (
        text_cell(row.name.in_language(words.language)),
        text_cell(words.name(indicator)),
        Cell(figures.share(share - move), (share - move,)),
        Cell(figures.share(share), (share,)),
        Cell(figures.signed(PERCENT * move), (PERCENT * move,), strong=abs(move) >= STILL),
    )
