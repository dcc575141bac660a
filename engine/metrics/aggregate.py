"""The agent-period table: every indicator of a month, with sample size and standard error."""

from collections.abc import Mapping, Sequence

import numpy as np

from engine.domain.indicators import Population
from engine.domain.records import RecordSource
from engine.domain.tables import ColumnTable, MetricTable
from engine.errors import Fault, InputError
from engine.metrics.agent_values import AgentValues
from engine.metrics.contact_values import contact_values
from engine.metrics.counting import Counting
from engine.metrics.definitions import DEFINITIONS, Definition, Table, definition_of
from engine.metrics.quality_values import quality_values, random_samples
from engine.metrics.record_values import COLLABORATION, month_rows, rating_columns, record_values
from engine.metrics.source import STAND_INS


def agent_period_table(
    source: RecordSource,
    indicators: Sequence[str],
    period: str,
    records: ColumnTable | None = None,
    samples: ColumnTable | None = None,
    counting: Counting | None = None,
) -> MetricTable:
    """Return the agents of a month by indicator.

    Parameters
    ----------
    source
        The contacts; those of the month by their local start, first instant included, the next
        month's excluded. Contacts that the bot ended belong to nobody.
    indicators
        Ids of :data:`engine.metrics.definitions.DEFINITIONS`.
    period
        A month, ``2026-05``.
    records
        Agent months: ``month``, ``agent``, ``attendance``, ``test_score``, ``violations``,
        ``rating_<rater>``, ``group``.
    samples
        Quality samples: ``month``, ``agent``, ``session_score``, ``ticket_score`` and
        ``targeted`` (1 where the sample was not random).
    counting
        What counts as what; the defaults of :class:`Counting` if None.

    Returns
    -------
    MetricTable
        Agents who answered or have a record in the month, in order of id. An agent with few
        contacts stays, with its sample size.

    Raises
    ------
    InputError
        ``metrics.not_computable`` with a fault for every indicator whose table or columns are
        absent; ``metrics.unknown_indicator``; ``metrics.period``; ``metrics.period_empty``.
    """
    counting = counting or Counting()
    definitions = [definition_of(indicator) for indicator in indicators]
    _require_computable(definitions, source, records, samples, counting)
    from_contacts = contact_values(
        source,
        [d for d in definitions if d.table is Table.CONTACTS],
        period=period,
        counting=counting,
    )
    groups = dict(zip(from_contacts.agents, from_contacts.groups, strict=True))
    populations = dict(zip(from_contacts.agents, from_contacts.populations, strict=True))
    values = {
        **from_contacts.indicators,
        **_from_records(definitions, records, period, counting),
        **_from_samples(definitions, samples, period),
    }
    groups |= _recorded_groups(records, period, groups)
    return _table(period, [d.id for d in definitions], values, groups, populations)


def computable(
    source: RecordSource,
    records: ColumnTable | None = None,
    samples: ColumnTable | None = None,
    counting: Counting | None = None,
) -> tuple[str, ...]:
    """Return the indicators that these tables can give, in the catalogue's order."""
    counting = counting or Counting()
    return tuple(
        definition.id
        for definition in DEFINITIONS.values()
        if not _lacking(definition, source, records, samples, counting)
    )


def _require_computable(
    definitions: Sequence[Definition],
    source: RecordSource,
    records: ColumnTable | None,
    samples: ColumnTable | None,
    counting: Counting,
) -> None:
    """Raise one error that names every indicator that lacks its table or columns."""
    faults = [
        Fault("metrics.column_missing", d.id, ", ".join(lacking), {"table": d.table.value})
        for d in definitions
        if (lacking := _lacking(d, source, records, samples, counting))
    ]
    if faults:
        raise InputError("metrics.not_computable", faults)


def _lacking(
    definition: Definition,
    source: RecordSource,
    records: ColumnTable | None,
    samples: ColumnTable | None,
    counting: Counting,
) -> tuple[str, ...]:
    """Return what an indicator needs and does not find: columns, or its whole table."""
    needs = definition.needs
    if definition.table is Table.CONTACTS:
        present: tuple[str, ...] = (*source.columns, *STAND_INS)
        needs = ("agent", "started", *needs)
    elif definition.id == COLLABORATION:
        present = _columns(records)
        needs = rating_columns(counting) or ("rating_<rater>",)
    elif definition.table is Table.AGENT_MONTHS:
        present = _columns(records)
    else:
        present = _columns(samples)
    if not needs:
        return (definition.table.value,)
    return tuple(column for column in needs if column not in present)


def _columns(table: ColumnTable | None) -> tuple[str, ...]:
    return () if table is None else tuple(table.columns)


def _from_records(
    definitions: Sequence[Definition],
    records: ColumnTable | None,
    period: str,
    counting: Counting,
) -> dict[str, AgentValues]:
    if records is None:
        return {}
    rows = month_rows(records, period)
    wanted = [d.id for d in definitions if d.table is Table.AGENT_MONTHS]
    return {indicator: record_values(indicator, rows, counting) for indicator in wanted}


def _from_samples(
    definitions: Sequence[Definition], samples: ColumnTable | None, period: str
) -> dict[str, AgentValues]:
    if samples is None:
        return {}
    rows = random_samples(samples, period)
    wanted = [d.id for d in definitions if d.table is Table.QUALITY_SAMPLES]
    return {indicator: quality_values(indicator, rows) for indicator in wanted}


def _recorded_groups(
    records: ColumnTable | None, period: str, known: Mapping[str, str]
) -> dict[str, str]:
    """Return the group of every agent that has a record but no contact in the month."""
    if records is None:
        return {}
    rows = month_rows(records, period)
    agents = [str(agent) for agent in rows.column("agent")]
    groups = rows.columns.get("group", [""] * len(agents))
    return {
        agent: str(group) for agent, group in zip(agents, groups, strict=True) if agent not in known
    }


def _table(
    period: str,
    indicators: Sequence[str],
    values: Mapping[str, AgentValues],
    groups: Mapping[str, str],
    populations: Mapping[str, str],
) -> MetricTable:
    agents = tuple(sorted(groups))
    columns = [values[indicator].aligned(agents) for indicator in indicators]
    shape = (len(agents), len(columns))
    return MetricTable(
        period=period,
        agents=agents,
        groups=tuple(groups[agent] for agent in agents),
        populations=tuple(populations.get(agent, Population.ALL.value) for agent in agents),
        indicators=tuple(indicators),
        values=np.array([c.values for c in columns], dtype=np.float64).T.reshape(shape),
        sample_sizes=np.array([c.sizes for c in columns], dtype=np.int64).T.reshape(shape),
        standard_errors=np.array([c.errors for c in columns], dtype=np.float64).T.reshape(shape),
    )
