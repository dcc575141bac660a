"""As many replications as a stated precision needs, with an interval that keeps its promise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.measures import meaning, nearest_measure
from engine.domain.scenario import Scenario
from engine.errors import InputError
from engine.simulation.estimates import LEVEL, estimate, half_width
from engine.simulation.executors import Progress
from engine.simulation.measuring.measurement import measure_plan
from engine.simulation.replications import ALONE, Machinery, SimulationResult, extended

FIRST_LOOK = 25


@dataclass(frozen=True, slots=True)
class Precision:
    """A measure whose mean is to be known to ``half_width``, in its unit.

    ``most`` is the greatest number of replications.
    """

    measure: str
    half_width: float
    scope: str = "day"
    most: int = 1600

    def __post_init__(self) -> None:
        if not self.half_width > 0 or self.most < FIRST_LOOK:
            raise InputError("simulation.precision", half_width=self.half_width, most=self.most)


@dataclass(frozen=True, slots=True)
class Precise:
    """What a run that stops by itself found.

    ``half_width`` belongs to an interval that covers the mean with 95 % although the number of
    replications was chosen by looking; ``level`` is the level that each look had to use for that.
    ``reached`` is false when the greatest number of replications was not enough.
    """

    result: SimulationResult
    mean: float
    half_width: float
    level: float
    looks: int
    reached: bool


def check_measured(scenario: Scenario, precision: Precision) -> None:
    """Refuse a measure or scope that no replication of a scenario will have: before any is run.

    Raises
    ------
    InputError
        ``simulation.measure_near`` or ``measure.unknown`` for an id that means nothing,
        ``simulation.day_lacks`` for one that the scenario does not have,
        ``simulation.not_measured`` for an unknown scope.
    """
    measure, plan = precision.measure, measure_plan(scenario)
    if measure not in plan.ids:
        near = nearest_measure(measure)
        try:
            meaning(measure)
        except InputError as unknown:
            if near is None:
                raise
            raise InputError("simulation.measure_near", measure=measure, nearest=near) from unknown
        raise InputError("simulation.day_lacks", measure=measure)
    if precision.scope not in {scope.key for scope in plan.scopes}:
        raise InputError("simulation.not_measured", measure=measure, scope=precision.scope)


def looks_up_to(most: int) -> tuple[int, ...]:
    """Return the numbers of replications at which the precision is looked at: doubling."""
    looks = []
    look = FIRST_LOOK
    while look < most:
        looks.append(look)
        look *= 2
    return (*looks, most)


def simulate_until_precise(
    start: SimulationResult,
    precision: Precision,
    machinery: Machinery = ALONE,
    progress: Progress | None = None,
) -> Precise:
    """Return a result whose mean of a measure is known well enough, or the best ``most`` gives.

    Parameters
    ----------
    start
        Replications that already exist; they count.

    Raises
    ------
    InputError
        ``simulation.not_measured`` for an unknown measure or scope.

    Notes
    -----
    Stopping as soon as the interval is short enough picks moments at which the spread is
    underestimated, and a plain 95 % interval then covers less often. Each of the k looks therefore
    uses 1 - 0.05 / k (Bonferroni): whichever look stops the run, all k intervals cover together
    with at least 95 %.
    """
    looks = looks_up_to(precision.most)
    level = 1 - (1 - LEVEL) / len(looks)
    result, looked, width = start, 0, float("nan")
    while looked < len(looks) and not width <= precision.half_width:
        result = extended(result, looks[looked], machinery, progress)
        width = half_width(_known(result, precision), level)
        looked += 1
    mean = estimate(result.values(precision.scope, precision.measure)).mean
    return Precise(result, mean, width, level, looked, bool(width <= precision.half_width))


def _known(result: SimulationResult, precision: Precision) -> NDArray[np.float64]:
    values = result.values(precision.scope, precision.measure)
    return values[np.isfinite(values)]
