"""Mixtures of lognormal durations, fitted by maximum likelihood to whole-second records."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Numbers = NDArray[np.float64]

STEPS_S = (60.0, 1.0)  # records in whole minutes, in whole seconds
LEAST_SIGMA = 0.01
_ENOUGH_VALUES = 20
TOLERANCE = 1e-9  # of the mean log-likelihood, between two rounds
_WIDTH = 0.02  # of the cells that are fitted, on the logarithm, where steps are narrower
_NOTHING = 1e-290
_SQRT_2PI = np.sqrt(2 * np.pi)


@dataclass(frozen=True, slots=True, eq=False)
class LognormalMixture:
    """Duration whose logarithm is normal with ``mu[k], sigma[k]`` with chance ``weights[k]``."""

    weights: Numbers
    mu: Numbers
    sigma: Numbers

    @property
    def mean_s(self) -> float:
        """Return the mean, exp(mu + sigma^2 / 2) averaged over the components."""
        return float(self.weights @ np.exp(self.mu + self.sigma**2 / 2))

    @property
    def cv(self) -> float:
        """Return the standard deviation over the mean."""
        second = float(self.weights @ np.exp(2 * self.mu + 2 * self.sigma**2))
        return float(np.sqrt(max(0.0, second / self.mean_s**2 - 1)))

    def cdf(self, times_s: Numbers) -> Numbers:
        """Return the chance of at most each time, (n,)."""
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum(times_s, 0.0))
        below: Numbers = ndtr((logs[:, None] - self.mu) / self.sigma) @ self.weights
        return below

    def quantiles(self, chances: Numbers) -> Numbers:
        """Return the times not passed with the given chances, each in (0, 1), by bisection."""
        ends = np.exp(self.mu + self.sigma * ndtri(chances)[:, None])
        low, high = ends.min(axis=1), ends.max(axis=1)
        for _ in range(60):
            middle: Numbers = np.sqrt(low * high)
            below = self.cdf(middle) < chances
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        found: Numbers = np.sqrt(low * high)
        return found

    def mean_up_to(self, times_s: Numbers) -> Numbers:
        """Return E[X; X <= t] for each time, (n,)."""
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum(times_s, 0.0))
        means_s = self.weights * np.exp(self.mu + self.sigma**2 / 2)
        partial: Numbers = ndtr((logs[:, None] - self.mu) / self.sigma - self.sigma) @ means_s
        return partial

    def draws(self, count: int, rng: np.random.Generator) -> Numbers:
        """Return independent durations, (count,)."""
        which = rng.choice(self.mu.size, count, p=self.weights)
        return np.exp(self.mu[which] + self.sigma[which] * rng.standard_normal(count))


@dataclass(frozen=True, slots=True, eq=False)
class GroupedTimes:
    """Distinct recorded durations with their counts; ``step_s`` 0 means exact ones."""

    values_s: Numbers
    counts: Numbers
    step_s: float

    @property
    def n(self) -> float:
        """Return how many durations there are."""
        return float(self.counts.sum())


def grouped(times_s: Numbers) -> GroupedTimes:
    """Return durations by distinct value; exact zeros among unrounded ones are not allowed."""
    values, counts = np.unique(times_s, return_counts=True)
    return GroupedTimes(values, counts.astype(np.float64), step_of(values))


def step_of(values_s: Numbers) -> float:
    """Return the unit in which durations were recorded: 60, 1 or 0 (finer than a second)."""
    if values_s.size < _ENOUGH_VALUES:
        return 1.0 if np.all(values_s % 1.0 == 0) else 0.0
    return next((step for step in STEPS_S if np.all(values_s % step == 0)), 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Durations counted in cells, (m,): logarithms of the edges (the first may be -inf).

    ``middle`` is the mean logarithm of a cell's records.
    """

    low: Numbers
    high: Numbers
    middle: Numbers
    counts: Numbers


def in_cells(times: GroupedTimes) -> Cells:
    """Return durations in cells of 2 %, or of one recorded step where that is wider.

    For speed: some 300 cells hold what 20,000 records say of two lognormal laws; the likelihood
    of cells is exact, and their width takes nothing from it that can be seen.
    """
    half = times.step_s / 2
    middle = np.log(np.maximum(times.values_s, half / 2 or _NOTHING))
    with np.errstate(divide="ignore"):
        low = np.log(np.maximum(times.values_s - half, 0.0))
    high = np.log(times.values_s + half)
    number = np.floor(high / _WIDTH)
    if not half:  # exact times: the cells' own edges
        low, high = number * _WIDTH, (number + 1) * _WIDTH
    first = np.flatnonzero(np.concatenate(([True], np.diff(number) > 0)))
    last = np.concatenate((first[1:], [low.size])) - 1
    counts = np.add.reduceat(times.counts, first)
    means = np.add.reduceat(times.counts * middle, first) / counts
    return Cells(low[first], high[last], means, counts)


def fitted_mixture(
    cells: Cells, start: LognormalMixture, rounds: int = 500, tolerance: float = TOLERANCE
) -> tuple[LognormalMixture, float]:
    """Return the mixture of greatest likelihood near a start, and its log-likelihood.

    Notes
    -----
    Expectation-maximisation for grouped normal data: a duration lies somewhere in its cell, and
    each component contributes the moments of a normal variable truncated there.

    References
    ----------
    Dempster, Laird and Rubin (1977), J. Royal Stat. Soc. B 39, section 4.2; McLachlan and Jones
    (1988), Biometrics 44.
    """
    found, reached, n = start, -np.inf, float(cells.counts.sum())
    for _ in range(rounds):
        chances, first, second = _moments(cells, found)
        joint = chances * found.weights
        each = joint.sum(axis=1)
        likelihood = float(cells.counts @ np.log(each))
        if likelihood - reached < tolerance * n:
            return found, likelihood
        reached = likelihood
        found = _maximised(joint * (cells.counts / each)[:, None], first, second)
    return found, reached


def single_start(cells: Cells) -> LognormalMixture:
    """Return the one lognormal with the moments of the logarithms."""
    return _split(cells, np.zeros(cells.counts.size, np.int64), 1)


def double_starts(cells: Cells) -> tuple[LognormalMixture, ...]:
    """Return three starts of two components: the shortest 10, 30 and 50 % apart."""
    below = np.cumsum(cells.counts) / cells.counts.sum()
    return tuple(_split(cells, (below > share).astype(np.int64), 2) for share in (0.1, 0.3, 0.5))


def _split(cells: Cells, part: NDArray[np.int64], parts: int) -> LognormalMixture:
    weights, mu, sigma = np.zeros(parts), np.zeros(parts), np.zeros(parts)
    for k in range(parts):
        counts = np.where(part == k, cells.counts, 0.0) + 1e-9
        weights[k] = counts.sum()
        mu[k] = counts @ cells.middle / counts.sum()
        sigma[k] = np.sqrt(counts @ (cells.middle - mu[k]) ** 2 / counts.sum())
    return LognormalMixture(weights / weights.sum(), mu, np.maximum(sigma, 0.1))


def _maximised(shares: Numbers, first: Numbers, second: Numbers) -> LognormalMixture:
    """Return the components from the shares (m, k) of each cell and its moments of log x."""
    totals = np.maximum(shares.sum(axis=0), _NOTHING)
    mu = (shares * first).sum(axis=0) / totals
    variance = (shares * second).sum(axis=0) / totals - mu**2
    sigma = np.sqrt(np.maximum(variance, LEAST_SIGMA**2))
    return LognormalMixture(totals / totals.sum(), mu, sigma)


def _moments(cells: Cells, mixture: LognormalMixture) -> tuple[Numbers, Numbers, Numbers]:
    """Return the chance of each cell under each component, and E[log x], E[log^2 x] there."""
    mu, sigma = mixture.mu, mixture.sigma
    a, b = (cells.low[:, None] - mu) / sigma, (cells.high[:, None] - mu) / sigma
    upper = a > 0  # in either tail the difference of the smaller numbers is exact
    chance = np.where(upper, ndtr(-a) - ndtr(-b), ndtr(b) - ndtr(a))
    held = np.maximum(chance, _NOTHING)
    at_a, at_b = np.exp(-0.5 * a**2) / _SQRT_2PI / held, np.exp(-0.5 * b**2) / _SQRT_2PI / held
    e1 = at_a - at_b
    e2 = 1 + np.where(np.isfinite(a), a, 0.0) * at_a - b * at_b
    # far out in a tail these moments cancel; there the records' own mean is exact enough
    far = (np.minimum(np.abs(a), np.abs(b)) > _FAR) | (chance <= _NOTHING)
    middle = (cells.middle[:, None] - mu) / sigma
    e1, e2 = np.where(far, middle, e1), np.where(far, middle**2, e2)
    return held, mu + sigma * e1, mu**2 + 2 * mu * sigma * e1 + sigma**2 * e2


_FAR = 6.0
