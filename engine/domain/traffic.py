"""What arrives: classes of contacts, when, with how much work and how much patience."""

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from engine.domain.durations import Duration, Rounds
from engine.domain.texts import Text
from engine.errors import InputError


class Channel(StrEnum):
    """How a contact reaches the team."""

    CHAT = "chat"
    PHONE = "phone"
    TICKET = "ticket"


class OnPatience(StrEnum):
    """What happens when a customer's patience ends before an agent is free (rule M3)."""

    HANGS_UP = "hangs_up"
    MESSAGE_STAYS = "message_stays"


class Until(StrEnum):
    """What a customer in the human queue waits for."""

    SLOT = "slot"  # an agent takes the contact
    REPLY = "reply"  # an agent begins the first answer (turn level: a slot alone says nothing)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a customer waits in the human queue; ``duration`` None waits for ever.

    ``short_work`` is the work of answering a message whose buyer is gone. Who still waits after
    ``message_after_s`` leaves a message and goes (outcome ``message``).
    """

    duration: Duration | None
    on_patience: OnPatience
    short_work: Duration | None = None
    until: Until = Until.SLOT
    message_after_s: float | None = None

    def __post_init__(self) -> None:
        if self.message_after_s is not None and not self.message_after_s >= 0:
            raise InputError("patience.message_after", message_after_s=self.message_after_s)


@dataclass(frozen=True, slots=True)
class Wave:
    """A named stretch of the day whose rates are multiplied: promotions are several waves.

    ``classes`` are the ids of the classes it moves; empty means all.
    """

    id: str
    name: Text
    start_s: float
    end_s: float
    factor: float
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start_s < self.end_s or not 0 <= self.factor < math.inf:
            raise InputError("wave.invalid", wave=self.id)


@dataclass(frozen=True, slots=True)
class ArrivalProfile:
    """Expected arrivals: piecewise-constant rates, from the start of the horizon.

    ``rates_per_h`` holds one rate for each interval of ``interval_s`` seconds, before waves and
    before the scenario's factor. ``times_s``, where given, are measured arrivals, ascending: they
    replace the rates, and neither waves nor factor nor busyness move them.
    """

    interval_s: float
    rates_per_h: tuple[float, ...]
    times_s: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        rates = all(0 <= rate < math.inf for rate in self.rates_per_h)
        nothing = not self.rates_per_h and self.times_s is None
        if not 0 < self.interval_s < math.inf or not rates or nothing:
            raise InputError("profile.rates", interval_s=self.interval_s)
        times_s = (0.0, *(self.times_s or ()))
        if not all(earlier <= later < math.inf for earlier, later in pairwise(times_s)):
            raise InputError("profile.times", count=len(times_s) - 1)


@dataclass(frozen=True, slots=True)
class Retry:
    """Whether a customer who hung up or was blocked tries again (at most ``max_attempts``)."""

    probability: float = 0.0
    delay: Duration | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """Whether a served contact is solved, and whether an unsolved one comes back."""

    solved_probability: float = 1.0
    return_probability: float = 0.0
    delay: Duration | None = None


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot in front of the queue: every contact spends ``duration`` there (rule M2).

    The contained share ends there. Contained is not solved: ``repeat`` says which of them the
    bot solved and which of the others come back.
    """

    containment: float = 0.0
    duration: Duration | None = None
    repeat: Repeat = Repeat()


class Dispatch(StrEnum):
    """How a contact meets an agent (rule M4)."""

    QUEUE = "queue"  # waits for a free slot
    PUSH = "push"  # is given to an agent at once, past the slots, up to the group's cap


class Offline(StrEnum):
    """What becomes of a contact while nobody who could serve it is on duty (rule M3)."""

    WAITS = "waits"  # as ever: patience runs
    MESSAGE = "message"  # the buyer leaves; the message is answered at opening with short work
    CLEARED = "cleared"  # the queue is emptied


@dataclass(frozen=True, slots=True)
class Turns:
    """A chat by rounds: the customer thinks and writes, the agent reads and answers (rule M5).

    ``think`` is the customer's own time before each further message, ``reply`` an agent's seconds
    of attention for one answer, ``first_reply`` for the first one where it differs.
    """

    rounds: Rounds
    think: Duration
    reply: Duration
    first_reply: Duration | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """A served contact is passed on to group ``to``, at most once, and keeps its clock.

    ``from_groups`` names the groups whose agents do so; empty means all others.
    """

    to: str
    probability: float
    from_groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise InputError("transfer.probability", probability=self.probability)
        if self.to in self.from_groups:
            raise InputError("transfer.itself", group=self.to)


@dataclass(frozen=True, slots=True)
class ClassStretch:
    """Customers who first arrive in ``[start_s, end_s)`` have other work or patience."""

    start_s: float
    end_s: float
    work: Duration | None = None
    patience: Duration | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start_s < self.end_s:
            raise InputError("class.stretch", start_s=self.start_s, end_s=self.end_s)


@dataclass(frozen=True, slots=True)
class ContactClass:
    """One kind of contact.

    Parameters
    ----------
    work, reply_work
        Seconds of an agent's full attention at rate level, and the part of it that produces the
        first reply (never more than the work; None: whoever takes the contact has replied, as on
        the phone).
    groups, opens_after_s
        Who serves it, in order of preference, and the seconds of waiting after which each group
        opens to it (ascending, the first 0; empty: all at once).
    priority
        The higher is taken first.
    turns
        The chat by rounds, for scenarios at turn level.
    waiting_room
        Greatest number of contacts of the class that wait; None: any. Who finds it full is
        blocked, and may try again like one who hung up.
    latest_agent_first
        A returning customer goes to the agent who served last, if free.
    stretches
        Other work or patience by the time of the customer's first arrival; must not overlap.
    """

    id: str
    name: Text
    channel: Channel
    arrivals: ArrivalProfile
    work: Duration
    reply_work: Duration | None
    patience: Patience
    groups: tuple[str, ...]
    priority: int = 0
    retry: Retry = Retry()
    repeat: Repeat = Repeat()
    bot: Bot = Bot()
    wrap_up: Duration | None = None
    opens_after_s: tuple[float, ...] = ()
    turns: Turns | None = None
    waiting_room: int | None = None
    dispatch: Dispatch = Dispatch.QUEUE
    latest_agent_first: bool = False
    offline: Offline = Offline.WAITS
    transfers: tuple[Transfer, ...] = ()
    stretches: tuple[ClassStretch, ...] = ()

    def __post_init__(self) -> None:
        opens = self.opens_after_s
        ascending = not opens or (
            len(opens) == len(self.groups)
            and opens[0] == 0
            and all(earlier <= later for earlier, later in pairwise(opens))
        )
        if not ascending or (self.waiting_room is not None and self.waiting_room < 0):
            raise InputError("class.invalid", contact_class=self.id)
        if not all(0 <= chance <= 1 for chance in self._chances()):
            raise InputError("class.chance", contact_class=self.id)
        in_order = sorted(self.stretches, key=lambda stretch: stretch.start_s)
        if any(later.start_s < earlier.end_s for earlier, later in pairwise(in_order)):
            raise InputError("class.overlap", contact_class=self.id)

    def _chances(self) -> tuple[float, ...]:
        repeats = (self.repeat, self.bot.repeat)
        return (
            self.retry.probability,
            self.bot.containment,
            *(repeat.solved_probability for repeat in repeats),
            *(repeat.return_probability for repeat in repeats),
        )
