"""Overload without abandonment: a backlog that grows has no steady state to report (rule M12)."""

import numpy as np
from scipy.special import stdtrit

from engine.domain.texts import Finding, Sentence
from engine.simulation.arrivals import HOUR_S
from engine.simulation.measuring.time_bins import Times

QUARTERS = 4
FALSE_ALARM = 0.001  # one-sided, of each quarter


def backlog_growth(backlog: Times, ends_s: Times) -> float | None:
    """Return by how many contacts an hour the backlog grows, where it grows all the time.

    Parameters
    ----------
    backlog
        (replications, k): contacts that wait at the end of each interval.
    ends_s
        (k,): the ends of the intervals, in seconds from the start of the horizon.

    Returns
    -------
    float or None
        From the first to the last quarter of the horizon; None where one of the quarters does not
        end with more contacts waiting than the one before, or too little is known to tell.

    Notes
    -----
    Each quarter's growth is tested over replications, one-sided by t at 0.001: a queue that has
    yet to reach its steady state grows at first, and then no more.
    """
    if ends_s.size < QUARTERS or backlog.shape[0] < 2:  # noqa: PLR2004 (a variance needs two)
        return None
    at = np.array([ends_s.size * quarter // QUARTERS - 1 for quarter in range(1, QUARTERS + 1)])
    growth = np.diff(backlog[:, at], axis=1)
    count = growth.shape[0]
    least = stdtrit(count - 1, 1 - FALSE_ALARM) * growth.std(axis=0, ddof=1) / count**0.5
    if not (growth.mean(axis=0) > np.maximum(least, 0.0)).all():
        return None
    hours = (ends_s[at[-1]] - ends_s[at[0]]) / HOUR_S
    return float(growth.sum(axis=1).mean() / hours)


def overload_finding(backlog: Times, ends_s: Times) -> tuple[Finding, ...]:
    """Return the caution that the backlog grows through the whole horizon, if it does.

    Means over the horizon then depend on how long it is, and say nothing of a longer one.
    """
    growth = backlog_growth(backlog, ends_s)
    if growth is None:
        return ()
    values = {"growth_per_h": growth, "last": float(backlog[:, -1].mean())}
    return (Finding("caution", Sentence("finding.simulation.backlog_grows", values)),)
