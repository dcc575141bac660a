"""Simulate a scenario as a planner asks for it: so many days, until sure, against another plan."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.domain.scenario import Fidelity, Scenario
from engine.domain.texts import Finding
from engine.files.log_file import check_log_place, rounds_name, write_log
from engine.files.scenario_file import read_scenario
from engine.simulation.comparison import PairedDifference, paired_difference
from engine.simulation.engines import Engine, compile_now, engine_that_runs, must_compile
from engine.simulation.findings import findings_of
from engine.simulation.log_columns import log_columns, round_columns
from engine.simulation.precision import (
    Precise,
    Precision,
    check_measured,
    simulate_until_precise,
)
from engine.simulation.replications import (
    Machinery,
    SimulationResult,
    extended,
    replication_log,
    simulate,
)
from engine.simulation.verdicts import TargetVerdict, verdicts

DAY = "day"
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class SimulationOrder:
    """What a planner asks for.

    ``against`` is a second scenario that meets the same customers; ``until_decided`` goes on to
    the next look while a target is undecided; ``precision`` goes on until a mean is known well
    enough; ``log`` is where the contacts of day 1 are written, their rounds beside it.
    """

    scenario: Path
    seed: int
    replications: int
    machinery: Machinery
    until_decided: bool = False
    precision: Precision | None = None
    against: Path | None = None
    log: Path | None = None


@dataclass(frozen=True, slots=True)
class SimulationFindings:
    """What the replications show; ``differences`` are second scenario less first, over the day."""

    result: SimulationResult
    findings: tuple[Finding, ...]
    targets: tuple[TargetVerdict, ...]
    precise: Precise | None
    against: SimulationResult | None
    against_targets: tuple[TargetVerdict, ...]
    differences: tuple[PairedDifference, ...]


def run_simulation(order: SimulationOrder, tell: Tell) -> SimulationFindings:
    """Return what the planner asked for, and write the log if one was.

    Parameters
    ----------
    tell
        Called with the stage, how much of it is done and how much there is.

    Raises
    ------
    InputError
        With every fault of a scenario file; for an unknown measure, seed or number.
    """
    scenario, other = _checked(order)
    if engine_that_runs(order.machinery.engine) is Engine.COMPILED:
        if must_compile():
            tell("compile", 0, 1)
        compile_now()
    result, precise = _first(scenario, order, tell)
    against = None if other is None else _paired_with(result, other, order, tell)
    if order.log is not None:
        _write_log(scenario, order, order.log)
    return SimulationFindings(
        result,
        findings_of(result),
        verdicts(result, scenario.targets),
        precise,
        against,
        () if against is None else verdicts(against, against.scenario.targets),
        () if against is None else _differences(result, against),
    )


def _checked(order: SimulationOrder) -> tuple[Scenario, Scenario | None]:
    """Return the scenarios; refuse what would be found wrong only after the simulation."""
    if order.log is not None:
        check_log_place(order.log)
    if order.machinery.cluster is not None:
        order.machinery.cluster.check_files()
    scenario = read_scenario(order.scenario)
    other = None if order.against is None else read_scenario(order.against)
    if order.precision is not None:
        check_measured(scenario, order.precision)
    return scenario, other


def _first(
    scenario: Scenario, order: SimulationOrder, tell: Tell
) -> tuple[SimulationResult, Precise | None]:
    def shown(done: int, all_: int) -> None:
        tell(f"simulation:{scenario.id}", done, all_)

    machinery, precise = order.machinery, None
    result = simulate(scenario, order.seed, order.replications, machinery, shown)
    if order.until_decided:
        while wanted := [each.further for each in verdicts(result, scenario.targets)]:
            if not any(wanted):
                break
            further = min(count for count in wanted if count)
            result = extended(result, result.replications + further, machinery, shown)
    if order.precision is not None:
        precise = simulate_until_precise(result, order.precision, machinery, shown)
        result = precise.result
    return result, precise


def _write_log(scenario: Scenario, order: SimulationOrder, path: Path) -> None:
    log = replication_log(scenario, order.seed, 0, order.machinery.engine)
    write_log(log_columns(scenario, log), path)
    if scenario.fidelity is Fidelity.TURNS:
        write_log(round_columns(scenario, log), rounds_name(path))


def _paired_with(
    result: SimulationResult, other: Scenario, order: SimulationOrder, tell: Tell
) -> SimulationResult:
    return simulate(
        other,
        order.seed,
        result.replications,
        order.machinery,
        lambda done, all_: tell(f"simulation:{other.id}", done, all_),
    )


def _differences(first: SimulationResult, second: SimulationResult) -> tuple[PairedDifference, ...]:
    ids = [id_ for id_ in first.measure_ids if id_ in second.measure_ids]
    found = (paired_difference(first, second, DAY, id_) for id_ in ids)
    return tuple(each for each in found if each.difference.n > 0)
