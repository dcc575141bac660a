"""How each indicator of a report was made, and what the others lack."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from engine.domain.metric_report import Estimate, IndicatorNote
from engine.domain.tables import MetricTable
from engine.domain.texts import Sentence
from engine.metrics.computable import RATING, lacking, made_from
from engine.metrics.counting import Counting
from engine.metrics.definition import Definition, Grain, Kind, Table
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.intervals import NONE, estimate
from engine.metrics.records import OpenRecords
from engine.metrics.table_queries import AGENT, SHOP
from engine.studies.indicator_estimates import is_small, kind_of, limits_of

_OF_HOURS = ("fcr", "repeat")
_OF_ORDERS = frozenset({Table.SALES, Table.ENQUIRIES, Table.PLACED, Table.REMINDERS})


def indicator_notes(
    records: OpenRecords,
    agents: MetricTable,
    shop: MetricTable,
    origins: Mapping[str, str],
    counting: Counting,
) -> tuple[IndicatorNote, ...]:
    """Return a note for each indicator of the shop's table, in its order.

    ``origins`` names where indicators come from that no query of a table made.
    """
    return tuple(
        _note(records, agents, shop, (id_, origins.get(id_, "")), counting)
        for id_ in shop.indicators
    )


def absent_indicators(
    records: OpenRecords, present: Sequence[str], wanted: Sequence[str], counting: Counting
) -> dict[str, Sentence]:
    """Return what each wanted indicator lacks that is not among those present."""
    return {id_: _lack(records, id_, counting) for id_ in wanted if id_ not in present}


def shop_row(table: MetricTable, indicator: str, kind: Kind) -> Estimate:
    """Return the shop's figure from its table of one row, with its interval."""
    if indicator not in table.indicators or not table.agents:
        return Estimate(np.nan, 0, np.nan, np.nan, NONE)
    column = table.indicators.index(indicator)
    value, size = float(table.values[0, column]), int(table.sample_sizes[0, column])
    error = float(table.standard_errors[0, column])
    return estimate(value, size, error, kind, limits_of(indicator))


def _note(
    records: OpenRecords,
    agents: MetricTable,
    shop: MetricTable,
    source: tuple[str, str],
    counting: Counting,
) -> IndicatorNote:
    id_, origin = source
    definition = DEFINITIONS.get(_catalogued(id_))
    if definition is None:
        return _exported(shop, id_, origin)
    by = SHOP if definition.grain is Grain.SHOP else "agent"
    used = made_from(records.tables, definition, counting, by)
    kind = kind_of(id_, origin)
    return IndicatorNote(
        indicator=id_,
        unit=definition.unit,
        direction=definition.direction.value,
        population=definition.population.value,
        window=_window(definition, counting),
        controllability=definition.controllability.value,
        origin=origin or used.table.value,
        definition=definition.sentence,
        denominator=definition.denominator,
        shop=shop_row(shop, id_, kind),
        small=_small(agents, id_, kind),
    )


def _exported(shop: MetricTable, id_: str, origin: str) -> IndicatorNote:
    """Return the note of a figure that only an export knows: no unit, no direction of ours."""
    told = Sentence("indicators.exported", {"origin": origin})
    return IndicatorNote(
        indicator=id_,
        unit="",
        direction="",
        population="all",
        window="period",
        controllability="",
        origin=origin,
        definition=told,
        denominator=Sentence("indicators.exported_over"),
        shop=shop_row(shop, id_, Kind.RECORD),
    )


def _catalogued(id_: str) -> str:
    """Return the catalogue's id of an indicator, its variant and layout taken off."""
    return re.split(r"[:@]", id_)[0]


def _window(definition: Definition, counting: Counting) -> str:
    if definition.id in _OF_HOURS:
        return f"{counting.repeat_window_h:g}h"
    return definition.window


def _small(agents: MetricTable, id_: str, kind: Kind) -> tuple[str, ...]:
    """Return the agents with some, yet too few, behind their figure."""
    if id_ not in agents.indicators:
        return ()
    column = agents.indicators.index(id_)
    return tuple(
        agent
        for agent, value, n in zip(
            agents.agents,
            agents.values[:, column].tolist(),
            agents.sample_sizes[:, column].tolist(),
            strict=True,
        )
        if is_small(kind, value, n)
    )


def _lack(records: OpenRecords, id_: str, counting: Counting) -> Sentence:
    if id_ not in DEFINITIONS:
        return Sentence("indicators.lack.unknown", {"indicator": id_})
    definition = DEFINITIONS[id_]
    by = SHOP if definition.grain is Grain.SHOP else AGENT
    missing = lacking(records, definition, counting, by)
    table = definition.table.value
    no_orders = definition.table in _OF_ORDERS and not records.has("orders")
    if not missing or table in missing or no_orders:
        return Sentence(f"indicators.lack.table.{table}", {"table": table})
    values = {"columns": ", ".join(missing), "table": table}
    if any(column.startswith(RATING) for column in missing):
        return Sentence("indicators.lack.raters", values)
    return Sentence(f"indicators.lack.columns.{table}", values)
