"""Which of Heng's columns a header of a quality sheet means: our names, zh and en words, items."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from engine.domain.quality import QualityForm
from engine.domain.records import TABLES, TableKind
from engine.errors import Fault
from engine.i18n.translate import LANGUAGES, sentences

RATING = "rating_"
KINDS = (TableKind.SAMPLES, TableKind.RATINGS, TableKind.STAFF)

_WORDS = "quality_header."


def header_names(headers: Sequence[str], form: QualityForm) -> tuple[str, ...]:
    """Return each header's column in Heng's names; unknown ones stay as they are."""
    known = dict(_known(form))
    return tuple(known.get(folded(header), header) for header in headers)


def kind_of(names: Sequence[str]) -> TableKind:
    """Return whether columns are those of ratings, of staff with ratings, or of samples."""
    if {"rater", "role", "indicator", "score"} <= set(names):
        return TableKind.RATINGS
    if any(name.startswith(RATING) for name in names):
        return TableKind.STAFF
    return TableKind.SAMPLES


def header_faults(
    headers: Sequence[str], names: Sequence[str], kind: TableKind, file: str
) -> Iterator[Fault]:
    """Yield columns that are there twice or lack."""
    for k, name in enumerate(names):
        if name in names[:k]:
            values = {"column": name, "first": headers[names.index(name)]}
            yield Fault("quality_sheet.column_twice", f"column {k + 1}", headers[k], values, file)
    for name in TABLES[kind].required:
        if name not in names:
            values = {"column": name, "words": ", ".join(_words(name))}
            yield Fault("quality_sheet.column_missing", "row 1", "", values, file)


def folded(text: str) -> str:
    """Return a header as it is compared: NFKC, small letters, no blanks or low lines."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if not letter.isspace() and letter != "_")


def _known(form: QualityForm) -> Iterator[tuple[str, str]]:
    """Yield folded headers with their column; later ones, the form's own, go before."""
    for kind in KINDS:
        for name in TABLES[kind].columns:
            for word in (name, *_words(name)):
                yield folded(word), name
    for role in ("self", "supervisor", "others"):
        for word in _words(f"{RATING}{role}"):
            yield folded(word), f"{RATING}{role}"
    for id_, text in form.names.items():
        for word in (id_, text.zh, text.en):
            yield folded(word), id_


def _words(name: str) -> list[str]:
    """Return the words of both languages for a column, divided by ``|`` in their files."""
    tables: list[Mapping[str, str]] = [sentences(language) for language in LANGUAGES]
    told = [table.get(_WORDS + name, "") for table in tables]
    return [word.strip() for words in told for word in words.split("|") if word.strip()]
