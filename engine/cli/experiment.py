"""``heng experiment``: plan a rollout of new weights so that its effect can be told from chance."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.output import (
    JsonOption,
    LanguageOption,
    chosen_language,
    emit,
    header,
    message,
    shown_path,
)
from engine.domain.texts import Language
from engine.errors import Fault, InputError

if TYPE_CHECKING:
    from engine.services.rollouts import PastContacts, PlannedRollout

COMMAND = "heng experiment"
DEFAULT_SIMULATIONS = 1000
DEFAULT_SEED = 1
LEAST_SIMULATIONS = 100

Number = float | None
Whole = int | None


TeamsOption = Annotated[Whole, typer.Option("--teams", help="Teams.")]
AgentsOption = Annotated[Whole, typer.Option("--agents-per-team", help="Agents of a team.")]
ContactsOption = Annotated[
    Number, typer.Option("--contacts-per-agent-week", help="Contacts of an agent in a week.")
]
WeeksOption = Annotated[Whole, typer.Option("--weeks", help="Weeks in all; week 1 is before.")]
BaselineOption = Annotated[Number, typer.Option("--baseline", help="Today's rate, 0 to 1.")]
MeanOption = Annotated[Number, typer.Option("--mean", help="Today's mean of a score.")]
SdOption = Annotated[Number, typer.Option("--sd", help="Its standard deviation by contact.")]
EffectOption = Annotated[
    Number, typer.Option("--effect", help="Change to find: 0.02 is two points of a rate.")
]
IccTeamOption = Annotated[
    Number, typer.Option("--icc-team", help="Part of the variance between teams.")
]
IccAgentOption = Annotated[
    Number, typer.Option("--icc-agent", help="Part of it between agents of a team.")
]
TimeSdOption = Annotated[
    Number, typer.Option("--time-sd", help="A team's own weekly ups and downs, as an sd.")
]
AlphaOption = Annotated[float, typer.Option("--alpha", help="Error of the first kind.")]
PowerOption = Annotated[float, typer.Option("--power", help="Power wanted.")]
SimulationsOption = Annotated[int, typer.Option("--simulations", min=LEAST_SIMULATIONS)]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Draws the order.")]
FromOption = Annotated[
    Path | None, typer.Option("--from", metavar="DATA", help="Past contacts: what is not stated.")
]
OutcomeOption = Annotated[str, typer.Option("--outcome", help="Its column, with --from.")]
TeamOption = Annotated[str, typer.Option("--team", help="Its column.")]
AgentOption = Annotated[str, typer.Option("--agent", help="Its column.")]
TimeOption = Annotated[str, typer.Option("--time", help="Its column: week or date.")]
NamesOption = Annotated[str, typer.Option("--team-names", help="Names: a,b,c.")]
FirstWeekOption = Annotated[str, typer.Option("--first-week", help="Monday of week 1.")]
ScheduleOption = Annotated[
    Path | None, typer.Option("--schedule", metavar="FILE.json", help="Write it there.")
]


def experiment(
    teams: TeamsOption = None,
    agents_per_team: AgentsOption = None,
    contacts_per_agent_week: ContactsOption = None,
    weeks: WeeksOption = None,
    baseline: BaselineOption = None,
    mean: MeanOption = None,
    sd: SdOption = None,
    effect: EffectOption = None,
    icc_team: IccTeamOption = None,
    icc_agent: IccAgentOption = None,
    time_sd: TimeSdOption = None,
    alpha: AlphaOption = 0.05,
    power: PowerOption = 0.80,
    simulations: SimulationsOption = DEFAULT_SIMULATIONS,
    seed: SeedOption = DEFAULT_SEED,
    from_: FromOption = None,
    outcome: OutcomeOption = "",
    team: TeamOption = "team",
    agent: AgentOption = "agent",
    time: TimeOption = "week",
    team_names: NamesOption = "",
    first_week: FirstWeekOption = "",
    schedule: ScheduleOption = None,
    lang: LanguageOption = None,
    json_: JsonOption = False,
) -> None:
    """Tell how surely a staggered rollout by team would find an effect, and draw its order.

    New weights start team by team, in an order drawn by lot: that makes their effect grade A.
    """
    from engine.services.rollouts import planned_rollout

    language = chosen_language(lang)
    given = {
        "teams": teams,
        "agents_per_team": agents_per_team,
        "contacts_per_agent_week": contacts_per_agent_week,
        "weeks": weeks,
        "mean": _one_mean(baseline, mean, sd, is_known=from_ is not None),
        "sd": sd,
        "effect": effect,
        "icc_team": icc_team,
        "icc_agent": icc_agent,
        "time_sd": time_sd,
        "alpha": alpha,
        "power": power,
    }
    stated = {name: value for name, value in given.items() if value is not None}
    names = tuple(name.strip() for name in team_names.split(",") if name.strip())
    _check_date(first_week)
    past = _past(from_, outcome, team, agent, time)
    planned = planned_rollout(stated, simulations, seed, past, names)
    if schedule is not None:
        _write(planned, schedule, first_week, seed, language)
    _emit(planned, from_, first_week, seed, language, json_)


def _write(
    planned: "PlannedRollout", schedule: Path, first_week: str, seed: int, language: Language
) -> None:
    from engine.i18n.translate import render
    from engine.services.rollouts import write_schedule

    write_schedule(planned.study, schedule, first_week, seed)
    message(render("rollout.written", {"file": shown_path(schedule)}, language))


def _emit(
    planned: "PlannedRollout",
    past: Path | None,
    first_week: str,
    seed: int,
    language: Language,
    as_json: bool,
) -> None:
    from engine.cli.experiment_document import experiment_document
    from engine.cli.experiment_text import experiment_text

    inputs = [] if past is None else [past]
    document = {
        "heng": header(inputs, seed),
        **experiment_document(planned.study, planned.past, first_week),
    }
    emit(document, lambda: experiment_text(planned.study, language), as_json)


def _one_mean(baseline: Number, mean: Number, sd: Number, *, is_known: bool) -> Number:
    """Return the rate or the mean that was stated; a mean needs its sd, a rate has none."""
    both = baseline is not None and (mean is not None or sd is not None)
    alone = mean is not None and sd is None and not is_known
    if both or alone:
        stated = "--baseline" if both else "--mean"
        fault = Fault("rollout.one_mean", stated, file=COMMAND)
        raise InputError("rollout.baseline_or_mean", [fault])
    return mean if baseline is None else baseline


def _past(
    path: Path | None, outcome: str, team: str, agent: str, week: str
) -> "PastContacts | None":
    from engine.services.rollouts import PastContacts

    if path is None:
        return None
    if not outcome:
        fault = Fault("rollout.needed", "--outcome", "", {"option": "--outcome"}, COMMAND)
        raise InputError("rollout.missing", [fault], options="--outcome")
    return PastContacts(path, outcome, team, agent, week)


def _check_date(text: str) -> None:
    """Refuse a first week that is no Monday: weeks of the review begin on Mondays."""
    from datetime import date

    if not text:
        return
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.weekday() != 0:
        fault = Fault("rollout.monday", "--first-week", text, {}, COMMAND)
        raise InputError("rollout.first_week", [fault], value=text)
