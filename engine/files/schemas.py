"""The parts that every file model is made of: strict, closed, frozen; ids, texts, shares, paths."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from engine.domain.texts import Text

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_MONTH = r"[0-9]{4}-(0[1-9]|1[0-2])"
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")
_RELATIVE = re.compile(r"[^\\:\x00-\x1f]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
DAY_S = 86_400
MOST_TEXT = 2000


def _checked_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise PydanticCustomError("document.id", "not an id")
    return value


def _checked_text(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("document.text_empty", "empty text")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        raise PydanticCustomError("document.text_control", "control character")
    return value


def _checked_clock(value: str) -> str:
    if not _CLOCK.fullmatch(value) or clock_seconds(value) > DAY_S:
        raise PydanticCustomError("document.clock", "not a clock time")
    return value


def _checked_path(value: str) -> str:
    parts = value.split("/")
    device = any(_RESERVED.fullmatch(part) for part in parts)
    if value and (not _RELATIVE.fullmatch(value) or value.startswith("/") or device):
        raise PydanticCustomError("document.relative_path", "not a relative path")
    return value


def _checked_version(value: object) -> object:
    if type(value) is not int:  # a literal 1 would take true and 1.0 as well
        raise PydanticCustomError("document.schema_version", "not a whole number")
    return value


def _checked_form(pattern: str, code: str) -> AfterValidator:
    def check(value: str) -> str:
        if value and not re.fullmatch(pattern, value):
            raise PydanticCustomError(code, "wrong form")
        return value

    return AfterValidator(check)


def checked_date(value: str) -> str:
    """Return a day such as 2026-05-18 or nothing, as it stands; else a fault of the document."""
    try:
        if value:
            date.fromisoformat(value if re.fullmatch(_DATE, value) else "")
    except ValueError:  # another form, or no such day: 2026-02-30
        raise PydanticCustomError("document.date", "not a date") from None
    return value


def clock_seconds(clock: str) -> float:
    """Return the seconds after midnight of ``HH:MM``; ``24:00`` is the end of the day."""
    hours, minutes = clock.split(":")
    return 3600.0 * int(hours) + 60.0 * int(minutes)


def clock_text(seconds: float) -> str:
    """Return ``HH:MM`` of whole minutes after midnight."""
    minutes = round(seconds / 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


Id = Annotated[str, AfterValidator(_checked_id)]
FilledText = Annotated[str, Field(max_length=MOST_TEXT), AfterValidator(_checked_text)]
Share = Annotated[float, Field(ge=0, le=1)]
Clock = Annotated[str, AfterValidator(_checked_clock)]
RelativePath = Annotated[str, Field(max_length=300), AfterValidator(_checked_path)]
OptionalDate = Annotated[str, AfterValidator(checked_date)]
OptionalMonth = Annotated[str, _checked_form(_MONTH, "document.month")]


class TableModel(BaseModel):
    """A table of a file: no key beyond those named, no value of another type, no change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class FileModel(TableModel):
    """A whole file; the first key says by which schema it was written."""

    schema_version: Annotated[Literal[1], BeforeValidator(_checked_version)]


class TextModel(TableModel):
    """A name or sentence in both languages."""

    zh: FilledText
    en: FilledText

    def text(self) -> Text:
        """Return the domain's noun."""
        return Text(self.zh, self.en)
