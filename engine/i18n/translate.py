"""Every sentence a user reads, by key, in Chinese and English; who reads it is left to callers."""

import re
import string
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from engine.domain.texts import Language, Sentence, Text
from engine.errors import EngineError, Fault, InputError

LANGUAGES: tuple[Language, ...] = ("zh", "en")
# how places of faults are written, by the sentence that says them
_PLACES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "message.whole_file": re.compile("file"),
        "message.line": re.compile(r"line (?P<line>\d+)"),
        "message.key_line": re.compile(r"(?P<key>.*?) ?\(line (?P<line>\d+)\)"),
        "message.row": re.compile(r"row (?P<row>\d+)"),
        "message.cell": re.compile(r"row (?P<row>\d+), column (?P<column>.+)"),
    }
)


class MissingSentenceWarning(UserWarning):
    """A key without a sentence, or a placeholder without a value; tests treat it as an error."""


def render(key: str, values: Mapping[str, Any], language: Language) -> str:
    """Return the sentence of a key with its placeholders filled.

    Parameters
    ----------
    key
        ``<area>.<name>`` as the files ``engine/i18n/<language>/*.toml`` spell it.
    values
        Placeholders; a :class:`Text` or ``{"zh": .., "en": ..}`` gives the word of the language.

    Notes
    -----
    An unknown key or a missing value warns (:class:`MissingSentenceWarning`) and gives the key
    and its values as they are, so that a reader still gets the figures.
    """
    template = sentences(language).get(key)
    told = {name: _in_language(value, language) for name, value in values.items()}
    try:
        if template is not None:
            return template.format_map(told)
    except (KeyError, ValueError, IndexError, AttributeError):
        pass
    warnings.warn(f"{language}: {key} {sorted(told)}", MissingSentenceWarning, stacklevel=2)
    figures = ", ".join(f"{name} = {value}" for name, value in told.items())
    return f"{key} ({figures})" if figures else key


def render_sentence(sentence: Sentence, language: Language) -> str:
    """Return a sentence of a result in one language."""
    return render(sentence.key, sentence.values, language)


def render_error(error: EngineError, language: Language) -> str:
    """Return what is wrong, then each fault on its own lines: place, value, expected, remedy."""
    lines = [render(f"error.{error.code}", error.values, language)]
    faults = error.faults if isinstance(error, InputError) else ()
    for number, fault in enumerate(faults, 1):
        said = fault_texts(fault, language)
        lines.append(render("message.fault", {"number": number, **said}, language))
        lines.append(render("message.remedy", said, language))
    return "\n".join(lines)


def fault_texts(fault: Fault, language: Language) -> dict[str, str]:
    """Return file, place, value, expected and remedy of a fault, in one language."""
    values = {"value": fault.value, "place": fault.place, "file": fault.file, **fault.values}
    return {
        "file": fault.file,
        "place": place_text(fault.place, language),
        "value": fault.value or render("message.nothing", {}, language),
        "expected": render(f"fault.{fault.code}.expected", values, language),
        "remedy": render(f"fault.{fault.code}.remedy", values, language),
    }


def place_text(place: str, language: Language) -> str:
    """Return a fault's place with the words file, line, row and column in the language."""
    for key, written in _PLACES.items():
        if found := written.fullmatch(place):
            return render(key, found.groupdict(), language)
    return place


def keys(language: Language) -> frozenset[str]:
    """Return every key that has a sentence in the language."""
    return frozenset(sentences(language))


def placeholders(key: str, language: Language) -> frozenset[str]:
    """Return the names of the placeholders of a key's sentence."""
    parsed = string.Formatter().parse(sentences(language)[key])
    return frozenset(re.split(r"[.\[]", name)[0] for _, name, _, _ in parsed if name)


@cache
def sentences(language: Language) -> Mapping[str, str]:
    """Return all sentences of a language by key, read once from the area files."""
    found: dict[str, str] = {}
    folder = resources.files("engine.i18n") / language
    areas = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    for area in sorted(areas, key=lambda file: file.name):
        found.update(_flat(tomllib.loads(area.read_text(encoding="utf-8")), ""))
    return MappingProxyType(found)


def _flat(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)


def _in_language(value: object, language: Language) -> object:
    if isinstance(value, Text):
        return value.in_language(language)
    if isinstance(value, Mapping) and set(LANGUAGES) <= set(value):
        return value[language]
    return value
