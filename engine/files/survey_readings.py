"""One respondent's answers to judgement matrices, twice: read with care, and as written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Response
from engine.domain.survey import AnswerNote, Coding, Treatment
from engine.domain.texts import Sentence
from engine.files.responses_file import DIRECTIONS_TOLERANCE
from engine.files.survey_answers import Answer, Reading, entry_ratio, read_answer, within_scale
from engine.files.survey_rows import AnswerCell, AnswerRow

Matrices = dict[str, NDArray[np.float64]]
Read = tuple[AnswerCell, Answer]


@dataclass(frozen=True, slots=True)
class RowReading:
    """A respondent under both readings, None where there is no usable answer, and the notes.

    ``ratios`` are the answers taken with care, the left item over the right one as it was asked.
    """

    careful: Response | None
    as_written: Response | None
    notes: tuple[AnswerNote, ...]
    ratios: tuple[float, ...]


def read_row(row: AnswerRow, tree: ItemTree, coding: Coding, reading: Reading) -> RowReading:
    """Return what one respondent says about every pair, and what became of each answer.

    A pair asked in both directions, or twice, counts once: the first usable answer where the
    answers agree within 5 %, none where they do not.
    """
    careful, written = _blank(tree), _blank(tree)
    notes: list[AnswerNote] = []
    taken: list[float] = []
    for asked in _by_pair(row.cells).values():
        answers = _told(asked, row, coding, reading)
        notes += [_note(row, cell, answer) for cell, answer in answers if answer.treatment]
        taken += [answer.taken for _, answer in answers if answer.taken is not None]
        for matrices, ratios in (
            (careful, [(cell, answer.taken) for cell, answer in answers]),
            (written, [(cell, answer.printed) for cell, answer in answers]),
        ):
            _fill(matrices, tree, ratios)
    response = _response(row, tree, careful)
    if response is None:
        notes.append(_nothing_usable(row))
    order = {cell.place: index for index, cell in enumerate(row.cells)}
    notes.sort(key=lambda note: order.get(note.place, len(order)))
    return RowReading(response, _response(row, tree, written), tuple(notes), tuple(taken))


def _by_pair(cells: Sequence[AnswerCell]) -> dict[tuple[str, frozenset[str]], list[AnswerCell]]:
    asked: dict[tuple[str, frozenset[str]], list[AnswerCell]] = {}
    for cell in cells:
        pair = cell.pair
        asked.setdefault((pair.node, frozenset({pair.first, pair.second})), []).append(cell)
    return asked


def _told(
    cells: Sequence[AnswerCell], row: AnswerRow, coding: Coding, reading: Reading
) -> list[Read]:
    """Return the answers about one pair; a blank counts only where nothing else was said."""
    read = [(cell, _answer(cell.text, row, coding, reading)) for cell in cells]
    said = [told for told in read if told[1].treatment is not Treatment.BLANK] or read[:1]
    taken = [told for told in said if told[1].taken is not None]
    if any(_apart(taken[0], other) for other in taken[1:]):
        return [
            told if told[1].taken is None else (told[0], _contradicted(told, taken))
            for told in said
        ]
    return said


def _answer(text: str, row: AnswerRow, coding: Coding, reading: Reading) -> Answer:
    if not row.entries_only:
        return read_answer(text, coding, reading)
    if not text.strip():
        return read_answer("", coding, reading)
    ratio = entry_ratio(text)
    if ratio is None:
        return Answer(None, None, Treatment.REJECTED, Sentence("survey.not_an_entry"))
    return within_scale(ratio, reading.greatest)


def _apart(one: Read, other: Read) -> bool:
    """Return whether two usable answers about a pair differ by more than rounding."""
    ratio, again = (_towards(one[0].pair.first, told) for told in (one, other))
    return abs(ratio / again - 1) > DIRECTIONS_TOLERANCE


def _towards(first: str, told: Read) -> float:
    cell, answer = told
    ratio = answer.taken if answer.taken is not None else float("nan")
    return ratio if cell.pair.first == first else 1 / ratio


def _contradicted(told: Read, taken: Sequence[Read]) -> Answer:
    other = next(cell for cell, _ in taken if cell.place != told[0].place)
    row, column = _row_and_column(other.place)
    beside = row == _row_and_column(told[0].place)[0]
    why = (
        Sentence("survey.contradicts", {"other": other.text, "column": column})
        if beside
        else Sentence("survey.contradicts_row", {"other": other.text, "row": row})
    )
    return Answer(None, told[1].printed, Treatment.REJECTED, why)


def _row_and_column(place: str) -> tuple[str, str]:
    row, _, column = place.removeprefix("row ").partition(", column ")
    return row, column


def _blank(tree: ItemTree) -> Matrices:
    return {node: np.full((len(items),) * 2, np.nan) for node, items in tree.asked.items()}


def _fill(
    matrices: Matrices, tree: ItemTree, ratios: Sequence[tuple[AnswerCell, float | None]]
) -> None:
    """Put the first usable ratio about a pair and its inverse into the node's matrix."""
    for cell, ratio in ratios:
        if ratio is not None:
            pair, items = cell.pair, tree.asked[cell.pair.node]
            i, j = items.index(pair.first), items.index(pair.second)
            matrices[pair.node][i, j], matrices[pair.node][j, i] = ratio, 1 / ratio
            return


def _response(
    row: AnswerRow, tree: ItemTree, matrices: Mapping[str, NDArray[np.float64]]
) -> Response | None:
    judgements = {}
    for node, values in matrices.items():
        if not np.isnan(values).all():
            np.fill_diagonal(values, 1.0)
            judgements[node] = JudgementMatrix(tree.asked[node], values)
    who = row.person
    if not judgements:
        return None
    return Response(who.respondent, who.name, who.role, judgements, who.weight)


def shown(file: str) -> str:
    """Return a file's name as it may stand in a result, which others will see: no folders."""
    return Path(file).name


def _note(row: AnswerRow, cell: AnswerCell, answer: Answer) -> AnswerNote:
    return AnswerNote(
        treatment=answer.treatment or Treatment.REJECTED,
        respondent=row.person.respondent,
        file=shown(row.file),
        place=cell.place,
        node=cell.pair.node,
        first=cell.pair.first,
        second=cell.pair.second,
        given=" ".join(cell.text.split()),
        taken=answer.taken,
        why=answer.why or Sentence("survey.blank"),
    )


def _nothing_usable(row: AnswerRow) -> AnswerNote:
    return AnswerNote(
        treatment=Treatment.REJECTED,
        respondent=row.person.respondent,
        file=shown(row.file),
        place=row.place,
        node="",
        first="",
        second="",
        given="",
        taken=None,
        why=Sentence("survey.nothing_usable"),
    )
