"""Values that should be there and are not: by file, and for single agents or days only."""

from collections.abc import Iterator, Mapping

from engine.domain.records import TABLES, ColumnType, TableKind
from engine.metrics.doubts import Doubt, RowCheck, checked_rows, listed, numbered, rows_where
from engine.metrics.records import OpenRecords, quoted

ANSWERED = "agent IS NOT NULL AND bot_ended IS DISTINCT FROM TRUE"
# A block is judged from 20 rows on: were a value missing at random in half of the rows, 20 of 20
# would be missing once in a million blocks.
LEAST_BLOCK = 20
BLOCK_MISSING, SHOP_MISSING = 0.95, 0.50

_OF_ANSWERED = (
    *("frt_s", "art_s", "handle_s", "attention_s", "rounds", "open_chats", "attitude"),
    *("solved", "invited", "complaint", "replied", "transferred"),
)
_CLOCKS = ("frt_s", "art_s", "attention_s", "handle_s")
_WHEN: Mapping[str, str] = {
    "rated": "invited",
    "csat": "rated",
    "order_value": "paid",
    "returned": "paid",
}
# What happens to some rows only: a small file may well have none of them.
_OF_SOME = frozenset(
    {"refund_value", "refund_requested_at", "refunded_at", "reminded_at", "reminded_by"}
    | {"left_on", "cost_cny", "score_before", "closed_at", "resolved_at"}
)
_ALWAYS: Mapping[TableKind, tuple[str, ...]] = {
    TableKind.CONTACTS: ("contact_id", "customer_id", "contact_class", "started"),
    TableKind.MESSAGES: ("message_id", "customer_id", "sent_at", "sender"),
    TableKind.ORDERS: ("order_id", "customer_id", "order_value"),
    TableKind.TICKETS: ("ticket_id", "agent", "opened_at"),
    TableKind.SAMPLES: ("agent", "month"),
    TableKind.RATINGS: ("agent", "score"),
    TableKind.STAFF: ("agent", "month"),
}


def missing_doubts(records: OpenRecords) -> Iterator[Doubt]:
    """Yield empty columns, missing values where one belongs, and blocks without any value."""
    empty = set()
    for kind in TABLES:
        for doubt in _empty_columns(records, kind):
            empty.add((kind, doubt.column))
            yield doubt
    checks = [each for each in _checks(records) if (each.table, each.column) not in empty]
    yield from checked_rows(records, checks)
    for block in ("agent", "day"):
        yield from _blocks(records, block, empty)


def _checks(records: OpenRecords) -> Iterator[RowCheck]:
    """Yield where a value is expected: always, of answered contacts, of rated ones ..."""
    for kind, columns in _ALWAYS.items():
        for column in columns:
            yield RowCheck("missing", kind, column, (column,), f"{quoted(column)} IS NULL")
    contacts, answered = TableKind.CONTACTS, _answered(records)
    yield _nobody(records)
    for column in _OF_ANSWERED:
        wrong = f"CASE WHEN {answered} THEN {quoted(column)} IS NULL END"
        yield RowCheck("missing", contacts, column, ("agent", column), wrong)
    for column, when in _WHEN.items():
        wrong = f"CASE WHEN {when} THEN {quoted(column)} IS NULL END"
        yield RowCheck("missing", contacts, column, (when, column), wrong)


def _nobody(records: OpenRecords) -> RowCheck:
    """Return the check for contacts that somebody answered, and nobody knows who.

    That a contact was answered is told by the first of the clocks that the file has; where it has
    none, every contact that the bot did not end is taken to be answered.
    """
    clocks = [f"{name} IS NOT NULL" for name in _CLOCKS if records.has("contacts", name)]
    told = [*clocks, "replied"] if records.has("contacts", "replied") else [*clocks, "TRUE"]
    by_bot = "bot_ended IS TRUE" if records.has("contacts", "bot_ended") else "FALSE"
    wrong = f"CASE WHEN {told[0]} AND NOT {by_bot} THEN agent IS NULL END"
    return RowCheck("missing", TableKind.CONTACTS, "agent", ("agent",), wrong)


def _answered(records: OpenRecords) -> str:
    """Return the condition of an answered contact, as far as the file can tell."""
    return ANSWERED if records.has("contacts", "bot_ended") else "agent IS NOT NULL"


def _empty_columns(records: OpenRecords, kind: str) -> Iterator[Doubt]:
    if not numbered(records, kind):
        return
    known = [name for name in records.tables[kind] if name in TABLES[TableKind(kind)].columns]
    if not known:
        return
    counts = ", ".join(f"count({quoted(name)})" for name in known)
    when = [_WHEN.get(name) if kind == TableKind.CONTACTS else None for name in known]
    uncalled_for = ", ".join(
        f"{rows_where(quoted(each))} = 0" if each and each in known else "FALSE" for each in when
    )
    rows = records.connection.execute(
        f"SELECT source_file, count(*), {counts}, {uncalled_for} FROM {quoted(kind)} "  # noqa: S608 (quoted names)
        "GROUP BY 1 ORDER BY 1"
    ).fetchall()
    for file, of, *cells in rows:
        filled, uncalled = cells[: len(known)], cells[len(known) :]
        for name, count, unneeded in zip(known, filled, uncalled, strict=True):
            if not count and not unneeded:  # nobody rated: then there is no rating to lack
                severity = "note" if name in _OF_SOME else "caution"
                yield Doubt("empty_column", severity, kind, name, file, of, of)


def _blocks(records: OpenRecords, block: str, empty: set[tuple[TableKind, str]]) -> Iterator[Doubt]:
    """Yield columns of contacts that single agents or days lack though the others fill them."""
    columns = [
        name
        for name, spec in TABLES[TableKind.CONTACTS].columns.items()
        if spec.type in (ColumnType.NUMBER, ColumnType.FLAG)
        and records.has("contacts", name)
        and (TableKind.CONTACTS, name) not in empty
    ]
    if not columns or not numbered(records, "contacts", "agent", "started"):
        return
    key = "agent" if block == "agent" else "strftime(started, '%Y-%m-%d')"
    counts = ", ".join(f"count({quoted(name)})" for name in columns)
    rows = records.connection.execute(
        f"SELECT {key} AS block, count(*), {counts} FROM contacts "  # noqa: S608 (quoted names)
        f"WHERE {_answered(records)} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    total = sum(row[1] for row in rows)
    for position, name in enumerate(columns, start=2):
        filled = sum(row[position] for row in rows)
        if total - filled > SHOP_MISSING * total:
            continue
        bare = [
            row
            for row in rows
            if row[1] >= LEAST_BLOCK and row[1] - row[position] >= BLOCK_MISSING * row[1]
        ]
        if bare and len(bare) < len(rows):
            yield _bare_blocks(block, key, name, bare, total)


def _bare_blocks(
    block: str, key: str, column: str, bare: list[tuple[object, ...]], total: int
) -> Doubt:
    names = [str(row[0]) for row in bare]
    quoted_names = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
    touched = (
        "SELECT source_file, source_row FROM contacts "  # noqa: S608 (quoted names)
        f"WHERE {key} IN ({quoted_names}) AND {quoted(column)} IS NULL"
    )
    rows = sum(int(str(row[1])) for row in bare)
    return Doubt(
        f"missing_for_{block}s",
        "caution",
        TableKind.CONTACTS,
        column,
        rows=rows,
        of=total,
        touched=touched,
        values={"blocks": listed(names)},
    )
