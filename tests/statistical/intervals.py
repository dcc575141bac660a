"""Intervals of any false-alarm probability, from the 95 % interval that ``heng simulate`` shows."""

from scipy.special import stdtrit

SHOWN = 0.95


def standard_error(half_width: float, replications: int) -> float:
    """Return the standard error behind the half width of a 95 % t interval."""
    return float(half_width / stdtrit(replications - 1, (1 + SHOWN) / 2))


def half_width_at(false_alarm: float, half_width: float, replications: int) -> float:
    """Return the half width of the t interval that misses with probability ``false_alarm``."""
    quantile = stdtrit(replications - 1, 1 - false_alarm / 2)
    return float(quantile * standard_error(half_width, replications))
