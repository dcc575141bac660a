"""What people call the columns that Heng knows: by the headers of the shipped maps."""

from collections.abc import Iterator, Mapping
from functools import cache

from engine.domain.records import TableKind
from engine.domain.texts import Sentence, Value
from engine.files.record_file import known_maps

_COLUMNS = "columns"


def named_columns(sentence: Sentence) -> Sentence:
    """Return a sentence with the names of its ``columns`` in either language.

    Each column is named once; one that no header map knows goes by Heng's own name.
    """
    columns = sentence.values.get(_COLUMNS)
    if not isinstance(columns, str):
        return sentence
    kind = _kind(str(sentence.values.get("table", "")))
    names = [column_name(kind, each) for each in dict.fromkeys(columns.split(", "))]
    told: Value = {
        language: ("、" if language == "zh" else ", ").join(
            dict.fromkeys(name[language] for name in names)
        )
        for language in ("zh", "en")
    }
    return Sentence(sentence.key, {**sentence.values, _COLUMNS: told})


def column_name(kind: TableKind, column: str) -> dict[str, str]:
    """Return a column's name by language, without its unit: ``首次响应时长``."""
    known = list(_headers(kind).get(column, ()))
    chinese = (name for name in known if not name.isascii())
    english = (name for name in known if name.isascii())
    return {"zh": next(chinese, column), "en": next(english, column)}


@cache
def _headers(kind: TableKind) -> Mapping[str, tuple[str, ...]]:
    """Return the headers of each column, as the maps list them, those with a unit left out."""
    found: dict[str, list[str]] = {}
    for header, column in _pairs(kind):
        found.setdefault(column, []).append(header)
    return {column: tuple(headers) for column, headers in found.items()}


def _pairs(kind: TableKind) -> Iterator[tuple[str, str]]:
    for each in known_maps():
        if each.kind is kind:
            named = each.headers.items()
            yield from ((header, target.column) for header, target in named if "(" not in header)


def _kind(table: str) -> TableKind:
    """Return the table of the exports whose columns a derived table has."""
    if table in set(TableKind):
        return TableKind(table)
    return TableKind.CONTACTS if table in {"problems", "enquiries"} else TableKind.ORDERS
