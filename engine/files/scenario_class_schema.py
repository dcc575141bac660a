"""What a scenario file may say of the classes of contacts."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from engine.domain.traffic import Channel, Dispatch, Offline, OnPatience, Until
from engine.files.scenario_time_schema import (
    DurationTable,
    Minutes,
    RoundsTable,
    SecondsFromZero,
    StretchTable,
    WaitTable,
)
from engine.files.schemas import Id, RelativePath, Share, TableModel, TextModel

MOST_TIMES = 100_000  # arrival times in the scenario file itself; a CSV holds more
MOST_ROOM = 10_000_000
Rate = Annotated[float, Field(ge=0, le=1_000_000)]
FORMS_OF_ARRIVALS = (
    ("profile", "contacts_per_day"),
    ("step_min", "rates_per_h"),
    ("arrival_times_s",),
    ("arrival_times_file",),
)


class PatienceTable(TableModel):
    """How long a customer waits in the human queue; without ``duration``, for ever."""

    duration: WaitTable | None = None
    on_patience: OnPatience = OnPatience.HANGS_UP
    short_work: DurationTable | None = None
    until: Until = Until.SLOT
    message_after_s: SecondsFromZero | None = None


class RetryTable(TableModel):
    """Whether a customer who hung up or was blocked tries again."""

    probability: Share
    delay: DurationTable


class RepeatTable(TableModel):
    """Whether a served contact is solved, and whether an unsolved one comes back."""

    solved_probability: Share
    return_probability: Share = 0.0
    delay: DurationTable | None = None


class BotTable(TableModel):
    """The bot in front of the queue."""

    containment: Share
    duration: DurationTable | None = None
    repeat: RepeatTable | None = None


class TurnsTable(TableModel):
    """A chat by rounds."""

    rounds: RoundsTable
    think: WaitTable
    reply: DurationTable
    first_reply: DurationTable | None = None


class TransferTable(TableModel):
    """What share of the contacts that an agent has finished is passed on, and where to."""

    to: Id
    probability: Share
    from_: Annotated[tuple[Id, ...], Field(alias="from")] = ()


class ClassStretchTable(StretchTable):
    """Other work or patience for who first arrives in a stretch of time."""

    work: DurationTable | None = None
    patience: WaitTable | None = None


class ChoiceTable(TableModel):
    """A group that serves a class, and the seconds of waiting after which it opens to it."""

    id: Id
    after_s: SecondsFromZero = 0.0


def _group_by_name(given: object) -> object:
    """Return ``"a"`` as ``{ id = "a" }``, anything else as it stands."""
    return {"id": given} if isinstance(given, str) else given


GroupChoice = Annotated[
    ChoiceTable, BeforeValidator(_group_by_name, json_schema_input_type=str | ChoiceTable)
]


class ClassTable(TableModel):
    """One class of contacts; arrivals by profile, as rates, or as measured."""

    id: Id
    name: TextModel
    channel: Channel
    groups: Annotated[tuple[GroupChoice, ...], Field(min_length=1)]
    priority: Annotated[int, Field(ge=0, le=100)] = 0
    profile: Id | None = None
    contacts_per_day: Rate | None = None
    step_min: Minutes | None = None
    rates_per_h: Annotated[tuple[Rate, ...], Field(min_length=1)] | None = None
    arrival_times_s: Annotated[tuple[SecondsFromZero, ...], Field(max_length=MOST_TIMES)] | None = (
        None
    )
    arrival_times_file: RelativePath | None = None
    work: DurationTable | None = None
    reply_work: WaitTable | None = None
    wrap_up: DurationTable | None = None
    turns: TurnsTable | None = None
    patience: PatienceTable = PatienceTable()
    waiting_room: Annotated[int, Field(ge=0, le=MOST_ROOM)] | None = None
    dispatch: Dispatch = Dispatch.QUEUE
    latest_agent_first: bool = False
    offline: Offline = Offline.WAITS
    retry: RetryTable | None = None
    repeat: RepeatTable | None = None
    bot: BotTable | None = None
    transfers: tuple[TransferTable, ...] = ()
    stretches: tuple[ClassStretchTable, ...] = ()

    @property
    def is_measured(self) -> bool:
        """Whether the arrivals are a measured list of times."""
        return self.arrival_times_s is not None or self.arrival_times_file is not None
