"""Questionnaires as Excel workbooks: a cover, one sheet for each node, one row for each pair.

Which pairs are asked in what order is handed in; reading the answers back is left to
:mod:`engine.files.questionnaire_answers`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING

import xlsxwriter

from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Response
from engine.domain.texts import Language, Text
from engine.errors import InputError
from engine.files.questionnaire_identity import (
    ANSWER,
    COLUMNS,
    HIDDEN_SHEET,
    KEY,
    LEFT,
    NUMBER,
    PERSON_KEYS,
    RIGHT,
    identity_rows,
    pair_key,
    shown_name,
)
from engine.i18n.translate import render

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

GREATEST = 9
SECONDS_PER_QUESTION = 15
MOST_SHEET_NAME = 31  # what a workbook allows
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDE_FROM = 0x1100  # a Chinese character is two columns of characters wide
_LINE_HEIGHT = 16.0
_SIDE_WIDTH, _ANSWER_WIDTH = 34, 50
_INK, _QUIET, _RULE, _ANSWER_FILL, _HEAD_FILL = (
    "#1F2933", "#6B7680", "#C9D1D6", "#FFF6D6", "#E8EEF1",
)  # fmt: skip
_SAFE = MappingProxyType(
    {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
)
_QUESTIONS_FROM = 4  # title, question, hint, headings
_ENTRIES = f"={HIDDEN_SHEET}!$G$1:$G${2 * GREATEST - 1}"
_MAY = MappingProxyType({"format_columns": True, "format_rows": True})


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """What is asked, in which order, and how the items are explained.

    ``order`` holds, for each node with two items or more, its pairs as (left, right) in the
    order of the questions; ``definitions`` a line below an item's name, where there is one.
    """

    scheme: str
    name: Text
    tree: ItemTree
    order: Mapping[str, tuple[tuple[str, str], ...]]
    definitions: Mapping[str, Text]

    @property
    def questions(self) -> int:
        """How many pairs are asked."""
        return sum(map(len, self.order.values()))

    @property
    def minutes(self) -> int:
        """About how long it takes to answer, in whole minutes."""
        return max(1, -(-self.questions * SECONDS_PER_QUESTION // 60))


def entries(language: Language) -> dict[str, float]:
    """Return the entries of the drop-down list and the ratio left over right that each says."""
    told = {}
    for size in range(GREATEST, 1, -1):
        told[_entry("left", size, language)] = float(size)
    told[render("questionnaire.entry_equal", {}, language)] = 1.0
    for size in range(2, GREATEST + 1):
        told[_entry("right", size, language)] = 1 / size
    return told


def questionnaire_workbook(
    questionnaire: Questionnaire, language: Language, response: Response | None = None
) -> bytes:
    """Return a questionnaire as an Excel workbook, filled with a response where one is given.

    Only the answers and the respondent's cells can be changed. A hidden column says which pair
    a row asks, a hidden sheet which tree; no cell holds a formula.

    Raises
    ------
    InputError
        ``questionnaire.off_scale`` where the response holds a ratio that no entry says.
    """
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, dict(_SAFE)) as book:
        writer = _Writer(book, questionnaire, language)
        writer.cover(response)
        for number, node in enumerate(questionnaire.order, 1):
            writer.node(node, number, response)
        writer.hidden()
    return buffer.getvalue()


def _entry(side: str, size: int, language: Language) -> str:
    strength = render(f"questionnaire.strength.{size}", {}, language)
    return render(f"questionnaire.entry_{side}", {"size": size, "strength": strength}, language)


class _Writer:
    """One workbook in the making: its formats, and how its sheets are laid out."""

    def __init__(
        self, book: xlsxwriter.Workbook, questionnaire: Questionnaire, language: Language
    ) -> None:
        self.book = book
        self.asked = questionnaire
        self.language = language
        self.entries = entries(language)
        font = {"font_name": self.say("font"), "font_size": 11, "font_color": _INK}
        wrapped = {**font, "text_wrap": True, "valign": "vcenter"}
        boxed = {**wrapped, "border": 1, "border_color": _RULE}
        answer = {**boxed, "bg_color": _ANSWER_FILL, "locked": False}
        self.formats: dict[str, Format] = {
            name: book.add_format(properties)
            for name, properties in {
                "title": {**font, "font_size": 16, "bold": True},
                "heading": {**font, "bold": True, "font_size": 12},
                "text": {**wrapped, "valign": "top"},
                "quiet": {**wrapped, "font_color": _QUIET, "valign": "top"},
                "head": {**boxed, "bold": True, "bg_color": _HEAD_FILL, "align": "center"},
                "number": {**boxed, "align": "center", "font_color": _QUIET},
                "left": {**boxed, "align": "right"},
                "right": boxed,
                "left_name": {**boxed, "align": "right", "bold": True},
                "right_name": {**boxed, "bold": True},
                "answer": {**answer, "align": "center"},
                "person": answer,
                "name": {**font, "bold": True},
                "small": {**font, "font_color": _QUIET, "font_size": 9},
            }.items()
        }

    def say(self, key: str, **values: object) -> str:
        return render(f"questionnaire.{key}", values, self.language)

    def shown(self, id_: str) -> str:
        return shown_name(self.asked.tree.name(id_).in_language(self.language))

    def sheet_name(self, node: str, number: int) -> str:
        """Return a sheet's name; its number makes it unique within what a workbook allows."""
        return f"{number} {self.shown(node).translate(_FORBIDDEN)}"[:MOST_SHEET_NAME].strip()

    # --- the cover ---

    def cover(self, response: Response | None) -> None:
        sheet = self.book.add_worksheet(self.say("cover"))
        sheet.set_column(KEY, KEY, None, None, {"hidden": True})
        sheet.set_column(1, 1, 2)
        sheet.set_column(2, 2, 30, self.formats["text"])
        sheet.set_column(3, 3, 62, self.formats["text"])
        name = shown_name(self.asked.name.in_language(self.language))
        row = self._lines(sheet, 0, "title", [self.say("title", name=name)])
        row = self._lines(sheet, row, "text", [self.say("purpose")])
        row = self._lines(sheet, row + 1, "heading", [self.say("steps_title")])
        row = self._lines(sheet, row, "text", [self._step(number) for number in range(1, 6)])
        row = self._person(sheet, row + 1, response)
        row = self._lines(sheet, row + 1, "heading", [self.say("example_title")])
        row = self._lines(sheet, row, "text", [self._example()])
        row = self._lines(sheet, row + 1, "heading", [self.say("scale_title")])
        self._lines(sheet, row, "text", list(self.entries))
        self._finish(sheet)
        sheet.activate()

    def _step(self, number: int) -> str:
        told = {
            "sheets": len(self.asked.order),
            "questions": self.asked.questions,
            "minutes": self.asked.minutes,
        }
        return self.say(f"step_{number}", **(told if number == 2 else {}))  # noqa: PLR2004 (step 2)

    def _example(self) -> str:
        # about none of the items asked: an example among them would lean on the answer
        entry = next(label for label, ratio in self.entries.items() if ratio == 1 / 5)
        return self.say("example", entry=entry)

    def _person(self, sheet: "Worksheet", row: int, response: Response | None) -> int:
        told = dict.fromkeys(PERSON_KEYS, "")
        if response is not None:
            name = response.name.in_language(self.language)
            told = {"respondent": response.respondent, "name": name, "role": response.role}
        for key, value in told.items():
            sheet.write_string(row, KEY, key)
            sheet.write_string(row, 2, self.say(key), self.formats["head"])
            self._answer(sheet, row, shown_name(value), "person")
            sheet.set_row(row, 1.5 * _LINE_HEIGHT)
            row += 1
        return row

    def _lines(self, sheet: "Worksheet", row: int, style: str, texts: list[str]) -> int:
        """Write lines of text over both columns and return the row below them."""
        for text in texts:
            sheet.merge_range(row, 2, row, 3, text, self.formats[style])
            sheet.set_row(row, _height(style, text, 88))
            row += 1
        return row

    # --- the questions ---

    def node(self, node: str, number: int, response: Response | None) -> None:
        sheet = self.book.add_worksheet(self.sheet_name(node, number))
        for column, width in ((NUMBER, 6), (LEFT, _SIDE_WIDTH), (RIGHT, _SIDE_WIDTH)):
            sheet.set_column(column, column, width)
        sheet.set_column(KEY, KEY, None, None, {"hidden": True})
        sheet.set_column(ANSWER, ANSWER, _ANSWER_WIDTH)
        for row, (style, text) in enumerate(
            (
                ("title", self.shown(node)),
                ("text", self.say("ask", node=self.shown(node))),
                ("quiet", self.say("hint")),
            )
        ):
            sheet.merge_range(row, NUMBER, row, RIGHT, text, self.formats[style])
            sheet.set_row(row, _height(style, text, 110))
        for column, key in (
            (NUMBER, "number"),
            (LEFT, "left"),
            (ANSWER, "answer"),
            (RIGHT, "right"),
        ):
            sheet.write_string(_QUESTIONS_FROM - 1, column, self.say(key), self.formats["head"])
        answered = _answers(node, response)
        for index, (left, right) in enumerate(self.asked.order[node]):
            row = _QUESTIONS_FROM + index
            sheet.write_string(row, KEY, pair_key(node, left, right))
            sheet.write_number(row, NUMBER, index + 1, self.formats["number"])
            lines = self._item(sheet, (row, LEFT), left, "left")
            lines = max(lines, self._item(sheet, (row, RIGHT), right, "right"))
            self._answer(sheet, row, self._label(left, right, answered), "answer")
            sheet.set_row(row, _LINE_HEIGHT * lines + 8)
        self._choices(sheet, _QUESTIONS_FROM + len(self.asked.order[node]) - 1)
        sheet.freeze_panes(_QUESTIONS_FROM, 0)
        sheet.set_selection(_QUESTIONS_FROM, ANSWER, _QUESTIONS_FROM, ANSWER)
        sheet.repeat_rows(_QUESTIONS_FROM - 1)
        self._finish(sheet)

    def _item(self, sheet: "Worksheet", place: tuple[int, int], item: str, style: str) -> int:
        """Write an item with its definition and return how many lines they take."""
        name, definition = self.shown(item), self.asked.definitions.get(item)
        if definition is None:
            sheet.write_string(*place, name, self.formats[f"{style}_name"])
            return _line_count(name, _SIDE_WIDTH)
        below = "\n" + shown_name(definition.in_language(self.language))
        sheet.write_rich_string(
            *place, self.formats["name"], name, self.formats["small"], below, self.formats[style]
        )
        return _line_count(name, _SIDE_WIDTH) + _line_count(below, _SIDE_WIDTH)

    def _label(self, left: str, right: str, answered: Callable[[str, str], float | None]) -> str:
        there, back = answered(left, right), answered(right, left)
        if there is None or back is None:
            return ""
        for label, ratio in self.entries.items():
            if (ratio, 1 / ratio) == (there, back):
                return label
        raise InputError("questionnaire.off_scale", ratio=there, pair=f"{left} | {right}")

    def _answer(self, sheet: "Worksheet", row: int, text: str, style: str) -> None:
        if text:
            sheet.write_string(row, ANSWER, text, self.formats[style])
        else:
            sheet.write_blank(row, ANSWER, None, self.formats[style])

    def _choices(self, sheet: "Worksheet", last: int) -> None:
        sheet.data_validation(
            _QUESTIONS_FROM,
            ANSWER,
            last,
            ANSWER,
            {
                "validate": "list",
                "source": _ENTRIES,
                "ignore_blank": True,
                "error_title": self.say("not_in_list_title"),
                "error_message": self.say("not_in_list"),
            },
        )

    def _finish(self, sheet: "Worksheet") -> None:
        """Lock all but the answers, and set up the page."""
        sheet.protect("", dict(_MAY))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&C{self.say('page')}")

    def hidden(self) -> None:
        """Write the sheet that says which questionnaire this is, and the list's entries."""
        sheet = self.book.add_worksheet(HIDDEN_SHEET)
        for row, cells in enumerate(identity_rows(self.asked.scheme, self.asked.tree)):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text)
        for row, label in enumerate(self.entries):
            sheet.write_string(row, COLUMNS + 1, label)
        sheet.protect()
        sheet.very_hidden()


def _answers(node: str, response: Response | None) -> Callable[[str, str], float | None]:
    """Return how many times more one item matters than another, as a response says."""
    matrix = None if response is None else response.judgements.get(node)

    def ratio(first: str, second: str) -> float | None:
        if matrix is None:
            return None
        told = float(matrix.values[matrix.items.index(first), matrix.items.index(second)])
        return told if told > 0 else None  # nan is a gap

    return ratio


def _height(style: str, text: str, width: int) -> float:
    """Return how high a row of running text is, in points."""
    larger = 1.5 if style == "title" else 1.0
    return larger * _LINE_HEIGHT * _line_count(text, width) + 6


def _line_count(text: str, width: int) -> int:
    """Return how many lines a text takes in a cell of so many characters."""
    wide = sum(2 if ord(character) >= _WIDE_FROM else 1 for character in text)
    return max(1, -(-wide // width))
