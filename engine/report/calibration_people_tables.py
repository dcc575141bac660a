"""Tables of a panel's people: how consistent each is, what to ask again, what is still open."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from engine.domain.calibration import NodeAnswers, RespondentResult, RevisionRow
from engine.report import figures
from engine.report.calibration_words import CalibrationWords, chosen_ratio, ratio_text
from engine.report.review_tables import ARROW
from engine.report.tables import (
    DECIMALS_FORMAT,
    WHOLE_FORMAT,
    Cell,
    Column,
    Table,
    number_cell,
    text_cell,
)

Rows = tuple[tuple[Cell, ...], ...]


def people_table(words: CalibrationWords) -> Table:
    """Return how consistent each respondent is, the least consistent first."""
    people = least_consistent_first(words)
    columns = (
        words.person_column(),
        words.column("role"),
        words.column("voice", DECIMALS_FORMAT),
        words.column("ratio", DECIMALS_FORMAT),
        words.column("gci", DECIMALS_FORMAT),
        words.column("triads", WHOLE_FORMAT),
        words.column("missing", WHOLE_FORMAT),
        words.column("conclusion"),
    )
    return Table(
        "people",
        words.say("people.title"),
        words.say("people.subtitle", count=len(people)),
        columns,
        tuple(_person_row(each, words) for each in people),
        (words.say("people.note", limit=limit_text(words), index=words.random_index()),),
    )


def ask_again_table(words: CalibrationWords, *, everything: bool = False) -> Table:
    """Return the judgements to ask again: of who is above the limit, the first of each node.

    Parameters
    ----------
    words
        The calibration in its language.
    everything
        All revisions of everybody instead, for the workbook.
    """
    columns = (
        words.person_column(),
        words.column("pair"),
        words.column("stated", DECIMALS_FORMAT),
        words.column("implied", DECIMALS_FORMAT),
        words.column("suggested", DECIMALS_FORMAT),
        Column(
            words.say("column.ratio"),
            numeric=True,
            number_format=DECIMALS_FORMAT,
            parts=(words.say("column.after"),),
        ),
    )
    rows = tuple(
        _revision_row(person, answers, row, words)
        for person in least_consistent_first(words)
        for answers in person.nodes
        for row in _revisions(answers, words.calibration.limit, everything=everything)
    )
    title = words.say("ask_again.title")
    subtitle = words.say("ask_again.everything" if everything else "ask_again.subtitle")
    note = (words.say("ask_again.note"),)
    return Table("ask_again", title, subtitle, columns, rows, note)


def gaps_table(words: CalibrationWords) -> Table:
    """Return what each respondent left open, and which one answer would help most."""
    columns = (
        words.person_column(),
        *((words.column("node"),) if words.has_several_nodes else ()),
        Column(words.say("column.open"), parts=(words.say("column.unlinked"),)),
        words.column("ask_next"),
    )
    rows = tuple(
        _gap_row(person, answers, words)
        for person in words.calibration.respondents
        for answers in person.nodes
        if answers.missing
    )
    title, subtitle = words.say("gaps.title"), words.say("gaps.subtitle")
    return Table("gaps", title, subtitle, columns, rows)


def least_consistent_first(words: CalibrationWords) -> list[RespondentResult]:
    """Return the respondents, those without a ratio first, then by falling ratio."""
    return sorted(words.calibration.respondents, key=_consistency)


def limit_text(words: CalibrationWords) -> str:
    """Return the limit of the consistency ratio as it was chosen."""
    return chosen_ratio(words.calibration.limit)


def _consistency(person: RespondentResult) -> float:
    return float("-inf") if person.consistency_ratio is None else -person.consistency_ratio


def _person_row(person: RespondentResult, words: CalibrationWords) -> tuple[Cell, ...]:
    gcis = [each.gci for each in person.nodes if each.gci is not None]
    node = words.item(person.worst_node) if person.worst_node else ""
    return (
        words.person_cell(person.respondent),
        text_cell(words.role(person.role)),
        Cell(f"{person.weight:g}", (person.weight,)),
        Cell(
            figures.number(person.consistency_ratio, 3),
            (person.consistency_ratio,),
            node if words.has_several_nodes else "",
        ),
        number_cell(max(gcis, default=None), 3),
        number_cell(sum(len(each.circular_triads) for each in person.nodes)),
        number_cell(sum(each.missing for each in person.nodes)),
        _conclusion(person, words),
    )


def _conclusion(person: RespondentResult, words: CalibrationWords) -> Cell:
    if person.consistent is None:
        return _chip(words.say("people.unknown"), "undecided")
    if person.consistent:
        return _chip(words.say("people.consistent"), "quiet")
    return _chip(words.say("people.inconsistent"), "missed")


def _chip(text: str, look: str) -> Cell:
    return Cell(text, (text,), chip=look)


def _revisions(answers: NodeAnswers, limit: float, *, everything: bool) -> tuple[RevisionRow, ...]:
    if everything:
        return answers.revise
    above = answers.consistency_ratio is not None and answers.consistency_ratio > limit
    return answers.revise[:1] if above else ()


def _revision_row(
    person: RespondentResult, answers: NodeAnswers, row: RevisionRow, words: CalibrationWords
) -> tuple[Cell, ...]:
    node = words.item(answers.node) if words.has_several_nodes else ""
    now, after = (figures.number(each, 3) for each in (answers.consistency_ratio, row.ratio_after))
    ratios = f"{now} {ARROW} {after}"
    return (
        words.person_cell(person.respondent),
        text_cell(words.pair(row.first, row.second), below=node),
        Cell(ratio_text(row.stated), (row.stated,), strong=True),
        Cell(ratio_text(row.implied), (row.implied,)),
        Cell(ratio_text(row.suggested), (row.suggested,)),
        Cell(ratios, (answers.consistency_ratio, row.ratio_after)),
    )


def _gap_row(
    person: RespondentResult, answers: NodeAnswers, words: CalibrationWords
) -> tuple[Cell, ...]:
    open_ = words.say("list_mark").join(words.pair(*pair) for pair in _open_pairs(answers))
    groups = " | ".join(words.items(group) for group in answers.unconnected)
    unlinked = words.say("gaps.unlinked", groups=groups) if groups else ""
    ask = answers.next_question
    return (
        words.person_cell(person.respondent),
        *((text_cell(words.item(answers.node)),) if words.has_several_nodes else ()),
        Cell(open_, (open_, unlinked), unlinked),
        text_cell(figures.NONE if ask is None else words.pair(*ask), strong=True),
    )


def _open_pairs(answers: NodeAnswers) -> Iterator[tuple[str, str]]:
    items, values = answers.matrix.items, answers.matrix.values
    for i, j in combinations(range(len(items)), 2):
        if np.isnan(values[i, j]):
            yield items[i], items[j]
