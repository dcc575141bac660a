"""What an agent adds to an outcome against colleagues who served in the same windows.

Whether the dispatch allows to read it so is decided in :mod:`engine.evidence.dispatch`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from engine.domain.evidence_trust import AgentEffectRow
from engine.evidence.dispatch_windows import DispatchRows, connected_sets

SMALL_SAMPLE = 100  # contacts: about one day of a chat agent; below it nobody is ranked
_RCOND = 1e-10
_STEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class AgentModel:
    """Agent intercepts beside window intercepts, by least squares: its cross-products.

    Parameters
    ----------
    shares
        (windows, agents) each agent's part of a window's weight, sparse.
    inverse
        (agents, agents) pseudo-inverse of the agents' cross-products after windows.
    sets
        (agents,) the connected set of each agent; ``centring`` (agents, agents) takes effects
        to differences from the mean contact of the set.
    """

    rows: DispatchRows
    shares: sparse.csr_array
    inverse: NDArray[np.float64]
    sets: NDArray[np.int64]
    centring: NDArray[np.float64]

    def coefficients(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the agents' coefficients (agents,), of least norm, for values (n,)."""
        rows = self.rows
        sums = np.bincount(rows.agent, rows.weights * rows.demeaned(values), len(rows.agents))
        return np.asarray(self.inverse @ sums)

    def fitted(self, coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return each contact's agent coefficient less its window's mean, (n,)."""
        means = self.shares @ coefficients
        return np.asarray(coefficients[self.rows.agent] - means[self.rows.window])

    def partialled(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return values less what windows and agents explain, (n,)."""
        return self.rows.demeaned(values) - self.fitted(self.coefficients(values))


@dataclass(frozen=True, slots=True, eq=False)
class AgentEstimates:
    """Effects against the mean contact of the agent's set, (agents,), and their covariance."""

    effects: NDArray[np.float64]
    covariance: NDArray[np.float64]
    clusters: int

    @property
    def standard_errors(self) -> NDArray[np.float64]:
        """Return the square roots of the diagonal, (agents,)."""
        return np.asarray(np.sqrt(np.diag(self.covariance).clip(0)))


def agent_model(rows: DispatchRows) -> AgentModel:
    """Return the cross-products of the agents after their windows' means.

    Notes
    -----
    ``M = diag(c) - sum over windows of c c' / n``: normal equations of agent dummies once the
    window dummies are swept out (Frisch and Waugh, 1933; Lovell, 1963).
    """
    served = rows.served()
    totals = np.asarray(served.sum(axis=1)).ravel()
    shares = sparse.csr_array(sparse.diags_array(1.0 / totals) @ served)
    counts = np.asarray(served.sum(axis=0)).ravel()
    cross = np.diag(counts) - (served.T @ shares).toarray()
    sets = connected_sets(rows)[1]
    same = sets[:, None] == sets[None, :]
    mean = np.where(same, counts[None, :], 0.0)
    centring = np.eye(len(counts)) - mean / mean.sum(axis=1, keepdims=True)
    inverse = np.linalg.pinv((cross + cross.T) / 2, rcond=_RCOND, hermitian=True)
    return AgentModel(rows, shares, inverse, sets, centring)


def agent_estimates(
    model: AgentModel, outcome: NDArray[np.float64], clusters: NDArray[np.int64]
) -> AgentEstimates:
    """Return the agents' effects with errors clustered as told.

    Parameters
    ----------
    outcome
        (n,) without gaps.
    clusters
        (n,) codes from 0, at least two.

    Notes
    -----
    Sandwich ``G/(G-1) M^+ (sum of u_g u_g') M^+`` with ``u_g`` the cluster's sum of
    ``w r (d - share)``: Liang and Zeger (1986); the window intercepts, swept out, take no degree
    of freedom since they are nested in or crossed with many clusters (Cameron and Miller, 2015).
    """
    rows = model.rows
    coefficients = model.coefficients(outcome)
    pulls = rows.weights * (rows.demeaned(outcome) - model.fitted(coefficients))
    groups = int(clusters.max()) + 1
    agents = len(rows.agents)
    own = sparse.coo_array((pulls, (clusters, rows.agent)), shape=(groups, agents)).tocsr()
    of_window = sparse.coo_array((pulls, (clusters, rows.window)), shape=(groups, rows.windows))
    scores = own - of_window.tocsr() @ model.shares
    meat = (scores.T @ scores).toarray()
    whole = groups / (groups - 1) * (model.inverse @ meat @ model.inverse)
    covariance = model.centring @ whole @ model.centring.T
    return AgentEstimates(model.centring @ coefficients, covariance, groups)


def agent_rows(
    model: AgentModel,
    estimates: AgentEstimates,
    outcome: str,
    values: NDArray[np.float64],
    level: float,
) -> tuple[AgentEffectRow, ...]:
    """Return one row an agent, by name; ``raw`` is the plain mean of the same contacts."""
    rows = model.rows
    counts = np.bincount(rows.agent, minlength=len(rows.agents))
    raw = np.bincount(rows.agent, values, len(rows.agents)) / counts
    errors = estimates.standard_errors
    small = counts < SMALL_SAMPLE
    shrunk = shrunk_effects(estimates.effects, errors, ~small)
    half = float(stats.t.ppf((1 + level) / 2, estimates.clusters - 1)) * errors
    return tuple(
        AgentEffectRow(
            agent=agent,
            outcome=outcome,
            effect=float(estimates.effects[i]),
            standard_error=float(errors[i]),
            low=float(estimates.effects[i] - half[i]),
            high=float(estimates.effects[i] + half[i]),
            shrunk=float(shrunk[i]),
            raw=float(raw[i]),
            n=int(counts[i]),
            small_sample=bool(small[i]),
        )
        for i, agent in enumerate(rows.agents)
    )


def shrunk_effects(
    effects: NDArray[np.float64], errors: NDArray[np.float64], trusted: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the empirical Bayes means ``e tau^2 / (tau^2 + se^2)`` of a normal spread of agents.

    The spread is told from the ``trusted`` agents only (Morris, 1983, Journal of the American
    Statistical Association 78, 47-55).
    """
    spread = spread_of_effects(effects[trusted], errors[trusted])
    total = spread + errors**2
    return np.asarray(effects * np.divide(spread, total, out=np.ones_like(total), where=total > 0))


def spread_of_effects(effects: NDArray[np.float64], errors: NDArray[np.float64]) -> float:
    """Return the variance of the true effects, >= 0, from estimates about a mean of zero.

    Notes
    -----
    Solves ``sum of e^2 / (tau^2 + se^2) = k - 1``: Paule and Mandel (1982), Journal of Research
    of the National Bureau of Standards 87, 377-385.
    """
    known = errors > 0
    squares, variances, degrees = effects[known] ** 2, errors[known] ** 2, known.sum() - 1
    if degrees < 1 or (squares / variances).sum() <= degrees:
        return 0.0
    low, high = 0.0, float(squares.sum())
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if (squares / (middle + variances)).sum() > degrees:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def joint_p_value(model: AgentModel, estimates: AgentEstimates) -> tuple[float, int, float]:
    """Return Wald's statistic that no agent differs, its degrees, and its chi-squared p-value."""
    values, vectors = np.linalg.eigh(estimates.covariance)
    degrees = len(model.rows.agents) - int(model.sets.max()) - 1
    kept = np.argsort(values)[::-1][:degrees]
    kept = kept[values[kept] > _RCOND * max(float(values[-1]), 0.0)]
    along = vectors[:, kept].T @ estimates.effects
    statistic = float((along**2 / values[kept]).sum())
    return statistic, len(kept), float(stats.chi2.sf(statistic, len(kept))) if len(kept) else 1.0
