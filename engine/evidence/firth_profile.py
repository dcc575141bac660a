"""Profile intervals and tests of the penalised logit: where the likelihood falls by a threshold.

The Wald interval of a separated coefficient is meaningless, its likelihood is too lopsided.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq

from engine.errors import MethodError
from engine.evidence.firth_likelihood import PenalisedLogit, PenalisedPoint, maximum

EXACT = 1e-8  # of the bracket's width
VALUE_EXACT = 1e-13  # of the profile's value
EVALUATIONS = 60
WIDENING = 1.6


@dataclass(frozen=True, slots=True)
class ProfileInterval:
    """Where the profile falls by half the chi-square quantile, and the p-value of 0."""

    low: float
    high: float
    p_value: float


def profile_interval(
    logit: PenalisedLogit,
    peak: PenalisedPoint,
    combination: NDArray[np.float64],
    level: float,
) -> ProfileInterval:
    """Return the profile penalised-likelihood interval and test of one combination.

    Parameters
    ----------
    peak
        The penalised maximum.
    combination
        (k,) c: the quantity is ``c . b``.
    level
        Coverage, in (0, 1).

    Raises
    ------
    MethodError
        ``evidence.profile_open`` where the likelihood does not fall far enough within
        ``EVALUATIONS`` tries.

    Notes
    -----
    The limits solve ``2 (l* max - l* profile(v)) = chi2(level, 1)``, where l* holds the penalty
    of the whole design also along the profile; the p-value is that of the same statistic at 0.
    Its signed root is nearly linear in v, so that Brent's method finds it in a few
    profiles.

    References
    ----------
    Heinze and Schemper (2002), Statistics in Medicine 21, 2409-2419, section 2.3; Venzon and
    Moolgavkar (1988), Applied Statistics 37, 87-94.
    """
    walk = _Profile(logit, peak, combination)
    threshold = float(np.sqrt(stats.chi2.ppf(level, 1)))
    low, high = walk.limit(-threshold), walk.limit(threshold)
    return ProfileInterval(low, high, float(stats.chi2.sf(walk.signed_root(0.0) ** 2, 1)))


class _Profile:
    """The signed root of the profile's fall, each place started from the nearest one seen."""

    def __init__(
        self, logit: PenalisedLogit, peak: PenalisedPoint, combination: NDArray[np.float64]
    ) -> None:
        self.logit, self.peak, self.combination = logit, peak, combination
        self.centre = float(combination @ peak.coefficients)
        self.error = float(np.sqrt(combination @ peak.solved(combination)))
        self.seen = [(self.centre, peak)]

    def signed_root(self, value: float) -> float:
        """Return ``sign(v - v max) sqrt(2 (l* max - l* profile(v)))``."""
        nearest, point = min(self.seen, key=lambda entry: abs(entry[0] - value))
        if value == nearest:
            found = point
        else:
            found = self._profiled(value, nearest, point)
            self.seen.append((value, found))
        fall = max(0.0, 2.0 * (self.peak.value - found.value))
        return float(np.copysign(np.sqrt(fall), value - self.centre))

    def _profiled(self, value: float, nearest: float, point: PenalisedPoint) -> PenalisedPoint:
        """Return the maximum with the combination held, started along the profile's tangent."""
        along = point.solved(self.combination)
        step = along * (value - nearest) / (self.combination @ along)
        return maximum(self.logit, point.coefficients + step, self.combination, VALUE_EXACT)

    def limit(self, threshold: float) -> float:
        """Return where the signed root is ``threshold``: a bracket that widens, then the root."""
        inner, outer = self.centre, self.centre + threshold * self.error
        for _ in range(EVALUATIONS):
            if abs(self.signed_root(outer)) >= abs(threshold):
                return self._between(inner, outer, threshold)
            inner, outer = outer, self.centre + WIDENING * (outer - self.centre)
        raise MethodError("evidence.profile_open", tried=outer)

    def _between(self, inner: float, outer: float, threshold: float) -> float:
        exact = EXACT * max(self.error, abs(outer - inner))
        root = brentq(lambda value: self.signed_root(value) - threshold, inner, outer, xtol=exact)
        return float(root)
