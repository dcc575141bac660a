"""Plan a rollout of new weights that can be told from chance: power, schedule, analysis."""

from dataclasses import dataclass

import numpy as np

from engine.domain.texts import Finding, Sentence
from engine.evidence.power import (
    WAYS,
    RolloutPower,
    needed_teams,
    needed_weeks,
    rollout_power,
)
from engine.evidence.rollout import RolloutPlan, staggered_starts

PERIOD_WEEKS = 4  # pay is monthly: new weights take effect from the next period only
_FEW_TEAMS = 12
_PLAN = ("announce", "schedule", "model", "test", "intention", "stop", "grade")


@dataclass(frozen=True, slots=True)
class ScheduledTeam:
    """A team and the week, from 1, in which it begins to work by the new weights."""

    team: str
    start_week: int


@dataclass(frozen=True, slots=True)
class RolloutStudy:
    """What the rollout finds; ``ways`` by name (``staggered``, ``parallel``).

    ``needed_teams`` and ``needed_weeks`` reach the wanted power by the staggered way, the other
    size as planned; None where none in reach does.
    """

    plan: RolloutPlan
    ways: dict[str, RolloutPower]
    schedule: tuple[ScheduledTeam, ...]
    needed_teams: int | None
    needed_weeks: int | None
    analysis: tuple[Sentence, ...]
    findings: tuple[Finding, ...]


def rollout_study(
    plan: RolloutPlan, simulations: int, seeds: np.random.SeedSequence, teams: tuple[str, ...] = ()
) -> RolloutStudy:
    """Return the power of a rollout, staggered and parallel, and a randomised schedule.

    Parameters
    ----------
    simulations
        Rollouts drawn for each figure.
    teams
        Names, as many as planned; by default T1, T2, ...
    """
    for_power, for_size, for_order = seeds.spawn(3)
    ways = {
        name: rollout_power(plan, starts, simulations, for_power) for name, starts in WAYS.items()
    }
    return RolloutStudy(
        plan=plan,
        ways=ways,
        schedule=_schedule(plan, teams, np.random.default_rng(for_order)),
        needed_teams=needed_teams(plan, simulations, for_size),
        needed_weeks=needed_weeks(plan, simulations, for_size),
        analysis=tuple(Sentence(f"rollout.plan.{step}") for step in _PLAN),
        findings=_findings(plan, ways["staggered"]),
    )


def _schedule(
    plan: RolloutPlan, teams: tuple[str, ...], rng: np.random.Generator
) -> tuple[ScheduledTeam, ...]:
    """Return the teams in an order drawn by lot, by their start."""
    names = teams or tuple(f"T{each + 1}" for each in range(plan.teams))
    starts = staggered_starts(plan.teams, plan.weeks)
    order = rng.permutation(plan.teams)
    return tuple(
        ScheduledTeam(names[place], int(start) + 1)
        for place, start in zip(order, starts, strict=True)
    )


def _findings(plan: RolloutPlan, power: RolloutPower) -> tuple[Finding, ...]:
    """Return what the planner should know of the plan."""
    found = []
    if power.smallest_p_value > plan.alpha:
        values = {"orders": power.orders, "p": power.smallest_p_value, "alpha": plan.alpha}
        found.append(Finding("alarm", Sentence("finding.rollout.too_few_orders", values)))
    elif power.power.high < plan.power:
        low = {"power": power.power.value, "wanted": plan.power}
        found.append(Finding("caution", Sentence("finding.rollout.weak", low)))
    if plan.teams < _FEW_TEAMS:
        few = {"teams": plan.teams, "few": _FEW_TEAMS}
        found.append(Finding("note", Sentence("finding.rollout.few_teams", few)))
    if plan.weeks < 2 * PERIOD_WEEKS:
        weeks = {"weeks": plan.weeks, "period": PERIOD_WEEKS}
        found.append(Finding("note", Sentence("finding.rollout.short", weeks)))
    if plan.time_sd == 0:
        found.append(Finding("caution", Sentence("finding.rollout.no_time_sd")))
    return tuple(found)
