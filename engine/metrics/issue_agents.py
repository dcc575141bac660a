"""Agents who stand in one table and not in another, twice under one name, or are no agents."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.domain.records import TABLES, TableKind
from engine.metrics.doubts import Doubt, doubts_of, listed, numbered
from engine.metrics.records import OpenRecords, quoted

# Where an agent must be known: contacts, orders and samples of people whom the staff table lists.
_LISTS = (TableKind.STAFF, TableKind.AGENT_DAYS, TableKind.CONTACTS)
_USERS = (
    *(TableKind.CONTACTS, TableKind.AGENT_DAYS, TableKind.STAFF, TableKind.SAMPLES),
    *(TableKind.RATINGS, TableKind.ORDERS, TableKind.TICKETS, TableKind.SURVEYS),
)

# Somebody who answers customers answers more than two; twenty who do not are the customers.
LEAST_MANY, LEAST_EACH = 20, 3


def folded(name: str) -> str:
    """Return a name as it would be in half-width small letters without blanks."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


TOTAL_NAMES = frozenset(
    folded(name)
    for name in (
        *("合计", "总计", "汇总", "汇总值", "小计", "平均", "平均值", "均值", "店铺合计", "全部"),
        *("total", "sum", "average", "mean", "all", "subtotal", "grand total"),
    )
)


def agent_doubts(records: OpenRecords) -> Iterator[Doubt]:
    """Yield rows of totals, names written in two ways, and agents unknown to another table."""
    agents = {kind: _agents(records, kind) for kind in TABLES if numbered(records, kind, "agent")}
    for kind, names in agents.items():
        totals = [name for name in names if folded(name) in TOTAL_NAMES]
        yield from _rows_of(records, "total_rows", "alarm", kind, totals)
    yield from _too_many(records, agents)
    yield from _written_twice(records, agents)
    for listing in _LISTS:
        for kind in _USERS:
            if kind is not listing and kind in agents and listing in agents:
                yield from _unknown(records, kind, listing, agents)


def _agents(records: OpenRecords, kind: TableKind) -> list[str]:
    rows = records.connection.execute(
        f"SELECT DISTINCT agent::VARCHAR FROM {quoted(kind)} WHERE agent IS NOT NULL ORDER BY 1"  # noqa: S608 (quoted names)
    ).fetchall()
    return [str(row[0]) for row in rows]


def _too_many(records: OpenRecords, agents: dict[TableKind, list[str]]) -> Iterator[Doubt]:
    """Yield a contact log with nearly as many agents as contacts: another column was read."""
    kind = TableKind.CONTACTS
    if kind not in agents:
        return
    touched = "SELECT source_file, source_row FROM contacts WHERE agent IS NOT NULL"
    query = f"SELECT count(*) FROM ({touched})"  # noqa: S608 (our own query)
    rows = int(records.connection.execute(query).fetchall()[0][0])
    many = len(agents[kind])
    if many >= LEAST_MANY and rows < LEAST_EACH * many:
        doubt = Doubt("many_agents", "alarm", kind, "agent", values={"count": many})
        yield from doubts_of(records, doubt, touched)


def _written_twice(records: OpenRecords, agents: dict[TableKind, list[str]]) -> Iterator[Doubt]:
    """Yield names that differ in blanks, case or width only: one agent counted as two."""
    spellings: dict[str, dict[str, list[TableKind]]] = defaultdict(lambda: defaultdict(list))
    for kind, names in agents.items():
        for name in names:
            spellings[folded(name)][name].append(kind)
    for written in spellings.values():
        if len(written) > 1:
            usual, *others = sorted(written, key=lambda name: (-len(written[name]), name))
            for other in others:
                for kind in written[other]:
                    for doubt in _rows_of(records, "similar_agents", "caution", kind, [other]):
                        yield replace(doubt, values={"agents": other, "other": usual})


def _unknown(
    records: OpenRecords,
    kind: TableKind,
    listing: TableKind,
    agents: dict[TableKind, list[str]],
) -> Iterator[Doubt]:
    """Yield agents of a table that another table, which should know them, does not list."""
    known = {folded(name) for name in agents[listing]}
    strangers = [name for name in agents[kind] if folded(name) not in known | TOTAL_NAMES]
    # a person listed without any contact may be new or away; work without a person may not be
    severity = "note" if listing is TableKind.CONTACTS and kind is TableKind.STAFF else "caution"
    for doubt in _rows_of(records, "unknown_agents", severity, kind, strangers):
        yield replace(
            doubt, values={"agents": listed(strangers), "other": f"issue_word.table.{listing}"}
        )


def _rows_of(
    records: OpenRecords, code: str, severity: str, kind: TableKind, names: Sequence[str]
) -> Iterator[Doubt]:
    if not names:
        return
    among = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
    touched = (
        f"SELECT source_file, source_row FROM {quoted(kind)} WHERE agent::VARCHAR IN ({among})"  # noqa: S608 (quoted names)
    )
    doubt = Doubt(code, severity, kind, "agent", values={"agents": listed(names)})
    yield from doubts_of(records, doubt, touched)
