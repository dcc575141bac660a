"""What a command says: one JSON document on stdout, or text for people; the rest on stderr."""

import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, get_args

import typer

from engine import __version__
from engine.domain.texts import Language
from engine.errors import InputError
from engine.formats.canonical import file_fingerprint

JSON_SCHEMA = 1
LANGUAGES: tuple[Language, ...] = get_args(Language)

LanguageOption = Annotated[
    str | None, typer.Option("--lang", help="zh or en; by default from the locale, else en.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print exactly one JSON document on stdout.")
]


def emit(document: Mapping[str, object], text: Callable[[], str], as_json: bool) -> None:
    """Print a result: the document where a machine reads, the text where a person does.

    Parameters
    ----------
    document
        Begins with ``heng``, see :func:`header`. Arrays and numpy numbers are written as plain
        JSON; a value that is not finite becomes null, since JSON has no other word for it.
    text
        Makes the text for people; called only when it is wanted.
    as_json
        Whether ``--json`` was given.
    """
    if as_json:
        print(json_text(document))
    else:
        print(text().rstrip("\n"))


def json_text(document: Mapping[str, object]) -> str:
    """Return a document as ``--json`` prints it."""
    return json.dumps(_plain(document), ensure_ascii=False, indent=2, allow_nan=False)


def header(inputs: Iterable[Path] = (), seed: int | None = None) -> dict[str, object]:
    """Return what every document begins with: version, schema, seed and the files' fingerprints.

    A path is given as the user gave it, but never absolute: results are shared.
    """
    return {
        "version": __version__,
        "schema": JSON_SCHEMA,
        "seed": seed,
        "inputs": [{"path": shown_path(path), "sha256": file_fingerprint(path)} for path in inputs],
    }


def shown_path(path: Path) -> str:
    """Return a path as it may stand in a result: relative as given, else only the name."""
    return path.name if path.is_absolute() else path.as_posix()


def chosen_language(asked: str | None = None) -> Language:
    """Return the language asked for, else the locale's, else English.

    Raises
    ------
    InputError
        ``cli.language`` when another language than zh or en is asked for.
    """
    if asked is not None:
        for language in LANGUAGES:
            if asked == language:
                return language
        raise InputError("cli.language", language=asked)
    locale = next((os.environ[name] for name in _LOCALES if os.environ.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def message(text: str) -> None:
    """Say something that is not the result: on stderr."""
    print(text, file=sys.stderr, flush=True)


_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


def _plain(value: object) -> object:
    """Return a value as JSON can say it: numpy by its own ``tolist``, nan and inf as null."""
    if hasattr(value, "tolist"):  # a numpy array or scalar, told without importing numpy
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
