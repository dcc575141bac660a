"""How an outcome varies between teams, their agents and their weeks, told from contacts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.domain.tables import Column
from engine.errors import InputError

LEAST_TEAMS = 2


@dataclass(frozen=True, slots=True)
class VarianceParts:
    """What a rollout's plan needs to know of the past, variances cut at 0.

    ``icc_team``, ``icc_agent`` are shares of a contact's variance; ``time_sd`` is the standard
    deviation of a team's own weekly ups and downs.
    """

    mean: float
    sd: float
    binary: bool
    icc_team: float
    icc_agent: float
    time_sd: float
    teams: int
    agents_per_team: int
    contacts_per_agent_week: float
    weeks: int
    contacts: int


def variance_parts(
    outcome: NDArray[np.float64], team: Column, agent: Column, week: Column
) -> VarianceParts:
    """Return the parts of an outcome's variance, by the products of pairs of contacts.

    Parameters
    ----------
    outcome, team, agent, week
        (n,) each; contacts that lack one are left out.

    Raises
    ------
    InputError
        ``rollout.past_empty`` without a complete contact; ``rollout.past_teams`` for fewer than
        two teams; ``rollout.past_constant`` where the outcome never varies;
        ``rollout.past_weeks`` for a single week.

    Notes
    -----
    With e the outcome less its week's mean, the mean of ``e_i e_j`` over pairs of one team but
    other agents and weeks estimates the team's variance; of one agent and other weeks that and
    the agent's; of one team and week but other agents that and the week's own. The week means
    take 1/teams of the teams' variances with them; they are given back by teams / (teams - 1).

    References
    ----------
    Koch (1967), Technometrics 9, 93-118: variance components from products of pairs.
    """
    codes = [np.asarray(pd.factorize(each)[0], dtype=np.int64) for each in (team, agent, week)]
    known = np.isfinite(outcome) & (codes[0] >= 0) & (codes[1] >= 0) & (codes[2] >= 0)
    if not known.any():
        raise InputError("rollout.past_empty", rows=len(outcome))
    teams, agents, weeks = (
        np.unique(each[known], return_inverse=True)[1].astype(np.int64) for each in codes
    )
    told = outcome[known]
    _check(told, teams, weeks)
    # an agent of two teams counts as two: what lasts is the agent's in that team
    agents = np.unique(teams * (int(agents.max()) + 1) + agents, return_inverse=True)[1]
    t, w = int(teams.max()) + 1, int(weeks.max()) + 1
    lasting, of_agents, weekly = _variances(told, teams, agents, weeks)
    total = float(told.var())
    return VarianceParts(
        mean=float(told.mean()),
        sd=float(np.sqrt(total)),
        binary=bool(np.isin(told, (0.0, 1.0)).all()),
        icc_team=_share(lasting, total),
        icc_agent=_share(of_agents, total),
        time_sd=float(np.sqrt(max(weekly, 0.0))),
        teams=t,
        agents_per_team=max(1, round((int(agents.max()) + 1) / t)),
        contacts_per_agent_week=len(told) / len(np.unique(agents * w + weeks)),
        weeks=w,
        contacts=len(told),
    )


def _variances(
    outcome: NDArray[np.float64],
    teams: NDArray[np.int64],
    agents: NDArray[np.int64],
    weeks: NDArray[np.int64],
) -> tuple[float, float, float]:
    """Return the variances between teams, between agents, and of a team's weeks."""
    t, w = int(teams.max()) + 1, int(weeks.max()) + 1
    means = np.bincount(weeks, outcome, w) / np.bincount(weeks, minlength=w)
    left = outcome - means[weeks]
    by_team = _products(left, teams)
    by_week = _products(left, teams * w + weeks)
    by_agent = _products(left, agents)
    by_both = _products(left, agents * w + weeks)
    lasting = _ratio(by_team - by_week - by_agent + by_both)
    given_back = t / (t - 1)
    return (
        lasting * given_back,
        _ratio(by_agent - by_both) - lasting,
        (_ratio(by_week - by_both) - lasting) * given_back,
    )


def _check(
    outcome: NDArray[np.float64], teams: NDArray[np.int64], weeks: NDArray[np.int64]
) -> None:
    if teams.max() + 1 < LEAST_TEAMS:
        raise InputError("rollout.past_teams", teams=int(teams.max()) + 1)
    if weeks.max() == 0:
        raise InputError("rollout.past_weeks", weeks=1)
    if outcome.var() == 0:
        raise InputError("rollout.past_constant", value=float(outcome[0]))


def _products(left: NDArray[np.float64], codes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of ``e_i e_j`` over pairs of one code, and the number of pairs, (2,)."""
    dense = np.unique(codes, return_inverse=True)[1]
    return np.array([(np.bincount(dense, left) ** 2).sum(), (np.bincount(dense) ** 2).sum()])


def _ratio(products: NDArray[np.float64]) -> float:
    """Return a mean product; 0 where there is no such pair."""
    return float(products[0] / products[1]) if products[1] > 0 else 0.0


def _share(part: float, total: float) -> float:
    return float(min(max(part / total, 0.0), 0.95))
