"""Who worked in a period: groups, what they serve, and who has an agent month on record."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.indicators import Population
from engine.errors import InputError
from engine.metrics.definition import Table
from engine.metrics.periods import period_bounds
from engine.metrics.records import OpenRecords
from engine.metrics.table_queries import AGENT_GROUPS, TableView, agent_groups_query, in_period

_MAJORITY = 0.5
_INSIDE = in_period(TableView(Table.STAFF, ()))


@dataclass(frozen=True, slots=True)
class PeriodAgents:
    """The agents of a period.

    ``groups`` by agent: where most of the contacts were, else the group on record. ``presale``
    is the share of the agent's contacts before a purchase, as far as the contacts say.
    ``recorded`` are the agents with an agent month.
    """

    groups: Mapping[str, str]
    presale: Mapping[str, float]
    recorded: tuple[str, ...]

    def population(self, agent: str) -> str:
        """Return whether an agent serves mostly presale or aftersale; ``all`` if nobody says."""
        if agent not in self.presale:
            return Population.ALL.value
        presale = self.presale[agent] > _MAJORITY
        return (Population.PRESALE if presale else Population.AFTERSALE).value


def period_agents(records: OpenRecords, period: str) -> PeriodAgents:
    """Return who answered contacts or has an agent month in the period.

    Raises
    ------
    InputError
        ``metrics.duplicate_agent_month`` if somebody has two rows for one month;
        ``metrics.period``.
    """
    start, end = period_bounds(period)
    bounds = {"start": start, "end": end}
    groups, presale = _of_contacts(records, bounds)
    recorded = _on_record(records, bounds, period)
    return PeriodAgents({**recorded, **groups}, presale, tuple(recorded))


def define_agent_groups(records: OpenRecords, people: PeriodAgents) -> None:
    """Make the table of each agent's group, for tables of records that do not say it."""
    agents = list(people.groups)
    records.define(
        AGENT_GROUPS,
        'SELECT unnest($agents::VARCHAR[]) AS agent, unnest($groups::VARCHAR[]) AS "group"',
        {"agents": agents, "groups": [people.groups[agent] for agent in agents]},
    )


def monthly_values(records: OpenRecords, column: str, period: str) -> dict[str, float]:
    """Return the sum of a column over a period's agent months, by agent; absent ones left out."""
    if not records.has(Table.STAFF, "month", "agent", column):
        return {}
    start, end = period_bounds(period)
    query = f'SELECT agent, sum("{column}") FROM staff WHERE {_INSIDE} AND "{column}" IS NOT NULL GROUP BY agent ORDER BY agent'  # noqa: S608, E501 (a column of the table)
    rows = records.connection.execute(query, {"start": start, "end": end}).fetchall()
    return {str(agent): float(value) for agent, value in rows}


def _of_contacts(
    records: OpenRecords, bounds: Mapping[str, object]
) -> tuple[dict[str, str], dict[str, float]]:
    if not records.has(Table.CONTACTS, "agent", "started"):
        return {}, {}
    rows = records.connection.execute(agent_groups_query(records), dict(bounds)).fetchall()
    groups: dict[str, str] = {}
    most: dict[str, int] = {}
    sums: dict[str, tuple[int, int]] = {}
    for agent, group, n, presale in rows:
        if n > most.get(agent, 0):
            most[agent], groups[agent] = n, group or ""
        if presale is not None:
            before, all_ = sums.get(agent, (0, 0))
            sums[agent] = (before + presale, all_ + n)
    return groups, {agent: part / whole for agent, (part, whole) in sums.items()}


def _on_record(records: OpenRecords, bounds: Mapping[str, object], period: str) -> dict[str, str]:
    """Return the group of every agent with a month on record; the last month's where several."""
    if not records.has(Table.STAFF, "month", "agent"):
        return {}
    group = "coalesce(\"group\", '')" if records.has(Table.STAFF, "group") else "''"
    query = f"SELECT agent, month, {group}, count(*) OVER (PARTITION BY agent, month) FROM staff WHERE {_INSIDE} ORDER BY agent, month"  # noqa: S608, E501 (our own names)
    rows = records.connection.execute(query, dict(bounds)).fetchall()
    if twice := sorted({str(agent) for agent, _, _, n in rows if n > 1}):
        agents = ", ".join(twice)
        raise InputError("metrics.duplicate_agent_month", period=period, agents=agents)
    return {str(agent): str(group) for agent, _, group, _ in rows}
