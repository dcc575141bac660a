"""M/D/c: every contact takes equally long."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaln

from engine.queueing.arguments import check_agents, check_steady, offered_load_of

NEGLIGIBLE_LOG = 45.0
MOST_TERMS = 20_000
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188)  # of ln n!: powers n^-1, n^-3, ...
LEAST_STIRLING = 20
ROUNDS = 200


def mean_wait_constant(arrival_rate_per_h: float, handle_time_s: float, agents: int) -> float:
    """Return the exact mean wait of M/D/c in seconds.

    Parameters
    ----------
    arrival_rate_per_h, agents
        As in :func:`engine.queueing.erlang.erlang_c`.
    handle_time_s
        Of every contact, in seconds, > 0.

    Raises
    ------
    InputError
        ``queueing.negative``, ``not_positive``, ``not_whole`` or ``too_many_agents``.
    MethodError
        ``queueing.overloaded``.

    Notes
    -----
    With rho = a / c and N_k Poisson with mean k a, W / s = sum over k >= 1 of
    P(N_k >= k c) - P(N_k > k c) / rho, a sum of positive terms that falls like
    exp(-k c (rho - 1 - ln rho)). Near saturation, where it would need more than 20,000 terms,
    the c - 1 zeros z within the unit circle of z^c = exp(a (z - 1)) give
    a W / s = (a^2 - c (c - 1)) / (2 (c - a)) + sum 1 / (1 - z) instead: the derivative at 1 of the
    generating function of the number present.

    References
    ----------
    Crommelin, C. D. (1932), Delay probability formulae when the holding times are constant, Post
    Office Electrical Engineers' Journal 25, 41-50; Tijms, H. C. (2003), A First Course in
    Stochastic Models, section 9.6.
    """
    check_agents(agents)
    load = offered_load_of(arrival_rate_per_h, handle_time_s)
    check_steady(load, agents)
    if load == 0:
        return 0.0
    fall = agents * _excess(load / agents)
    if NEGLIGIBLE_LOG / fall <= MOST_TERMS:
        return handle_time_s * _by_terms(load, agents, int(NEGLIGIBLE_LOG / fall) + 2)
    return handle_time_s * _by_zeros(load, agents)


def _excess(rho: float) -> float:
    """Return rho - 1 - ln rho, >= 0."""
    return (rho - 1) - float(np.log1p(rho - 1))


def _by_terms(load: float, agents: int, terms: int) -> float:
    rho = load / agents
    full = agents * np.arange(1, terms + 1, dtype=np.float64)
    exactly = np.exp(-full * _excess(rho) - _log_stirling(full))
    more = gammainc(full + 1, full * rho)
    return float(np.sum(exactly - more * (1 / rho - 1)))


def _log_stirling(n: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ln(n! e^n / n^n), the factor between a Poisson share and its exponential bound."""
    exact = gammaln(n + 1) + n - n * np.log(n)
    correction = sum(factor * n ** -(2.0 * place + 1) for place, factor in enumerate(STIRLING))
    return np.where(n < LEAST_STIRLING, exact, 0.5 * np.log(2 * np.pi * n) + correction)


def _by_zeros(load: float, agents: int) -> float:
    """Return the mean wait in handle times from the zeros inside the unit circle.

    Each zero is the fixed point of z = exp(2 pi i j / c + rho (z - 1)), a contraction since
    |dz| shrinks by rho |z| < 1; Newton's method takes it to the last digit.
    """
    rho = load / agents
    turns = np.exp(2j * np.pi * np.arange(1, agents) / agents)
    zeros = 0.5 * turns
    for _ in range(ROUNDS):
        image = turns * np.exp(rho * (zeros - 1))
        step = (zeros - image) / (1 - rho * image)
        zeros = zeros - step
        if np.max(np.abs(step), initial=0.0) < 1e-15:  # noqa: PLR2004 - the last digit of 1
            break
    shortfall = (load**2 - agents * (agents - 1)) / (2 * (agents - load))
    return (shortfall + float(np.sum(1 / (1 - zeros)).real)) / load
