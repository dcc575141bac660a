"""The variance of a rollout's effect, in closed form and as weights on team-week means."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats


def hussey_hughes_variance(
    on: NDArray[np.float64], cell_variance: float, team_variance: float
) -> float:
    """Return the variance of the effect of a stepped wedge, by Hussey and Hughes' formula.

    Parameters
    ----------
    on
        (teams, weeks) 0 or 1.
    cell_variance, team_variance
        Their sigma^2 (of a team's weekly mean) and tau^2 (between teams), > 0 and >= 0.

    Notes
    -----
    ``I s (s + T t) / ((I U - W) s + (U^2 + I T U - T W - I V) t)`` with U the treated cells, W
    the sum of squared column sums, V of squared row sums.

    References
    ----------
    Hussey and Hughes (2007), Contemporary Clinical Trials 28, 182-191, equation 8.
    """
    teams, weeks = on.shape
    u = on.sum()
    w = (on.sum(axis=0) ** 2).sum()
    v = (on.sum(axis=1) ** 2).sum()
    s, t = cell_variance, team_variance
    below = (teams * u - w) * s + (u**2 + teams * weeks * u - weeks * w - teams * v) * t
    return float(teams * s * (s + weeks * t) / below) if below > 0 else np.inf


def effect_weights(
    on: NDArray[np.float64], cell_variance: float, team_variance: float
) -> NDArray[np.float64]:
    """Return the weights (teams, weeks) that make team-week means the effect.

    Notes
    -----
    Generalised least squares of ``mean = week + effect x on`` with a lasting team part: weeks are
    swept out by column means, teams by the fraction ``t / (s + T t)`` of their sums.
    """
    weeks = on.shape[1]
    swept = on - on.mean(axis=0)
    fraction = team_variance / (cell_variance + weeks * team_variance)
    pulled = swept - fraction * swept.sum(axis=1, keepdims=True)
    return np.asarray(pulled / (pulled * swept).sum())


def normal_power(effect: float, variance: float, alpha: float) -> float:
    """Return the power of the two-sided normal test at an effect."""
    shift = abs(effect) / np.sqrt(variance)
    critical = stats.norm.isf(alpha / 2)
    return float(stats.norm.sf(critical - shift) + stats.norm.cdf(-critical - shift))
