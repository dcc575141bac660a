"""How well a fitted distribution fits: greatest deviation, its chance, quantiles side by side."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.simulation.fitting.lognormal_mixture import GroupedTimes, LognormalMixture, grouped

Numbers = NDArray[np.float64]

SHOWN_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
RESAMPLES = 99


@dataclass(frozen=True, slots=True)
class QuantilePair:
    """A quantile of the records and of the fit, in seconds."""

    chance: float
    recorded_s: float
    fitted_s: float


@dataclass(frozen=True, slots=True)
class FitQuality:
    """How far a fitted distribution lies from the records.

    Parameters
    ----------
    n
        Records.
    distance
        Kolmogorov and Smirnov's: the greatest difference of the distribution functions, 0..1.
    p
        Chance of a distance as great if the fit were true, its own fitting allowed for.
    quantiles
        Side by side.
    """

    n: int
    distance: float
    p: float
    quantiles: tuple[QuantilePair, ...]


def distance(times: GroupedTimes, cdf: Callable[[Numbers], Numbers]) -> float:
    """Return the greatest difference between the records' distribution function and the fit's.

    Rounded records are compared at the edges of their steps, where rounding changes nothing.
    """
    upper = np.cumsum(times.counts) / times.n
    if times.step_s:
        return float(np.abs(upper - cdf(times.values_s + times.step_s / 2)).max())
    fitted = cdf(times.values_s)
    lower = upper - times.counts / times.n
    return float(max(np.abs(upper - fitted).max(), np.abs(fitted - lower).max()))


def adjusted_p(
    times: GroupedTimes,
    fit: LognormalMixture,
    refitted: Callable[[GroupedTimes], LognormalMixture],
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
) -> float:
    """Return the chance of so great a distance under the fit, by the parametric bootstrap.

    Notes
    -----
    Lilliefors' point: parameters fitted to the same records make the distance smaller than
    Kolmogorov's table says. Each resample of the fit is recorded in the same steps and fitted
    again; p = (1 + resamples at least as far) / (1 + resamples).

    References
    ----------
    Lilliefors (1967), JASA 62; Stute, Gonzales Manteiga and Presedo Quindimil (1993), Metrika 40.
    """
    observed = distance(times, fit.cdf)
    as_far = 0
    for _ in range(resamples):
        drawn = fit.draws(int(times.n), rng)
        again = grouped(np.round(drawn / times.step_s) * times.step_s if times.step_s else drawn)
        again = GroupedTimes(again.values_s, again.counts, times.step_s)
        as_far += distance(again, refitted(again).cdf) >= observed
    return (1 + as_far) / (1 + resamples)


def quantile_pairs(
    times_s: Numbers, quantiles: Callable[[Numbers], Numbers]
) -> tuple[QuantilePair, ...]:
    """Return the shown quantiles of the records (n,) beside those of the fit."""
    chances = np.array(SHOWN_QUANTILES)
    columns = (chances, np.quantile(times_s, chances), quantiles(chances))
    return tuple(QuantilePair(*map(float, row)) for row in zip(*columns, strict=True))
