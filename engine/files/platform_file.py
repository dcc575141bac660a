"""Platform files to platform rules: dated third-party facts that a user edits and verifies."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from engine.domain.platform import PlatformRule
from engine.files.documents import Faults, load_toml, validate
from engine.files.schemas import (
    Clock,
    FileModel,
    FilledText,
    Id,
    OptionalDate,
    TextModel,
    clock_seconds,
)


class PlatformFile(FileModel):
    """One response-rate rule; ``grade`` a (the owner's own page) to d (one page, or memory).

    The counted hours run from ``hours_start`` to ``hours_end`` of the local day, over midnight
    when the start is later; ``valid_to`` empty means still in force.
    """

    id: Id
    name: TextModel
    unit: Literal["round", "contact", "session", "customer_day"]
    threshold_s: Annotated[float, Field(gt=0, le=1800)]
    hours_start: Clock
    hours_end: Clock
    bot_reply_counts: bool
    greeting_counts: bool
    offline_counts: bool
    window_days: Annotated[int, Field(ge=1, le=90)]
    valid_from: OptionalDate
    valid_to: OptionalDate
    source: FilledText
    source_date: OptionalDate
    grade: Literal["a", "b", "c", "d"]
    note: TextModel


def read_platform(path: Path) -> PlatformRule:
    """Return the platform rule of a file.

    Raises
    ------
    InputError
        ``document.invalid`` with every fault of the file at once.
    """
    document = load_toml(path)
    file = validate(document, PlatformFile)
    faults = Faults(document)
    if file.valid_to and file.valid_to < file.valid_from:
        faults.add("platform.dates", ("valid_to",))
    if file.hours_start == file.hours_end:
        faults.add("platform.hours", ("hours_end",))
    faults.raise_if_any()
    return PlatformRule(
        id=file.id,
        name=file.name.text(),
        unit=file.unit,
        threshold_s=file.threshold_s,
        hours_start_s=clock_seconds(file.hours_start),
        hours_end_s=clock_seconds(file.hours_end),
        bot_reply_counts=file.bot_reply_counts,
        greeting_counts=file.greeting_counts,
        offline_counts=file.offline_counts,
        window_days=file.window_days,
        valid_from=file.valid_from,
        valid_to=file.valid_to,
        source=file.source,
        source_date=file.source_date,
        grade=file.grade,
        note=file.note.text(),
    )
