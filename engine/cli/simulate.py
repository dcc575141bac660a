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
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.simulation.cluster import Cluster
    from engine.simulation.engines import Engine
    from engine.simulation.precision import Precision

DEFAULT_REPLICATIONS = 100
DEFAULT_SEED = 1
DEFAULT_WORKERS = 2
COMPILED = "compiled"
MISSED = 1  # the exit code when the honest answer is no


ScenarioArgument = Annotated[
    Path, typer.Argument(metavar="SCENARIO.toml", help="The scenario to simulate.")
]
ReplicationsOption = Annotated[
    int, typer.Option("--replications", min=1, help="How often the horizon (a day) is simulated.")
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Of the randomness.")]
EngineOption = Annotated[
    str, typer.Option("--engine", help="compiled, or reference: the same figures, slower.")
]
LogOption = Annotated[
    Path | None,
    typer.Option(
        "--log",
        metavar="FILE",
        help="Write replication 1's contacts, .csv or .parquet; at turn level their rounds too, "
        "into FILE-rounds.",
    ),
]
AgainstOption = Annotated[
    Path | None,
    typer.Option(
        "--against", metavar="OTHER.toml", help="Compare with another plan, same customers."
    ),
]
UntilDecidedOption = Annotated[
    bool, typer.Option("--until-decided", help="Go on while a target is undecided (to 1,600).")
]
PrecisionOption = Annotated[
    str | None,
    typer.Option(
        "--precision",
        metavar="MEASURE=WIDTH",
        help="Go on until the day's mean is known to this half width.",
    ),
]
WorkersOption = Annotated[
    int, typer.Option("--workers", min=1, help="Side by side; figures do not depend on it.")
]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS", help="Dask: local, or tls://HOST:PORT with --tls."
    ),
]
TlsOption = Annotated[
    tuple[Path, Path, Path] | None,
    typer.Option("--tls", metavar="CA CERT KEY", help="PEM files of an encrypted cluster."),
]


def simulate(
    scenario: ScenarioArgument,
    replications: ReplicationsOption = DEFAULT_REPLICATIONS,
    seed: SeedOption = DEFAULT_SEED,
    engine: EngineOption = COMPILED,
    log: LogOption = None,
    against: AgainstOption = None,
    until_decided: UntilDecidedOption = False,
    precision: PrecisionOption = None,
    workers: WorkersOption = DEFAULT_WORKERS,
    cluster: ClusterOption = None,
    tls: TlsOption = None,
    lang: LanguageOption = None,
    json_: JsonOption = False,
) -> None:
    """Simulate a scenario and judge its targets: held, missed or undecided.

    Exits 1 when a target is missed; an undecided one exits 0.
    """
    from engine.cli.progress import shown_progress
    from engine.cli.simulate_document import findings_document
    from engine.cli.simulate_text import findings_text
    from engine.i18n.translate import render
    from engine.services.simulations import SimulationOrder, run_simulation
    from engine.simulation.engines import engine_that_runs
    from engine.simulation.replications import Machinery

    language = chosen_language(lang)
    order = SimulationOrder(
        scenario,
        seed,
        replications,
        Machinery(workers, _engine(engine), _cluster(cluster, tls)),
        until_decided=until_decided,
        precision=_precision(precision),
        against=against,
        log=log,
    )
    if engine_that_runs(order.machinery.engine) is not order.machinery.engine:
        message(render("simulation.engine_fallback", {}, language))
    started = perf_counter()
    with shown_progress(language) as tell:
        found = run_simulation(order, tell)
    wall_s = perf_counter() - started
    if log is not None:
        message(render("simulation.log", {"file": shown_path(log)}, language))
    told = {
        "heng": header([scenario, *([against] if against else [])], seed),
        **findings_document(found),
        "wall_s": wall_s,
    }
    emit(told, lambda: findings_text(found, wall_s, language), json_)
    if any(each.verdict.value == "missed" for each in found.targets):
        raise typer.Exit(MISSED)


def _engine(name: str) -> "Engine":
    from engine.simulation.engines import Engine

    if name not in list(Engine):
        raise InputError("simulation.engine", engine=name)
    return Engine(name)


def _cluster(address: str | None, tls: tuple[Path, Path, Path] | None) -> "Cluster | None":
    from engine.simulation.cluster import Cluster

    if address is None:
        if tls is not None:
            raise InputError("simulation.tls_alone")
        return None
    return Cluster(address, *(str(path) for path in tls or ()))


def _precision(text: str | None) -> "Precision | None":
    """Read ``frt_mean_s=0.5``."""
    from engine.simulation.precision import Precision

    if text is None:
        return None
    measure, _, width = text.partition("=")
    try:
        return Precision(measure.strip(), float(width))
    except ValueError as no_number:
        raise InputError("simulation.precision_form", text=text) from no_number
