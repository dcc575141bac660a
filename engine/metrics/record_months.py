"""Which months the records cover: the one that is shown where no period was asked for."""

from dataclasses import dataclass

from engine.domain.records import TABLES, TableKind
from engine.errors import InputError
from engine.metrics.records import OpenRecords, quoted

# The table that fills a shop's days best speaks for the period; the others follow.
_FIRST = (
    TableKind.CONTACTS, TableKind.MESSAGES, TableKind.AGENT_DAYS, TableKind.TICKETS,
    TableKind.ORDERS, TableKind.SAMPLES, TableKind.STAFF, TableKind.RATINGS, TableKind.SURVEYS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BusiestMonth:
    """The month with most rows of the table that dates the shop; ``of`` counts all its rows."""

    period: str
    table: str
    rows: int
    of: int


def busiest_month(records: OpenRecords) -> BusiestMonth:
    """Return the month with most contacts; without contacts, of the next best table.

    Of months with equally many rows the latest.

    Raises
    ------
    InputError
        ``indicators.no_rows`` when no table has a row with a date.
    """
    for kind in _FIRST:
        dated = TABLES[kind].dated
        if kind is TableKind.SAMPLES and not records.has(kind, dated):
            dated = "sampled_at"
        if records.has(kind, dated) and (found := _busiest(records, kind, dated)):
            return found
    raise InputError("indicators.no_rows")


def _busiest(records: OpenRecords, table: str, dated: str) -> BusiestMonth | None:
    month = "month" if dated == "month" else f"strftime({quoted(dated)}, '%Y-%m')"
    rows = records.connection.execute(
        f"SELECT {month} AS month, count(*) AS n FROM {quoted(table)} "  # noqa: S608 (our own names)
        f"WHERE {quoted(dated)} IS NOT NULL GROUP BY 1 ORDER BY n DESC, month DESC"
    ).fetchall()
    if not rows:
        return None
    period, most = rows[0]
    return BusiestMonth(str(period), table, int(most), sum(int(n) for _, n in rows))
