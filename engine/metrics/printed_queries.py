"""The SQL of a definition, for a data team that runs it in its own warehouse."""

from engine.domain.records import TABLES
from engine.errors import InputError
from engine.metrics.computable import RATING, Tables, required, table_view
from engine.metrics.counting import Counting
from engine.metrics.definition import Definition, Grain
from engine.metrics.definitions import DEFINITIONS, definition_of
from engine.metrics.query_parameters import (
    counting_parameters,
    parameter_names,
    period_parameters,
    with_literals,
)
from engine.metrics.table_queries import (
    AGENT,
    AGENT_GROUPS,
    SHOP,
    TableView,
    period_query,
    require_key,
)

_MEANINGS = {"start": "first instant of the period", "end": "first instant after the period"}


def printed_query(
    indicator: str,
    period: str | None = None,
    counting: Counting | None = None,
    by: str = AGENT,
    tables: Tables | None = None,
) -> str:
    """Return the statement behind an indicator, as it runs in DuckDB.

    Parameters
    ----------
    period
        As :func:`engine.metrics.periods.period_bounds`; None leaves ``$start`` and ``$end`` for
        the reader to fill in, and says so.
    by
        What the rows are; the shop for an indicator that belongs to no agent.
    tables
        The columns of each table there is; None: the columns of Heng's layouts.

    Returns
    -------
    str
        Comments that say what the statement reads, then the statement, which ends in ``;``. It
        reads a table of Heng's name and column names and gives ``key``, the value under the
        indicator's id, ``<id>.n`` the rows counted, and the sums its standard error is made of.

    Raises
    ------
    InputError
        ``metrics.unknown_indicator``; ``metrics.unknown_key``; ``metrics.period``;
        ``metrics.not_computable``; ``metrics.counted_by_platform`` for the rates that a
        platform's own rule counts.
    """
    require_key(by)
    definition = definition_of(indicator)
    if not definition.value:
        raise InputError("metrics.counted_by_platform", indicator=indicator)
    counting = counting or Counting()
    by = SHOP if definition.grain is Grain.SHOP and by == AGENT else by
    tables = _layouts(counting) if tables is None else tables
    chosen = required(tables, [indicator], counting, by)[0]
    view = table_view(tables, chosen.table, counting)
    known = counting_parameters(counting) if period is None else period_parameters(period, counting)
    query = with_literals(period_query(view, [chosen], by, valued=True), known)
    return "\n".join([*_comments(query, view, chosen), f"{query};"])


def _comments(query: str, view: TableView, definition: Definition) -> list[str]:
    """Return what a statement reads, and what is left to fill in."""
    columns = dict.fromkeys((AGENT, view.dated, *definition.needs))
    told = [f"-- {definition.table}: {', '.join(columns)}"]
    if AGENT_GROUPS in query:
        told.append(f"-- {AGENT_GROUPS}: agent, group")
    return told + [f"-- ${name}: {_MEANINGS[name]}" for name in parameter_names(query)]


def _layouts(counting: Counting) -> Tables:
    """Return every table with all columns that its layout or a definition names."""
    tables = {kind.value: tuple(layout.columns) for kind, layout in TABLES.items()}
    tables["staff"] += tuple(f"{RATING}{rater}" for rater in counting.rater_shares)
    each = [definition for definition in DEFINITIONS.values() if definition.value]
    each += [d.otherwise for d in each if d.otherwise is not None]
    for definition in each:
        held = tables.get(definition.table, (AGENT,))
        view = TableView(definition.table, held)
        tables[definition.table] = tuple(dict.fromkeys((*held, view.dated, *definition.needs)))
    return tables
