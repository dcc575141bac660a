"""What did each agent do in a month: the table that scores are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.domain.indicators import Scheme
from engine.domain.records import RecordSource
from engine.domain.tables import MetricTable
from engine.domain.texts import Finding, Sentence, Values
from engine.errors import Fault, InputError
from engine.metrics.aggregate import computable, metric_table
from engine.metrics.counting import Counting
from engine.metrics.definitions import definition_of
from engine.metrics.notices import table_findings
from engine.metrics.period_agents import monthly_values
from engine.metrics.records import opened_records


@dataclass(frozen=True, slots=True, eq=False)
class Team:
    """A month's metrics with a column for every leaf of the scheme, and the base pay."""

    table: MetricTable
    base_pay_cny: Mapping[str, float]
    findings: tuple[Finding, ...]


def team(sources: Sequence[RecordSource], scheme: Scheme, period: str) -> Team:
    """Return the month's table; a leaf that the data cannot give stays empty and is named.

    Parameters
    ----------
    sources
        The contacts, and as far as there are any the agent months and quality samples.

    Raises
    ------
    InputError
        ``team.units`` where the scheme states another unit than the indicator is measured in;
        as :func:`engine.metrics.aggregate.metric_table`.
    """
    counting = Counting(rater_shares={rater.id: rater.share for rater in scheme.raters})
    leaves = scheme.tree.leaf_ids
    with opened_records(sources) as records:
        possible = computable(records, counting)
        measured = [leaf for leaf in leaves if leaf in possible]
        _refuse_other_units(scheme, measured)
        table = metric_table(records, measured, period, counting)
        findings = list(table_findings(table, records))
        base_pay_cny = monthly_values(records, "base_pay_cny", period)
    absent = [leaf for leaf in leaves if leaf not in possible]
    if absent:
        values: Values = {
            "indicators": ", ".join(absent),
            "count": len(absent),
            "total": len(leaves),
        }
        findings.append(Finding("caution", Sentence("finding.team.not_measured", values)))
    return Team(_with_columns(table, absent), base_pay_cny, tuple(findings))


def _refuse_other_units(scheme: Scheme, measured: list[str]) -> None:
    """Refuse a curve in points for a metric that is a share: every score would be silently 0."""
    faults = [
        Fault(
            "team.unit",
            f"indicators.{leaf}.unit",
            scheme.tree.leaf(leaf).unit,
            {"indicator": leaf, "unit": definition_of(leaf).unit},
        )
        for leaf in measured
        if scheme.tree.leaf(leaf).unit != definition_of(leaf).unit
    ]
    if faults:
        raise InputError("team.units", faults, scheme=scheme.id)


def _with_columns(table: MetricTable, indicators: list[str]) -> MetricTable:
    """Return the table with empty columns added."""
    shape = (len(table.agents), len(indicators))
    return MetricTable(
        table.period,
        table.agents,
        table.groups,
        table.populations,
        (*table.indicators, *indicators),
        np.hstack([table.values, np.full(shape, np.nan)]),
        np.hstack([table.sample_sizes, np.zeros(shape, dtype=np.int64)]),
        np.hstack([table.standard_errors, np.full(shape, np.nan)]),
    )
