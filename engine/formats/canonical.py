"""One text for one value: canonical JSON, and the fingerprints that are taken of it."""

import dataclasses
import json
import math
import unicodedata
from collections.abc import Mapping
from enum import Enum
from hashlib import sha256
from pathlib import Path

from engine.errors import InternalError


def canonical_json(value: object) -> str:
    """Return the one JSON text of a value: equal values give equal bytes.

    Keys are sorted, texts and keys in Unicode form NFC, floats in their shortest form that reads
    back the same, negative zero is zero; dataclasses become objects, tuples and lists arrays.

    Raises
    ------
    InternalError
        ``formats.not_finite`` for nan or an infinity, ``formats.not_plain`` for anything that
        JSON has no word for: results say None where there is no figure.
    """
    return json.dumps(
        plain(value), ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":")
    )


def plain(value: object) -> object:
    """Return a value as dictionaries, lists, texts, finite numbers, flags and None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {_normal(str(key)): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return _scalar(value)


def fingerprint(content: str | bytes) -> str:
    """Return the SHA-256 of a text (as UTF-8) or of bytes, in hexadecimal."""
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def file_fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, read in pieces."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _scalar(value: object) -> object:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return _normal(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InternalError("formats.not_finite", value=repr(value))
        return float(value) + 0.0  # turns -0.0 into 0.0
    if value is None or isinstance(value, bool | int):
        return value
    raise InternalError("formats.not_plain", kind=type(value).__name__)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)
