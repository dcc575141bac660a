"""What was read of whom, cell by cell: answers outside the scale, rejected, repaired, blank."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from engine.cli.columns import display_width, padded
from engine.cli.panel_people_document import OUT_OF_SCALE
from engine.cli.panel_words import ratio, said, some
from engine.domain.survey import AnswerNote, Treatment
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.calibration import PanelCalibration
    from engine.domain.hierarchy import ItemTree

MOST_LINES = 12  # of respondents under one heading
MOST_CELLS = 12  # of one respondent
MOST_GIVEN = 20  # letters of an answer as it was written

Cells = Callable[[Sequence[AnswerNote]], str]


def answers_lines(calibration: "PanelCalibration", language: Language) -> Iterator[str]:
    """Yield who was asked and how the answers were read, then the cells that were not plain.

    Answers outside the scale, rejected ones and blanks are listed by respondent and pair;
    hand-rounded reciprocals, of which a survey has hundreds, are counted.
    """
    notes, tree = calibration.notes, calibration.tree
    unusable = _ids([note for note in notes if not note.node])
    usable = len(calibration.respondents)
    yield said(
        "answers.title",
        language,
        name=calibration.name,
        respondents=usable,
        total=usable + len(unusable),
        coding=said(f"coding.{calibration.coding.value}", language),
    )
    cells = [note for note in notes if note.node]
    beyond = [note for note in cells if note.why.key in OUT_OF_SCALE]
    rejected = [n for n in cells if n.treatment is Treatment.REJECTED and n not in beyond]
    blank = [note for note in cells if note.treatment is Treatment.BLANK]
    repaired = [note for note in cells if note.treatment is Treatment.REPAIRED]
    yield from _by_person(
        "out_of_scale", beyond, lambda own: _became(own, tree, language), language
    )
    yield from _by_person("rejected", rejected, lambda own: _given(own, tree, language), language)
    yield from _by_person("blank", blank, lambda own: _pairs(own, tree, language), language)
    if repaired:
        ids = _ids(repaired)
        told = {"answers": len(repaired), "people": len(ids), "names": some(ids, language)}
        yield "  " + said("answers.repaired", language, **told)
    if unusable:
        yield "  " + said("answers.unusable", language, names=some(unusable, language))
    if calibration.changes:
        yield "  " + said("answers.changed", language, count=len(calibration.changes))


def _by_person(
    key: str, notes: Sequence[AnswerNote], cells: Cells, language: Language
) -> Iterator[str]:
    """Yield a heading with the count, and a line for each respondent."""
    if not notes:
        return
    ids = _ids(notes)
    shown = ids[:MOST_LINES]
    width = max(map(display_width, shown))
    yield "  " + said(f"answers.{key}", language, answers=len(notes), people=len(ids))
    for id_ in shown:
        own = [note for note in notes if note.respondent == id_]
        yield f"    {padded(id_, width)}  {cells(own)}"
    if more := len(ids) - len(shown):
        yield "    " + said("answers.more_people", language, more=more)


def _became(notes: Sequence[AnswerNote], tree: "ItemTree", language: Language) -> str:
    """Return what was written outside the scale, and what became of it."""
    kinds = (Treatment.REPAIRED, Treatment.REJECTED)
    by_kind = {kind: [note for note in notes if note.treatment is kind] for kind in kinds}
    return said("answers.kinds_mark", language).join(
        said(f"answers.was_{kind.value}", language, pairs=_given(own, tree, language))
        for kind, own in by_kind.items()
        if own
    )


def _given(notes: Sequence[AnswerNote], tree: "ItemTree", language: Language) -> str:
    return _some([f"{_pair(note, tree, language)} {_answer(note)}" for note in notes], language)


def _pairs(notes: Sequence[AnswerNote], tree: "ItemTree", language: Language) -> str:
    return _some([_pair(note, tree, language) for note in notes], language)


def _answer(note: AnswerNote) -> str:
    """Return an answer as written, shortened, and the ratio that is used instead."""
    given = note.given
    if len(given) > MOST_GIVEN:
        given = given[: MOST_GIVEN - 1] + "\u2026"
    return given if note.taken is None else f"{given} -> {ratio(note.taken)}"


def _pair(note: AnswerNote, tree: "ItemTree", language: Language) -> str:
    return ":".join(tree.name(item).in_language(language) for item in (note.first, note.second))


def _some(cells: Sequence[str], language: Language) -> str:
    shown = said("list_mark", language).join(cells[:MOST_CELLS])
    more = len(cells) - MOST_CELLS
    return said("answers.more_pairs", language, shown=shown, more=more) if more > 0 else shown


def _ids(notes: Sequence[AnswerNote]) -> list[str]:
    return list(dict.fromkeys(note.respondent for note in notes))
