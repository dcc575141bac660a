"""The numbers waiting while every agent is busy, with impatience and a limited room."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc, gammaln, logsumexp

from engine.errors import InputError
from engine.queueing.arguments import MOST_STATES

Numbers = NDArray[np.float64]

NEGLIGIBLE_LOG = 45.0  # e^-45 is 3e-20: states beyond weigh nothing in a double
DEVIATIONS = 12.0  # of a queue length that is at most Poisson-like around its peak
LEAST_STATES = 200


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Number waiting given that every agent is busy.

    Parameters
    ----------
    numbers, shares
        (states,) numbers that weigh something, ascending, and their shares, which sum to 1.
    log_total
        ln of the total weight, where nobody waiting weighs 1.
    service_rate, abandonment_rate
        Contacts that all agents together end, and that one waiting contact abandons, per unit
        of time.
    """

    numbers: Numbers
    shares: Numbers
    log_total: float
    service_rate: float
    abandonment_rate: float

    @property
    def mean(self) -> float:
        """Mean number waiting."""
        return float(self.shares @ self.numbers)

    @property
    def nobody(self) -> float:
        """Share of the busy time in which nobody waits."""
        return float(self.shares[self.numbers == 0].sum())

    def share_of(self, number: float) -> float:
        """Return the share of the busy time in which exactly ``number`` wait."""
        return float(self.shares[self.numbers == number].sum())

    def all_busy(self, full_share: float) -> float:
        """Return the probability that every agent is busy.

        ``full_share`` is the probability that every agent is busy, given that nobody waits.
        """
        return float(full_share / (full_share + (1 - full_share) * np.exp(-self.log_total)))

    def answered_within(self, threshold: float) -> Numbers:
        """Return for each number found waiting the probability of an answer in time, (states,).

        Notes
        -----
        Whoever finds k waiting is answered after k + 1 departures. Without abandonment that is
        Erlang distributed. With it, b = service rate / abandonment rate, exp(-theta V) of the
        offered wait V is Beta(b, k + 1), and E[exp(-theta V); V <= t] is
        b / (b + k + 1) I(k + 1, b + 1; 1 - exp(-theta t)).
        """
        ahead = self.numbers + 1
        if self.abandonment_rate == 0:
            return np.asarray(gammainc(ahead, self.service_rate * threshold))
        ratio = self.service_rate / self.abandonment_rate
        given_up = -np.expm1(-self.abandonment_rate * threshold)
        return np.asarray(ratio / (ratio + ahead) * betainc(ahead, ratio + 1, given_up))


def waiting_line(
    arrival_rate: float, service_rate: float, abandonment_rate: float, room: float = np.inf
) -> WaitingLine:
    """Return the numbers waiting given that every agent is busy.

    Parameters
    ----------
    arrival_rate, service_rate, abandonment_rate
        Per unit of time: contacts that come, >= 0; that all agents together end, > 0; that each
        waiting contact abandons, >= 0.
    room
        Greatest number that may wait.

    Raises
    ------
    InputError
        ``queueing.too_many_states`` if more than five million numbers would weigh something.

    Notes
    -----
    Weights q_k / q_(k-1) = lambda / (nu + k theta). Each ratio is one plus a difference, so
    ``log1p`` keeps the digits where the rates nearly balance. Numbers of negligible weight are
    left out on either side of the peak.
    """
    if arrival_rate <= 0 or room == 0:
        return WaitingLine(np.zeros(1), np.ones(1), 0.0, service_rate, abandonment_rate)
    least, greatest = _likely_numbers(arrival_rate, service_rate, abandonment_rate, room)
    if greatest - least > MOST_STATES:
        raise InputError("queueing.too_many_states", states=greatest - least, most=MOST_STATES)
    numbers = np.arange(least, greatest + 1, dtype=np.float64)
    slack = service_rate - arrival_rate + numbers[1:] * abandonment_rate
    steps = -np.log1p(slack / arrival_rate)
    first = _log_weight(least, arrival_rate, service_rate, abandonment_rate)
    logs = first + np.concatenate(([0.0], np.cumsum(steps)))
    log_total = float(logsumexp(logs))
    shares = np.exp(logs - log_total)
    return WaitingLine(numbers, shares, log_total, service_rate, abandonment_rate)


def _likely_numbers(
    arrival: float, service: float, abandonment: float, room: float
) -> tuple[int, int]:
    """Return the least and greatest number waiting that weigh something."""
    fall = abs(np.log(arrival / service))
    geometric = NEGLIGIBLE_LOG / fall + 1 if fall > 0 else np.inf
    if abandonment == 0:
        if arrival > service:  # the weights rise up to the full room
            return int(max(0.0, room - geometric)), int(min(room, MOST_STATES * 2.0**20))
        return 0, int(min(room, geometric, MOST_STATES * 2.0))
    pressure, ratio = arrival / abandonment, service / abandonment
    peak = min(max(0.0, pressure - ratio), room)
    beyond = DEVIATIONS * np.sqrt(pressure + ratio) + LEAST_STATES
    above = min(beyond, geometric) if pressure < ratio else beyond
    return int(max(0.0, peak - beyond)), int(min(room, np.ceil(peak + above)))


def _log_weight(number: int, arrival: float, service: float, abandonment: float) -> float:
    """Return ln of the weight of ``number`` waiting; it matters only where it is overwhelming."""
    if number == 0:
        return 0.0
    if abandonment == 0:
        return float(number * np.log(arrival / service))
    ratio = service / abandonment
    below = gammaln(ratio + number + 1) - gammaln(ratio + 1)
    return float(number * np.log(arrival / abandonment) - below)
