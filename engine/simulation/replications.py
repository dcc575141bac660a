"""Many replications of a scenario, and what they say together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.errors import InputError
from engine.simulation.cluster import Cluster, run_on_cluster
from engine.simulation.contact_log import ContactLog
from engine.simulation.desk_plan import desk_of
from engine.simulation.engines import Engine, engine_function, engine_that_runs
from engine.simulation.estimates import Estimated, Pooled, estimate, pooled
from engine.simulation.executors import Progress, Workers, run_replications
from engine.simulation.measuring.measurement import MeasurePlan, measure_plan, measured_parts
from engine.simulation.sampling import sampled_contacts

INTERVAL = "interval:"


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What replications measured, one table of scopes by measures each.

    ``measures`` is (replications, scopes, measures), nan where there was nothing to measure;
    ``parts`` is (replications, 2, scopes that are no intervals, measures): what each measure is of,
    numerators and denominators. ``attempts`` is (replications,).
    """

    measures: NDArray[np.float64]
    parts: NDArray[np.float64]
    attempts: NDArray[np.int64]

    def __add__(self, more: "Tables") -> "Tables":
        """Return these replications, then more."""
        return Tables(
            np.concatenate((self.measures, more.measures)),
            np.concatenate((self.parts, more.parts)),
            np.concatenate((self.attempts, more.attempts)),
        )


@dataclass(frozen=True, slots=True)
class Machinery:
    """What plays the replications; the figures do not depend on it.

    The compiled engine runs on threads, the reference on processes; a cluster takes either.
    """

    workers: int = 1
    engine: Engine = Engine.COMPILED
    cluster: Cluster | None = None


ALONE = Machinery()


@dataclass(frozen=True, eq=False)  # no slots: what is looked up often is kept
class SimulationResult:
    """The measures of every replication; ``engine`` is the one that ran."""

    scenario: Scenario
    seed: int
    plan: MeasurePlan
    tables: Tables
    engine: Engine

    @property
    def table(self) -> NDArray[np.float64]:
        """The measures, (replications, scopes, measures); nan where nothing could be measured."""
        return self.tables.measures

    @property
    def attempts(self) -> int:
        """The attempts made in all replications."""
        return int(self.tables.attempts.sum())

    @property
    def replications(self) -> int:
        """How many replications were run."""
        return int(self.table.shape[0])

    @cached_property
    def scope_keys(self) -> tuple[str, ...]:
        """Every scope measured: ``day``, ``wave:opening``, ``interval:40``, ``day/group:..``."""
        return tuple(scope.key for scope in self.plan.scopes)

    @property
    def measure_ids(self) -> tuple[str, ...]:
        """Every measure, by its id in ``docs/measures.md``."""
        return self.plan.ids

    @property
    def interval_starts_s(self) -> tuple[float, ...]:
        """The start of each measured interval, in seconds from the start of the horizon."""
        return tuple(self.plan.scopes[line].start_s for line in self._interval_lines())

    @property
    def interval_ends_s(self) -> tuple[float, ...]:
        """The end of each measured interval, in seconds from the start of the horizon."""
        return tuple(self.plan.scopes[line].end_s for line in self._interval_lines())

    def values(self, scope: str, measure: str) -> NDArray[np.float64]:
        """Return a measure in each replication, (replications,).

        Raises
        ------
        InputError
            ``simulation.not_measured`` if there is no such scope or measure.
        """
        self._refuse_unknown(scope, measure)
        return self.table[:, self._lines[scope], self._columns[measure]]

    def estimate(self, scope: str, measure: str) -> Estimated:
        """Return a measure's mean with its 95 % interval and its quantiles over replications."""
        return estimate(self.values(scope, measure))

    def pooled(self, scope: str, measure: str) -> Pooled:
        """Return a measure over all replications together: every contact weighs alike.

        Raises
        ------
        InputError
            ``simulation.not_measured`` if there is no such scope (of intervals only the measures
            are kept) or measure.
        """
        self._refuse_unknown(scope, measure)
        if scope not in self._pooled_lines:
            raise InputError("simulation.not_measured", measure=measure, scope=scope)
        parts = self.tables.parts[:, :, self._pooled_lines[scope], self._columns[measure]]
        return pooled(parts[:, 0], parts[:, 1])

    def by_interval(self, measure: str) -> NDArray[np.float64]:
        """Return a measure in each replication and interval, (replications, intervals)."""
        if measure not in self._columns:
            raise InputError("simulation.not_measured", measure=measure, scope="interval")
        return self.table[:, self._interval_lines(), self._columns[measure]]

    def interval_means(self, measure: str) -> NDArray[np.float64]:
        """Return a measure's mean over replications by interval, (intervals,).

        Replications without anything to measure in the interval are left out; nan where all are.
        """
        values = self.by_interval(measure)
        known = np.isfinite(values)
        means = np.full(values.shape[1], np.nan)
        totals = np.where(known, values, 0.0).sum(axis=0)
        np.divide(totals, known.sum(axis=0), out=means, where=known.any(axis=0))
        return means

    @cached_property
    def _lines(self) -> dict[str, int]:
        return {key: line for line, key in enumerate(self.scope_keys)}

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {id_: column for column, id_ in enumerate(self.plan.ids)}

    def _interval_lines(self) -> list[int]:
        named = enumerate(self.plan.scopes)
        return [line for line, scope in named if scope.stretch.startswith(INTERVAL)]

    @cached_property
    def _pooled_lines(self) -> dict[str, int]:
        lines = _pooled_lines(self.plan)
        return {self.scope_keys[line]: place for place, line in enumerate(lines)}

    def _refuse_unknown(self, scope: str, measure: str) -> None:
        if scope not in self._lines or measure not in self._columns:
            raise InputError("simulation.not_measured", measure=measure, scope=scope)


def simulate(
    scenario: Scenario,
    seed: int,
    replications: int,
    machinery: Machinery = ALONE,
    progress: Progress | None = None,
) -> SimulationResult:
    """Return the measures of replications 0, 1, ... of a scenario.

    Parameters
    ----------
    seed
        >= 0; replication r of a seed is the same whatever ``replications`` and ``machinery`` are.
    replications
        >= 1.
    progress
        Called with (done, all).

    Raises
    ------
    InputError
        For a negative seed, no replications, no workers, or a target that cannot be measured.
    """
    if replications < 1:
        raise InputError("simulation.replications", replications=replications)
    if seed < 0:
        raise InputError("simulation.seed", seed=seed, replication=0)
    plan = measure_plan(scenario)
    engine = engine_that_runs(machinery.engine)
    replicate = partial(_tables_of, scenario, plan, engine, seed)
    tables = _run(replicate, range(replications), replace(machinery, engine=engine), progress)
    return SimulationResult(scenario, seed, plan, tables, engine)


def extended(
    result: SimulationResult,
    replications: int,
    machinery: Machinery = ALONE,
    progress: Progress | None = None,
) -> SimulationResult:
    """Return a result with more replications: the same as if all had been run at once."""
    replicate = partial(_tables_of, result.scenario, result.plan, result.engine, result.seed)
    numbers = range(result.replications, replications)
    if not numbers:
        return result
    same = replace(machinery, engine=result.engine)
    return replace(result, tables=result.tables + _run(replicate, numbers, same, progress))


def replication_log(
    scenario: Scenario, seed: int, replication: int, engine: Engine = Engine.COMPILED
) -> ContactLog:
    """Return the contact log of one replication."""
    desk = desk_of(scenario, seed=seed, replication=replication)
    sampled = sampled_contacts(scenario, seed=seed, replication=replication)
    return engine_function(engine_that_runs(engine))(desk, sampled)


def _run(
    replicate: Callable[[int], Tables],
    numbers: Sequence[int],
    machinery: Machinery,
    progress: Progress | None,
) -> Tables:
    workers = machinery.workers
    if machinery.cluster is not None:
        found = run_on_cluster(
            replicate, numbers, machinery.cluster, workers=workers, progress=progress
        )
    else:
        compiled = machinery.engine is Engine.COMPILED
        kind = Workers.THREADS if compiled else Workers.PROCESSES
        found = run_replications(replicate, numbers, workers=workers, kind=kind, progress=progress)
    return Tables(
        np.concatenate([each.measures for each in found]),
        np.concatenate([each.parts for each in found]),
        np.concatenate([each.attempts for each in found]),
    )


def _tables_of(
    scenario: Scenario, plan: MeasurePlan, engine: Engine, seed: int, replication: int
) -> Tables:
    log = replication_log(scenario, seed, replication, engine)
    parts = measured_parts(scenario, plan, log, seed=seed, replication=replication)
    of_contacts = np.stack((parts.numerators, parts.denominators))[:, _pooled_lines(plan)]
    return Tables(parts.measures[None], of_contacts[None], np.array([log.contacts.size]))


def _pooled_lines(plan: MeasurePlan) -> list[int]:
    """Return the lines of the scopes whose parts are kept: of intervals they would fill memory."""
    named = enumerate(plan.scopes)
    return [line for line, scope in named if not scope.stretch.startswith(INTERVAL)]
