"""The SQL of indicators: one query for each table, a row for each agent (group, day ...).

A definition says what a row is worth; here stand the period, the key, and the marks of rows that
definitions speak of. The aggregates of a definition are in :mod:`engine.metrics.aggregates`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import InputError
from engine.metrics.aggregates import measured_columns, numbers
from engine.metrics.definition import (
    ANSWERED,
    CREDITED,
    DRAWN_AT_RANDOM,
    MET_BOT,
    OFFERED,
    Definition,
    Table,
)
from engine.metrics.records import OpenRecords, quoted

KEYS = ("agent", "group", "shop", "day", "week", "month", "contact_class", "shift", "channel")
"""What the rows of a metric table may be.

``shop`` is one row over everybody. What has no agent is nobody's and in no row; what has no group,
class, shift or channel is in the row of the empty name, so that the rows add up to the shop.
"""

AGENT, SHOP = "agent", "shop"
AGENT_GROUPS = "agent_groups"

_MONTH = "month"
_DATED = {
    Table.CONTACTS: "started",
    Table.PROBLEMS: "started",
    Table.TICKETS: "opened_at",
    Table.SALES: "credited_at",
    Table.ENQUIRIES: "day",
    Table.PLACED: "ordered_at",
    Table.REMINDERS: "reminded_at",
    Table.SAMPLES: _MONTH,
    Table.STAFF: _MONTH,
    Table.SURVEYS: "answered_at",
}
_FORMATS = {"day": "%Y-%m-%d", "week": "%G-W%V", _MONTH: "%Y-%m"}

# What a table without the column is taken to say: nothing ended with a bot, every contact is the
# customer's first and before a purchase, all samples were drawn at random and weigh the same.
STAND_INS = {
    Table.CONTACTS: {
        "bot_ended": "FALSE",
        "replied": "NULL::BOOLEAN",
        "attempt": "1",
        "presale": "TRUE",
    },
    Table.SAMPLES: {
        "targeted": "FALSE",
        "inclusion_probability": "1",
        "session": "NULL::VARCHAR",
    },
}
_WINDOW_MARKS = ("starts_problem", "followed", "window_ended")
_MARKS = {
    Table.CONTACTS: {
        OFFERED: "bot_ended IS NOT TRUE",
        ANSWERED: "bot_ended IS NOT TRUE AND agent IS NOT NULL AND replied IS NOT FALSE",
        MET_BOT: "bot_first",
    },
    # in a calibration session several raters score the same contacts
    Table.SAMPLES: {DRAWN_AT_RANDOM: "targeted IS NOT TRUE AND coalesce(session, '') = ''"},
    Table.SALES: {CREDITED: "NOT is_silent"},
    Table.PLACED: {CREDITED: "NOT is_silent"},
}


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as it is there: its columns, and expressions for those made of others."""

    table: Table
    columns: tuple[str, ...]
    made: tuple[tuple[str, str], ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """Every column that a definition may need."""
        return frozenset((*self.columns, *(name for name, _ in self.made)))

    @property
    def dated(self) -> str:
        """The column that puts a row into a period; samples without a month have their day."""
        if self.table is Table.SAMPLES and _MONTH not in self.columns:
            return "sampled_at"
        return _DATED[self.table]

    @property
    def is_monthly(self) -> bool:
        """Whether rows are dated by a month, not by an instant."""
        return self.dated == _MONTH

    def can_be_by(self, key: str) -> bool:
        """Tell whether a row of the table says which agent, day, class ... it belongs to."""
        if key in ("agent", "group"):
            return "agent" in self.columns
        if key in _FORMATS:
            return key == _MONTH or not self.is_monthly
        return key == SHOP or key in self.columns


def require_key(key: str) -> None:
    """Raise ``metrics.unknown_key`` unless a metric table can have such rows."""
    if key not in KEYS:
        raise InputError("metrics.unknown_key", key=key, known=", ".join(KEYS))


def query_groups(definitions: Sequence[Definition]) -> list[list[Definition]]:
    """Return definitions that one query can give: of one table, and among the same rows.

    For speed, those that look at neighbours are apart: sorting contacts with all their columns
    took 2.5 times as long as with the few that windows need (10^6 contacts).
    """
    groups: dict[tuple[str, str, bool], list[Definition]] = {}
    for definition in definitions:
        key = (definition.table, definition.among, _is_windowed(definition))
        groups.setdefault(key, []).append(definition)
    return list(groups.values())


def period_query(
    view: TableView, definitions: Sequence[Definition], by: str, *, valued: bool = False
) -> str:
    """Return the query of a group of definitions: ``key`` and the numbers of every one.

    ``valued`` puts each indicator's value first, under its id: for people, who want no sums.

    It runs on a table of the view's name with the parameters ``$start``, ``$end`` (the period,
    half open) and those of :class:`engine.metrics.counting.Counting` that the definitions name.
    """
    made = measured_columns(definitions)
    values = ",\n    ".join(made.select)
    aggregates = ",\n  ".join(part for d in definitions for part in numbers(d, made, valued=valued))
    named = "key IS NOT NULL" if by == AGENT else ""
    return f"""WITH measured AS (
  SELECT key,
    {values}
  FROM (
{_rows(view, definitions[0], f"{_key(view, by)} AS key")}
  ){_where(_among(view, definitions[0]), named)}
)
SELECT key,
  {aggregates}
FROM measured GROUP BY key ORDER BY key"""  # noqa: S608 (parts come from DEFINITIONS; column names are quoted)


def cell_query(view: TableView, definition: Definition, columns: Sequence[str]) -> str:
    """Return the query of n, mean and variance of a share or mean by columns of the contacts.

    A column that the table lacks is one nameless cell, as are missing values.
    """
    cells = ", ".join(
        f"coalesce({quoted(c)}::VARCHAR, '') AS {quoted(f'by_{c}')}"
        if c in view.columns
        else f"'' AS {quoted(f'by_{c}')}"
        for c in columns
    )
    made = measured_columns([definition])
    x = made.x[definition.id]
    among = _where(_among(view, definition), "agent IS NOT NULL")
    return f"""WITH measured AS (
  SELECT {", ".join(quoted(f"by_{c}") for c in columns)}, {", ".join(made.select)}
  FROM (
{_rows(view, definition, cells)}
  ){among}
)
SELECT {", ".join(f"{quoted(f'by_{c}')} AS {quoted(c)}" for c in columns)},
  count({x}) AS n, avg({x}::DOUBLE) AS mean, var_samp({x}::DOUBLE) AS variance
FROM measured GROUP BY ALL ORDER BY ALL"""  # noqa: S608 (our own names)


def answered_neighbours(view: TableView, *more: str) -> str:
    """Return the query of the period's answered contacts, marked by what came before and after.

    ``more`` are further expressions, which may look at the window ``neighbours``.
    """
    answered = _where(_MARKS[Table.CONTACTS][ANSWERED])
    return f"SELECT * FROM (\n{_neighbours(view, *more)}\n){answered}"  # noqa: S608 (our own names)


def period_rows(view: TableView, *more: str) -> str:
    """Return the query of a table's rows in the period, with what stands in for absent columns."""
    return f"    SELECT {_select(view, *more)} FROM {view.table} WHERE {in_period(view)}"  # noqa: S608 (our own names)


def in_period(view: TableView) -> str:
    """Return the condition that a row lies in the period; a month (``2026-05``) wholly."""
    if not view.is_monthly:
        return f"{view.dated} >= $start AND {view.dated} < $end"
    month = "strptime(month || '-01', '%Y-%m-%d')"
    return f"{month} >= $start AND {month} + INTERVAL 1 MONTH <= $end"


def agent_groups_query(records: OpenRecords) -> str:
    """Return the query of each agent's group in the period and how much it serves presale.

    Columns ``agent``, ``group``, ``n``, ``presale``: a row for each agent and group.
    """
    held = records.tables[Table.CONTACTS]
    group = '"group"' if "group" in held else "NULL::VARCHAR"
    presale = "sum(presale::INT)" if "presale" in held else "NULL::BIGINT"
    view = TableView(Table.CONTACTS, held)
    return f"""SELECT agent, {group} AS "group", count(*) AS n, {presale} AS presale
FROM (
{period_rows(view)}
){_where(_MARKS[Table.CONTACTS][ANSWERED])} GROUP BY ALL ORDER BY ALL"""  # noqa: S608 (our own names)


def _is_windowed(definition: Definition) -> bool:
    return any(mark in definition.counted + definition.value for mark in _WINDOW_MARKS)


def _key(view: TableView, by: str) -> str:
    """Return the expression of the key over the table's own columns."""
    if by == SHOP:
        return f"'{SHOP}'"
    if by in _FORMATS:
        return _MONTH if view.is_monthly else f"strftime({view.dated}, '{_FORMATS[by]}')"
    if by == "group" and "group" not in view.columns:
        known = f"{AGENT_GROUPS} AS known WHERE known.agent = {view.table}.agent"
        return f"coalesce((SELECT \"group\" FROM {known}), '')"  # noqa: S608 (our own names)
    name = f"{quoted(by)}::VARCHAR"
    return name if by == AGENT else f"coalesce({name}, '')"


def _rows(view: TableView, definition: Definition, *more: str) -> str:
    """Return the table's rows of the period, with their neighbours where a definition asks."""
    return _neighbours(view, *more) if _is_windowed(definition) else period_rows(view, *more)


def _select(view: TableView, *more: str) -> str:
    """Return the columns of a table, with what stands in for absent ones and what is made."""
    stand_ins = STAND_INS.get(view.table, {})
    absent = [f"{value} AS {name}" for name, value in stand_ins.items() if name not in view.columns]
    made = [f"{expression} AS {quoted(name)}" for name, expression in view.made]
    return ", ".join(["*", *more, *absent, *made])


def _among(view: TableView, definition: Definition) -> str:
    return _MARKS[view.table][definition.among] if definition.among else ""


def _where(*conditions: str) -> str:
    held = " AND ".join(condition for condition in conditions if condition)
    return f" WHERE {held}" if held else ""


def _neighbours(view: TableView, *more: str) -> str:
    """Return the period's contacts marked by what came before and after them.

    A contact whose customer or class is unknown has no neighbours that anybody knows of: its
    marks are missing, not false. A customer of two shops has a problem in each.
    """
    shop = ", shop" if "shop" in view.columns else ""
    known = "customer_id IS NOT NULL AND contact_class IS NOT NULL"
    return f"""    SELECT *,
      CASE WHEN {known} THEN previous IS NULL OR previous < started - $window END
        AS starts_problem,
      CASE WHEN {known} THEN next IS NOT NULL AND next <= started + $window END AS followed,
      started + $window <= (SELECT max(started) FROM {view.table}) AS window_ended
    FROM (
      SELECT {_select(view, *more)}, lag(started) OVER neighbours AS previous,
        lead(started) OVER neighbours AS next
      FROM {view.table} WHERE started >= $start - $window AND started < $end + $window
      WINDOW neighbours AS (
        PARTITION BY customer_id, contact_class{shop} ORDER BY started, contact_id)
    ) WHERE {in_period(view)}"""  # noqa: S608 (our own names)
