"""Every form that weights are written in, as entries with their places; nothing is judged here.

A form is told by the keys or headers that a file has, never by its name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from engine.domain.indicators import Scheme
from engine.errors import Fault
from engine.files.cell_columns import BLANK_CELLS, folded, plain_number
from engine.files.documents import TomlDocument, load_toml
from engine.files.locations import shipped
from engine.files.scheme_file import read_scheme
from engine.files.spreadsheet import Sheet, read_sheet
from engine.files.weights_entries import WeightEntry, WrittenWeights, refused, unknown_form
from engine.files.weights_json import json_weights

PER_CENT = 100
_TOML_KEYS = ("schema_version", "id", "name", "note", "source", "weights")
_PER_CENT_SIGN = re.compile(r"\s*(\(%\)|%)$")  # what it says, the sum of the column says too
# headers of a table of weights, folded: without spaces around them, in half width, lower case
HEADERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "indicator": frozenset({"indicator", "item", "leaf", "id", "指标", "指标id", "考核指标"}),
        "share": frozenset({"weight", "share", "weights", "权重", "占比", "权重占比"}),
        "low": frozenset({"low", "lower", "下限", "区间下限"}),
        "high": frozenset({"high", "upper", "上限", "区间上限"}),
    }
)


def written_weights(path: Path) -> WrittenWeights:
    """Return the weights of a file as they are written there.

    Parameters
    ----------
    path
        JSON, TOML, CSV or XLSX; or the id of a shipped scheme.

    Raises
    ------
    InputError
        ``weights_file.invalid`` for a file in none of the forms; as the readers of JSON, TOML,
        tables and schemes.
    """
    ending = path.suffix.lower()
    if ending == ".json":
        return json_weights(path)
    if ending == ".toml":
        return _of_toml(path)
    known = {each.stem: each for each in shipped("schemes")}
    if str(path) in known and not path.exists():
        return _of_scheme(read_scheme(known[str(path)]))
    return _of_table(read_sheet(path))


# --- TOML and schemes ----------------------------------------------------------------------------


def _of_toml(path: Path) -> WrittenWeights:
    document = load_toml(path)
    if "indicators" in document.data and "children" in document.data:
        return _of_scheme(read_scheme(path))
    weights = document.data.get("weights")
    if not isinstance(weights, Mapping):
        raise refused(str(path), unknown_form("line 1", document.data))
    entries = tuple(_toml_entry(document, id_, share) for id_, share in weights.items())
    known = {"known": ", ".join(_TOML_KEYS)}
    faults = tuple(
        Fault("weights_file.key", f"{key} (line {document.position((key,)).line})", key, known)
        for key in document.data
        if key not in _TOML_KEYS
    )
    return WrittenWeights("by_id", entries, faults=faults)


def _toml_entry(document: TomlDocument, id_: str, share: object) -> WeightEntry:
    place = f"weights.{id_} (line {document.position(('weights', id_)).line})"
    return WeightEntry(id_, share, None, None, place, place)


def _of_scheme(scheme: Scheme) -> WrittenWeights:
    """Return the weights that a scheme publishes; without any, those it stands in for them."""
    entries = tuple(
        WeightEntry(id_, share, None, None, f"weights.{id_}", f"weights.{id_}")
        for id_, share in scheme.incumbent.items()
    )
    form = "scheme" if scheme.published else "scheme_unpublished"
    return WrittenWeights(form, entries, origin="incumbent")


# --- tables --------------------------------------------------------------------------------------


def weight_columns(header: Sequence[str]) -> dict[str, int]:
    """Return the positions of the columns of a table of weights, by what they hold."""
    found: dict[str, int] = {}
    for position, name in enumerate(header):
        stem = _PER_CENT_SIGN.sub("", folded(name))
        for key, words in HEADERS.items():
            if stem in words:
                found.setdefault(key, position)
    return found


def _of_table(sheet: Sheet) -> WrittenWeights:
    columns = weight_columns(sheet.header)
    if not {"indicator", "share"} <= set(columns):
        told = ", ".join(sheet.header)
        raise refused(sheet.file, Fault("weights_file.columns", "row 1", told))
    faults = (*_column_faults(sheet, columns), *_mixed_units(sheet, columns["share"]))
    return WrittenWeights("table", tuple(_table_entries(sheet, columns)), faults=faults)


def _column_faults(sheet: Sheet, columns: Mapping[str, int]) -> Iterator[Fault]:
    """Yield an end of the intervals without the other, and columns that say the same thing."""
    for key, other in (("low", "high"), ("high", "low")):
        if key in columns and other not in columns:
            header = sheet.header[columns[key]]
            yield Fault("weights_file.one_end", f"row 1, column {header}", header, {}, sheet.file)
    for position, header in enumerate(sheet.header):
        (key,) = weight_columns([header]) or ("",)
        if key != "indicator" and columns.get(key, position) != position:
            first = {"first": sheet.header[columns[key]]}
            place = f"row 1, column {header}"
            yield Fault("weights_file.column_twice", place, header, first, sheet.file)


def _mixed_units(sheet: Sheet, position: int) -> Iterator[Fault]:
    """Yield plain weights above 1 in a column where others have a per cent sign."""
    cells = {row: folded(texts[position]) for row, texts in sheet.rows}
    if not any(text.endswith("%") for text in cells.values()):
        return
    for row, text in cells.items():
        if (plain_number(text) or 0.0) > 1:
            place = f"row {row}, column {sheet.header[position]}"
            yield Fault("weights_file.unit_mixed", place, text, {}, sheet.file)


def _table_entries(sheet: Sheet, columns: Mapping[str, int]) -> Iterator[WeightEntry]:
    heads = {key: sheet.header[position] for key, position in columns.items()}
    for row, cells in sheet.rows:
        low, high = (
            _number(cells[columns[key]]) if key in columns else None for key in ("low", "high")
        )
        yield WeightEntry(
            cells[columns["indicator"]],
            _number(cells[columns["share"]]),
            low,
            high,
            f"row {row}, column {heads['share']}",
            f"row {row}, column {heads['indicator']}",
            f"row {row}, column {', '.join(heads[key] for key in ('low', 'high') if key in heads)}",
        )


def _number(cell: str) -> object:
    """Return a cell as a number, None where it is blank, its text where it is neither."""
    text = folded(cell)
    if text in BLANK_CELLS:
        return None
    if text.endswith("%"):
        number = plain_number(text[:-1].strip())
        return cell if number is None else number / PER_CENT
    number = plain_number(text)
    return cell if number is None else number
