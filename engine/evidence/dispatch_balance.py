"""Whether what was known of contacts before the dispatch differs between agents of one window.

Under dispatch as if at random, every order of a window's contacts over its agents' seats is as
likely as another. That law gives the agents' sums their exact means and covariances, so each
window is scaled by its own spread and no model of the covariate is needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.evidence_trust import BalanceRow
from engine.domain.tables import Column
from engine.errors import InputError
from engine.evidence.dispatch_windows import DispatchRows, codes_of, connected_sets

ALPHA = 0.05  # of all balance tests together: the false alarm of "not random"
POWER = 0.80
PERMUTED_BELOW = 5_000  # contacts; the chi-squared law is taken from here on
SHUFFLES = 999
MOST_LEVELS = 12  # of a category; the rarer ones are counted as one
_TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """Pairs of agents who served in one window, and the agents' cross-products.

    ``pair`` (p,) is ``a x agents + b``, ``window`` (p,) the pair's window, ``product`` (p,) what
    the pair adds: ``c_a 1(a = b) - c_a c_b / n``. ``size`` (windows,) counts contacts.
    """

    pair: NDArray[np.int64]
    window: NDArray[np.int64]
    product: NDArray[np.float64]
    size: NDArray[np.float64]
    agents: int


@dataclass(frozen=True, slots=True)
class Imbalance:
    """A quadratic statistic with its degrees and p-value."""

    statistic: float
    degrees: int
    p_value: float


def seats_of(rows: DispatchRows) -> Seats:
    """Return the pairs of agents of every window, windows counted without weights."""
    agents = len(rows.agents)
    cells, counts = np.unique(rows.window * agents + rows.agent, return_counts=True)
    window, agent = cells // agents, cells % agents
    size = np.bincount(rows.window, minlength=rows.windows).astype(np.float64)
    width = np.bincount(window, minlength=rows.windows)
    first = np.repeat(np.arange(len(cells)), width[window])
    begin = np.concatenate([[0], np.cumsum(width)[:-1]])
    within = np.arange(len(first)) - np.repeat(
        np.concatenate([[0], np.cumsum(width[window])[:-1]]), width[window]
    )
    second = begin[window[first]] + within
    product = -counts[first] * counts[second] / size[window[first]]
    product[first == second] += counts[first[first == second]]
    return Seats(agent[first] * agents + agent[second], window[first], product, size, agents)


def stratified_statistic(
    rows: DispatchRows, seats: Seats, scores: NDArray[np.float64], spent: int = 0
) -> Imbalance:
    """Return the general association of agents and scores within windows.

    Parameters
    ----------
    scores
        (n, q) what the contacts bring: one column for a number, one for each level but one.
    spent
        Degrees that estimated coefficients took before.

    Notes
    -----
    ``Q = s' V^+ s``; s are the agents' sums of window-demeaned scores, V their covariance when
    each window's contacts are shuffled over its seats: the sum over windows of
    ``(C - c c'/n) (x) S``, with S the scores' covariance in the window, divisor n - 1. Q is
    chi-squared with rank V degrees as the windows grow in number.

    References
    ----------
    Landis, Heyman and Koch (1978), International Statistical Review 46, equation 3.4 (average
    partial association); Mantel and Haenszel (1959).
    """
    demeaned = _demeaned(rows, scores)
    sums = _agent_sums(rows.agent, demeaned, seats.agents)
    covariance = _covariance(rows, seats, demeaned)
    statistic, degrees = 0.0, 0
    count, sets = connected_sets(rows)
    q = scores.shape[1]
    for each in range(count):
        members = np.flatnonzero(sets == each)
        places = (members[:, None] * q + np.arange(q)).ravel()
        value, rank = _quadratic(sums.ravel()[places], covariance[np.ix_(places, places)])
        statistic, degrees = statistic + value, degrees + rank
    degrees = max(degrees - spent, 0)
    p_value = float(stats.chi2.sf(statistic, degrees)) if degrees else 1.0
    return Imbalance(statistic, degrees, p_value)


def permutation_p_value(
    rows: DispatchRows, scores: NDArray[np.float64], rng: np.random.Generator
) -> float:
    """Return the exact p-value of the balance by shuffling agents inside windows.

    Notes
    -----
    Statistic: the sum over agents and scores of the squared sum, each over its permutation
    variance. ``p = (1 + as large) / (1 + shuffles)`` (Phipson and Smyth, 2010, Statistical
    Applications in Genetics and Molecular Biology 9, article 39) is never too small.
    """
    seats = seats_of(rows)
    demeaned = _demeaned(rows, scores)
    variance = np.diag(_covariance(rows, seats, demeaned)).reshape(seats.agents, -1)
    known = variance > _TINY

    def statistic(agent: NDArray[np.int64]) -> float:
        sums = _agent_sums(agent, demeaned, seats.agents)
        return float((sums[known] ** 2 / variance[known]).sum())

    order = np.argsort(rows.window, kind="stable")
    seated, drawn = rows.agent[order], np.empty_like(rows.agent)
    observed, larger = statistic(rows.agent), 0
    for _ in range(SHUFFLES):
        # window codes are whole, so a fraction shuffles inside windows only
        drawn[np.argsort(rows.window + rng.random(len(rows)))] = seated
        larger += statistic(drawn) >= observed * (1 - _TINY)
    return (1 + larger) / (1 + SHUFFLES)


def scores_of(column: Column) -> NDArray[np.float64]:
    """Return a covariate as scores (n, q), nan where missing.

    Numbers are one column in units of their spread. Categories are one column for each level
    but the most frequent; the levels beyond the twelve most frequent are counted as one.
    """
    if column.dtype.kind in "iufb":
        numbers = np.asarray(column, dtype=np.float64)
        spread = float(np.nanstd(numbers)) if np.isfinite(numbers).any() else 0.0
        return (numbers / (spread or 1.0))[:, None]
    codes, levels = codes_of(column)
    counts = np.bincount(codes[codes >= 0], minlength=len(levels))
    order = np.argsort(-counts, kind="stable")
    place = np.empty(len(levels), dtype=np.int64)
    place[order] = np.minimum(np.arange(len(levels)), MOST_LEVELS - 1)
    columns = max(min(len(levels), MOST_LEVELS) - 1, 1)
    scores = np.full((len(codes), columns), np.nan)
    known = codes >= 0
    scores[known] = place[codes[known]][:, None] == np.arange(1, columns + 1)
    return scores


def complete(scores: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which contacts have every score, (n,)."""
    return np.asarray(np.isfinite(scores).all(axis=1), dtype=np.bool_)


def balance_row(
    rows: DispatchRows, name: str, column: Column, rng: np.random.Generator
) -> BalanceRow:
    """Return one covariate's test among the contacts that have it; ``p_adjusted`` is open yet.

    Below ``PERMUTED_BELOW`` contacts the p-value is that of the exact permutation test.

    Raises
    ------
    InputError
        ``evidence.dispatch_covariate`` where it says nothing: the same within every window.
    """
    scores = scores_of(column[rows.rows])
    known = complete(scores)
    kept = rows if known.all() else rows.take(known)
    told = scores if known.all() else scores_of(column[kept.rows])
    if len(kept) == 0 or np.abs(_demeaned(kept, told)).max() < _TINY:
        raise InputError("evidence.dispatch_covariate", column=name, contacts=int(known.sum()))
    found = stratified_statistic(kept, seats_of(kept), told)
    p_value = found.p_value
    if len(kept) < PERMUTED_BELOW:
        p_value = permutation_p_value(kept, told, rng)
    return BalanceRow(name, found.statistic, float(found.degrees), p_value, p_value, balanced=True)


def smallest_imbalance(rows: DispatchRows) -> float:
    """Return the smallest spread of agents' means, in the covariate's own, seen with power 0.80.

    Notes
    -----
    Agents' means that scatter with standard deviation t about their window's add ``t^2 tr M`` to
    the statistic's mean, M being the agents' cross-products; t makes that the non-centrality
    at which a chi-squared test of size 0.05 has power 0.80.
    """
    seats = seats_of(rows)
    diagonal = seats.pair // seats.agents == seats.pair % seats.agents
    trace = float(seats.product[diagonal].sum())
    degrees = max(len(rows.agents) - connected_sets(rows)[0], 1)
    critical = stats.chi2.isf(ALPHA, degrees)
    low, high = 0.0, 10.0 * (critical + 10.0)
    for _ in range(60):
        middle = (low + high) / 2
        if stats.ncx2.sf(critical, degrees, middle) < POWER:
            low = middle
        else:
            high = middle
    return float(np.sqrt(high / trace))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return the adjusted p-values of Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    count = len(p_values)
    adjusted, largest = [0.0] * count, 0.0
    for place, which in enumerate(sorted(range(count), key=lambda i: p_values[i])):
        largest = max(largest, min(1.0, (count - place) * p_values[which]))
        adjusted[which] = largest
    return adjusted


def judged_together(rows: Sequence[BalanceRow]) -> tuple[BalanceRow, ...]:
    """Return the rows with Holm's p-values and verdicts at 5 % over all of them."""
    adjusted = holm([row.p_value for row in rows])
    return tuple(
        replace(row, p_adjusted=p, balanced=p >= ALPHA)
        for row, p in zip(rows, adjusted, strict=True)
    )


def balance_rows(
    rows: DispatchRows, columns: Mapping[str, Column], rng: np.random.Generator
) -> tuple[BalanceRow, ...]:
    """Return every covariate's test."""
    return tuple(balance_row(rows, name, column, rng) for name, column in columns.items())


def _demeaned(rows: DispatchRows, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores less their window's plain mean: the permutation law knows no weights."""
    return replace(rows, weights=np.ones(len(rows))).demeaned(scores)


def _agent_sums(
    agent: NDArray[np.int64], demeaned: NDArray[np.float64], agents: int
) -> NDArray[np.float64]:
    return np.column_stack([np.bincount(agent, column, agents) for column in demeaned.T])


def _covariance(
    rows: DispatchRows, seats: Seats, demeaned: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the permutation covariance of the agents' sums, (agents q, agents q)."""
    agents, q = seats.agents, demeaned.shape[1]
    whole = np.zeros((agents, q, agents, q))
    for i in range(q):
        for j in range(i + 1):
            products = demeaned[:, i] * demeaned[:, j]
            spread = np.bincount(rows.window, products, rows.windows) / (seats.size - 1)
            added = np.bincount(seats.pair, seats.product * spread[seats.window], agents**2)
            whole[:, i, :, j] = whole[:, j, :, i] = added.reshape(agents, agents)
    return whole.reshape(agents * q, agents * q)


def _quadratic(sums: NDArray[np.float64], covariance: NDArray[np.float64]) -> tuple[float, int]:
    """Return ``s' V^+ s`` and the rank of V, on the scale of V's own diagonal."""
    scale = np.sqrt(np.diag(covariance))
    scale[scale < _TINY] = np.inf
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    kept = values > _TINY * max(values[-1], 1.0)
    along = vectors[:, kept].T @ (sums / scale)
    return float((along**2 / values[kept]).sum()), int(kept.sum())
