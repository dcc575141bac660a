"""Filled questionnaire workbooks of ours back to answers; what was changed in them is named.

An answer belongs to the pair of its row's key, and is trusted only where the two names beside it
are still those of the key: nothing is guessed from a place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from engine.domain.hierarchy import ItemTree
from engine.domain.texts import Text
from engine.errors import Fault, InputError
from engine.files.questionnaire_identity import (
    ANSWER,
    HIDDEN_SHEET,
    KEY,
    LEFT,
    NUMBER,
    PERSON_KEYS,
    RIGHT,
    Identity,
    is_marked,
    pair_key,
    read_identity,
    tree_fingerprint,
)
from engine.files.spreadsheet import Tables
from engine.files.survey_columns import Pair
from engine.files.survey_labels import label
from engine.files.survey_people import Person
from engine.files.survey_rows import AnswerCell, AnswerRow

ANSWER_COLUMN = "D"


@dataclass(frozen=True, slots=True)
class FilledQuestionnaire:
    """One respondent's workbook: whose it is, its answers, and whether rows were moved.

    ``named`` tells whether it says whose it is; else the file's name stands for the respondent.
    """

    file: str
    identity: Identity
    row: AnswerRow
    moved: bool
    named: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a visible sheet that carries a key."""

    sheet: str
    number: int
    cells: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.cells[KEY].strip()

    @property
    def place(self) -> str:
        return f"row {self.number}, column {self.sheet}!{ANSWER_COLUMN}"


def is_questionnaire(tables: Tables) -> bool:
    """Return whether a workbook is one of our questionnaires, its hidden sheet lost or not."""
    if is_marked(tables.sheets.get(HIDDEN_SHEET, [])):
        return True
    cover = next(iter(tables.sheets.values()), [])
    keys = [row[KEY] for row in cover if row and row[KEY]]
    return keys == list(PERSON_KEYS)


def read_questionnaire(tables: Tables) -> FilledQuestionnaire:
    """Return the answers of a filled questionnaire.

    Raises
    ------
    InputError
        ``survey.invalid`` with ``questionnaire.identity`` where the hidden sheet was changed or
        removed, or each key that is unknown, missing or twice there and each changed name.
    """
    identity = read_identity(tables.sheets.get(HIDDEN_SHEET, []))
    if identity is None:
        raise _invalid([Fault("questionnaire.identity", "file", "", {}, tables.file)])
    lines = list(_lines(tables))
    asked = [line for line in lines if line.key not in PERSON_KEYS]
    pairs = _pairs(identity.tree)
    faults = _faults(asked, pairs, identity.tree)
    if faults:
        raise _invalid([fault.in_file(tables.file) for fault in faults])
    answers = tuple(AnswerCell(pairs[line.key], line.cells[ANSWER], line.place) for line in asked)
    told = {line.key: " ".join(line.cells[ANSWER].split()) for line in lines}
    person = _person(told, Path(tables.file))
    row = AnswerRow(person, tables.file, "file", answers, entries_only=True)
    named = bool(told.get("respondent") or told.get("name"))
    return FilledQuestionnaire(tables.file, identity, row, _moved(asked), named)


def other_tree(filled: FilledQuestionnaire, tree: ItemTree) -> list[Fault]:
    """Return the fault of a questionnaire that was made for another tree, if it was."""
    if filled.identity.fingerprint == tree_fingerprint(tree):
        return []
    values = {"scheme": filled.identity.scheme}
    return [
        Fault("questionnaire.other_scheme", "file", filled.identity.scheme, values, filled.file)
    ]


def _lines(tables: Tables) -> Iterator[_Line]:
    for name, rows in tables.sheets.items():
        if name != HIDDEN_SHEET:
            for number, row in enumerate(rows, 1):
                cells = tuple([*row, *[""] * (RIGHT + 1)][: RIGHT + 1])
                if cells[KEY].strip():
                    yield _Line(name, number, cells)


def _pairs(tree: ItemTree) -> dict[str, Pair]:
    """Return every pair that a key may name, in either direction."""
    pairs = {}
    for node, items in tree.asked.items():
        for one, other in combinations(items, 2):
            for first, second in ((one, other), (other, one)):
                pairs[pair_key(node, first, second)] = Pair(node, first, second)
    return pairs


def _faults(asked: Sequence[_Line], pairs: dict[str, Pair], tree: ItemTree) -> list[Fault]:
    faults = []
    seen: set[tuple[str, frozenset[str]]] = set()
    for line in asked:
        pair = pairs.get(line.key)
        if pair is None:
            faults.append(Fault("questionnaire.key_unknown", line.place, line.key))
            continue
        if (pair.node, frozenset({pair.first, pair.second})) in seen:
            faults.append(Fault("questionnaire.key_twice", line.place, line.key))
        seen.add((pair.node, frozenset({pair.first, pair.second})))
        faults += _renamed(line, pair, tree)
    faults += [
        Fault("questionnaire.key_missing", "file", f"{node}: {first} | {second}")
        for node, items in tree.asked.items()
        for first, second in combinations(items, 2)
        if (node, frozenset({first, second})) not in seen
    ]
    return faults


def _renamed(line: _Line, pair: Pair, tree: ItemTree) -> Iterator[Fault]:
    """Yield a fault for each name beside an answer that is not the name of its key's item."""
    for place, id_ in ((LEFT, pair.first), (RIGHT, pair.second)):
        shown = line.cells[place].strip().partition("\n")[0]
        name = tree.name(id_)
        if label(shown) not in {label(name.zh), label(name.en)}:
            values = {"zh": name.zh, "en": name.en}
            yield Fault("questionnaire.renamed", line.place, shown, values)


def _moved(asked: Sequence[_Line]) -> bool:
    """Return whether the questions of a sheet stand in another order than they were numbered."""
    numbers: dict[str, list[str]] = {}
    for line in asked:
        numbers.setdefault(line.sheet, []).append(line.cells[NUMBER].strip())
    return any(
        told != [str(number) for number in range(1, len(told) + 1)] for told in numbers.values()
    )


def _person(told: dict[str, str], path: Path) -> Person:
    """Return who filled it in; without an id the name stands for it, else the file's name."""
    id_, name, role = (told.get(key, "") for key in PERSON_KEYS)
    respondent = id_ or name or path.stem
    return Person(respondent, Text(name or respondent, name or respondent), role, 1.0)


def _invalid(faults: Sequence[Fault]) -> InputError:
    return InputError("survey.invalid", faults, count=len(faults))
