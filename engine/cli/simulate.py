"""``heng simulate``: whether the targets of one scenario hold, from many simulated days."""

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.output import (
    JsonOption,
    LanguageOption,
    chosen_language,
    emit,
    header,
    message,
    shown_path,
)
from engine.domain.texts import Language
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.domain.scenario import Scenario
    from engine.simulation.replications import SimulationResult
    from engine.simulation.verdicts import TargetVerdict

DEFAULT_REPLICATIONS = 100
DEFAULT_SEED = 1
DEFAULT_WORKERS = 2
REFERENCE = "reference"
MISSED = 1  # the exit code when the honest answer is no
SHOWN_MEASURES = (
    "arrived", "bot_ended", "offered", "late_messages", "abandonment", "reply_rate", "frt_mean_s",
    "frt_p90_s", "frt_attainment_60_s", "rate_3min", "rate_30s", "wait_mean_s", "handle_mean_s",
    "occupancy", "concurrency", "backlog",
)  # fmt: skip
INTERVAL_MEASURES = (
    "arrived", "bot_ended", "offered", "served", "abandoned", "late_messages", "still_open",
    "frt_mean_s", "frt_p90_s", "frt_attainment_60_s", "wait_mean_s", "occupancy",
    "slot_occupancy", "queue_mean", "backlog",
)  # fmt: skip


def simulate(
    scenario: Annotated[
        Path, typer.Argument(metavar="SCENARIO.toml", help="The scenario to simulate.")
    ],
    replications: Annotated[
        int, typer.Option("--replications", min=1, help="Simulated days.")
    ] = DEFAULT_REPLICATIONS,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the randomness.")] = DEFAULT_SEED,
    engine: Annotated[str, typer.Option("--engine", help="reference.")] = REFERENCE,
    log: Annotated[
        Path | None,
        typer.Option("--log", metavar="FILE", help="Write day 1's contacts: .csv or .parquet."),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="Processes; figures do not depend on it.")
    ] = DEFAULT_WORKERS,
    lang: LanguageOption = None,
    json_: JsonOption = False,
) -> None:
    """Simulate a scenario and judge its targets: held, missed or undecided.

    Exits 1 when a target is missed; an undecided one exits 0.
    """
    from engine.files.log_file import check_log_name
    from engine.files.scenario_file import read_scenario
    from engine.simulation.verdicts import Verdict, verdicts

    language = chosen_language(lang)
    if engine != REFERENCE:
        raise InputError("simulation.engine", engine=engine)
    if log is not None:
        check_log_name(log)
    read = read_scenario(scenario)
    started = perf_counter()
    result = _simulated(read, (seed, replications, workers), language)
    wall_s = perf_counter() - started
    found = verdicts(result, read.targets)
    if log is not None:
        _write_log(read, seed, log, language)
    document = {"heng": header([scenario], seed), **_document(result, found), "wall_s": wall_s}
    emit(document, lambda: _text(result, found, wall_s, language), json_)
    if any(each.verdict is Verdict.MISSED for each in found):
        raise typer.Exit(MISSED)


def _simulated(
    scenario: "Scenario", how: tuple[int, int, int], language: Language
) -> "SimulationResult":
    from engine.cli.progress import shown_progress
    from engine.simulation import replications

    with shown_progress(language) as tell:
        return replications.simulate(
            scenario, *how, lambda done, all_: tell(f"simulation:{scenario.id}", done, all_)
        )


def _write_log(scenario: "Scenario", seed: int, path: Path, language: Language) -> None:
    from engine.files.log_file import write_log
    from engine.i18n.translate import render
    from engine.simulation.log_columns import log_columns
    from engine.simulation.replications import replication_log

    write_log(log_columns(scenario, replication_log(scenario, seed, 0)), path)
    message(render("simulation.log", {"file": shown_path(path)}, language))


def _document(result: "SimulationResult", found: tuple["TargetVerdict", ...]) -> dict[str, object]:
    from dataclasses import asdict

    scopes = [key for key in result.scope_keys if not key.startswith("interval:")]
    return {
        "scenario": result.scenario.id,
        "generated": result.scenario.generated,
        "engine": REFERENCE,
        "replications": result.replications,
        "attempts": result.attempts,
        "measures": {
            scope: {id_: asdict(result.estimate(scope, id_)) for id_ in result.measure_ids}
            for scope in scopes
        },
        "intervals": _intervals(result),
        "targets": [asdict(each.target) | asdict(each) for each in found],
    }


def _intervals(result: "SimulationResult") -> list[dict[str, object]]:
    from engine.simulation.capacity import capacity_per_h

    capacity = capacity_per_h(result.scenario)
    rows: list[dict[str, object]] = []
    for scope in result.plan.scopes:
        if scope.stretch.startswith("interval:"):
            number = int(scope.stretch.removeprefix("interval:"))
            means = {id_: result.estimate(scope.key, id_).mean for id_ in INTERVAL_MEASURES}
            ends = {"start_s": scope.start_s, "end_s": scope.end_s}
            rows.append({**ends, "capacity_per_h": float(capacity[number]), **means})
    return rows


def _text(
    result: "SimulationResult",
    found: tuple["TargetVerdict", ...],
    wall_s: float,
    language: Language,
) -> str:
    from engine.i18n.translate import render

    scenario = result.scenario
    told = {
        "name": scenario.name,
        "replications": result.replications,
        "contacts": result.attempts / result.replications,
        "wall_s": wall_s,
    }
    lines = [render("simulation.title", told, language)]
    if scenario.generated:
        lines.append(render("simulation.generated", {}, language))
    if found:
        lines += ["", render("simulation.targets", {}, language)]
        lines += [_target_line(each, scenario, language) for each in found]
    lines += ["", render("simulation.measures", {}, language)]
    lines += [_measure_line(result, id_, language) for id_ in SHOWN_MEASURES]
    return "\n".join(lines)


def _target_line(found: "TargetVerdict", scenario: "Scenario", language: Language) -> str:
    from engine.domain.measures import meaning
    from engine.i18n.translate import render
    from engine.report import figures
    from engine.report.labels import measure_name, restricted, scope_name, verdict_name

    target = found.target
    unit = meaning(target.measure).unit
    notes = {
        "further": found.further > 0,
        "assumed": found.assumed,
        "without_contacts": found.without_contacts > 0,
    }
    counts = {"further": found.further, "count": found.without_contacts}
    said = [render(f"simulation.{key}", counts, language) for key, holds in notes.items() if holds]
    told = {
        "verdict": verdict_name(found.verdict.value, language),
        "measure": restricted(measure_name(target.measure, language), target, language),
        "comparison": target.comparison.value,
        "threshold": figures.limit(target.threshold, unit, language),
        "scope": scope_name(target.scope, scenario, language),
        "probability": found.probability,
        "low": found.low,
        "high": found.high,
        "required": found.required,
        "mean": figures.quantity(found.value.mean, unit, language),
        "note": "".join(said),
    }
    return "  " + render("simulation.target", told, language)


def _measure_line(result: "SimulationResult", measure: str, language: Language) -> str:
    from engine.domain.measures import meaning
    from engine.i18n.translate import render
    from engine.report import figures
    from engine.report.labels import measure_name

    found, unit = result.estimate("day", measure), meaning(measure).unit
    low, high = found.mean - found.half_width, found.mean + found.half_width
    told = {
        "measure": measure_name(measure, language),
        "mean": figures.quantity(found.mean, unit, language),
        "interval": figures.quantity_range(low, high, unit, language),
        "days": figures.quantity_range(found.p05, found.p95, unit, language),
    }
    return render("simulation.measure", told, language)
