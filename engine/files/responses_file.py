"""Answers of a panel, one row for each respondent, one column for each pair; CSV or Excel.

A column ``goal:performance|behaviour`` holds how many times more the first matters than the
second, among the children of the group ``goal``: a number or a fraction from 1/9 to 9, blank
where the respondent did not answer. Each pair stands once; where both directions are given they
must be inverse to each other, and the first column counts. Consistency is left to ahp.
"""

import csv
import re
from collections.abc import Mapping
from difflib import get_close_matches
from io import StringIO
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.domain.hierarchy import ItemTree
from engine.domain.indicators import IndicatorTree
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.texts import Text
from engine.errors import Fault, InputError
from engine.files.spreadsheet import Sheet, read_sheet
from engine.formats.cells import safe_cell

PERSON_COLUMNS = ("respondent", "name_zh", "name_en", "role", "weight")
GREATEST = 9.0
ROUNDING = 0.01  # 0.11 for 1/9 is 1 % off: people round reciprocals by hand
GREATEST_WEIGHT = 10.0
# 0.14 against 7 is 2 % off, 0.13 against 8 is 4 % off: rounding, not disagreement
DIRECTIONS_TOLERANCE = 0.05
_DECIMAL = r"\d{1,4}(?:\.\d{1,20})?"  # the shortest text of a double has up to 17 digits
_RATIO = re.compile(rf"({_DECIMAL})(?:\s*/\s*({_DECIMAL}))?")
_MARKS = str.maketrans({"\uff0f": "/", "\uff0e": ".", "\u2044": "/"})

Items = Mapping[str, tuple[str, ...]]
Pair = tuple[str, int, int]


def read_panel(path: Path, tree: IndicatorTree | ItemTree) -> Panel:
    """Return the panel's answers to the pairs of a tree.

    A group that a respondent left blank altogether is absent from that response; a group with
    one child is never asked.

    Raises
    ------
    InputError
        ``panel.invalid`` with every fault at once, by row and column: missing or unknown
        columns, pairs without a column, ratios that are no number from 1/9 to 9, two
        directions that disagree by more than 5 %, respondents without id or names or given
        twice, weights outside 0..10.
    """
    sheet = read_sheet(path)
    items = asked_items(tree)
    pairs, faults = _pairs(sheet, items)
    responses: list[Response] = []
    if not faults:
        responses = [_response(sheet, row, pairs, items, faults) for row in sheet.rows]
        faults += _repeated(sheet)
    if not sheet.rows:
        faults.append(Fault("panel.empty", "row 2"))
    if faults:
        told = [fault.in_file(sheet.file) for fault in faults]
        raise InputError("panel.invalid", told, file=sheet.file, count=len(told))
    return Panel(tuple(responses))


def asked_items(tree: IndicatorTree | ItemTree) -> dict[str, tuple[str, ...]]:
    """Return, for each group with two children or more, the ids compared in it."""
    return (tree if isinstance(tree, ItemTree) else ItemTree.of(tree)).asked


def pair_columns(tree: IndicatorTree | ItemTree) -> tuple[str, ...]:
    """Return the names of the pair columns of a questionnaire on a tree, in tree order."""
    return tuple(
        f"{node}:{first}|{second}"
        for node, items in asked_items(tree).items()
        for first, second in combinations(items, 2)
    )


def survey_csv(panel: Panel, tree: IndicatorTree | ItemTree) -> str:
    """Return a panel's answers as a CSV text that :func:`read_panel` reads back bit for bit.

    Whole numbers and their inverses are written as people write them (``7``, ``1/7``), other
    ratios in the shortest decimals that read back the same; gaps are blank.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*PERSON_COLUMNS, *pair_columns(tree)])
    for response in panel.responses:
        person = (response.respondent, response.name.zh, response.name.en, response.role)
        writer.writerow(
            [
                *map(safe_cell, person),
                _shortest(response.weight),
                *(
                    _ratio_cell(response.judgements.get(node), first, second)
                    for node, items in asked_items(tree).items()
                    for first, second in combinations(items, 2)
                ),
            ]
        )
    return text.getvalue()


def _ratio_cell(matrix: JudgementMatrix | None, first: str, second: str) -> str:
    if matrix is None:
        return ""
    i, j = matrix.items.index(first), matrix.items.index(second)
    there, back = float(matrix.values[i, j]), float(matrix.values[j, i])
    if np.isnan(there):
        return ""
    exact = there == 1 / back
    if exact and (1 < back == int(back) or back != 1 / there):  # the other way round was said
        return f"1/{_shortest(back)}"
    return _shortest(there)


def _shortest(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def _pairs(sheet: Sheet, items: Items) -> tuple[dict[int, Pair], list[Fault]]:
    """Return the pair that each column asks, and the faults of the header."""
    pairs = {index: pair for index, name in enumerate(sheet.header) if (pair := _pair(name, items))}
    faults = [
        _unknown(name, items)
        for index, name in enumerate(sheet.header)
        if index not in pairs and name not in PERSON_COLUMNS
    ]
    asked = {(node, frozenset((i, j))) for node, i, j in pairs.values()}
    absent = [name for name in PERSON_COLUMNS if name not in sheet.header]
    absent += [
        f"{node}:{ids[i]}|{ids[j]}"
        for node, ids in items.items()
        for i, j in combinations(range(len(ids)), 2)
        if (node, frozenset((i, j))) not in asked
    ]
    faults += [Fault("panel.column_missing", "row 1", "", {"column": name}) for name in absent]
    return pairs, faults


def _pair(name: str, items: Items) -> Pair | None:
    node, _, sides = name.partition(":")
    first, _, second = (part.strip() for part in sides.partition("|"))
    ids = items.get(node.strip(), ())
    if first in ids and second in ids and first != second:
        return node.strip(), ids.index(first), ids.index(second)
    return None


def _unknown(name: str, items: Items) -> Fault:
    known = [
        f"{node}:{first}|{second}"
        for node, ids in items.items()
        for first in ids
        for second in ids
        if first != second
    ]
    near = get_close_matches(name, [*PERSON_COLUMNS, *known], n=1, cutoff=0)
    return Fault("panel.column_unknown", f"row 1, column {name}", name, {"nearest": near[0]})


def _response(
    sheet: Sheet,
    row: tuple[int, tuple[str, ...]],
    pairs: Mapping[int, Pair],
    items: Items,
    faults: list[Fault],
) -> Response:
    number, cells = row
    person = dict(zip(sheet.header, cells, strict=True))
    faults += [
        Fault("panel.blank", f"row {number}, column {column}")
        for column in ("respondent", "name_zh", "name_en")
        if not person[column]
    ]
    matrices = {node: np.full((len(ids),) * 2, np.nan) for node, ids in items.items()}
    for index, pair in pairs.items():
        place = f"row {number}, column {sheet.header[index]}"
        fault = _answered(matrices, pair, cells[index], place)
        if fault:
            faults.append(fault)
    return Response(
        respondent=person["respondent"],
        name=Text(person["name_zh"], person["name_en"]),
        role=person["role"],
        judgements={} if faults else _judgements(matrices, items),
        weight=_weight(person["weight"], number, faults),
    )


def _judgements(
    matrices: Mapping[str, NDArray[np.float64]], items: Items
) -> dict[str, JudgementMatrix]:
    judgements = {}
    for node, values in matrices.items():
        if not np.isnan(values).all():
            np.fill_diagonal(values, 1.0)
            judgements[node] = JudgementMatrix(items[node], values)
    return judgements


def _answered(
    matrices: Mapping[str, NDArray[np.float64]], pair: Pair, cell: str, place: str
) -> Fault | None:
    """Put an answer and its inverse into the matrix; return what is wrong with it, if anything."""
    if not cell:
        return None
    ratio = parsed_ratio(cell)
    if ratio is None:
        return Fault("panel.ratio", place, cell)
    node, i, j = pair
    earlier = matrices[node][i, j]
    if np.isnan(earlier):
        matrices[node][i, j], matrices[node][j, i] = ratio, _inverse(cell, ratio)
    elif abs(earlier / ratio - 1) > DIRECTIONS_TOLERANCE:
        return Fault("panel.directions", place, cell, {"other": f"{1 / earlier:.4g}"})
    return None


def parsed_ratio(cell: str) -> float | None:
    """Return the ratio that a cell says (``9``, ``1/3``, ``0.333``), or None if it says none.

    Ratios lie between 1/9 and 9, allowing for reciprocals rounded by hand.
    """
    found = _RATIO.fullmatch(cell.strip().translate(_MARKS))
    if not found or float(found[2] or 1) == 0:
        return None
    ratio = float(found[1]) / float(found[2] or 1)
    if not (1 - ROUNDING) / GREATEST <= ratio <= GREATEST * (1 + ROUNDING):
        return None
    return ratio


def _inverse(cell: str, ratio: float) -> float:
    """Return the ratio the other way round: of ``1/x`` exactly x, which 1 / (1 / x) may miss."""
    whole, _, below = cell.strip().translate(_MARKS).partition("/")
    return float(below) if below and float(whole) == 1 else 1 / ratio


def _weight(cell: str, row: int, faults: list[Fault]) -> float:
    try:
        weight = float(cell)
    except ValueError:
        weight = -1.0
    if "_" in cell or not 0 < weight <= GREATEST_WEIGHT:  # Python reads 1_0 as ten
        faults.append(Fault("panel.weight", f"row {row}, column weight", cell))
    return weight


def _repeated(sheet: Sheet) -> list[Fault]:
    column = sheet.header.index("respondent")
    seen: set[str] = set()
    faults = []
    for number, cells in sheet.rows:
        if cells[column] in seen:
            place = f"row {number}, column respondent"
            faults.append(Fault("panel.duplicate_respondent", place, cells[column]))
        seen.add(cells[column])
    return faults
