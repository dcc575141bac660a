"""How often a rate test that is looked at again and again fires by chance at least once."""

from collections.abc import Sequence

import numpy as np


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
