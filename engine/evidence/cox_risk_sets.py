"""Sums over everybody still at risk when an event comes, for Cox's partial likelihood.

Sorted by time, a risk set is a tail of the rows: cumulative sums give all of them in one pass.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class RiskSets:
    """Who is at risk when, within one stratum; rows sorted by time.

    Parameters
    ----------
    rows
        (n,) positions of the sorted rows.
    moments
        (n,) which distinct time 0..T-1 each sorted row ends at.
    starts
        (T,) first sorted row of each time.
    events
        (n,) whether the sorted row ends with the event.
    at
        (D,) the time of each event.
    shares
        (D,) what part of the events tied with it leave its risk set: l/d for the l-th of d
        (Efron), 0 (Breslow).
    """

    rows: NDArray[np.int64]
    moments: NDArray[np.int64]
    starts: NDArray[np.int64]
    events: NDArray[np.bool_]
    at: NDArray[np.int64]
    shares: NDArray[np.float64]


def risk_sets(
    rows: NDArray[np.int64],
    durations: NDArray[np.float64],
    events: NDArray[np.float64],
    ties: str,
) -> RiskSets:
    """Return the risk sets of some rows; durations and events (N,) are of all rows.

    A row that is censored at the time of an event is still at risk then.
    """
    order = rows[np.argsort(durations[rows], kind="stable")]
    _, starts, moments = np.unique(durations[order], return_index=True, return_inverse=True)
    died = events[order] == 1.0
    at = moments[died]
    deaths = np.bincount(at, minlength=len(starts))
    places = np.arange(len(at)) - (np.cumsum(deaths) - deaths)[at]
    shares = places / deaths[at] if ties == "efron" else np.zeros(len(at))
    return RiskSets(order, moments, starts, died, at, shares)


@dataclass(frozen=True, slots=True, eq=False)
class RiskSums:
    """The sums of one stratum at given coefficients.

    Parameters
    ----------
    matrix
        (n, k) the sorted rows' columns.
    risks
        (n,) ``exp(eta - largest eta)``.
    totals
        (D,) S0: the sum of risks in each event's risk set.
    means
        (D, k) S1/S0: the risk-weighted mean of the columns there.
    log_likelihood
        Of the stratum.
    """

    sets: RiskSets
    matrix: NDArray[np.float64]
    risks: NDArray[np.float64]
    totals: NDArray[np.float64]
    means: NDArray[np.float64]
    log_likelihood: float

    def score(self, weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Return ``sum w (x - mean)`` over the events, (k,); weights (D,) default to 1."""
        residuals = self.schoenfeld()
        return residuals.sum(axis=0) if weights is None else weights @ residuals

    def schoenfeld(self) -> NDArray[np.float64]:
        """Return (D, k) each event's columns less their mean in its risk set."""
        return np.asarray(self.matrix[self.sets.events] - self.means, dtype=np.float64)

    def information(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``sum w V``, (k, k): V the risk-weighted covariance in each event's risk set.

        ``sum w S2/S0`` is ``X' diag(r H) X``, where H sums w/S0 over the events that the row was
        at risk in: no matrix is made for each event.
        """
        hazard = self._met(weights / self.totals)
        squares = self.matrix.T @ ((self.risks * hazard)[:, None] * self.matrix)
        return np.asarray(squares - self.means.T @ (weights[:, None] * self.means))

    def _met(self, amounts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n,) the sum of amounts (D,) over the events each row was at risk in.

        Of the events tied with its own a row that dies takes part by 1 - share (Efron).
        """
        times = len(self.sets.starts)
        whole = np.cumsum(np.bincount(self.sets.at, amounts, times))[self.sets.moments]
        left = np.bincount(self.sets.at, amounts * self.sets.shares, times)[self.sets.moments]
        return np.asarray(whole - np.where(self.sets.events, left, 0.0), dtype=np.float64)

    def score_residuals(self) -> NDArray[np.float64]:
        """Return (n, k) each sorted row's part in the score; they sum to it.

        References
        ----------
        Lin and Wei (1989), Journal of the American Statistical Association 84, 1074-1078;
        Therneau and Grambsch (2000), Modeling Survival Data, section 4.6 (Efron's ties).
        """
        died, times = self.sets.events, len(self.sets.starts)
        hazard = self._met(1.0 / self.totals)
        deaths = np.maximum(np.bincount(self.sets.at, minlength=times), 1)
        residuals = -self.risks[:, None] * hazard[:, None] * self.matrix
        for j in range(self.matrix.shape[1]):
            mean = self.means[:, j]
            residuals[:, j] += self.risks * self._met(mean / self.totals)
            average = np.bincount(self.sets.at, mean, times) / deaths
            own = self.matrix[died, j] - average[self.sets.at]
            residuals[died, j] += own
        return residuals


def risk_sums(
    sets: RiskSets, matrix: NDArray[np.float64], predictor: NDArray[np.float64]
) -> RiskSums:
    """Return the sums at a linear predictor; matrix (N, k) and predictor (N,) of all rows.

    References
    ----------
    Efron (1977), Journal of the American Statistical Association 72, 557-565; Breslow (1974),
    Biometrics 30, 89-99.
    """
    eta, own = predictor[sets.rows], matrix[sets.rows]
    top = float(eta.max())
    risks = np.exp(eta - top)
    weighted = np.column_stack([risks, risks[:, None] * own])
    at_risk = _tails(np.add.reduceat(weighted, sets.starts, axis=0))
    dying = np.add.reduceat(np.where(sets.events[:, None], weighted, 0.0), sets.starts, axis=0)
    sums = at_risk[sets.at] - sets.shares[:, None] * dying[sets.at]
    totals = sums[:, 0]
    log_likelihood = float(eta[sets.events].sum() - np.log(totals).sum() - top * len(totals))
    return RiskSums(sets, own, risks, totals, sums[:, 1:] / totals[:, None], log_likelihood)


def _tails(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum from each time to the last."""
    return np.asarray(np.cumsum(sums[::-1], axis=0)[::-1], dtype=np.float64)
