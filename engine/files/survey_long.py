"""Tables with one row for each answer: respondent, left item, right item, value."""

from dataclasses import dataclass, replace

from engine.domain.hierarchy import ItemTree
from engine.errors import Fault
from engine.files.spreadsheet import Sheet
from engine.files.survey_columns import matched
from engine.files.survey_labels import label
from engine.files.survey_people import PeopleColumns, Person, people_columns, person
from engine.files.survey_rows import AnswerCell, AnswerRow, NumberedRow, told_apart

LEFT = frozenset({"left", "first", "item1", "item_1", "item 1", "左", "左项", "左边", "项目1"})
RIGHT = frozenset({"right", "second", "item2", "item_2", "item 2", "右", "右项", "右边", "项目2"})
VALUE = frozenset({"value", "ratio", "answer", "judgement", "judgment", "值", "比值", "判断",
                   "判断值", "评分"})  # fmt: skip
NODE = frozenset({"node", "criterion", "parent", "节点", "上级", "准则"})


@dataclass(frozen=True, slots=True)
class LongTable:
    """A sheet with one row for each answer, and what its columns tell."""

    sheet: Sheet
    people: PeopleColumns
    left: int
    right: int
    value: int
    node: int | None

    @classmethod
    def of(cls, sheet: Sheet) -> "LongTable | None":
        """Return a sheet as a table of answers, or None where its header is another."""
        called = [label(name) for name in sheet.header]
        places = [
            [index for index, name in enumerate(called) if name in names]
            for names in (LEFT, RIGHT, VALUE, NODE)
        ]
        people = people_columns(sheet.header)
        if people.respondent is None or [len(found) for found in places[:3]] != [1, 1, 1]:
            return None
        (left,), (right,), (value,) = places[:3]
        return cls(sheet, people, left, right, value, next(iter(places[3]), None))

    @property
    def asking(self) -> list[str]:
        """The pairs that are asked, as the columns of a wide table would be called."""
        return list(dict.fromkeys(self._pair(cells) for _, cells in self._answers))

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
        return True

    def rows(self, tree: ItemTree) -> tuple[list[AnswerRow], list[Fault]]:
        """Return the answers about the items of a tree, and every fault of the table."""
        sheet = self.sheet
        first_row = {self._pair(cells): number for number, cells in reversed(self._answers)}
        pairs, wrong = matched(list(enumerate(first_row)), tree, (), sheet.file)
        faults = self._unknown_columns()
        faults += [replace(fault, place=f"row {first_row[fault.value]}") for fault in wrong]
        if not first_row:
            faults.append(Fault("survey.no_rows", "row 2", "", {}, sheet.file))
        asked = {name: pairs[index] for index, name in enumerate(first_row) if index in pairs}
        people: dict[str, tuple[Person, int]] = {}
        answers: dict[str, list[AnswerCell]] = {}
        for number, cells in self._answers:
            who, amiss = person(self.people, (number, cells), len(people), sheet.file)
            faults += amiss
            known, earlier = people.setdefault(who.respondent, (who, number))
            if known != who:
                faults.append(
                    Fault(
                        "survey.other_person",
                        f"row {number}",
                        who.respondent,
                        {"earlier": earlier},
                        sheet.file,
                    )
                )
            place = f"row {number}, column {sheet.header[self.value]}"
            if (pair := asked.get(self._pair(cells))) is not None:
                cell = AnswerCell(pair, cells[self.value], place)
                answers.setdefault(who.respondent, []).append(cell)
        rows = [
            AnswerRow(who, sheet.file, f"row {number}", tuple(answers.get(id_, ())))
            for id_, (who, number) in people.items()
        ]
        return rows, faults

    @property
    def _answers(self) -> list[NumberedRow]:
        return told_apart(self.sheet, self.people)[0]

    def _pair(self, cells: tuple[str, ...]) -> str:
        pair = f"{cells[self.left]}|{cells[self.right]}"
        return pair if self.node is None else f"{cells[self.node]}:{pair}"

    def _unknown_columns(self) -> list[Fault]:
        known = self.people.all | {self.left, self.right, self.value}
        return [
            Fault(
                "survey.column_unknown",
                f"row 1, column {name}",
                name,
                {"nearest": self.sheet.header[self.value]},
                self.sheet.file,
            )
            for index, name in enumerate(self.sheet.header)
            if index not in known and index != self.node
        ]
