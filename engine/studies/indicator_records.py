"""A shop's tables made ready for its indicators: each knows what the others can tell it.

Order matters: answers and messages complete the contacts, orders are credited to them, and only
then can chains of contacts be told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.domain.attribution import AttributionPolicy
from engine.domain.indicators import Scheme
from engine.domain.platform import PlatformRule
from engine.domain.tables import Column, ColumnTable
from engine.domain.texts import Finding, Sentence, Text, Values
from engine.errors import InputError
from engine.metrics.chat_contacts import completed_contacts
from engine.metrics.contact_surveys import add_survey_answers
from engine.metrics.counting import Counting
from engine.metrics.order_outcomes import add_order_outcomes
from engine.metrics.problems import define_problems
from engine.metrics.records import OpenRecords, quoted
from engine.metrics.sales import define_sales
from engine.metrics.sessions import IDLE_GAP_S

_OF_ORDERS = {
    "returned": ("returned",),
    "disputed": ("disputed",),
    "refund_s": ("refund_requested_at", "refunded_at"),
}


@dataclass(frozen=True, slots=True)
class IndicatorOptions:
    """What a reader may ask of the indicators.

    Parameters
    ----------
    period
        As :func:`engine.metrics.periods.period_bounds`; None takes the month with most records.
    scheme
        Selects and orders the indicators, and brings the raters' shares; None: all there are.
    rules, platform_rules
        Platform rules to state: those named one by one, and those of a platform, of which only
        the ones in force at the period's end are.
    policies
        Attribution policies side by side, the first of which makes the indicators of the table.
        ``policy_assumed`` tells that nobody named it.
    counting
        What counts as what; the scheme's rater shares are added.
    idle_gap_s
        Silence that splits a customer's messages into two contacts.
    cut
        A further division of the figures, one of :data:`engine.metrics.table_queries.KEYS`.
    names
        The catalogue's names by indicator: a rating may be of an indicator by its name.
    """

    period: str | None = None
    scheme: Scheme | None = None
    rules: tuple[PlatformRule, ...] = ()
    platform_rules: tuple[PlatformRule, ...] = ()
    policies: tuple[AttributionPolicy, ...] = ()
    policy_assumed: bool = False
    counting: Counting = field(default_factory=Counting)
    idle_gap_s: float = IDLE_GAP_S
    cut: str = ""
    names: Mapping[str, Text] = field(default_factory=dict)


def completed_records(records: OpenRecords, options: IndicatorOptions) -> tuple[Finding, ...]:
    """Complete the tables in place; return what there is to say about it.

    Raises
    ------
    InputError
        ``attribution.columns`` when a policy that the reader named cannot be applied.
    """
    findings = list(completed_contacts(records, options.idle_gap_s).findings)
    add_survey_answers(records)
    if options.policies and records.has("orders") and records.has("contacts"):
        findings += _credited(records, options.policies[0], assumed=options.policy_assumed)
    if records.has("contacts", "customer_id", "contact_class", "started", "agent"):
        define_problems(records, options.counting.repeat_window_h)
    return tuple(findings)


def column_table(records: OpenRecords, table: str, columns: Sequence[str]) -> ColumnTable:
    """Return columns of a table in memory: texts with None, numbers as float64 with nan."""
    listed = ", ".join(map(quoted, columns))
    found = records.connection.execute(
        f"SELECT {listed} FROM {quoted(table)}"  # noqa: S608 (quoted names)
    ).fetchnumpy()
    made: Mapping[str, Column] = {
        name: _plain(np.ma.asarray(column)) for name, column in found.items()
    }
    return ColumnTable(np.arange(len(next(iter(made.values())))), made)


def _credited(records: OpenRecords, policy: AttributionPolicy, *, assumed: bool) -> list[Finding]:
    """Credit the orders; a policy that nobody named may turn out impossible, and is then said."""
    name = {"zh": policy.name.zh, "en": policy.name.en}
    try:
        define_sales(records, policy)
    except InputError as lacking:
        if not assumed:
            raise
        columns = ", ".join(fault.value or fault.place for fault in lacking.faults)
        values: Values = {"policy": name, "columns": columns}
        return [Finding("caution", Sentence("finding.indicators.not_credited", values))]
    differences = add_order_outcomes(records, policy)
    _hide_unknown(records)
    findings = [
        Finding(
            "caution",
            Sentence(
                "finding.indicators.outcomes_differ",
                {"column": each.column, "differing": each.differing, "compared": each.compared},
            ),
        )
        for each in differences
        if each.differing
    ]
    if assumed:
        assumption = Sentence("finding.indicators.no_policy", {"policy": name})
        findings.insert(0, Finding("note", assumption))
    return findings


def _hide_unknown(records: OpenRecords) -> None:
    """Leave out what no order says: the contacts' own marks of it then stand."""
    absent = {name for name, needs in _OF_ORDERS.items() if not records.has("orders", *needs)}
    records.tables["sales"] = tuple(c for c in records.tables["sales"] if c not in absent)


def _plain(column: Column) -> Column:
    if column.dtype == object:
        missing = np.ma.getmaskarray(column).tolist()
        pairs = zip(np.ma.getdata(column).tolist(), missing, strict=True)
        texts: Column = np.array([None if no or x is None else str(x) for x, no in pairs], object)
        return texts
    return np.ma.filled(column.astype(np.float64), np.nan)
