"""Which indicators the tables at hand can give, and what the others lack."""

from collections.abc import Mapping, Sequence

from engine.errors import Fault, InputError
from engine.metrics.counting import Counting
from engine.metrics.definition import Definition, Grain, Table
from engine.metrics.definitions import DEFINITIONS, definition_of
from engine.metrics.records import OpenRecords, quoted
from engine.metrics.table_queries import AGENT, SHOP, TableView

Tables = Mapping[str, tuple[str, ...]]
"""The columns of each table there is, by its name."""

RATING = "rating_"
_COLLABORATION = "collaboration"


def computable(
    records: OpenRecords, counting: Counting | None = None, by: str = AGENT
) -> tuple[str, ...]:
    """Return the indicators that these tables can give, in the catalogue's order."""
    return tuple(
        id_
        for id_, definition in DEFINITIONS.items()
        if not lacking(records, definition, counting, by)
    )


def lacking(
    records: OpenRecords, definition: Definition, counting: Counting | None = None, by: str = AGENT
) -> tuple[str, ...]:
    """Return what an indicator needs and does not find; empty where it can be computed.

    Columns, its whole table where that is absent, or ``shop`` where the value cannot belong to
    an agent. Where the indicator has two tables and neither will do, what the nearer one lacks.
    """
    return _lacking(records.tables, definition, counting or Counting(), by)


def made_from(
    tables: Tables, definition: Definition, counting: Counting | None = None, by: str = AGENT
) -> Definition:
    """Return the definition over the table that is there: its own, or the one otherwise."""
    counting = counting or Counting()
    if definition.otherwise is not None and _missing(tables, definition, counting, by):
        return made_from(tables, definition.otherwise, counting, by)
    return definition


def required(
    tables: Tables, indicators: Sequence[str], counting: Counting, by: str
) -> list[Definition]:
    """Return the definitions over the tables that are there.

    Raises
    ------
    InputError
        ``metrics.not_computable`` with a fault for every indicator that lacks something;
        ``metrics.unknown_indicator``.
    """
    definitions = [definition_of(indicator) for indicator in dict.fromkeys(indicators)]
    faults = [
        Fault(_fault_code(d, by), d.id, ", ".join(absent), {"table": d.table.value, "by": by})
        for d in definitions
        if (absent := _lacking(tables, d, counting, by))
    ]
    if faults:
        raise InputError("metrics.not_computable", faults)
    return [made_from(tables, definition, counting, by) for definition in definitions]


def table_view(tables: Tables, table: Table, counting: Counting) -> TableView:
    """Return a table with the columns that can be made of those it has."""
    columns = tables[table]
    made = _made_of_staff(columns, counting) if table is Table.STAFF else ()
    return TableView(table, columns, made)


def rating_columns(counting: Counting) -> tuple[str, ...]:
    """Return the columns of the agent months that the raters' shares ask for."""
    return tuple(f"{RATING}{rater}" for rater in counting.rater_shares)


def _lacking(
    tables: Tables, definition: Definition, counting: Counting, by: str
) -> tuple[str, ...]:
    missing = _missing(tables, definition, counting, by)
    if not missing or definition.otherwise is None:
        return missing
    others = _lacking(tables, definition.otherwise, counting, by)
    is_there = definition.table in tables and definition.otherwise.table not in tables
    return missing if others and is_there else others


def _missing(
    tables: Tables, definition: Definition, counting: Counting, by: str
) -> tuple[str, ...]:
    if definition.grain is Grain.SHOP and by == AGENT:
        return (SHOP,)
    if definition.table not in tables or not definition.value:
        return (definition.table.value,)
    view = table_view(tables, definition.table, counting)
    needs = dict.fromkeys((view.dated, *definition.needs))
    if definition.table is Table.CONTACTS:
        needs[AGENT] = None  # without it nobody knows which contacts were answered
    absent = [column for column in needs if column not in view.known]
    if _COLLABORATION in absent:
        absent = [*(rating_columns(counting) or (f"{RATING}<rater>",))]
    return tuple(absent if view.can_be_by(by) else dict.fromkeys([*absent, by]))


def _fault_code(definition: Definition, by: str) -> str:
    of_shop = definition.grain is Grain.SHOP and by == AGENT
    return "metrics.shop_only" if of_shop else "metrics.column_missing"


def _made_of_staff(columns: tuple[str, ...], counting: Counting) -> tuple[tuple[str, str], ...]:
    """Return what agent months give: raters' scores by their shares, days worked by scheduled.

    Collaboration is missing where one rater's score is: the others are not stretched.
    """
    made = []
    ratings = rating_columns(counting)
    if ratings and _COLLABORATION not in columns and set(ratings) <= set(columns):
        shares = counting.rater_shares.values()
        terms = [f"{s!r} * {quoted(c)}" for s, c in zip(shares, ratings, strict=True)]
        made.append((_COLLABORATION, " + ".join(terms)))
    if "attendance" not in columns and {"worked_days", "scheduled_days"} <= set(columns):
        made.append(("attendance", "worked_days::DOUBLE / nullif(scheduled_days, 0)"))
    return tuple(made)
