"""Columns of counts, amounts and shares as people and platforms write them, as numbers."""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files.cell_columns import (
    ABOVE,
    BARE,
    BELOW,
    NOT_A_NUMBER,
    UNREADABLE,
    CellValues,
    Doubt,
    Written,
    WrittenColumn,
    folded,
    plain_number,
    written_column,
)

NOT_WHOLE = "set_aside.not_whole"

_TEN_THOUSAND = 10_000
_HUNDRED_MILLION = 100_000_000
_PER_CENT = 100
_PERCENT, _PER_MILLE, _SCALED, _COUNTED, _CURRENCY = (
    "percent",
    "per_mille",
    "scaled",
    "counted",
    "currency",
)
_COUNTERS = re.compile(r"(.*?)\s*(?:人次|人|次|条|个|单|件|通|位|天|分)")
_AMOUNT = re.compile(r"([-+]?)\s*(?:¥|cny|rmb|元)?\s*([-+]?[\d.,]+)\s*(万|亿)?\s*(?:元|cny|rmb)?")
_HEADER_SCALES = (("(万元)", _TEN_THOUSAND), ("(亿元)", _HUNDRED_MILLION), ("(万)", _TEN_THOUSAND))


def read_counts(cells: Sequence[object] | NDArray[Any], header: str) -> CellValues:
    """Return whole numbers: ``1,234``, ``12人``, ``1.2万``; what is not whole is wrong."""
    read = read_numbers(cells, header)
    part = read.values % 1 != 0  # nan % 1 is nan, which is not 0
    part &= ~np.isnan(read.values)
    if not part.any():
        return read
    values = np.where(part, np.nan, read.values)
    return CellValues(values, {**read.wrong, NOT_WHOLE: part}, read.notes, read.doubts)


def read_numbers(cells: Sequence[object] | NDArray[Any], header: str) -> CellValues:
    """Return numbers of any size and sign: ``1,234.5``, ``12分``, ``1.2万``."""
    column = written_column(cells, header, _number)
    notes = column.notes(("ten_thousands", column.of(_SCALED)))
    return CellValues(column.values, _wrong(column), notes)


def read_amounts(cells: Sequence[object] | NDArray[Any], header: str) -> CellValues:
    """Return amounts in CNY: ``¥1,234.50``, ``1.2万``, ``99元``; a bare number is CNY.

    A header that ends in (万元) scales bare numbers, with a note.
    """
    column = written_column(cells, header, _amount)
    scale = _header_scale(header)
    bare = column.of(BARE)
    values = np.where(bare, column.values * scale, column.values)
    scaled = ("header_unit", bare if scale != 1 else np.zeros_like(bare))
    notes = column.notes(("ten_thousands", column.of(_SCALED)), scaled)
    return CellValues(values, _wrong(column), notes)


def read_shares(cells: Sequence[object] | NDArray[Any], header: str) -> CellValues:
    """Return shares of 0 to 1 from ``95%``, ``0.95`` and ``95``, each reading with a note.

    Parameters
    ----------
    cells
        (n,), texts or numbers.
    header
        A header that ends in (%) says that bare numbers are per cent.

    Notes
    -----
    Bare numbers without such a header: all at most 1, they are shares; none between 0 and 1,
    they are per cent; 0 is 0 either way. Both in one column is a doubt (``cells.mixed_shares``):
    0.5 may be a half or half a per cent. A column of bare numbers that are all at most 1 could be
    small per cents as well; the note says so. A share below 0 or above 1 is wrong.
    """
    column = written_column(cells, header, _share)
    bare = column.of(BARE)
    stated = folded(header).endswith(("%)", "%"))
    small = bare & (column.values != 0) & (np.abs(column.values) <= 1)
    large = bare & (np.abs(column.values) > 1)
    per_cent = bare & (stated or bool(large.any()))
    values = np.where(per_cent, column.values / _PER_CENT, column.values)
    doubts: tuple[Doubt, ...] = ()
    if not stated and small.any() and large.any():
        smaller = small if small.sum() <= large.sum() else large
        doubts = (column.doubt("cells.mixed_shares", smaller),)
    notes = column.notes(
        ("percent_sign", column.of(_PERCENT)),
        ("per_mille", column.of(_PER_MILLE)),
        ("bare_per_cent", per_cent),
        ("bare_shares", small & ~per_cent),
    )
    wrong = dict(_wrong(column))
    for reason, flags in ((BELOW, values < 0), (ABOVE, values > 1)):
        if flags.any():
            wrong[reason] = flags
            values = np.where(flags, np.nan, values)
    return CellValues(values, wrong, notes, doubts)


def _wrong(column: WrittenColumn) -> dict[str, NDArray[np.bool_]]:
    unreadable = column.of(UNREADABLE)
    return {NOT_A_NUMBER: unreadable} if unreadable.any() else {}


def _number(text: str) -> Written:
    counted = _COUNTERS.fullmatch(text)
    value, form = _scaled(counted[1] if counted else text)
    return value, (_COUNTED if form == BARE else form)


def _scaled(text: str) -> Written:
    for sign, power in (("万", 4), ("亿", 8)):
        if text.endswith(sign):
            return _shifted(text[: -len(sign)].strip(), power, _SCALED)
    return _shifted(text, 0, BARE)


def _shifted(text: str, power: int, form: str) -> Written:
    """Return a number times a power of ten, nearest to the digits as they are written.

    Multiplied in binary, 1.16万 would be 11599.999999999998.
    """
    if plain_number(text) is None or "e" in text:
        return math.nan, UNREADABLE
    return float(f"{text.replace(',', '')}e{power}"), form


def _amount(text: str) -> Written:
    found = _AMOUNT.fullmatch(text)
    if not found or (found[1] and found[2][0] in "+-"):
        return math.nan, UNREADABLE
    value, form = _scaled(found[1] + found[2] + (found[3] or ""))
    return value, (_CURRENCY if form == BARE else form)


def _share(text: str) -> Written:
    for sign, power, form in (("%", -2, _PERCENT), ("\u2030", -3, _PER_MILLE)):
        if text.endswith(sign):
            return _shifted(text[: -len(sign)].strip(), power, form)
    return math.nan, UNREADABLE


def _header_scale(header: str) -> int:
    name = folded(header)
    return next((scale for ending, scale in _HEADER_SCALES if name.endswith(ending)), 1)
