"""Platform files to platform rules: dated third-party facts that a user edits and verifies."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from engine.domain.platform import (
    NO_QUESTIONS,
    Asks,
    ClockStart,
    ExemptPeriod,
    HoursOf,
    MeasuredBy,
    NeverAnswered,
    Offline,
    PlatformFact,
    PlatformRule,
    Quantity,
    Unit,
)
from engine.files.documents import Faults, TomlDocument, load_toml, validate
from engine.files.locations import shipped
from engine.files.schemas import (
    Clock,
    FileModel,
    FilledText,
    Id,
    OptionalDate,
    TableModel,
    TextModel,
    checked_date,
    clock_seconds,
)

LONGEST_THRESHOLD_S = 1800  # the pages checked ask for 30 to 180 seconds
LONGEST_SILENCE_S = 43_200  # a longer one is another day

_FIRST_DAY = "2025-01-01"  # completes a year or a month to a day
_PARTS_OF_A_DATE = (len("2025"), len("2025-01"))


def _checked_page_date(value: str) -> str:
    """Return a day, month or year as it stands, or nothing."""
    whole = value + _FIRST_DAY[len(value) :] if len(value) in _PARTS_OF_A_DATE else value
    checked_date(whole)
    return value


_PageDate = Annotated[str, AfterValidator(_checked_page_date)]
_Seconds = Annotated[float, Field(gt=0, le=LONGEST_SILENCE_S)]
_FactGrade = Literal["official", "copy", "third-party", "single", "code", "memory"]
_OF_A_MEAN = ("round_cap_s", "never_answered", "same_day_only", "zero_wait_counts")
_DEFAULT_MEASURE: dict[str, MeasuredBy] = {"customer_day": "every"}


class ExemptModel(TableModel):
    """Days that the platform does not assess, both ends included."""

    name: TextModel
    first_day: OptionalDate
    last_day: OptionalDate


class FactModel(TableModel):
    """One fact or contradiction: key, what was read, where, when, how well it is known.

    ``date`` is as the page prints it: a day, a month (``2025-09``), a year, or empty.
    """

    key: Id
    value: FilledText
    source: FilledText
    date: _PageDate = ""
    grade: _FactGrade
    note: TextModel | None = None

    def fact(self) -> PlatformFact:
        """Return the domain's noun."""
        note = self.note.text() if self.note else None
        return PlatformFact(self.key, self.value, self.source, self.date, self.grade, note)


class PlatformFile(FileModel):
    """One response-time rule; ``grade`` a (the owner's own page) to d (one page, or memory).

    The counted hours run from ``hours_start`` to ``hours_end`` of the local day, over midnight
    when the start is later; ``valid_to`` empty means still in force. Keys that are absent: the
    clock runs from the first unanswered question and every question counts, offline messages
    are counted if ``offline_counts`` and excluded if not, bots in assist mode and automatic
    answers count as ``bot_reply_counts`` says.
    """

    id: Id
    name: TextModel
    platform: Id | Literal[""] = ""
    indicator: Literal["", "rate_3min", "rate_30s", "art", "frt"] = ""
    unit: Unit
    quantity: Quantity = "rate"
    measured_by: MeasuredBy | None = None
    threshold_s: Annotated[float, Field(gt=0, le=LONGEST_THRESHOLD_S)]
    hours_start: Clock
    hours_end: Clock
    hours_of: HoursOf = "asked"
    clock_start: ClockStart = "first_unanswered"
    split_gap_s: _Seconds | None = None
    round_cap_s: _Seconds | None = None
    asks: Asks = "all"
    bot_reply_counts: bool
    greeting_counts: bool
    assist_reply_counts: bool | None = None
    automatic_reply_counts: bool | None = None
    offline_counts: bool
    offline: Offline | None = None
    no_question_kinds: tuple[FilledText, ...] = NO_QUESTIONS
    never_answered: NeverAnswered = "out"
    same_day_only: bool = False
    zero_wait_counts: bool = True
    minimum_volume: Annotated[int, Field(ge=0)] = 0
    window_days: Annotated[int, Field(ge=1, le=90)]
    valid_from: OptionalDate
    valid_to: OptionalDate
    source: FilledText
    source_date: OptionalDate
    grade: Literal["a", "b", "c", "d"]
    note: TextModel
    exempt: tuple[ExemptModel, ...] = ()
    facts: tuple[FactModel, ...] = ()
    contradictions: tuple[FactModel, ...] = ()


def read_platform(path: Path) -> PlatformRule:
    """Return the platform rule of a file.

    Raises
    ------
    InputError
        ``document.invalid`` with every fault of the file at once.
    """
    document = load_toml(path)
    file = validate(document, PlatformFile)
    _check(file, document)
    return _rule(file)


def shipped_platforms() -> tuple[PlatformRule, ...]:
    """Return every rule that comes with Heng, by file name."""
    return tuple(read_platform(path) for path in shipped("platforms"))


def _check(file: PlatformFile, document: TomlDocument) -> None:
    faults = Faults(document)
    if file.valid_to and file.valid_to < file.valid_from:
        faults.add("platform.dates", ("valid_to",))
    if file.hours_start == file.hours_end:
        faults.add("platform.hours", ("hours_end",))
    if file.offline is not None and file.offline_counts != (file.offline != "excluded"):
        faults.add("platform.offline", ("offline",))
    _check_quantity(file, faults)
    for place, days in enumerate(file.exempt):
        if not days.first_day or not days.last_day or days.last_day < days.first_day:
            faults.add("platform.exempt", ("exempt", place, "last_day"))
    faults.raise_if_any()


def _check_quantity(file: PlatformFile, faults: Faults) -> None:
    """Note terms of a mean where a rate is asked, and units that a mean cannot have."""
    if file.quantity == "mean":
        if file.unit not in {"round", "message"}:
            faults.add("platform.mean_unit", ("unit",))
        return
    for key in _OF_A_MEAN:
        if key in faults.document.data:
            faults.add("platform.of_a_mean", (key,), values={"key": key})


def _rule(file: PlatformFile) -> PlatformRule:
    assist, automatic = file.assist_reply_counts, file.automatic_reply_counts
    return PlatformRule(
        id=file.id,
        name=file.name.text(),
        platform=file.platform,
        indicator=file.indicator,
        unit=file.unit,
        quantity=file.quantity,
        measured_by=file.measured_by or _DEFAULT_MEASURE.get(file.unit, "first"),
        threshold_s=file.threshold_s,
        hours_start_s=clock_seconds(file.hours_start),
        hours_end_s=clock_seconds(file.hours_end),
        hours_of=file.hours_of,
        clock_start=file.clock_start,
        split_gap_s=file.split_gap_s,
        round_cap_s=file.round_cap_s,
        asks=file.asks,
        bot_reply_counts=file.bot_reply_counts,
        greeting_counts=file.greeting_counts,
        assist_reply_counts=file.bot_reply_counts if assist is None else assist,
        automatic_reply_counts=file.bot_reply_counts if automatic is None else automatic,
        offline_counts=file.offline_counts,
        offline=file.offline or ("counted" if file.offline_counts else "excluded"),
        no_question_kinds=file.no_question_kinds,
        never_answered=file.never_answered,
        same_day_only=file.same_day_only,
        zero_wait_counts=file.zero_wait_counts,
        minimum_volume=file.minimum_volume,
        window_days=file.window_days,
        valid_from=file.valid_from,
        valid_to=file.valid_to,
        source=file.source,
        source_date=file.source_date,
        grade=file.grade,
        note=file.note.text(),
        exempt=tuple(
            ExemptPeriod(
                days.name.text(),
                date.fromisoformat(days.first_day),
                date.fromisoformat(days.last_day),
            )
            for days in file.exempt
        ),
        facts=tuple(fact.fact() for fact in file.facts),
        contradictions=tuple(fact.fact() for fact in file.contradictions),
    )
