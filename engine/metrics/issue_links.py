"""What one table says of another's rows: orders of contacts, samples of contacts, other shops."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.domain.records import TABLES, ColumnType, TableKind
from engine.metrics.doubts import Doubt, doubts_of, listed, materialised, numbered
from engine.metrics.records import OpenRecords, quoted

FOREIGN = 0.2  # of the customers' overlap that another file of the same kind has
LEAST_OVERLAP, LEAST_ROWS = 0.05, 100
_CENT = 0.005


@dataclass(frozen=True, slots=True)
class _Link:
    """A contradiction between a row and the contact it names; SQL over ``here`` and ``there``."""

    code: str
    table: str
    column: str
    here: tuple[str, ...]
    there: tuple[str, ...]
    wrong: str


_LINKS = (
    _Link(
        "other_customer",
        "orders",
        "customer_id",
        ("customer_id",),
        ("customer_id",),
        "here.customer_id::VARCHAR <> there.customer_id::VARCHAR",
    ),
    _Link(
        "before_contact",
        "orders",
        "paid_at",
        ("paid_at",),
        ("started",),
        "here.paid_at < there.started",
    ),
    _Link(
        "before_contact",
        "surveys",
        "answered_at",
        ("answered_at",),
        ("started",),
        "here.answered_at < there.started",
    ),
    _Link(
        "before_contact",
        "tickets",
        "opened_at",
        ("opened_at",),
        ("started",),
        "here.opened_at < there.started",
    ),
    _Link("other_agent", "samples", "agent", ("agent",), ("agent",), "here.agent <> there.agent"),
    _Link(
        "other_month",
        "samples",
        "month",
        ("month",),
        ("started",),
        "here.month <> strftime(there.started, '%Y-%m')",
    ),
    _Link("other_rating", "surveys", "csat", ("csat",), ("csat",), "here.csat <> there.csat"),
    _Link(
        "order_of_unpaid",
        "orders",
        "contact_id",
        ("order_id", "paid_at"),
        ("paid",),
        "here.paid_at IS NOT NULL AND there.paid IS FALSE",
    ),
    _Link(
        "unpaid_order_of_paid",
        "orders",
        "paid_at",
        ("order_id", "paid_at"),
        ("paid",),
        "here.paid_at IS NULL AND there.paid AND NOT EXISTS (FROM orders AS other "
        "WHERE other.contact_id = here.contact_id AND other.paid_at IS NOT NULL)",
    ),
)


def link_doubts(records: OpenRecords) -> Iterator[Doubt]:
    """Yield rows that contradict the contact they name, and tables of another shop."""
    if numbered(records, "contacts", "contact_id"):
        for link in _LINKS:
            if numbered(records, link.table, "contact_id", *link.here) and records.has(
                "contacts", *link.there
            ):
                yield from _contradicting(records, link)
        yield from _order_values(records)
        for table in ("orders", "samples", "tickets", "surveys"):
            yield from _unknown_contacts(records, table)
    yield from _foreign_customers(records)
    yield from _several_shops(records)


def _contradicting(records: OpenRecords, link: _Link) -> Iterator[Doubt]:
    touched = (
        f"SELECT here.source_file, here.source_row FROM {quoted(link.table)} AS here "  # noqa: S608 (our own conditions)
        f"JOIN contacts AS there ON here.contact_id::VARCHAR = there.contact_id::VARCHAR "
        f"WHERE {link.wrong}"
    )
    found = materialised(records, f"link_{link.code}_{link.table}", touched)
    yield from doubts_of(records, Doubt(link.code, "", link.table, link.column), found)


def _order_values(records: OpenRecords) -> Iterator[Doubt]:
    """Yield contacts whose order value is not what the orders of the contact come to."""
    if not records.has("orders", "contact_id", "order_value"):
        return
    if not numbered(records, "contacts", "contact_id", "order_value", "paid"):
        return
    of_paid = "FILTER (paid_at IS NOT NULL)" if records.has("orders", "paid_at") else ""
    found = materialised(
        records,
        "order_values",
        f"""WITH sums AS (
          SELECT contact_id::VARCHAR AS contact_id,
            coalesce(sum(order_value) {of_paid}, sum(order_value)) AS value FROM orders
          WHERE contact_id IS NOT NULL GROUP BY 1
        )
        SELECT source_file, source_row, sums.value IS NULL AS without FROM contacts AS there
        LEFT JOIN sums ON sums.contact_id = there.contact_id::VARCHAR
        WHERE there.paid AND (sums.value IS NULL
          OR abs(sums.value - there.order_value) > {_CENT})""",  # noqa: S608 (our own numbers)
    )
    for code, column, condition in (
        ("order_value_differs", "order_value", "NOT without"),
        ("paid_without_order", "paid", "without"),
    ):
        touched = f"{found} WHERE {condition}"
        yield from doubts_of(records, Doubt(code, "", "contacts", column), touched)


def _unknown_contacts(records: OpenRecords, table: str) -> Iterator[Doubt]:
    """Yield rows that name a contact which the contacts do not hold, within their days."""
    if not numbered(records, table, "contact_id"):
        return
    touched = (
        f"SELECT source_file, source_row FROM {quoted(table)} WHERE contact_id IS NOT NULL "  # noqa: S608 (quoted names)
        "AND contact_id::VARCHAR NOT IN (SELECT contact_id::VARCHAR FROM contacts "
        f"WHERE contact_id IS NOT NULL) AND {_within_days(records, table)}"
    )
    found = materialised(records, f"unknown_{table}", touched)
    yield from doubts_of(records, Doubt("unknown_contact", "", table, "contact_id"), found)


def _within_days(records: OpenRecords, table: str) -> str:
    """Return the condition that a row is of the contacts' own days; true where it has no date."""
    dated = TABLES[TableKind(table)].dated
    if not records.has(table, dated) or not records.has("contacts", "started"):
        return "TRUE"
    first, last = "min(started)", "max(started) + INTERVAL 1 DAY"
    if TABLES[TableKind(table)].columns[dated].type is ColumnType.TEXT:
        first, last = (f"strftime({each}, '%Y-%m')" for each in (first, "max(started)"))
    inside = (
        f"{quoted(dated)} BETWEEN (SELECT {first} FROM contacts) AND (SELECT {last} FROM contacts)"  # noqa: S608 (our own names)
    )
    return f"coalesce({inside}, TRUE)"


def _foreign_customers(records: OpenRecords) -> Iterator[Doubt]:
    """Yield files whose customers are far less the contacts' than another file's are."""
    if not records.has("contacts", "customer_id") or not numbered(records, "orders", "customer_id"):
        return
    rows = records.connection.execute(
        """SELECT source_file, count(*), avg((customer_id::VARCHAR IN (
          SELECT customer_id::VARCHAR FROM contacts WHERE customer_id IS NOT NULL))::INT)
        FROM orders WHERE customer_id IS NOT NULL GROUP BY 1 ORDER BY 1"""
    ).fetchall()
    best = max((share for _, _, share in rows), default=0.0)
    for file, n, share in rows:
        if n < LEAST_ROWS:
            continue
        foreign = share < FOREIGN * best if best >= LEAST_OVERLAP else share == 0
        if foreign:
            values = {"share": share, "best": best}
            yield Doubt("foreign_file", "alarm", "orders", "customer_id", file, n, n, values=values)


def _several_shops(records: OpenRecords) -> Iterator[Doubt]:
    for table in tuple(records.tables):
        if not numbered(records, table, "shop"):
            continue
        rows = records.connection.execute(
            f"SELECT shop, count(*) AS n FROM {quoted(table)} "  # noqa: S608 (quoted names)
            "WHERE shop IS NOT NULL GROUP BY 1 ORDER BY n DESC, shop"
        ).fetchall()
        if len(rows) > 1:
            usual, of = rows[0][0], sum(row[1] for row in rows)
            yield Doubt(
                "several_shops",
                "caution",
                table,
                "shop",
                rows=of - rows[0][1],
                of=of,
                touched=(
                    f"SELECT source_file, source_row FROM {quoted(table)} "  # noqa: S608 (quoted names)
                    "WHERE shop <> '" + str(usual).replace("'", "''") + "'"
                ),
                values={"shops": listed([str(row[0]) for row in rows])},
            )
