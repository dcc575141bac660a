"""What pydantic found, said in Heng's fault codes, with the nearest known key or choice."""

import json
import types
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from engine.files.toml_lines import KeyPath

SHOWN_CHARACTERS = 80
PER_CENT = 100
Translated = tuple[str, KeyPath, object, Mapping[str, object]]

_KINDS = {
    "string_type": "document.text",
    "float_type": "document.number",
    "float_parsing": "document.number",
    "int_type": "document.whole_number",
    "int_parsing": "document.whole_number",
    "int_from_float": "document.whole_number",
    "bool_type": "document.flag",
    "bool_parsing": "document.flag",
    "list_type": "document.list",
    "tuple_type": "document.list",
    "dict_type": "document.table",
    "model_type": "document.table",
    "model_attributes_type": "document.table",
    "json_invalid": "document.too_deep",  # our own JSON is valid; only its depth has a limit
}
_LIMITS = {
    "greater_than_equal": ("document.at_least", "ge"),
    "greater_than": ("document.more_than", "gt"),
    "less_than_equal": ("document.at_most", "le"),
    "less_than": ("document.less_than", "lt"),
}
_LENGTHS = {
    "too_short": ("short", "min_length"),
    "too_long": ("long", "max_length"),
    "string_too_short": ("short", "min_length"),
    "string_too_long": ("long", "max_length"),
    "missing_argument": ("short", "min_length"),
}


def translated(detail: ErrorDetails, model: type[BaseModel]) -> Translated:
    """Return code, key path, value (None: what stands there) and placeholders of one finding.

    A validator of a file model names its own fault by raising ``PydanticCustomError`` with a
    code that holds a dot.
    """
    path, kind = tuple(detail["loc"]), detail["type"]
    if path == ("schema_version",):
        return "document.schema_version", path, None, {"known": _known_versions(model)}
    if kind == "missing":
        return _missing(path)
    if kind == "extra_forbidden":
        return _unknown_key(path, model)
    return _wrong_value(kind, _key_path(path), detail.get("ctx", {}), detail)


def own_findings(details: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Return findings, without lists called too short because entries of theirs are wrong."""
    places = [tuple(detail["loc"]) for detail in details]
    return [
        detail
        for detail, place in zip(details, places, strict=True)
        if detail["type"] != "too_short"
        or not any(len(other) > len(place) and other[: len(place)] == place for other in places)
    ]


def _missing(path: KeyPath) -> Translated:
    last = path[-1]
    if isinstance(last, int):  # a list of fixed length ends too early
        return "document.too_short", path[:-1], None, {"limit": last + 1}
    return "document.missing_key", path, "", {"key": last}


def _key_path(location: KeyPath) -> KeyPath:
    # where a value may be of several types, pydantic adds which one it tried: "literal['']"
    tried = (i for i, part in enumerate(location) if isinstance(part, str) and "[" in part)
    return location[: next(tried, len(location))]


def _wrong_value(
    kind: str, path: KeyPath, context: Mapping[str, Any], detail: ErrorDetails
) -> Translated:
    value = detail["input"]
    code, values = "document.value", dict[str, object](reason=detail["msg"])
    if "." in kind:
        code, values = kind, dict(context)
    elif kind in _KINDS:
        code, values = _KINDS[kind], {}
    elif kind in _LIMITS:
        code, values = _beyond_limit(kind, context, value)
    elif kind in {"literal_error", "enum"}:
        code, values = _unknown_choice(str(context["expected"]), value)
    elif kind in _LENGTHS:
        length, limit = _LENGTHS[kind]
        code, values = f"document.too_{length}", {"limit": context.get(limit, 1)}
    elif kind == "finite_number":
        code, values = "document.finite", {}
    return code, path, value, values


def _beyond_limit(
    kind: str, context: Mapping[str, Any], value: object
) -> tuple[str, dict[str, object]]:
    code, name = _LIMITS[kind]
    limit = context[name]
    if name in {"le", "lt"} and limit == 1 and isinstance(value, int | float):
        # a share written as per cent is the commonest slip of all
        if 1 < value <= PER_CENT:
            return "document.per_cent", {"share": value / PER_CENT}
        return "document.share", {}
    return code, {"limit": f"{limit:g}"}


def _unknown_choice(expected: str, value: object) -> tuple[str, dict[str, object]]:
    choices = [choice.strip("' ") for choice in expected.replace(" or ", ", ").split(", ")]
    near = _nearest(str(value), choices)
    values: dict[str, object] = {"choices": ", ".join(choices)}
    if near:
        return "document.choice_near", {**values, "nearest": near}
    return "document.choice", values


def _unknown_key(path: KeyPath, model: type[BaseModel]) -> Translated:
    parent = model_at(model, path[:-1])
    fields = parent.model_fields if parent else {}
    known = [field.alias or name for name, field in fields.items()]
    near = _nearest(str(path[-1]), known)
    values: dict[str, object] = {"key": str(path[-1]), "known": ", ".join(known)}
    if near:
        return "document.unknown_key_near", path, None, {**values, "nearest": near}
    return "document.unknown_key", path, None, values


def _nearest(word: str, known: list[str]) -> str:
    return next(iter(get_close_matches(word.lower(), known, n=1, cutoff=0.6)), "")


def _known_versions(model: type[BaseModel]) -> str:
    field = model.model_fields.get("schema_version")
    return ", ".join(map(str, get_args(field.annotation))) if field else ""


def model_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel] | None:
    """Return the file model of the table at a key path, or None where it is none of ours."""
    here: Any = model
    for part in path:
        here = _step(here, part)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _step(annotation: Any, part: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(str(part))
        return _unwrapped(field.annotation) if field else None
    items = get_args(annotation)
    return _unwrapped(items[0 if isinstance(part, int) else -1]) if items else None


def _unwrapped(annotation: Any) -> Any:
    while get_origin(annotation) in {Annotated, Union, types.UnionType}:
        parts = [part for part in get_args(annotation) if part is not type(None)]
        annotation = parts[0]
    return annotation


def shortened(value: object) -> str:
    """Return a value as the user would have written it, at most 80 characters of it."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, float):
        text = f"{value:.12g}"
    elif value is None:
        text = ""
    elif isinstance(value, list):
        text = json.dumps(value, ensure_ascii=False, default=str)
    elif isinstance(value, Mapping):
        text = "{" + ", ".join(map(str, value)) + "}"
    else:
        text = " ".join(str(value).split())
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
