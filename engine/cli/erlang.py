"""``heng erlang``: the closed formulas of one queue in steady state."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit, header, message
from engine.domain.texts import Language
from engine.errors import InputError, MethodError

if TYPE_CHECKING:
    from engine.domain.durations import Duration
    from engine.queueing.desk import Desk
    from engine.queueing.steady_state import Queue

FIGURES = {  # key of the command-line contract, name in engine.queueing.steady_state.Queue
    "wait_probability": "wait_probability",
    "mean_wait_s": "wait_mean_s",
    "service_level": "service_level",
    "abandonment": "abandonment",
    "occupancy": "occupancy",
    "queue_mean": "queue_mean",
}
OPTIONS = {  # argument of a formula, option that gives it
    "arrival_rate_per_h": "--arrivals-per-h",
    "handle_time_s": "--handle-time-s",
    "handle_cv": "--handle-cv",
    "agents": "--agents",
    "patience": "--patience-s",
    "patience_s": "--patience-s",
    "patience_shape": "--patience-shape",
    "room": "--waiting-room",
    "waiting_room": "--waiting-room",
    "threshold_s": "--threshold-s",
}
DEFAULT_THRESHOLD_S = 30.0
MISSED = 1  # the exit code when the honest answer is no
WITH_CV = ("lognormal", "gamma", "weibull", "uniform", "hyperexponential")

PatienceShape = Literal[
    "exponential", "deterministic", "lognormal", "gamma", "weibull", "uniform", "hyperexponential"
]

ArrivalsOption = Annotated[
    float, typer.Option("--arrivals-per-h", help="Contacts per hour, all intervals alike.")
]
HandleTimeOption = Annotated[
    float, typer.Option("--handle-time-s", help="Mean handle time in seconds.")
]
AgentsOption = Annotated[
    int | None,
    typer.Option("--agents", help="Agents on duty, one contact each; without it the fewest."),
]
PatienceOption = Annotated[
    float | None,
    typer.Option("--patience-s", help="Mean patience in seconds; without it nobody abandons."),
]
ShapeOption = Annotated[
    PatienceShape | None,
    typer.Option("--patience-shape", help="Law of the patience; exponential without it."),
]
PatienceCvOption = Annotated[
    float | None,
    typer.Option("--patience-cv", help="Its standard deviation over its mean."),
]
WaitingRoomOption = Annotated[
    int | None,
    typer.Option("--waiting-room", help="Places to wait; 0 for Erlang B, no limit without it."),
]
HandleCvOption = Annotated[
    float | None,
    typer.Option(
        "--handle-cv",
        help="Standard deviation of the handle time over its mean: approximate M/G/c.",
    ),
]
ThresholdOption = Annotated[
    float, typer.Option("--threshold-s", help="Threshold of the service level in seconds.")
]
ServiceLevelOption = Annotated[
    float | None,
    typer.Option("--service-level", help="Least share answered in time: how many agents?"),
]
OccupancyOption = Annotated[
    float | None,
    typer.Option("--max-occupancy", help="Greatest occupancy, 0 to 1: how many agents?"),
]


@dataclass(frozen=True, slots=True)
class Goals:
    """What the agents must reach; None asks nothing."""

    service_level: float | None
    max_occupancy: float | None

    @property
    def are_given(self) -> bool:
        """Whether anything is asked."""
        return self.service_level is not None or self.max_occupancy is not None


def erlang(
    arrivals_per_h: ArrivalsOption,
    handle_time_s: HandleTimeOption,
    agents: AgentsOption = None,
    patience_s: PatienceOption = None,
    patience_shape: ShapeOption = None,
    patience_cv: PatienceCvOption = None,
    waiting_room: WaitingRoomOption = None,
    handle_cv: HandleCvOption = None,
    threshold_s: ThresholdOption = DEFAULT_THRESHOLD_S,
    service_level: ServiceLevelOption = None,
    max_occupancy: OccupancyOption = None,
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Erlang B, C or A, and their kin: waits, service level, abandonment of one queue.

    Without a patience, Erlang C; with one, Erlang A, or M/M/c+G for another shape. With a waiting
    room the last contacts are refused; with --handle-cv the figures are approximations. With
    --service-level or --max-occupancy the fewest agents are sought; if --agents is given too and
    falls short, exits 1.

    Where the queue would grow for ever there is no steady state: ``steady_state`` is false, only
    the blocking is given, and stderr says why.
    """
    language = chosen_language(lang)
    goals = Goals(service_level, max_occupancy)
    with _told_by_option():
        patience = _patience(patience_s, patience_shape, patience_cv)
        desk = _desk(arrivals_per_h, handle_time_s, threshold_s, patience, waiting_room, handle_cv)
        required = _required(desk, goals)
        on_duty = agents if agents is not None else required
        if on_duty is None:
            raise InputError("queueing.agents_or_goal")
        queue, overload = _queue(desk, on_duty)
        told = _figures(desk, on_duty, queue)
    if goals.are_given:
        told |= {"required_agents": required, "meets_goals": on_duty >= (required or 0)}
    if overload is not None:
        from engine.i18n.translate import render_error

        message(render_error(overload, language))
    emit({"heng": header(), **told}, lambda: _text(told, language), json_)
    if told.get("meets_goals") is False:
        raise typer.Exit(MISSED)


@contextmanager
def _told_by_option() -> Iterator[None]:
    """Name the option where a formula names its argument: ``--waiting-room`` for ``room``."""
    try:
        yield
    except InputError as wrong:
        named = {
            key: OPTIONS.get(str(value), value) if key in ("name", "first", "second") else value
            for key, value in wrong.values.items()
        }
        raise InputError(wrong.code, wrong.faults, **named) from wrong


def _desk(
    arrivals_per_h: float,
    handle_time_s: float,
    threshold_s: float,
    patience: "Duration | None",
    waiting_room: int | None,
    handle_cv: float | None,
) -> "Desk":
    """Return the desk, its figures checked before anything is asked of it."""
    from engine.queueing.arguments import check_not_negative, offered_load_of
    from engine.queueing.desk import Desk

    offered_load_of(arrivals_per_h, handle_time_s)
    check_not_negative(threshold_s=threshold_s, room=waiting_room or 0, handle_cv=handle_cv or 0.0)
    return Desk(arrivals_per_h, handle_time_s, threshold_s, patience, waiting_room, handle_cv)


def _patience(
    mean_s: float | None, shape: PatienceShape | None, cv: float | None
) -> "Duration | None":
    from engine.domain.durations import Duration, Shape
    from engine.queueing.arguments import check_positive

    if mean_s is None:
        if shape is not None or cv is not None:
            raise InputError("queueing.patience_missing")
        return None
    check_positive(patience_s=mean_s)
    name = shape or "exponential"
    if name in WITH_CV and cv is None:
        raise InputError("queueing.cv_missing", shape=name)
    if name not in WITH_CV and cv is not None:
        raise InputError("queueing.cv_given", shape=name)
    return Duration(Shape(name), mean_s) if cv is None else Duration(Shape(name), mean_s, cv)


def _required(desk: "Desk", goals: Goals) -> int | None:
    from engine.queueing.fewest_agents import fewest_agents

    if not goals.are_given:
        return None
    return fewest_agents(
        desk.queue,
        least=desk.fewest_steady,
        service_level=goals.service_level,
        max_occupancy=goals.max_occupancy,
    )


def _queue(desk: "Desk", agents: int) -> tuple["Queue | None", MethodError | None]:
    """Return the queue, or why there is none in steady state."""
    try:
        return desk.queue(agents), None
    except MethodError as fault:
        return None, fault


def _figures(desk: "Desk", agents: int, queue: "Queue | None") -> dict[str, object]:
    from engine.queueing.erlang import blocking

    refused = desk.room is not None and queue is not None
    return {
        "model": desk.model.value,
        "approximate": desk.is_approximate,
        "agents": agents,
        "threshold_s": desk.threshold_s,
        "offered_load": desk.offered_load,
        "blocking": queue.blocking
        if queue is not None and refused
        else blocking(desk.offered_load, agents),
        "steady_state": queue is not None,
        **{key: getattr(queue, name, None) for key, name in FIGURES.items()},
    }


def _text(told: dict[str, object], language: Language) -> str:
    from engine.i18n.translate import render

    model, steady = told["model"], told["steady_state"]
    keys = [f"title.{model}" if steady else "title.overloaded"]
    keys += ["figures"] if steady else []
    keys.append("refused" if model in ("erlang_b", "limited_room") else "lost")
    keys += ["approximate"] if steady and told["approximate"] else []
    keys += ["required"] if "required_agents" in told else []
    return "\n".join(render(f"queueing.{key}", told, language) for key in keys)
