"""Plan a rollout: fill what was not stated from past contacts, study it, write its schedule."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import Fault, InputError
from engine.evidence.before_after_panel import week_numbers
from engine.evidence.rollout import RolloutPlan
from engine.evidence.rollout_components import VarianceParts, variance_parts
from engine.services.rollout_faults import DATA, placed
from engine.services.team_contacts import outcome_values, read_contacts
from engine.studies.rollout import RolloutStudy, rollout_study

COMMAND = "heng experiment"
DEFAULT_WEEKS = 12
_REQUIRED = ("teams", "agents_per_team", "contacts_per_agent_week", "mean", "effect")


@dataclass(frozen=True, slots=True)
class PastContacts:
    """A table of contacts before the rollout, and the names of its columns."""

    path: Path
    outcome: str
    team: str
    agent: str
    week: str


@dataclass(frozen=True, slots=True)
class PlannedRollout:
    """A study, and what past contacts said, if they were given."""

    study: RolloutStudy
    past: VarianceParts | None


def planned_rollout(
    stated: Mapping[str, float],
    simulations: int,
    seed: int,
    past: PastContacts | None = None,
    teams: tuple[str, ...] = (),
) -> PlannedRollout:
    """Return the study of a rollout.

    Parameters
    ----------
    stated
        Fields of :class:`engine.evidence.rollout.RolloutPlan`; what is not stated comes from
        ``past``.
    teams
        Names of the teams, as many as planned.

    Raises
    ------
    InputError
        ``rollout.missing`` for sizes that neither are stated nor known from the past;
        ``rollout.invalid``; ``rollout.names``; ``rollout.not_numeric``; as the table's reader and
        :func:`engine.evidence.rollout_components.variance_parts` say.
    """
    parts = None if past is None else past_parts(past)
    known: dict[str, float] = {} if parts is None else _from_past(parts, stated)
    settings = {**known, **stated}
    if teams:
        settings.setdefault("teams", len(teams))
    settings.setdefault("weeks", DEFAULT_WEEKS)
    if missing := [name for name in _REQUIRED if name not in settings]:
        options = {"mean": "baseline"}
        named = ["--" + options.get(name, name).replace("_", "-") for name in missing]
        faults = [
            Fault("rollout.needed", option, "", {"option": option}, COMMAND) for option in named
        ]
        raise InputError("rollout.missing", faults, options=", ".join(named))
    plan = _plan(settings)
    if teams and (len(set(teams)) != plan.teams or len(teams) != plan.teams):
        given = ", ".join(teams)
        wrong = Fault("rollout.team_names", "--team-names", given, {"teams": plan.teams}, COMMAND)
        raise InputError("rollout.names", [wrong], given=given, teams=plan.teams)
    study = rollout_study(plan, simulations, np.random.SeedSequence(seed), teams)
    return PlannedRollout(study, parts)


def past_parts(past: PastContacts) -> VarianceParts:
    """Return how the outcome varied in a table of contacts.

    Raises
    ------
    InputError
        ``rollout.not_numeric``, and as :func:`planned_rollout` says.
    """
    try:
        table = read_contacts(past.path, (past.outcome, past.team, past.agent, past.week))
        outcome = outcome_values(table, past.outcome, past.path.name)
        weeks = week_numbers(table.column(past.week), past.week, table.labels)[0]
        return variance_parts(outcome, table.column(past.team), table.column(past.agent), weeks)
    except InputError as error:
        raise placed(error, {DATA: past.path.name}, {}) from error


def write_schedule(study: RolloutStudy, path: Path, first_week: str, seed: int) -> None:
    """Write the schedule for ``heng review-effect --rollout``.

    Parameters
    ----------
    first_week
        Date of the Monday of week 1, or empty where weeks are numbers.
    seed
        What the order was drawn with: anybody can draw it again.
    """
    document = {
        "schema_version": 1,
        "randomised": True,
        "seed": seed,
        "first_week": first_week or None,
        "weeks": study.plan.weeks,
        "schedule": [{"team": each.team, "start_week": each.start_week} for each in study.schedule],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        wrong = Fault("rollout.out", "--schedule", path.name, {}, COMMAND)
        raise InputError("rollout.out", [wrong], file=path.name) from fault


def _from_past(parts: VarianceParts, stated: Mapping[str, float]) -> dict[str, float]:
    """Return the plan's fields that the past tells; a stated mean or sd goes before."""
    known: dict[str, float] = {
        "teams": parts.teams,
        "agents_per_team": parts.agents_per_team,
        "contacts_per_agent_week": parts.contacts_per_agent_week,
        "mean": parts.mean,
        "icc_team": parts.icc_team,
        "icc_agent": parts.icc_agent,
        "time_sd": parts.time_sd,
    }
    if not parts.binary and "sd" not in stated:
        known["sd"] = parts.sd
    return known


def _plan(settings: Mapping[str, float]) -> RolloutPlan:
    whole = ("teams", "agents_per_team", "weeks")
    counts = {name: int(settings[name]) for name in whole}
    rest = {name: value for name, value in settings.items() if name not in whole}
    try:
        return RolloutPlan(
            teams=counts["teams"],
            agents_per_team=counts["agents_per_team"],
            weeks=counts["weeks"],
            **rest,
        )
    except InputError as refused:
        faults = [fault.in_file(COMMAND) for fault in refused.faults]
        raise InputError(refused.code, faults, **refused.values) from refused
