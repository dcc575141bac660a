"""A rollout of new weights by team, staggered or parallel: its noise and its order of starts.

How often it would find an effect is :mod:`engine.evidence.power`'s; the closed formula is
:mod:`engine.evidence.rollout_variance`'s.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import factorial, inf, isfinite, prod

import numpy as np
from numpy.typing import NDArray

from engine.errors import Fault, InputError

LEAST_TEAMS, LEAST_WEEKS = 2, 3
MOST_TEAMS, MOST_WEEKS = 200, 104
MOST_ORDERS = 2_000  # listed one by one; beyond, a sample of orders is drawn
DRAWN_ORDERS = 999


@dataclass(frozen=True, slots=True)
class RolloutPlan:
    """What is planned, and how the outcome varies before it.

    Parameters
    ----------
    teams, agents_per_team, contacts_per_agent_week, weeks
        Size; the first week is before for every team.
    mean, sd
        Today's mean and the standard deviation of one contact; ``sd`` None: a rate, of variance
        ``mean (1 - mean)``.
    effect
        Change of the mean to be found: 0.02 is two percentage points of a rate.
    icc_team, icc_agent
        Parts of a contact's variance between teams, and between agents of a team; they last.
    time_sd
        Standard deviation of a team's own weekly ups and downs, in the outcome's unit.
    alpha, power
        Two-sided error of the first kind, and the power wanted.
    """

    teams: int
    agents_per_team: int
    contacts_per_agent_week: float
    weeks: int
    mean: float
    effect: float
    sd: float | None = None
    icc_team: float = 0.0
    icc_agent: float = 0.0
    time_sd: float = 0.0
    alpha: float = 0.05
    power: float = 0.80

    def __post_init__(self) -> None:
        if faults := list(_faults(self)):
            raise InputError("rollout.invalid", faults, count=len(faults))

    @property
    def contact_variance(self) -> float:
        """Return the variance of one contact about today's mean."""
        return self.mean * (1 - self.mean) if self.sd is None else self.sd**2

    @property
    def cell_contacts(self) -> int:
        """Return the contacts of a team in a week."""
        return max(1, round(self.agents_per_team * self.contacts_per_agent_week))

    @property
    def team_variance(self) -> float:
        """Return the lasting variance of a team's mean: its own, and its few agents'."""
        return self.contact_variance * (self.icc_team + self.icc_agent / self.agents_per_team)

    @property
    def noise_variance(self) -> float:
        """Return the variance of a team's weekly mean by its contacts alone."""
        return self.contact_variance * (1 - self.icc_team - self.icc_agent) / self.cell_contacts

    @property
    def cell_variance(self) -> float:
        """Return the variance of a team's weekly mean about its lasting one."""
        return self.time_sd**2 + self.noise_variance


def staggered_starts(teams: int, weeks: int) -> NDArray[np.int64]:
    """Return the week, from 0, in which each place in the order starts, (teams,).

    Starts are spread evenly over weeks 1 .. weeks - 1: a stepped wedge, week 0 before for all.

    Examples
    --------
    >>> staggered_starts(4, 5).tolist()
    [1, 2, 3, 4]
    >>> staggered_starts(6, 4).tolist()
    [1, 1, 2, 2, 3, 3]
    """
    steps = min(teams, weeks - 1)
    step = np.arange(teams) * steps // teams
    return np.asarray(1 + step * (weeks - 1) // steps, dtype=np.int64)


def parallel_starts(teams: int, weeks: int) -> NDArray[np.int64]:
    """Return starts (teams,) where half the teams start in week 1 and the others never do."""
    return np.where(np.arange(teams) < teams // 2, 1, weeks).astype(np.int64)


def treated(starts: NDArray[np.int64], weeks: int) -> NDArray[np.float64]:
    """Return 1 where a team works by the new weights, (teams, weeks)."""
    return np.asarray(np.arange(weeks) >= starts[:, None], dtype=np.float64)


def order_count(starts: NDArray[np.int64]) -> float:
    """Return how many different orders of starts there are; inf where beyond counting."""
    counts = np.unique(starts, return_counts=True)[1].tolist()
    if len(starts) > 150:  # noqa: PLR2004 (170! is the largest factorial a float holds)
        return inf
    return factorial(len(starts)) / prod(factorial(each) for each in counts)


def start_orders(starts: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return orders of starts, (orders, teams), the given one first.

    All of them where there are at most ``MOST_ORDERS``; else the given one and ``DRAWN_ORDERS``
    drawn: with it counted in, a permutation test keeps its level exactly (Phipson and Smyth,
    2010).
    """
    if order_count(starts) <= MOST_ORDERS:
        every = [list(order) for order in _distinct(sorted(starts.tolist()))]
        given = starts.tolist()
        return np.array([given, *(order for order in every if order != given)], dtype=np.int64)
    drawn = rng.permuted(np.tile(starts, (DRAWN_ORDERS, 1)), axis=1)
    return np.vstack([starts, drawn]).astype(np.int64)


def _distinct(values: list[int]) -> Iterator[tuple[int, ...]]:
    """Yield every different order of sorted values."""
    if not values:
        yield ()
    for place, value in enumerate(values):
        if place == 0 or value != values[place - 1]:
            for rest in _distinct(values[:place] + values[place + 1 :]):
                yield (value, *rest)


_REMEDIES = {
    **dict.fromkeys(
        ("teams", "agents_per_team", "weeks", "contacts_per_agent_week"), "rollout.size"
    ),
    **dict.fromkeys(("alpha", "power", "icc_team", "icc_agent"), "rollout.share"),
    **dict.fromkeys(("sd", "time_sd"), "rollout.spread"),
}


def _faults(plan: RolloutPlan) -> Iterator[Fault]:
    """Yield every option that is out of range."""
    ranges = {
        "teams": (LEAST_TEAMS, MOST_TEAMS),
        "agents_per_team": (1, 10_000),
        "weeks": (LEAST_WEEKS, MOST_WEEKS),
        "contacts_per_agent_week": (1, 1e6),
        "alpha": (1e-6, 0.5),
        "power": (0.01, 0.9999),
        "icc_team": (0, 0.99),
        "icc_agent": (0, 0.99),
        "time_sd": (0, inf),
    }
    for name, (low, high) in ranges.items():
        value = getattr(plan, name)
        if not (low <= value <= high and isfinite(value)):
            yield _range(name, value, low, high)
    if plan.icc_team + plan.icc_agent >= 1:
        yield _range("icc_agent", plan.icc_agent, 0, 1 - plan.icc_team)
    yield from _outcome_faults(plan)


def _outcome_faults(plan: RolloutPlan) -> Iterator[Fault]:
    if plan.sd is None:
        if not 0 < plan.mean < 1:
            yield _range("baseline", plan.mean, 0, 1)
        elif not (0 < plan.mean + plan.effect < 1):
            yield _range("effect", plan.effect, -plan.mean, 1 - plan.mean)
    else:
        if not isfinite(plan.mean):
            yield _range("mean", plan.mean, -inf, inf)
        if not (plan.sd > 0 and isfinite(plan.sd)):
            yield _range("sd", plan.sd, 0, inf)
    if plan.effect == 0 or not isfinite(plan.effect):
        yield Fault("rollout.effect", "--effect", f"{plan.effect:g}")


def _range(name: str, value: float, low: float, high: float) -> Fault:
    place = "--" + name.replace("_", "-")
    told = {"low": f"{low:g}", "high": f"{high:g}"}
    return Fault(_REMEDIES.get(name, "rollout.range"), place, f"{value:g}", told)
