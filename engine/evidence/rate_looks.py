"""How often a rate test that is looked at again and again fires by chance at least once."""

from collections.abc import Sequence
from math import inf

import numpy as np
from numpy.typing import NDArray

from engine.errors import Fault, InputError
from engine.evidence.rate_tests import RateLimit, critical_count


def at_least_once(probabilities: Sequence[float]) -> float:
    """Return the greatest probability that at least one of several looks fires, each with its own.

    Exact where the looks share no day. Where windows overlap it is an upper bound: counts of
    windows over independent days are associated, so that all stay quiet at least as often as if
    they were independent.

    References
    ----------
    Esary, Proschan and Walkup (1967), Annals of Mathematical Statistics 38, 1466-1474.
    """
    return float(1 - np.prod([1 - each for each in probabilities]))


def rolling_trigger_probability(
    contacts: NDArray[np.int64],
    window_days: int,
    true_rate: float,
    limit: RateLimit,
    rng: np.random.Generator,
    draws: int = 2000,
) -> tuple[float, float]:
    """Return the simulated probability that daily looks at a rolling window ever fire.

    Parameters
    ----------
    contacts
        (days,) contacts served on consecutive days; the first look is at the first full window.

    Returns
    -------
    tuple
        The share of draws with a fire, and its standard error. A simulation: report it as one.
    """
    if not 0 <= true_rate <= 1:
        raise InputError("rate.true_rate", [Fault("rate.true_rate", "true_rate", str(true_rate))])
    edges = np.concatenate([[0], np.cumsum(contacts)])
    sizes = edges[window_days:] - edges[:-window_days]
    limits = [critical_count(int(n), limit) for n in sizes]
    never = inf if limit.is_high else -inf
    critical = np.array([never if each is None else each for each in limits])
    daily = rng.binomial(contacts, true_rate, size=(draws, len(contacts)))
    sums = np.concatenate([np.zeros((draws, 1), dtype=np.int64), np.cumsum(daily, axis=1)], axis=1)
    events = sums[:, window_days:] - sums[:, :-window_days]
    fired = (events >= critical if limit.is_high else events <= critical).any(axis=1)
    share = float(fired.mean())
    return share, float(np.sqrt(share * (1 - share) / draws))
