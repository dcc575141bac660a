"""Planners ask whether the targets hold under a load, with this team."""

from collections.abc import Callable

import numpy as np

from engine.domain.pack import (
    Estimate,
    IntervalRow,
    MeasureRow,
    ScenarioPart,
    VerdictRow,
    WaveRow,
)
from engine.domain.scenario import Scenario
from engine.simulation.capacity import capacity_per_h
from engine.simulation.estimates import Estimated
from engine.simulation.measuring.measures import is_assumed_in, unit_of
from engine.simulation.replications import Machinery, SimulationResult, simulate
from engine.simulation.verdicts import TargetVerdict, verdicts

HOUR_S = 3600.0
DAY = "day"
ARRIVALS_BAND = (0.10, 0.90)  # over replications: the 80 % band of the picture

Progress = Callable[[int, int], None]


def plan_peak(
    scenario: Scenario, seed: int, replications: int, workers: int, progress: Progress | None
) -> ScenarioPart:
    """Return the load, what the team can do, and a verdict for each target.

    Raises
    ------
    InputError
        As :func:`engine.simulation.replications.simulate`.
    """
    result = simulate(scenario, seed, replications, Machinery(workers), progress)
    return ScenarioPart(
        id=scenario.id,
        name=scenario.name,
        factor=scenario.factor,
        agents=scenario.agents_rostered,
        replications=result.replications,
        contacts_mean=result.estimate(DAY, "arrived").mean,
        intervals=_interval_rows(scenario, result),
        waves=tuple(
            WaveRow(wave.name, wave.start_s, wave.end_s, wave.id) for wave in scenario.waves
        ),
        measures=tuple(
            row for id_ in result.measure_ids if (row := _measure_row(result, id_)) is not None
        ),
        verdicts=tuple(_verdict_row(each) for each in verdicts(result, scenario.targets)),
        generated=scenario.generated,
    )


def _interval_rows(scenario: Scenario, result: SimulationResult) -> tuple[IntervalRow, ...]:
    """Return arrivals that reach people against capacity, and the slow end of the responses."""
    per_h = HOUR_S / scenario.interval_s
    arrivals = result.by_interval("offered") * per_h
    low, high = np.quantile(arrivals, ARRIVALS_BAND, axis=0)
    responses = result.by_interval("frt_p90_s")
    capacity = capacity_per_h(scenario)
    rows = []
    for place, start_s in enumerate(result.interval_starts_s):
        seen = responses[np.isfinite(responses[:, place]), place]
        rows.append(
            IntervalRow(
                start_s=start_s,
                arrivals_per_h=float(arrivals[:, place].mean()),
                arrivals_p10=float(low[place]),
                arrivals_p90=float(high[place]),
                capacity_per_h=float(capacity[int(start_s // scenario.interval_s)]),
                first_response_p90_s=float(seen.mean()) if seen.size else None,
            )
        )
    return tuple(rows)


def _measure_row(result: SimulationResult, id_: str) -> MeasureRow | None:
    """Return a measure over the day, or None where no replication had anything to measure."""
    found = result.estimate(DAY, id_)
    if found.n == 0:
        return None
    return MeasureRow(
        measure=id_,
        scope=DAY,
        unit=unit_of(id_),
        mean=_with_interval(found, unit_of(id_)),
        p05=found.p05,
        p50=found.p50,
        p95=found.p95,
        assumed=is_assumed_in(result.scenario, id_),
    )


def _verdict_row(found: TargetVerdict) -> VerdictRow:
    target = found.target
    unit = unit_of(target.measure)
    return VerdictRow(
        measure=target.measure,
        unit=unit,
        comparison=target.comparison.value,
        threshold=target.threshold,
        scope=target.scope,
        contact_class=target.contact_class,
        group=target.group,
        simulated=None if found.value.n == 0 else _with_interval(found.value, unit),
        probability=Estimate(found.probability, found.low, found.high),
        required=found.required,
        verdict=found.verdict.value,
        replications=found.replications,
        without_contacts=found.without_contacts,
        further=found.further,
        assumed=found.assumed,
    )


def _with_interval(found: Estimated, unit: str) -> Estimate:
    """Return the mean with its t interval, kept within what the unit makes possible."""
    if not np.isfinite(found.half_width):
        return Estimate(found.mean)
    greatest = 1.0 if unit == "share" else np.inf
    low = max(0.0, found.mean - found.half_width)
    return Estimate(found.mean, low, float(min(greatest, found.mean + found.half_width)))
