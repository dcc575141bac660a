"""Overload without abandonment: a backlog that grows has no steady state to report (rule M12)."""

import numpy as np
from scipy.special import stdtrit

from engine.domain.texts import Finding, Sentence
from engine.simulation.arrivals import HOUR_S
from engine.simulation.measuring.time_bins import Times

QUARTERS = 4
TESTED = 3  # replications from which a t test can tell anything
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
        end with more contacts waiting than the one before, or the intervals are too few to tell.

    Notes
    -----
    Each quarter's growth is tested over replications, one-sided by t at 0.001: a queue that has
    yet to reach its steady state grows at first, and then no more. One or two replications cannot
    pass such a test; there each of them must grow through every quarter.
    """
    if ends_s.size < QUARTERS:
        return None
    at = np.array([ends_s.size * quarter // QUARTERS - 1 for quarter in range(1, QUARTERS + 1)])
    growth = np.diff(backlog[:, at], axis=1)
    if not _grows(growth):
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
    key = "backlog_grows" if len(backlog) >= TESTED else "backlog_seems_to_grow"
    return (Finding("caution", Sentence(f"finding.simulation.{key}", values)),)


def _grows(growth: Times) -> bool:
    """Tell whether the backlog grows in every quarter, (replications, quarters - 1)."""
    count = growth.shape[0]
    if count < TESTED:
        return bool((growth > 0).all())
    least = stdtrit(count - 1, 1 - FALSE_ALARM) * growth.std(axis=0, ddof=1) / count**0.5
    return bool((growth.mean(axis=0) > np.maximum(least, 0.0)).all())
