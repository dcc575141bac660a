"""Plain values to TOML that reads back equal: scalars first, then tables, then lists of tables."""

import json
from collections.abc import Mapping, Sequence

Plain = Mapping[str, object]
_WIDTH = 100


def toml_text(document: Plain) -> str:
    """Return a document as TOML; None is left out, tables inside list entries are inline.

    Parameters
    ----------
    document
        Texts, numbers, flags, lists and tables; keys are bare (letters, digits, ``_``, ``-``)
        or get quoted.
    """
    own = {k: v for k, v in document.items() if not isinstance(v, Mapping) and not _tables(v)}
    sections = ["\n".join(_pairs(own))]
    for key, value in document.items():
        if isinstance(value, Mapping):
            sections.append("\n".join([f"[{_key(key)}]", *_pairs(value)]))
        sections += ["\n".join([f"[[{_key(key)}]]", *_pairs(item)]) for item in _tables(value)]
    return "\n\n".join(section for section in sections if section) + "\n"


def _pairs(table: Plain) -> list[str]:
    return [f"{_key(key)} = {_value(item)}" for key, item in table.items() if item is not None]


def _tables(value: object) -> list[Plain]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return []
    tables = [item for item in value if isinstance(item, Mapping)]
    return tables if len(tables) == len(value) else []


def _key(key: str) -> str:
    bare = key.replace("_", "").replace("-", "")
    return key if bare.isascii() and bare.isalnum() else _value(key)


def _value(value: object) -> str:
    if isinstance(value, bool | int | float):
        return repr(value).lower()  # true and false are lower case in TOML
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_pairs(value)) + " }" if value else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _list(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: Sequence[object]) -> str:
    items = [_value(item) for item in values]
    line = "[" + ", ".join(items) + "]"
    if len(line) <= _WIDTH:
        return line
    return "[\n    " + ",\n    ".join(items) + ",\n]"
