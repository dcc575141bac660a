"""Nobody waits: who finds every agent busy tries again later (M/M/c/c with retrials)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_banded

from engine.errors import InputError, MethodError
from engine.queueing.arguments import (
    check_agents,
    check_positive,
    check_share,
    check_steady,
    offered_load_of,
)

MOST_AGENTS = 200  # of 20,000 levels: 32 MB
FIRST_LEVELS, MOST_LEVELS = 64, 20_000
NEGLIGIBLE = 1e-16

Levels = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Retrials:
    """What holds in the long run where blocked customers try again.

    ``blocking`` is the share of time, and of first attempts, that find every agent busy;
    ``orbit_mean`` the mean number of customers between two attempts, ``busy_mean`` of busy agents,
    ``lost`` the share of customers who give up.
    """

    blocking: float
    orbit_mean: float
    busy_mean: float
    lost: float


def with_retrials(
    arrival_rate_per_h: float,
    handle_time_s: float,
    agents: int,
    *,
    retry_delay_s: float,
    retry_probability: float = 1.0,
) -> Retrials:
    """Return the steady state of agents without a waiting room whose customers try again.

    Parameters
    ----------
    arrival_rate_per_h, handle_time_s
        First attempts per hour, > 0; mean handle time in seconds, > 0, exponential.
    agents
        1 to 200.
    retry_delay_s
        Mean time until the next attempt in seconds, > 0, exponential.
    retry_probability
        Of trying again after each blocked attempt, 0..1.

    Raises
    ------
    InputError
        ``queueing.not_positive``, ``not_whole``, ``share`` or ``too_many_agents``.
    MethodError
        ``queueing.overloaded`` when everybody tries again and the load reaches the agents;
        ``queueing.long_orbit`` when more than 20,000 customers would be between attempts.

    Notes
    -----
    A chain of (busy agents, customers between attempts). Only a full desk sends customers to the
    next level, so each level is a multiple of one vector, found by elimination from a level so
    high that its share is below 1e-16; it is doubled until that holds. How often the full desk is
    visited follows from as many customers going down a level as up: no subtraction, which would
    let rounding grow from level to level.

    References
    ----------
    Falin, G. I., Templeton, J. G. C. (1997), Retrial Queues, Chapman and Hall, chapter 2.
    """
    check_agents(agents)
    if agents > MOST_AGENTS:
        raise InputError("queueing.too_many_agents", agents=agents, most=MOST_AGENTS)
    check_positive(arrival_rate_per_h=arrival_rate_per_h, retry_delay_s=retry_delay_s)
    check_share(retry_probability=retry_probability)
    load = offered_load_of(arrival_rate_per_h, handle_time_s)
    if retry_probability == 1:
        check_steady(load, agents)
    chain = _Chain(int(agents), load, handle_time_s / retry_delay_s, retry_probability)
    shares = _until_negligible(chain)
    full = shares[:, -1]
    orbit = np.arange(len(shares))
    blocked = load * full.sum() + handle_time_s / retry_delay_s * float(full @ orbit)
    return Retrials(
        blocking=float(full.sum()),
        orbit_mean=float(shares.sum(axis=1) @ orbit),
        busy_mean=float(shares.sum(axis=0) @ np.arange(agents + 1)),
        lost=float(blocked * (1 - retry_probability) / load),
    )


def _until_negligible(chain: "_Chain") -> Levels:
    levels = FIRST_LEVELS
    if chain.again == 1:  # the shares fall no faster than powers of the load per agent
        levels += int(np.log(NEGLIGIBLE) / np.log(chain.arrival / chain.agents))
    while levels <= MOST_LEVELS:
        shares = chain.shares(levels)
        if shares[-1].sum() < NEGLIGIBLE:
            return shares
        levels *= 2
    raise MethodError("queueing.long_orbit", most=MOST_LEVELS)


@dataclass(frozen=True, slots=True)
class _Chain:
    """Rates in units of the handle time."""

    agents: int
    arrival: float
    retry: float
    again: float

    def shares(self, levels: int) -> Levels:
        """Return the share of time of each state, (levels + 1, agents + 1), cut at ``levels``."""
        vectors = np.zeros((levels + 1, self.agents + 1))
        joining = self.arrival * self.again
        start = np.zeros(self.agents + 1)
        start[-1] = joining
        back = np.zeros(self.agents + 1)  # what one visit to the full desk brings back from above
        for level in range(levels if joining else 0, 0, -1):
            bands = self._transposed(level, is_last=level == levels)
            once, again = -solve_banded((1, 1), bands, np.column_stack((start, back))).T
            falling = self._down(level, again).sum()
            visits = joining * once[-1] / falling if falling > 0 else 0.0
            vectors[level] = once + visits * again
            back = self._down(level, vectors[level])
            back *= joining / back.sum()  # as many go down as up: keeps rounding from growing
        vectors[0] = self._lowest(back)
        return _stacked(vectors)

    def _transposed(self, level: int, *, is_last: bool) -> Levels:
        """Return the transposed rates within one level, less all that leave, as three bands."""
        numbers = np.arange(self.agents + 1, dtype=np.float64)
        leaving = numbers + self.arrival + level * self.retry
        leaving[-1] = numbers[-1] + level * self.retry * (1 - self.again)
        if not is_last:
            leaving[-1] += self.arrival * self.again
        bands = np.zeros((3, self.agents + 1))
        bands[0, 1:] = numbers[1:]
        bands[1] = -leaving
        bands[2, :-1] = self.arrival
        return bands

    def _lowest(self, back: Levels) -> Levels:
        """Return the vector of the lowest level, 1 at the full desk.

        Between two neighbouring numbers busy as many go up as come down; what ``back`` brings
        from the level above to each number goes down again to where it is taken up.
        """
        vector = np.ones(self.agents + 1)
        arriving = np.cumsum(back)  # to numbers up to each one
        for busy in range(self.agents - 1, -1, -1):
            vector[busy] = ((busy + 1) * vector[busy + 1] + arriving[busy]) / self.arrival
        return vector

    def _down(self, level: int, vector: Levels) -> Levels:
        """Return what the attempts of one level bring to each state of the level below."""
        tries = level * self.retry * vector
        below = np.concatenate(([0.0], tries[:-1]))
        below[-1] += tries[-1] * (1 - self.again)
        return below


def _stacked(vectors: Levels) -> Levels:
    """Return the levels' shares: level j is the full share of level j - 1 times vector j."""
    full = np.concatenate(([1.0], vectors[:-1, -1]))
    with np.errstate(divide="ignore"):  # beyond 1e-308 nothing is left
        logs = np.cumsum(np.log(full))
    weights = np.exp(logs - logs.max())[:, None] * vectors
    return np.asarray(weights / weights.sum())
