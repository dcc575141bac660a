"""Many replications of a scenario, and what they say together."""

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.errors import InputError
from engine.simulation.contact_log import ContactLog
from engine.simulation.estimates import Estimated, estimate
from engine.simulation.executors import Progress, run_replications
from engine.simulation.measurement import MeasurePlan, measure_plan, measured
from engine.simulation.reference import contact_log
from engine.simulation.sampling import sampled_contacts


@dataclass(frozen=True, eq=False)  # no slots: what is looked up often is kept
class SimulationResult:
    """The measures of every replication.

    ``table`` is (replications, scopes, measures), nan where there was nothing to measure;
    ``attempts`` counts the attempts made in all replications.
    """

    scenario: Scenario
    seed: int
    plan: MeasurePlan
    table: NDArray[np.float64]
    attempts: int

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

    def values(self, scope: str, measure: str) -> NDArray[np.float64]:
        """Return a measure in each replication, (replications,).

        Raises
        ------
        InputError
            ``simulation.not_measured`` if there is no such scope or measure.
        """
        if scope not in self._lines or measure not in self.plan.ids:
            raise InputError("simulation.not_measured", measure=measure, scope=scope)
        return self.table[:, self._lines[scope], self.plan.ids.index(measure)]

    def estimate(self, scope: str, measure: str) -> Estimated:
        """Return a measure's mean with its 95 % interval and its quantiles over replications."""
        return estimate(self.values(scope, measure))

    def by_interval(self, measure: str) -> NDArray[np.float64]:
        """Return a measure in each replication and interval, (replications, intervals)."""
        if measure not in self.plan.ids:
            raise InputError("simulation.not_measured", measure=measure, scope="interval")
        return self.table[:, self._interval_lines(), self.plan.ids.index(measure)]

    @cached_property
    def _lines(self) -> dict[str, int]:
        return {key: line for line, key in enumerate(self.scope_keys)}

    def _interval_lines(self) -> list[int]:
        named = enumerate(self.plan.scopes)
        return [line for line, scope in named if scope.stretch.startswith("interval:")]


def simulate(
    scenario: Scenario,
    seed: int,
    replications: int,
    workers: int = 1,
    progress: Progress | None = None,
) -> SimulationResult:
    """Return the measures of replications 0, 1, ... of a scenario.

    Parameters
    ----------
    seed
        >= 0; replication r of a seed is the same whatever ``replications`` and ``workers`` are.
    replications
        >= 1.
    workers
        Processes, see :func:`engine.simulation.executors.run_replications`.
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
    replicate = partial(_measures_of, scenario, plan, seed)
    parts = run_replications(replicate, range(replications), workers=workers, progress=progress)
    table = np.stack([values for values, _ in parts])
    return SimulationResult(scenario, seed, plan, table, sum(made for _, made in parts))


def replication_log(scenario: Scenario, seed: int, replication: int) -> ContactLog:
    """Return the contact log of one replication."""
    sampled = sampled_contacts(scenario, seed=seed, replication=replication)
    return contact_log(scenario, sampled)


def _measures_of(
    scenario: Scenario, plan: MeasurePlan, seed: int, replication: int
) -> tuple[NDArray[np.float64], int]:
    log = replication_log(scenario, seed, replication)
    return measured(scenario, plan, log), int(log.made.size)
