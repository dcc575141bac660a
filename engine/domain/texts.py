"""Names in two languages, and sentences that are rendered only where a reader is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Language = Literal["zh", "en"]
Value = str | float | int | Mapping[str, str]
Values = Mapping[str, Value]
_NOTHING: Values = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Text:
    """A name in Chinese and English, as the user's file gives it."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the text in one language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of :mod:`engine.i18n` by key, with its values: rendered late, in either language.

    A value may be a number, a plain text (an id, a file name) or ``{"zh": .., "en": ..}`` (a
    :class:`Text` as a mapping), which the renderer picks by language.
    """

    key: str
    values: Values = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a result wants its reader to know; ``severity`` orders, it never stops work."""

    severity: Literal["note", "caution", "alarm"]
    sentence: Sentence
