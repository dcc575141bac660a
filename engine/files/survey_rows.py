"""Tables of answers to rows of answers: who says what about which pair, and where it stands."""

from dataclasses import dataclass

from engine.domain.hierarchy import ItemTree
from engine.errors import Fault
from engine.files.spreadsheet import Sheet
from engine.files.survey_columns import Pair, matched
from engine.files.survey_people import (
    PeopleColumns,
    Person,
    people_columns,
    person,
)

NumberedRow = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """What stands in a cell about a pair, as it is written."""

    pair: Pair
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """All answers of one respondent; ``entries_only`` where nothing but a drop-down was offered."""

    person: Person
    file: str
    place: str
    cells: tuple[AnswerCell, ...]
    entries_only: bool = False


def told_apart(sheet: Sheet, people: PeopleColumns) -> tuple[list[NumberedRow], list[NumberedRow]]:
    """Return the rows of respondents, and those that hold totals or means of the others."""
    answered: list[NumberedRow] = []
    summing_up: list[NumberedRow] = []
    for row in sheet.rows:
        (summing_up if people.sums_up(row[1]) else answered).append(row)
    return answered, summing_up


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with one row for each respondent, and what its columns tell."""

    sheet: Sheet
    people: PeopleColumns

    @classmethod
    def of(cls, sheet: Sheet) -> "Table":
        """Return a sheet as a table of respondents."""
        return cls(sheet, people_columns(sheet.header))

    @property
    def asking(self) -> list[str]:
        """The names of the columns that may ask a pair."""
        return [name for _, name in self._asking]

    @property
    def ignored(self) -> list[str]:
        """The names of the columns that a platform added."""
        return [self.sheet.header[index] for index in self.people.ignored]

    @property
    def summing_up(self) -> list[int]:
        """The numbers of the rows that hold totals or means."""
        return [number for number, _ in told_apart(self.sheet, self.people)[1]]

    @property
    def names_respondents(self) -> bool:
        """Whether a column says who answered."""
        return self.people.respondent is not None

    def rows(self, tree: ItemTree) -> tuple[list[AnswerRow], list[Fault]]:
        """Return the answers about the items of a tree, and every fault of the table."""
        sheet = self.sheet
        told = [name for index, name in enumerate(sheet.header) if index in self.people.all]
        pairs, faults = matched(self._asking, tree, told, sheet.file)
        answered, _ = told_apart(sheet, self.people)
        if not answered:
            faults.append(Fault("survey.no_rows", "row 2", "", {}, sheet.file))
        rows = []
        for count, (number, cells) in enumerate(answered, 1):
            who, wrong = person(self.people, (number, cells), count, sheet.file)
            faults += wrong
            answers = tuple(
                AnswerCell(pair, cells[index], f"row {number}, column {sheet.header[index]}")
                for index, pair in pairs.items()
            )
            rows.append(AnswerRow(who, sheet.file, f"row {number}", answers))
        return rows, faults

    @property
    def _asking(self) -> list[tuple[int, str]]:
        told = self.people.all
        return [(index, name) for index, name in enumerate(self.sheet.header) if index not in told]
