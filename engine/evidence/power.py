"""How often a rollout finds an effect: simulated, tested as it will be tested.

The test is the permutation test over the orders of starts, exact however few the teams.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.evidence.rollout import (
    LEAST_TEAMS,
    LEAST_WEEKS,
    MOST_TEAMS,
    MOST_WEEKS,
    RolloutPlan,
    order_count,
    parallel_starts,
    staggered_starts,
    start_orders,
    treated,
)
from engine.evidence.rollout_variance import effect_weights, hussey_hughes_variance, normal_power

Starts = Callable[[int, int], NDArray[np.int64]]
_LEVEL = 0.95
_HALVINGS = 10
_CHUNK = 1_000  # simulations at once, so that memory stays bounded
_TIE = 1e-9  # orders this near in size, relatively, are level


@dataclass(frozen=True, slots=True)
class Frequency:
    """A simulated share with its Wilson interval at 95 %."""

    value: float
    low: float
    high: float
    simulations: int


@dataclass(frozen=True, slots=True)
class RolloutPower:
    """What one way to roll out would find.

    ``variance``, ``closed_form_power`` are Hussey and Hughes'; ``smallest_p_value`` is one over
    the number of orders: at or below alpha, or the test can never reject.
    ``smallest_effect`` is the least effect found with the wanted power, None where none is.
    """

    power: Frequency
    false_alarm: Frequency
    mean_estimate: float
    sd_estimate: float
    variance: float
    closed_form_power: float
    orders: float
    smallest_p_value: float
    smallest_effect: float | None


def rollout_power(
    plan: RolloutPlan, starts: Starts, simulations: int, seeds: np.random.SeedSequence
) -> RolloutPower:
    """Return the power, the false alarm and the smallest effect found of one way to roll out.

    Parameters
    ----------
    starts
        :func:`engine.evidence.rollout.staggered_starts` or ``parallel_starts``.
    simulations
        Rollouts drawn, each tested.
    seeds
        The same seeds give the same draws, so that two effects meet like noise.
    """
    on = treated(starts(plan.teams, plan.weeks), plan.weeks)
    test = _test(plan, starts, simulations, seeds)
    power, estimates = test.found(plan.effect)
    alarm, _ = test.found(0.0)
    variance = hussey_hughes_variance(on, plan.cell_variance, plan.team_variance)
    orders = order_count(starts(plan.teams, plan.weeks))
    return RolloutPower(
        power=power,
        false_alarm=alarm,
        mean_estimate=float(estimates.mean()),
        sd_estimate=float(estimates.std(ddof=1)),
        variance=variance,
        closed_form_power=normal_power(plan.effect, variance, plan.alpha),
        orders=orders,
        smallest_p_value=1 / orders if np.isfinite(orders) else 0.0,
        smallest_effect=test.smallest_effect(variance),
    )


def simulated_means(
    plan: RolloutPlan,
    on: NDArray[np.float64],
    effect: float,
    simulations: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Draw team-week means, (simulations, teams, weeks).

    Rates are counted from so many contacts, scores drawn normal. Weeks' common ups and downs are
    left out: they cancel in every comparison of one week.
    """
    shape = (simulations, *on.shape)
    lasting = rng.normal(0, np.sqrt(plan.team_variance), (simulations, on.shape[0], 1))
    weekly = rng.normal(0, plan.time_sd, shape)
    level = plan.mean + lasting + weekly + effect * on
    if plan.sd is None:
        counted = rng.binomial(plan.cell_contacts, level.clip(0, 1))
        return np.asarray(counted / plan.cell_contacts)
    return np.asarray(level + rng.normal(0, np.sqrt(plan.noise_variance), shape))


def needed_teams(plan: RolloutPlan, simulations: int, seeds: np.random.SeedSequence) -> int | None:
    """Return the fewest teams, at these weeks, that reach the wanted power; None beyond 200."""
    return _fewest(
        lambda teams: replace(plan, teams=teams), MOST_TEAMS, LEAST_TEAMS, simulations, seeds
    )


def needed_weeks(plan: RolloutPlan, simulations: int, seeds: np.random.SeedSequence) -> int | None:
    """Return the fewest weeks, with these teams, that reach the wanted power; None beyond 104."""
    return _fewest(
        lambda weeks: replace(plan, weeks=weeks), MOST_WEEKS, LEAST_WEEKS, simulations, seeds
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Test:
    """The permutation test of a design: ``weights`` (cells, orders), the drawn order first."""

    plan: RolloutPlan
    on: NDArray[np.float64]
    weights: NDArray[np.float64]
    simulations: int
    seeds: np.random.SeedSequence

    def found(self, effect: float) -> tuple[Frequency, NDArray[np.float64]]:
        """Return how often it rejects at an effect, and the estimates."""
        estimates, hits = np.empty(self.simulations), 0
        for part, begin in enumerate(range(0, self.simulations, _CHUNK)):
            size = min(_CHUNK, self.simulations - begin)
            # the seed is taken anew, so that every effect meets the same teams and weeks
            rng = _stream(self.seeds, 1 + part)
            means = simulated_means(self.plan, self.on, effect, size, rng)
            found = (means - self.plan.mean).reshape(size, -1) @ self.weights
            sizes = np.abs(found)
            level = sizes[:, :1] * (1 - _TIE)
            hits += int(((sizes >= level).mean(axis=1) <= self.plan.alpha + _TIE).sum())
            estimates[begin : begin + size] = found[:, 0]
        return _frequency(hits, self.simulations), estimates

    def smallest_effect(self, variance: float) -> float | None:
        """Return the least effect of the planned sign with the wanted power, by halving."""
        plan = self.plan
        sign = np.sign(plan.effect)
        high = 10 * np.sqrt(variance)
        if plan.sd is None:
            high = min(high, (1 - plan.mean if sign > 0 else plan.mean) * (1 - 1e-12))
        if not np.isfinite(high) or self.found(sign * high)[0].value < plan.power:
            return None
        low = 0.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            enough = self.found(sign * middle)[0].value >= plan.power
            low, high = (low, middle) if enough else (middle, high)
        return float(sign * high)


def _test(
    plan: RolloutPlan, starts: Starts, simulations: int, seeds: np.random.SeedSequence
) -> _Test:
    """Return the test of a design; a team's weights follow from its start, whatever the order."""
    begins = starts(plan.teams, plan.weeks)
    on = treated(begins, plan.weeks)
    orders = start_orders(begins, _stream(seeds, 0))
    by_start = np.zeros((plan.weeks + 1, plan.weeks))
    by_start[begins] = effect_weights(on, plan.cell_variance, plan.team_variance)
    weights = by_start[orders].reshape(len(orders), -1).T
    return _Test(plan, on, np.ascontiguousarray(weights), simulations, seeds)


def _stream(seeds: np.random.SeedSequence, part: int) -> np.random.Generator:
    """Return the generator of one part of the draws, the same at every call."""
    return np.random.default_rng(
        np.random.SeedSequence(seeds.entropy, spawn_key=(*seeds.spawn_key, part))
    )


def _fewest(
    sized: Callable[[int], RolloutPlan],
    most: int,
    least: int,
    simulations: int,
    seeds: np.random.SeedSequence,
) -> int | None:
    """Return the least size of a staggered rollout that reaches the power in simulation.

    The closed formula says where to begin; sizes are then raised until simulation agrees.
    """
    size = next((each for each in range(least, most + 1) if _promises(sized(each))), None)
    while size is not None and size <= most:
        plan = sized(size)
        found = _test(plan, staggered_starts, simulations, seeds).found(plan.effect)[0]
        if found.value >= plan.power:
            return size
        size += 1
    return None


def _promises(plan: RolloutPlan) -> bool:
    begins = staggered_starts(plan.teams, plan.weeks)
    on = treated(begins, plan.weeks)
    variance = hussey_hughes_variance(on, plan.cell_variance, plan.team_variance)
    if order_count(begins) * plan.alpha < 1:
        return False
    return normal_power(plan.effect, variance, plan.alpha) >= plan.power


def _frequency(hits: int, tries: int) -> Frequency:
    """Return a share with Wilson's interval (1927, JASA 22, 209-212)."""
    z = float(stats.norm.isf((1 - _LEVEL) / 2))
    share = hits / tries
    centre = (share + z**2 / (2 * tries)) / (1 + z**2 / tries)
    half = z / (1 + z**2 / tries) * np.sqrt(share * (1 - share) / tries + (z / (2 * tries)) ** 2)
    return Frequency(share, max(0.0, float(centre - half)), min(1.0, float(centre + half)), tries)


WAYS: dict[str, Starts] = {"staggered": staggered_starts, "parallel": parallel_starts}
