"""``heng erlang``: the closed formulas of one queue in steady state."""

from typing import Annotated

import typer

from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit, header

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
    """Erlang B (blocking), and Erlang C or, with a patience, Erlang A (waits, service level)."""
    from engine.i18n.translate import render
    from engine.queueing.erlang import blocking, erlang_a, erlang_c

    language = chosen_language(lang)
    if patience_s is None:
        queue = erlang_c(arrivals_per_h, handle_time_s, agents, threshold_s=threshold_s)
    else:
        queue = erlang_a(
            arrivals_per_h, handle_time_s, agents, patience_s=patience_s, threshold_s=threshold_s
        )
    offered_load = arrivals_per_h / 3600 * handle_time_s
    figures = {
        "offered_load": offered_load,
        "blocking": blocking(offered_load, agents),
        "wait_probability": queue.wait_probability,
        "mean_wait_s": queue.wait_mean_s,
        "service_level": queue.service_level,
        "abandonment": queue.abandonment,
        "occupancy": queue.occupancy,
        "queue_mean": queue.queue_mean,
    }
    model = "erlang_c" if patience_s is None else "erlang_a"
    document = {"heng": header(), "model": model, "threshold_s": threshold_s, **figures}
    told = {**figures, "threshold_s": threshold_s, "agents": agents}
    emit(document, lambda: render(f"queueing.{model}", told, language), json_)
