"""Where each trigger of a policy stands between two monthly reviews, and what a review says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

_NOTHING: Mapping[str, float] = MappingProxyType({})


class TriggerVerdict(StrEnum):
    """What a monthly review says of one trigger."""

    FIRES = "fires"
    RELEASES = "releases"
    QUIET = "quiet"
    STAYS_RAISED = "stays_raised"
    COOLING_DOWN = "cooling_down"  # the rate calls for a change, yet the last one is too recent
    TOO_FEW = "too_few"  # with so few contacts it could not fire (or release) at all
    NO_ROOM = "no_room"  # it fires, yet caps or policy leave its leaves as they are

    @property
    def changes(self) -> bool:
        """Whether the verdict changes the trigger's state."""
        return self in (TriggerVerdict.FIRES, TriggerVerdict.RELEASES)


@dataclass(frozen=True, slots=True)
class TriggerState:
    """One trigger: idle or raised, since when, and what its rise changed.

    ``since`` is the first month under the last change (``2026-12``), empty where there was none.
    ``raised`` is what the rise added to which leaves, ``taken`` what it took from the others: a
    release gives just that back.
    """

    trigger: str
    is_raised: bool = False
    since: str = ""
    raised: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    taken: Mapping[str, float] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class TriggerStates:
    """The triggers of a policy as they stand after the review of ``period`` (``2026-11``).

    The states of a proposal hold once it is adopted; where it is declined, the states before it
    go on.
    """

    policy: str
    period: str
    triggers: tuple[TriggerState, ...]

    def of(self, trigger: str) -> TriggerState:
        """Return a trigger's state; one that is not known yet is idle."""
        known = (each for each in self.triggers if each.trigger == trigger)
        return next(known, TriggerState(trigger))
