"""One desk in steady state and the formula that fits it."""

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.durations import Duration, Shape
from engine.errors import InputError
from engine.queueing.arguments import offered_load_of
from engine.queueing.erlang import erlang_a, erlang_c
from engine.queueing.general_patience import erlang_general_patience
from engine.queueing.general_service import queue_several_agents
from engine.queueing.steady_state import Queue
from engine.queueing.waiting_room import limited_room


class Model(StrEnum):
    """Which formula fits a desk."""

    ERLANG_B = "erlang_b"
    ERLANG_C = "erlang_c"
    ERLANG_A = "erlang_a"
    LIMITED_ROOM = "limited_room"
    GENERAL_PATIENCE = "general_patience"
    GENERAL_SERVICE = "general_service"


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that decides a queue but for the number of agents.

    Parameters
    ----------
    arrival_rate_per_h, handle_time_s, threshold_s
        As in :func:`engine.queueing.erlang.erlang_c`.
    patience
        None: nobody abandons.
    room
        Places to wait; None: no limit.
    handle_cv
        Coefficient of variation of the handle time; None: exponential.

    Raises
    ------
    InputError
        ``queueing.not_together`` for two things that no closed formula joins.
    """

    arrival_rate_per_h: float
    handle_time_s: float
    threshold_s: float
    patience: Duration | None = None
    room: int | None = None
    handle_cv: float | None = None

    def __post_init__(self) -> None:
        """Refuse what the simulation must answer."""
        if self.room == 0:  # nobody waits: patience and the law of the handle time are idle
            return
        general = self.patience is not None and self.patience.shape is not Shape.EXPONENTIAL
        if self.handle_cv is not None and self.patience is not None:
            raise InputError("queueing.not_together", first="handle_cv", second="patience")
        if self.handle_cv is not None and self.room is not None:
            raise InputError("queueing.not_together", first="handle_cv", second="waiting_room")
        if general and self.room is not None:
            raise InputError("queueing.not_together", first="patience_shape", second="waiting_room")

    @property
    def offered_load(self) -> float:
        """Arrival rate times mean handle time, in agents."""
        return offered_load_of(self.arrival_rate_per_h, self.handle_time_s)

    @property
    def model(self) -> Model:
        """The formula that fits."""
        if self.room is not None:
            return Model.ERLANG_B if self.room == 0 else Model.LIMITED_ROOM
        if self.handle_cv is not None:
            return Model.GENERAL_SERVICE
        if self.patience is None:
            return Model.ERLANG_C
        exponential = self.patience.shape is Shape.EXPONENTIAL
        return Model.ERLANG_A if exponential else Model.GENERAL_PATIENCE

    @property
    def is_approximate(self) -> bool:
        """Whether the mean wait and the service level are approximations."""
        return self.model is Model.GENERAL_SERVICE

    @property
    def fewest_steady(self) -> int:
        """Fewest agents with a steady state."""
        bounded = self.patience is not None or self.room is not None
        return 1 if bounded else int(self.offered_load) + 1

    def queue(self, agents: int) -> Queue:
        """Return the queue with a number of agents.

        Raises
        ------
        InputError, MethodError
            As the formula does: ``queueing.overloaded`` where the queue would grow for ever.
        """
        given = (self.arrival_rate_per_h, self.handle_time_s, agents)
        patience_s = None if self.patience is None else self.patience.mean_s
        threshold_s = self.threshold_s
        if self.room is not None:
            return limited_room(
                *given, room=self.room, threshold_s=threshold_s, patience_s=patience_s
            )
        if self.handle_cv is not None:
            return queue_several_agents(*given, handle_cv=self.handle_cv, threshold_s=threshold_s)
        return self._with_patience(agents)

    def _with_patience(self, agents: int) -> Queue:
        given = (self.arrival_rate_per_h, self.handle_time_s, agents)
        if self.patience is None:
            return erlang_c(*given, threshold_s=self.threshold_s)
        if self.patience.shape is Shape.EXPONENTIAL:
            patience_s = self.patience.mean_s
            return erlang_a(*given, patience_s=patience_s, threshold_s=self.threshold_s)
        return erlang_general_patience(*given, patience=self.patience, threshold_s=self.threshold_s)
