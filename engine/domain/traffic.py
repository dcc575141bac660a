"""What arrives: classes of contacts, when, with how much work and how much patience."""

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.texts import Text
from engine.errors import InputError


class Channel(StrEnum):
    """How a contact reaches the team."""

    CHAT = "chat"
    PHONE = "phone"
    TICKET = "ticket"


class Shape(StrEnum):
    """Family of a positive random duration."""

    DETERMINISTIC = "deterministic"
    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    GAMMA = "gamma"
    UNIFORM = "uniform"


@dataclass(frozen=True, slots=True)
class Duration:
    """A random duration in seconds.

    ``cv`` is the coefficient of variation (standard deviation over mean); it is free for
    lognormal and gamma, 1 for exponential, 0 for deterministic, and at most 1/sqrt(3) for
    uniform (which then lies between mean (1 - sqrt(3) cv) and mean (1 + sqrt(3) cv)).
    """

    shape: Shape
    mean_s: float
    cv: float = 1.0

    def __post_init__(self) -> None:
        if not self.mean_s > 0:
            raise InputError("duration.mean", mean_s=self.mean_s)
        free = self.shape in (Shape.LOGNORMAL, Shape.GAMMA)
        if free and not self.cv > 0:
            raise InputError("duration.cv", cv=self.cv)
        if self.shape is Shape.UNIFORM and not 0 < self.cv <= 3**-0.5:
            raise InputError("duration.cv", cv=self.cv)


class OnPatience(StrEnum):
    """What happens when a customer's patience ends before an agent is free (rule M3)."""

    HANGS_UP = "hangs_up"
    MESSAGE_STAYS = "message_stays"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a customer waits in the human queue; ``duration`` None waits for ever.

    ``short_work`` is the work of answering a message whose buyer is gone.
    """

    duration: Duration | None
    on_patience: OnPatience
    short_work: Duration | None = None


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


@dataclass(frozen=True, slots=True)
class ArrivalProfile:
    """Expected arrivals: piecewise-constant rates, from the start of the horizon.

    ``rates_per_h`` holds one rate for each interval of ``interval_s`` seconds, before waves and
    before the scenario's factor.
    """

    interval_s: float
    rates_per_h: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.interval_s > 0 or any(rate < 0 for rate in self.rates_per_h):
            raise InputError("profile.rates", interval_s=self.interval_s)


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


@dataclass(frozen=True, slots=True)
class ContactClass:
    """One kind of contact.

    ``work`` is seconds of an agent's full attention; ``reply_work`` the part of it that produces
    the first reply (never more than the work; None: whoever takes the contact has replied, as on
    the phone); ``groups`` lists who serves it, in order of
    preference; a higher ``priority`` is taken first.
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
