"""Expected arrivals as a step function of time, and its inverse (rule M1).

The randomness (unit-rate gaps, busyness of the day) comes from :mod:`engine.simulation.sampling`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
    """

    edges_s: NDArray[np.float64]
    rates_per_s: NDArray[np.float64]

    @property
    def cumulative(self) -> NDArray[np.float64]:
        """Expected number of arrivals before each edge, (k + 1,)."""
        expected = self.rates_per_s * np.diff(self.edges_s)
        return np.concatenate(([0.0], np.cumsum(expected)))

    @property
    def total(self) -> float:
        """Expected number of arrivals up to the horizon."""
        return float(self.cumulative[-1])


def class_intensity(
    scenario: Scenario, kind: ContactClass, day_factors: NDArray[np.float64]
) -> Intensity:
    """Return the arrival rate of a class of a scenario; the rest as :func:`intensity`."""
    waves = [wave for wave in scenario.waves if not wave.classes or kind.id in wave.classes]
    return intensity(kind.arrivals, waves, scenario.horizon_s, day_factors)


def intensity(
    profile: ArrivalProfile,
    waves: Sequence[Wave],
    horizon_s: float,
    day_factors: NDArray[np.float64],
) -> Intensity:
    """Return a class's arrival rate over the horizon.

    Parameters
    ----------
    profile
        Rates by interval; a profile shorter than the horizon begins again (a daily profile
        serves a week).
    waves
        Each multiplies the rates between its start and end; overlapping waves multiply.
    horizon_s
        Seconds, > 0.
    day_factors
        (days,): the planner's factor times the busyness of each day of the horizon.
    """
    steps = np.arange(0.0, horizon_s, profile.interval_s)
    days = np.arange(0.0, horizon_s, DAY_S)
    ends = [edge for wave in waves for edge in (wave.start_s, wave.end_s) if 0 < edge < horizon_s]
    edges = np.unique(np.concatenate((steps, days, ends, [horizon_s])))
    middles = (edges[:-1] + edges[1:]) / 2
    rates = np.array(profile.rates_per_h) / HOUR_S
    rate = rates[(middles / profile.interval_s).astype(np.int64) % rates.size]
    for wave in waves:
        rate = np.where(
            (wave.start_s <= middles) & (middles < wave.end_s), rate * wave.factor, rate
        )
    return Intensity(edges, rate * day_factors[(middles / DAY_S).astype(np.int64)])


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
    inside = unit_times[unit_times < cumulative[-1]]
    step = np.searchsorted(cumulative, inside, side="right") - 1
    times: NDArray[np.float64] = flow.edges_s[step]
    times += (inside - cumulative[step]) / flow.rates_per_s[step]
    return times
