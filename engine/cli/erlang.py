"""``heng erlang``: the closed formulas of one queue in steady state."""

from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit, header, message
from engine.errors import MethodError

if TYPE_CHECKING:
    from engine.queueing.erlang import Queue

FIGURES = {  # key of the command-line contract, name in engine.queueing.erlang.Queue
    "wait_probability": "wait_probability",
    "mean_wait_s": "wait_mean_s",
    "service_level": "service_level",
    "abandonment": "abandonment",
    "occupancy": "occupancy",
    "queue_mean": "queue_mean",
}
DEFAULT_THRESHOLD_S = 30.0


def erlang(
    arrivals_per_h: Annotated[
        float, typer.Option("--arrivals-per-h", help="Contacts per hour, all intervals alike.")
    ],
    handle_time_s: Annotated[
        float, typer.Option("--handle-time-s", help="Mean handle time in seconds.")
    ],
    agents: Annotated[int, typer.Option("--agents", help="Agents on duty, one contact each.")],
    patience_s: Annotated[
        float | None,
        typer.Option("--patience-s", help="Mean patience in seconds; without it nobody abandons."),
    ] = None,
    threshold_s: Annotated[
        float, typer.Option("--threshold-s", help="Threshold of the service level in seconds.")
    ] = DEFAULT_THRESHOLD_S,
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Erlang B (blocking), and Erlang C or, with a patience, Erlang A (waits, service level).

    Where the queue would grow for ever there is no steady state: ``steady_state`` is false, only
    the blocking is given, and stderr says why.
    """
    from engine.i18n.translate import render, render_error
    from engine.queueing.erlang import blocking

    language = chosen_language(lang)
    overload: MethodError | None = None
    figures: dict[str, float | None] = dict.fromkeys(FIGURES)
    try:
        queue = _queue(arrivals_per_h, handle_time_s, agents, patience_s, threshold_s)
        figures = {key: getattr(queue, name) for key, name in FIGURES.items()}
    except MethodError as fault:
        overload = fault
    offered_load = arrivals_per_h / 3600 * handle_time_s
    told = {
        "model": "erlang_c" if patience_s is None else "erlang_a",
        "threshold_s": threshold_s,
        "offered_load": offered_load,
        "blocking": blocking(offered_load, agents),
        "steady_state": overload is None,
        **figures,
    }
    sentence = f"queueing.{told['model']}"
    if overload is not None:
        sentence = "queueing.erlang_b"
        message(render_error(overload, language))
    document = {"heng": header(), **told}
    emit(document, lambda: render(sentence, {**told, "agents": agents}, language), json_)


def _queue(
    arrivals_per_h: float,
    handle_time_s: float,
    agents: int,
    patience_s: float | None,
    threshold_s: float,
) -> "Queue":
    from engine.queueing.erlang import erlang_a, erlang_c

    if patience_s is None:
        return erlang_c(arrivals_per_h, handle_time_s, agents, threshold_s=threshold_s)
    return erlang_a(
        arrivals_per_h, handle_time_s, agents, patience_s=patience_s, threshold_s=threshold_s
    )
