"""M/M/c+G: exponential handle times, patience of any law."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from engine.domain.durations import Duration
from engine.queueing.arguments import (
    SECONDS_PER_H,
    check_agents,
    check_not_negative,
    offered_load_of,
)
from engine.queueing.duration_laws import Law, law_of
from engine.queueing.erlang import blocking, empty_share
from engine.queueing.steady_state import Queue

Values = NDArray[np.float64]

NEGLIGIBLE_LOG = 45.0  # e^-45 is 3e-20 of the peak
EQUAL_PIECES = 64  # less than one e-fold each on most of the range
NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
HALVINGS = 200  # of an interval of doubles: to the last bit


def erlang_general_patience(
    arrival_rate_per_h: float,
    handle_time_s: float,
    agents: int,
    *,
    patience: Duration,
    threshold_s: float,
) -> Queue:
    """Return the queue whose contacts abandon after a patience of any law.

    Parameters
    ----------
    arrival_rate_per_h, handle_time_s, agents, threshold_s
        As in :func:`engine.queueing.erlang.erlang_a`; any load is allowed.
    patience
        Any shape; a customer abandons if still waiting when it ends.

    Raises
    ------
    InputError
        ``queueing.negative``, ``not_positive``, ``not_whole`` or ``too_many_agents``.

    Notes
    -----
    With the patience's tail P(R > x) and H(x) its integral from 0 to x, the offered wait V has on
    x > 0 the density lambda e(x) / (eps + lambda J), e(x) = exp(lambda H(x) - c mu x), J its
    integral, eps = 1 / B(c - 1). P(wait) = lambda J / (eps + lambda J); the share that abandons
    is E[P(R <= V)]; the mean wait E[H(V)]; the service level P(V = 0) + E[P(R > V); V <= t]: all
    sums of positive terms, so that tails keep their digits. The exponent is concave; the
    integrals run over where it is within e^-45 of its peak, by Gauss-Legendre pieces that end at
    the law's kinks.

    References
    ----------
    Baccelli, F., Hebuterne, G. (1981), On queues with impatient customers, Performance '81,
    159-179; Zeltyn, S., Mandelbaum, A. (2005), Call centers with impatient customers: many-server
    asymptotics of the M/M/n+G queue, Queueing Systems 51, 361-402, section 3.
    """
    check_not_negative(threshold_s=threshold_s)
    check_agents(agents)
    load = offered_load_of(arrival_rate_per_h, handle_time_s)
    rate_per_s = arrival_rate_per_h / SECONDS_PER_H
    law = law_of(patience)
    if rate_per_s == 0:
        return Queue(0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    wait = _OfferedWait(law, rate_per_s, agents / handle_time_s)
    return _queue(wait, load, agents, threshold_s)


def _queue(wait: "_OfferedWait", load: float, agents: int, threshold_s: float) -> Queue:
    law, rate_per_s = wait.law, wait.arrival_rate
    x, shares, log_integral = wait.shares(threshold_s)
    lost = blocking(load, agents - 1)
    log_odds = np.log(lost * rate_per_s) + log_integral if lost > 0 else -np.inf
    wait_probability = float(expit(log_odds))
    wait_mean_s = wait_probability * float(shares @ law.truncated_mean_s(x))
    abandonment = wait_probability * float(shares @ law.ended(x))
    in_time = x <= threshold_s
    answered = float(shares[in_time] @ law.survival(x[in_time]))
    return Queue(
        wait_probability=wait_probability,
        wait_mean_s=wait_mean_s,
        service_level=1 - wait_probability + wait_probability * answered,
        abandonment=abandonment,
        occupancy=load * (1 - abandonment) / agents,
        queue_mean=rate_per_s * wait_mean_s,
        empty_probability=(1 - wait_probability) * empty_share(load, agents - 1),
    )


@dataclass(frozen=True, slots=True)
class _OfferedWait:
    """The wait that a customer of endless patience would have, given that there is one."""

    law: Law
    arrival_rate: float
    service_rate: float

    def shares(self, threshold_s: float) -> tuple[Values, Values, float]:
        """Return waits, their shares, and ln of the integral J; no piece crosses the threshold."""
        peak = self._peak()
        top = float(self._exponent(np.array([peak]))[0])
        ends = [self._negligible(peak, top, step) for step in (-1.0, 1.0)]
        inside = np.concatenate((self.law.knots_s, [threshold_s, peak]))
        knots = np.concatenate((inside, np.linspace(ends[0], ends[1], EQUAL_PIECES + 1)))
        knots = np.unique(knots[(knots >= ends[0]) & (knots <= ends[1])])
        half = np.diff(knots)[:, None] / 2
        x = (knots[:-1, None] + half * (1 + NODES)).ravel()
        weights = (half * WEIGHTS).ravel() * np.exp(self._exponent(x) - top)
        total = float(weights.sum())
        return x, weights / total, top + float(np.log(total))

    def _exponent(self, x: Values) -> Values:
        return self.arrival_rate * self.law.truncated_mean_s(x) - self.service_rate * x

    def _peak(self) -> float:
        """Return where as many arrivals are still patient as the agents end contacts."""

        def rises(x: float) -> bool:
            patient = float(self.law.survival(np.array([x]))[0])
            return self.arrival_rate * patient > self.service_rate

        if not rises(0.0):
            return 0.0
        high = self.law.mean_s
        while rises(high):
            high *= 2
        low = 0.0
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if rises(middle) else (low, middle)
        return high

    def _negligible(self, peak: float, top: float, direction: float) -> float:
        """Return a point on one side of the peak beyond which nothing weighs anything."""

        def weighs(x: float) -> bool:
            return float(self._exponent(np.array([x]))[0]) > top - NEGLIGIBLE_LOG

        step = 1e-3 / self.service_rate
        while peak + direction * step > 0 and weighs(peak + direction * step):
            step *= 2
        return max(0.0, peak + direction * step)
