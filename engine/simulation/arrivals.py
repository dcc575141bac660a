"""Expected arrivals as a step function of time, and its inverse (rule M1).

The randomness (unit-rate gaps, busyness) comes from :mod:`engine.simulation.sampling`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.domain.traffic import ArrivalProfile, ContactClass, Wave

DAY_S = 86_400.0
HOUR_S = 3_600.0


@dataclass(frozen=True, slots=True, eq=False)
class Intensity:
    """A piecewise-constant arrival rate.

    Parameters
    ----------
    edges_s
        (k + 1,), ascending, from 0 to the horizon.
    rates_per_s
        (k,), >= 0: the rate between two edges.
    cumulative
        (k + 1,): the expected number of arrivals before each edge.
    """

    edges_s: NDArray[np.float64]
    rates_per_s: NDArray[np.float64]
    cumulative: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        cumulative = np.zeros(self.edges_s.size)
        np.cumsum(self.rates_per_s * np.diff(self.edges_s), out=cumulative[1:])
        object.__setattr__(self, "cumulative", cumulative)

    @property
    def total(self) -> float:
        """Expected number of arrivals up to the horizon."""
        return float(self.cumulative[-1])

    def multiplied(self, factors: NDArray[np.float64], length_s: float) -> "Intensity":
        """Return the rate with each stretch of ``length_s`` from 0 on multiplied by its factor."""
        middles = (self.edges_s[:-1] + self.edges_s[1:]) / 2
        return Intensity(
            self.edges_s, self.rates_per_s * factors[(middles / length_s).astype(np.int64)]
        )


def class_intensity(scenario: Scenario, kind: ContactClass) -> Intensity:
    """Return the expected arrival rate of a class: waves and the planner's factor, no busyness.

    The edges include those of days and of the scenario's intervals, which busyness may multiply.
    """
    waves = [wave for wave in scenario.waves if not wave.classes or kind.id in wave.classes]
    days = np.arange(0.0, scenario.horizon_s, DAY_S)
    intervals = np.arange(0.0, scenario.horizon_s, scenario.interval_s)
    flow = intensity(kind.arrivals, waves, scenario.horizon_s, np.concatenate((days, intervals)))
    return Intensity(flow.edges_s, flow.rates_per_s * scenario.factor)


def expected_contacts(scenario: Scenario, kind: ContactClass) -> float:
    """Return the expected number of customers of a class before the horizon."""
    if kind.arrivals.times_s is not None:
        return float(sum(time_s < scenario.horizon_s for time_s in kind.arrivals.times_s))
    return class_intensity(scenario, kind).total


def intensity(
    profile: ArrivalProfile,
    waves: Sequence[Wave],
    horizon_s: float,
    cuts_s: NDArray[np.float64] | None = None,
) -> Intensity:
    """Return a class's arrival rate over the horizon.

    Parameters
    ----------
    profile
        Rates by interval; a profile shorter than the horizon begins again (a daily profile
        serves a week). Measured arrivals have no rate.
    waves
        Each multiplies the rates between its start and end; overlapping waves multiply.
    horizon_s
        Seconds, > 0.
    cuts_s
        Further edges, in [0, horizon_s).
    """
    steps = np.arange(0.0, horizon_s, profile.interval_s)
    ends = [edge for wave in waves for edge in (wave.start_s, wave.end_s) if 0 < edge < horizon_s]
    cuts = np.empty(0) if cuts_s is None else cuts_s
    edges = np.unique(np.concatenate((steps, ends, cuts, [horizon_s])))
    middles = (edges[:-1] + edges[1:]) / 2
    rates = np.array(profile.rates_per_h if profile.times_s is None else (0.0,)) / HOUR_S
    rate = rates[(middles / profile.interval_s).astype(np.int64) % rates.size]
    for wave in waves:
        inside = (wave.start_s <= middles) & (middles < wave.end_s)
        rate = np.where(inside, rate * wave.factor, rate)
    return Intensity(edges, rate)


def arrival_times(flow: Intensity, unit_times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the arrival times of a unit-rate Poisson process run through the intensity.

    Parameters
    ----------
    unit_times
        (n,), ascending: arrival times of a Poisson process of rate 1.

    Returns
    -------
    ndarray
        Seconds, ascending; only those before the horizon.

    Notes
    -----
    The k-th customer of a class stays the k-th customer under every rate: scenarios of different
    load stay comparable. Stretches of rate 0 receive nobody.

    References
    ----------
    Cinlar, E. (1975). Introduction to Stochastic Processes, section 4.7 (time change).
    """
    cumulative = flow.cumulative
    before = np.searchsorted(unit_times, cumulative)  # unit times before each edge
    inside = unit_times[: before[-1]]
    step = np.repeat(np.arange(before.size - 1), np.diff(before))
    times: NDArray[np.float64] = flow.edges_s[step]
    times += (inside - cumulative[step]) / flow.rates_per_s[step]
    # the quotient may round up to the edge, or past it
    return np.minimum(times, np.nextafter(flow.edges_s[1:], 0.0)[step])
