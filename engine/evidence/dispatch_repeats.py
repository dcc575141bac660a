"""Whether returning customers meet their last agent more often than the windows' chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from engine.domain.tables import Column
from engine.domain.texts import Finding
from engine.evidence.dispatch_notes import note
from engine.evidence.dispatch_windows import DispatchRows

LEAST_RULE = 0.1  # of the meetings that chance leaves out: below it no rule is spoken of
LEAST_RETURNS = 20  # expected meetings below which the normal law is not taken


@dataclass(frozen=True, slots=True, eq=False)
class SameAgent:
    """Meetings with the last agent among contacts whose last agent was online.

    ``share`` observed and ``expected`` under the windows' chance; ``p_value`` one-sided, that
    meetings are not more frequent. ``returning`` (n,) marks contacts that follow an earlier one.
    """

    contacts: int
    share: float
    expected: float
    p_value: float
    returning: NDArray[np.bool_]


def same_agent(rows: DispatchRows, customer: Column, rng: np.random.Generator) -> SameAgent | None:
    """Return the meetings with the last agent, or None where nobody returned to an online one.

    Parameters
    ----------
    customer
        The whole table's column; contacts without a customer never return.

    Notes
    -----
    A return counts from a later window on. Given who served how often in a window, meetings have
    mean ``k c / n`` summed over agents (k returning contacts whose last agent it was, c seats)
    and Hoeffding's permutation variance (1951, Annals of Mathematical Statistics 22, 558-566).
    Where fewer than ``LEAST_RETURNS`` meetings are expected, 999 shuffles decide.
    """
    last = last_agents(rows, customer)
    returning = last >= 0
    agents = len(rows.agents)
    cells, counts = np.unique(rows.window * agents + rows.agent, return_counts=True)
    online = returning & np.isin(rows.window * agents + last, cells)
    if not online.any():
        return None
    met = int((rows.agent[online] == last[online]).sum())
    returned, returns = np.unique(rows.window[online] * agents + last[online], return_counts=True)
    seats = counts[np.searchsorted(cells, returned)]
    expected, variance = _moments(rows, returned, returns, seats)
    if expected < LEAST_RETURNS:
        p_value = _shuffled(rows, last, online, met, rng)
    else:
        p_value = float(stats.norm.sf((met - expected) / np.sqrt(variance)))
    contacts = int(online.sum())
    return SameAgent(contacts, met / contacts, expected / contacts, p_value, returning)


def meetings_note(same: SameAgent, uneven: Sequence[str]) -> Finding:
    """Return what more meetings than chance say: a rule only where they are much more frequent.

    Parameters
    ----------
    uneven
        Covariates in which agents of one window differ.
    """
    told = {"contacts": same.contacts, "share": same.share, "expected": same.expected}
    if same.share - same.expected >= LEAST_RULE * (1 - same.expected):
        return note("dispatch_last_agent", "alarm", **told)
    if uneven:
        names = ", ".join(uneven)
        return note("dispatch_last_agent_covariates", "alarm", covariates=names, **told)
    return note("dispatch_last_agent_slight", "alarm", **told)


def last_agents(rows: DispatchRows, customer: Column) -> NDArray[np.int64]:
    """Return the agent of the customer's contact before, in an earlier window, (n,); else -1."""
    codes = np.asarray(pd.factorize(customer[rows.rows])[0], dtype=np.int64)
    order = np.lexsort((rows.time_s, codes))
    before, now = order[:-1], order[1:]
    follows = (codes[before] == codes[now]) & (codes[now] >= 0)
    follows &= rows.window[before] != rows.window[now]
    last = np.full(len(rows), -1, dtype=np.int64)
    last[now[follows]] = rows.agent[before[follows]]
    return last


def _moments(
    rows: DispatchRows,
    cells: NDArray[np.int64],
    returns: NDArray[np.int64],
    seats: NDArray[np.int64],
) -> tuple[float, float]:
    """Return mean and variance of the meetings when each window is shuffled over its seats."""
    window = cells // len(rows.agents)
    size = np.bincount(rows.window, minlength=rows.windows).astype(np.float64)
    k, c = returns.astype(np.float64), seats.astype(np.float64)

    def by_window(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(window, values, rows.windows), dtype=np.float64)

    total = by_window(k * c)
    spread = total - (by_window(k * c**2) + by_window(c * k**2)) / size + (total / size) ** 2
    return float((total / size).sum()), float((spread / (size - 1)).sum())


def _shuffled(
    rows: DispatchRows,
    last: NDArray[np.int64],
    online: NDArray[np.bool_],
    met: int,
    rng: np.random.Generator,
) -> float:
    """Return the permutation p-value of so many meetings or more."""
    # only windows with a return can change the count
    touched = np.isin(rows.window, rows.window[online])
    window, agent, before = rows.window[touched], rows.agent[touched], last[touched]
    counts = online[touched]
    seated = agent[np.argsort(window, kind="stable")]
    shuffles, larger, drawn = 999, 0, np.empty_like(agent)
    for _ in range(shuffles):
        drawn[np.argsort(window + rng.random(len(window)))] = seated
        larger += int((drawn[counts] == before[counts]).sum()) >= met
    return (1 + larger) / (1 + shuffles)
