"""Handle times by the lognormal law, by two of them, or by the records themselves."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from engine.domain.durations import Duration, Shape
from engine.errors import MethodError
from engine.simulation.fitting.goodness import (
    FitQuality,
    adjusted_p,
    distance,
    quantile_pairs,
)
from engine.simulation.fitting.lognormal_mixture import (
    GroupedTimes,
    LognormalMixture,
    double_starts,
    fitted_mixture,
    grouped,
    in_cells,
    single_start,
)
from engine.simulation.fitting.quantile_points import points_of_curve, points_of_values, rounded

Numbers = NDArray[np.float64]

LEAST_RECORDS = 30
SHORT_S = 10.0  # calls shorter than this are a known heap: agents who hung up to rest
CLEARLY_BETTER = 10.0  # "very strong" on the scale of Kass and Raftery (1995), JASA 90
FAR_OFF, UNLIKELY = 0.05, 0.05  # a fit this far off, and not by chance, gives way to the records
ALMOST_CONSTANT = 0.005
_REFIT_ROUNDS, _REFIT_TOLERANCE = 40, 1e-6  # a resample's best fit is near the fit itself


class Law(StrEnum):
    """By what a duration is written."""

    CONSTANT = "constant"
    LOGNORMAL = "lognormal"
    MIXTURE = "mixture"  # of two lognormal ones, as quantile points
    RECORDS = "records"  # quantile points of the records


@dataclass(frozen=True, slots=True)
class DurationFit:
    """A fitted duration.

    Parameters
    ----------
    n
        Records it rests on.
    mean_s, low_s, high_s, cv
        Mean of the records with its 95 % interval by t, and their coefficient of variation.
    short_share
        Share of records shorter than ``SHORT_S``.
    law, duration
        What is written.
    components
        (share, mean in s, cv) of each lognormal component that was fitted.
    bic_gain
        By how much two components are better than one, in Schwarz's criterion.
    step_s
        Unit in which the times were recorded; 0: finer than a second.
    quality
        Of the law that is written; of the better of the two lognormal ones for ``RECORDS``.
    """

    n: int
    mean_s: float
    low_s: float
    high_s: float
    cv: float
    short_share: float
    law: Law
    duration: Duration
    components: tuple[tuple[float, float, float], ...]
    bic_gain: float
    step_s: float
    quality: FitQuality


def fitted_duration(times_s: Numbers, rng: np.random.Generator) -> DurationFit:
    """Return the duration that fits records (n,), each > 0 or rounded down to 0.

    Raises
    ------
    MethodError
        ``fit.few_durations`` with fewer than ``LEAST_RECORDS`` records.
    """
    if times_s.size < LEAST_RECORDS:
        raise MethodError("fit.few_durations", count=times_s.size, least=LEAST_RECORDS)
    if np.std(times_s) < ALMOST_CONSTANT * np.mean(times_s):
        return _constant(times_s)
    times = grouped(times_s)
    mixture, gain = _chosen(times)
    law = Law.MIXTURE if mixture.mu.size > 1 else Law.LOGNORMAL
    quality = _quality(times_s, times, mixture, rng)
    if quality.distance > FAR_OFF and quality.p <= UNLIKELY:
        law = Law.RECORDS
    return DurationFit(
        *_of_records(times_s),
        law=law,
        duration=_duration(law, mixture, times),
        components=_components(mixture),
        bic_gain=gain,
        step_s=times.step_s,
        quality=quality,
    )


def _chosen(times: GroupedTimes) -> tuple[LognormalMixture, float]:
    """Return one lognormal, or two if they are clearly better, and Schwarz's difference."""
    cells = in_cells(times)
    single, least = fitted_mixture(cells, single_start(cells))
    doubles = (fitted_mixture(cells, start) for start in double_starts(cells))
    double, most = max(doubles, key=lambda found: found[1])
    gain = 2 * (most - least) - 3 * np.log(times.n)  # five parameters instead of two
    return (double, float(gain)) if gain > CLEARLY_BETTER else (single, float(gain))


def _duration(law: Law, mixture: LognormalMixture, times: GroupedTimes) -> Duration:
    if law is Law.RECORDS:
        return points_of_values(times.values_s, times.counts)
    if law is Law.MIXTURE:
        return points_of_curve(mixture.quantiles, mixture.mean_up_to)
    return Duration(Shape.LOGNORMAL, rounded(mixture.mean_s), rounded(mixture.cv))


def _quality(
    times_s: Numbers, times: GroupedTimes, mixture: LognormalMixture, rng: np.random.Generator
) -> FitQuality:
    def refitted(again: GroupedTimes) -> LognormalMixture:
        return fitted_mixture(in_cells(again), mixture, _REFIT_ROUNDS, _REFIT_TOLERANCE)[0]

    return FitQuality(
        n=times_s.size,
        distance=distance(times, mixture.cdf),
        p=adjusted_p(times, mixture, refitted, rng),
        quantiles=quantile_pairs(times_s, mixture.quantiles),
    )


def _components(mixture: LognormalMixture) -> tuple[tuple[float, float, float], ...]:
    means = np.exp(mixture.mu + mixture.sigma**2 / 2)
    cvs = np.sqrt(np.expm1(mixture.sigma**2))
    rows = zip(mixture.weights.tolist(), means.tolist(), cvs.tolist(), strict=True)
    return tuple(sorted(rows, key=lambda row: row[1]))


class _Records(NamedTuple):
    n: int
    mean_s: float
    low_s: float
    high_s: float
    cv: float
    short_share: float


def _of_records(times_s: Numbers) -> _Records:
    n, mean_s, sd = times_s.size, float(times_s.mean()), float(times_s.std(ddof=1))
    half = float(student.ppf(0.975, n - 1)) * sd / n**0.5
    cv = sd / mean_s if mean_s > 0 else 0.0
    short = float(np.mean(times_s < SHORT_S))
    return _Records(n, mean_s, mean_s - half, mean_s + half, cv, short)


def _constant(times_s: Numbers) -> DurationFit:
    mean_s = float(times_s.mean())
    pairs = quantile_pairs(times_s, lambda chances: np.full(chances.size, mean_s))
    return DurationFit(
        *_of_records(times_s),
        law=Law.CONSTANT,
        duration=Duration(Shape.DETERMINISTIC, mean_s, 0.0),
        components=(),
        bic_gain=0.0,
        step_s=1.0,
        quality=FitQuality(times_s.size, 0.0, 1.0, pairs),
    )
