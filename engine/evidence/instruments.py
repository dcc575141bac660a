"""One instrument, one treatment: the slope where the instrument moves it, and how firmly it does.

Whether an instrument may be believed is decided by its users, :mod:`engine.evidence.congestion`
and :mod:`engine.evidence.agent_pace`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

FIRM_FIRST_STAGE = 104.7
"""First-stage F from which the usual 95 % t interval of one instrument keeps its level: Lee,
McCrary, Moreira and Porter (2022), American Economic Review 112, 3260-3290."""


@dataclass(frozen=True, slots=True)
class InstrumentEstimate:
    """A two-stage least-squares slope; ``first_stage_f`` is robust to the clusters."""

    value: float
    standard_error: float
    plain_standard_error: float
    first_stage_f: float
    clusters: int
    n: int

    def interval(self, level: float) -> tuple[float, float]:
        """Return the t interval with clusters - 1 degrees."""
        half = float(stats.t.ppf((1 + level) / 2, self.clusters - 1)) * self.standard_error
        return self.value - half, self.value + half

    @property
    def p_value(self) -> float:
        """Return the two-sided p-value of no slope, t with clusters - 1 degrees."""
        return float(2 * stats.t.sf(abs(self.value) / self.standard_error, self.clusters - 1))


def two_stage(
    instrument: NDArray[np.float64],
    treatment: NDArray[np.float64],
    outcome: NDArray[np.float64],
    clusters: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> InstrumentEstimate:
    """Return the slope of the outcome by the treatment as the instrument moves it.

    Parameters
    ----------
    instrument, treatment, outcome
        (n,) each with fixed effects already swept out.
    clusters
        (n,) codes from 0, at least two.

    Notes
    -----
    ``sum z y / sum z x``; its clustered sandwich times G/(G-1). F is the square of the
    first-stage slope over its clustered error (Kleibergen and Paap's, of one instrument also
    Montiel Olea and Pflueger's effective F).
    """
    moved = float((weights * instrument * treatment).sum())
    value = float((weights * instrument * outcome).sum()) / moved
    residual = outcome - value * treatment
    first = moved / float((weights * instrument**2).sum())
    first_pull = instrument * (treatment - first * instrument)
    error = _clustered(weights * instrument * residual, clusters) / abs(moved)
    first_error = _clustered(weights * first_pull, clusters) / float(
        (weights * instrument**2).sum()
    )
    plain = float(np.sqrt(residual.var() * ((weights * instrument) ** 2).sum())) / abs(moved)
    return InstrumentEstimate(
        value, error, plain, (first / first_error) ** 2, int(clusters.max()) + 1, len(outcome)
    )


def joint_moment(
    instrument: NDArray[np.float64], scores: NDArray[np.float64], clusters: NDArray[np.int64]
) -> float:
    """Return the p-value that an instrument (n,) is unrelated to scores (n, q), clustered."""
    groups = int(clusters.max()) + 1
    sums = np.column_stack([np.bincount(clusters, instrument * s, groups) for s in scores.T])
    total = sums.sum(axis=0)
    covariance = groups / (groups - 1) * (sums.T @ sums)
    rank = int(np.linalg.matrix_rank(covariance, hermitian=True))
    statistic = float(total @ np.linalg.pinv(covariance, hermitian=True) @ total)
    return float(stats.chi2.sf(statistic, rank)) if rank else 1.0


def _clustered(pulls: NDArray[np.float64], clusters: NDArray[np.int64]) -> float:
    sums = np.bincount(clusters, pulls)
    return float(np.sqrt(len(sums) / (len(sums) - 1) * (sums**2).sum()))
