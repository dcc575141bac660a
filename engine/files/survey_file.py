"""Answers of a panel from survey platforms and our own questionnaires, read with care.

Nothing is refused that can be listed instead: each repair, rejection and blank is a note. The
strict layout of a case's panel is left to :mod:`engine.files.responses_file`.

The way of an answer: its column's header is taken apart (``survey_labels``) and tells the pair
(``survey_columns``) or the respondent (``survey_people``); a table becomes rows of answers
(``survey_rows`` with one row for each respondent, ``survey_long`` with one for each answer,
``questionnaire_answers`` for our own workbooks); the file's coding is found out
(``survey_coding``); each cell becomes a ratio (``survey_answers``), each row two sets of matrices
and its notes (``survey_readings``).
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel, Response
from engine.domain.survey import AnswerNote, Coding, Survey, Treatment
from engine.domain.texts import Finding, Sentence, Values
from engine.errors import Fault, InputError
from engine.files.questionnaire_answers import (
    FilledQuestionnaire,
    is_questionnaire,
    other_tree,
    read_questionnaire,
)
from engine.files.spreadsheet import read_tables
from engine.files.survey_answers import BEYOND, CAREFUL, REPAIRED_BEYOND, Reading
from engine.files.survey_coding import detected_coding, may_be_skips
from engine.files.survey_columns import asks_pairs, inferred_tree
from engine.files.survey_long import LongTable
from engine.files.survey_readings import RowReading, read_row, shown
from engine.files.survey_rows import AnswerRow, Table

Source = FilledQuestionnaire | Table | LongTable

LEAST_SCALE = 2.0
LEAST_ANSWERS = 10  # below it, answers that all lean one way are no surprise


def read_survey(
    paths: Sequence[Path], tree: ItemTree | None = None, reading: Reading = CAREFUL
) -> Survey:
    """Return the answers of a panel under both readings, with every note.

    Parameters
    ----------
    paths
        At least one: filled questionnaires of ours (one respondent each) and tables (CSV, XLSX;
        one row for each respondent, or one for each answer with columns left, right, value).
    tree
        What was asked; None takes it from the questionnaires, else from the columns.

    Raises
    ------
    InputError
        ``survey.invalid`` with every fault of every file at once: columns that ask no pair or
        several, respondents without id or given twice, weights outside 0..10, nodes or items
        that no column links to the others, a coding that cannot be told, a questionnaire that
        was changed or belongs to another scheme; as :func:`engine.files.spreadsheet.read_tables`.
    """
    _check(reading)
    sources = _sources(paths)
    tree = tree or _tree(sources)
    rows, faults = _rows(sources, tree)
    faults += _repeated(rows)
    faults += [] if faults else _unlinked(rows, tree)
    cells = _table_cells(rows)
    coding = reading.coding or detected_coding(cells, reading.greatest)
    if isinstance(coding, Fault):
        faults.append(coding.in_file(rows[0].file))
    if faults or isinstance(coding, Fault):
        raise InputError("survey.invalid", faults, count=len(faults))
    readings = [read_row(row, tree, coding, reading) for row in rows]
    return Survey(
        tree=tree,
        panel=_panel(read.careful for read in readings),
        as_written=_panel(read.as_written for read in readings),
        notes=tuple(note for read in readings for note in read.notes),
        coding=coding,
        findings=(
            *(_signed_findings(cells, reading) if coding is Coding.SIGNED else ()),
            *_source_findings(sources),
            *_answer_findings(readings, reading.greatest),
        ),
    )


def answers_kind(path: Path) -> str:
    """Return ``questionnaire`` or ``answers`` of a file for :func:`read_survey`, else ``""``."""
    try:
        tables = read_tables(path)
        if is_questionnaire(tables):
            return "questionnaire"
        sheet = tables.first()
    except InputError:
        return ""
    return "answers" if LongTable.of(sheet) or asks_pairs(Table.of(sheet).asking) else ""


def _check(reading: Reading) -> None:
    if not LEAST_SCALE <= reading.greatest < float("inf"):
        raise InputError("survey.greatest", greatest=reading.greatest)


def _sources(paths: Sequence[Path]) -> list[Source]:
    """Return what each file is, or raise the faults of all files that cannot be read."""
    if not paths:
        raise InputError("survey.no_files")
    read, errors = [], []
    for path in paths:
        try:
            read.append(_source(path))
        except InputError as wrong:
            errors.append(wrong)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        faults = [fault for error in errors for fault in error.faults]
        raise InputError("survey.invalid", faults, count=len(faults))
    return read


def _source(path: Path) -> Source:
    tables = read_tables(path)
    if is_questionnaire(tables):
        return read_questionnaire(tables)
    sheet = tables.first()
    return LongTable.of(sheet) or Table.of(sheet)


def _tree(sources: Sequence[Source]) -> ItemTree:
    """Return the tree of the first questionnaire, else the one that the columns ask about."""
    for source in sources:
        if isinstance(source, FilledQuestionnaire):
            return source.identity.tree
    return inferred_tree(
        [
            (source.sheet.file, name)
            for source in sources
            if not isinstance(source, FilledQuestionnaire)
            for name in source.asking
        ]
    )


def _rows(sources: Sequence[Source], tree: ItemTree) -> tuple[list[AnswerRow], list[Fault]]:
    rows: list[AnswerRow] = []
    faults: list[Fault] = []
    for source in sources:
        if isinstance(source, FilledQuestionnaire):
            rows.append(source.row)
            faults += other_tree(source, tree)
        else:
            found, wrong = source.rows(tree)
            rows += found
            faults += wrong
    return rows, faults


def _repeated(rows: Sequence[AnswerRow]) -> list[Fault]:
    """Return a fault for every row of a respondent who has several: whose is right is not known."""
    places: dict[str, list[AnswerRow]] = {}
    for row in rows:
        places.setdefault(row.person.respondent, []).append(row)
    return [
        Fault("survey.respondent_twice", row.place, respondent, {}, row.file)
        for respondent, several in places.items()
        for row in several
        if respondent and len(several) > 1
    ]


def _unlinked(rows: Sequence[AnswerRow], tree: ItemTree) -> list[Fault]:
    """Return a fault for every node whose items no question links, directly or in a chain."""
    faults = []
    asked = {cell.pair for row in rows for cell in row.cells}
    for node, items in tree.asked.items():
        group = {item: {item} for item in items}
        for pair in asked:
            if pair.node == node and group[pair.first] is not group[pair.second]:
                joined = group[pair.first] | group[pair.second]
                group |= dict.fromkeys(joined, joined)
        apart = {min(members): members for members in group.values()}
        if len(apart) > 1:
            told = " | ".join(
                ", ".join(item for item in items if item in members) for members in apart.values()
            )
            values = {"node": node, "groups": told}
            faults.append(Fault("survey.unlinked", "row 1", told, values, rows[0].file))
    return faults


def _table_cells(rows: Sequence[AnswerRow]) -> list[str]:
    return [cell.text for row in rows if not row.entries_only for cell in row.cells]


def _panel(responses: Iterable[Response | None]) -> Panel:
    return Panel(tuple(response for response in responses if response is not None))


def _signed_findings(cells: Sequence[str], reading: Reading) -> Iterator[Finding]:
    """Yield what a reader should know of signs whose meaning was not stated."""
    if reading.coding is None:
        way = "signed_left" if reading.negative == "left" else "signed_right"
        yield Finding("caution", Sentence(f"survey.{way}"))
        if may_be_skips(cells):
            yield Finding("caution", Sentence("survey.skips"))


def _source_findings(sources: Sequence[Source]) -> Iterator[Finding]:
    """Yield what a reader should know of how each file was read."""
    for source in sources:
        if isinstance(source, FilledQuestionnaire):
            yield from _questionnaire_findings(source)
            continue
        file = shown(source.sheet.file)
        if source.ignored:
            told = {"file": file, "columns": ", ".join(source.ignored)}
            yield Finding("note", Sentence("survey.columns_ignored", told))
        if source.summing_up:
            told = {"file": file, "rows": ", ".join(map(str, source.summing_up))}
            yield Finding("caution", Sentence("survey.rows_summing_up", told))
        if source.sheet.unread:
            told = {"file": file, "sheets": ", ".join(source.sheet.unread)}
            yield Finding("caution", Sentence("survey.sheets_unread", told))
        if not source.names_respondents:
            yield Finding("note", Sentence("survey.numbered", {"file": file}))


def _questionnaire_findings(source: FilledQuestionnaire) -> Iterator[Finding]:
    told = {"file": shown(source.file)}
    if source.moved:
        yield Finding("note", Sentence("survey.rows_moved", told))
    if not source.named:
        yield Finding("note", Sentence("survey.named_by_file", told))


def _answer_findings(readings: Sequence[RowReading], greatest: float) -> Iterator[Finding]:
    """Yield what a reader should know of the answers as a whole."""
    notes = [note for read in readings for note in read.notes]
    beyond = [note for note in notes if note.why.key in {BEYOND, REPAIRED_BEYOND}]
    if beyond:
        yield Finding("caution", _counted("survey.answers_out_of_scale", beyond))
    blank = [note for note in notes if note.treatment is Treatment.BLANK]
    if blank:
        yield Finding("note", _counted("survey.answers_blank", blank))
    ratios = [ratio for read in readings for ratio in read.ratios]
    scale = {*range(1, int(greatest) + 1), *(1 / k for k in range(2, int(greatest) + 1))}
    between = [ratio for ratio in ratios if ratio not in scale]
    if between:
        example = f"{between[0]:.4g}"
        counted: Values = {"count": len(between), "example": example}
        yield Finding("note", Sentence("survey.between_scale_values", counted))
    if len(ratios) >= LEAST_ANSWERS and all(ratio >= 1 for ratio in ratios):
        yield Finding("caution", Sentence("survey.one_sided", {"count": len(ratios)}))


def _counted(key: str, notes: Sequence[AnswerNote]) -> Sentence:
    people = list(dict.fromkeys(note.respondent for note in notes))
    told = {"zh": "、".join(people), "en": ", ".join(people)}
    return Sentence(key, {"count": len(notes), "people": len(people), "respondents": told})
