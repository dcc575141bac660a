"""Indicators that no query over one table gives: platform rates, raters' scores, exports.

They join the agents' table beside the others, with where they come from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.domain.metric_report import PlatformRate
from engine.domain.tables import ColumnTable, MetricTable
from engine.domain.texts import Finding
from engine.metrics.agent_days import ExportTable, agent_day_tables
from engine.metrics.agent_values import AgentValues
from engine.metrics.computable import computable
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.rater_scores import RatedIndicator, rated_indicators
from engine.metrics.records import OpenRecords
from engine.metrics.sampling_errors import share_errors
from engine.metrics.table_queries import SHOP
from engine.studies.indicator_records import IndicatorOptions, column_table
from engine.studies.rating_names import FILE, by_id

AGENT = "agent"

Given = Mapping[str, Mapping[str, AgentValues]]

_RATINGS = ("month", "agent", "rater", "role", "indicator", "score")
_MONTH = len("2026-05")


@dataclass(frozen=True, slots=True, eq=False)
class OtherIndicators:
    """``given`` by key of a metric table and indicator; ``origins`` by indicator.

    ``variants`` are the ids beside the catalogue's: a platform's other count of the same thing,
    or a figure that only an export knows.
    """

    given: Given = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    variants: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    exports: tuple[ExportTable, ...] = ()


def other_indicators(
    records: OpenRecords, options: IndicatorOptions, rates: Sequence[PlatformRate]
) -> OtherIndicators:
    """Return what platform rules, raters and agent-day exports say, by agent and for the shop.

    Logs go before exports: of an indicator that both give, the export is only compared.
    """
    own = computable(records, options.counting)
    exports = agent_day_tables(records, options.period or "")
    found = [*_of_rates(rates), *_of_raters(records, options)]
    taken = {*own, *(id_ for _, id_, _, _ in found)}
    found += _of_exports(exports, taken)
    given: dict[str, dict[str, AgentValues]] = {}
    for key, id_, values, _ in found:
        given.setdefault(key, {}).setdefault(id_, values)
    return OtherIndicators(
        given,
        {id_: origin for _, id_, _, origin in reversed(found)},
        tuple(dict.fromkeys(id_ for _, id_, _, _ in found if id_ not in DEFINITIONS)),
        tuple(finding for export in exports for finding in export.findings),
        exports,
    )


_Found = tuple[str, str, AgentValues, str]


def _of_exports(exports: Sequence[ExportTable], taken: set[str]) -> Iterable[_Found]:
    """Yield what exports state; a second layout's figure of the same name carries the layout."""
    for export in exports:
        for place, name in enumerate(export.table.indicators):
            if name in taken and export.figures[name].indicator == name and name in DEFINITIONS:
                continue
            id_ = name if name not in taken else f"{name}@{export.layout}"
            taken.add(id_)
            yield AGENT, id_, _column(export.table, place), export.origin
            yield SHOP, id_, _column(export.shop, place), export.origin


def _column(table: MetricTable, place: int) -> AgentValues:
    return AgentValues(
        table.agents,
        table.values[:, place],
        table.sample_sizes[:, place],
        table.standard_errors[:, place],
    )


def _of_rates(rates: Sequence[PlatformRate]) -> Iterable[_Found]:
    """Yield the first rule's rate of each indicator; the others stand among the platform rates."""
    for rate in rates:
        id_ = rate.rule.indicator
        if not id_ or rate.rule.quantity != "rate":
            continue
        origin = f"rule:{rate.rule.id}"
        agents = {each.agent: (each.met, each.counted) for each in rate.agents}
        yield AGENT, id_, _share_values(agents), origin
        yield SHOP, id_, _share_values({SHOP: (rate.met, rate.counted)}), origin


def _share_values(counts: Mapping[str, tuple[int, int]]) -> AgentValues:
    met, counted = np.array(list(counts.values()), dtype=np.int64).reshape(-1, 2).T
    shares = met / np.where(counted > 0, counted, np.nan)
    return AgentValues(tuple(counts), shares, counted, share_errors(shares, counted))


def _of_raters(records: OpenRecords, options: IndicatorOptions) -> Iterable[_Found]:
    """Yield the rated indicators of a month from the raters' own rows."""
    shares, period = options.counting.rater_shares, options.period or ""
    if not shares or len(period) != _MONTH or not records.has("ratings", *_RATINGS):
        return
    for rated in rated_indicators(_ratings(records, options), shares, period):
        yield AGENT, rated.indicator, _rated_values(rated), "ratings"
        yield SHOP, rated.indicator, _rated_mean(rated), "ratings"


def _ratings(records: OpenRecords, options: IndicatorOptions) -> ColumnTable:
    """Return the period's ratings by their row in the user's file, roles and indicators by id."""
    found = column_table(records, "ratings", (*_RATINGS, FILE, "source_row"))
    found = found.where(np.asarray(found.column("month") == options.period, dtype=np.bool_))
    files = records.files.get("ratings", ())
    names = [files[int(place)] if files else "" for place in found.column(FILE)]
    columns = {**found.columns, FILE: np.array(names, dtype=object)}
    rows = ColumnTable(found.column("source_row").astype(np.int64), columns)
    return rows if options.scheme is None else by_id(rows, options.scheme, options.names)


def _rated_values(rated: RatedIndicator) -> AgentValues:
    known = ~np.isnan(rated.values)
    sizes = np.where(known, rated.sizes, 0)
    return AgentValues(rated.agents, rated.values, sizes, np.full(len(known), np.nan))


def _rated_mean(rated: RatedIndicator) -> AgentValues:
    known = rated.values[~np.isnan(rated.values)]
    mean = float(known.mean()) if known.size else np.nan
    return AgentValues((SHOP,), np.array([mean]), np.array([known.size]), np.array([np.nan]))
