"""Rows that stand there twice: by key, in full, in overlapping files, or moved by hours."""

from collections.abc import Iterator

from engine.domain.records import TABLES, TableKind
from engine.metrics.doubts import Doubt, doubts_of, materialised, numbered
from engine.metrics.records import OpenRecords, quoted

# An hour is summer time read twice, eight hours Shanghai against UTC.
ZONE_STEPS_S = (3600, 28_800)
# What two contacts hardly share by chance, so that a copy with a new id is still known.
_FINGERPRINT = (
    *("customer_id", "agent", "contact_class", "frt_s", "art_s", "rounds", "handle_s"),
    *("attention_s", "order_value"),
)
_LEAST_FINGERPRINT = 4


def duplicate_doubts(records: OpenRecords) -> Iterator[Doubt]:
    """Yield repeated rows of every table with a key, and copies of contacts under new ids."""
    for kind, layout in TABLES.items():
        if layout.key and numbered(records, kind, *layout.key):
            yield from _repeated(records, kind, layout.key)
        elif numbered(records, kind):
            yield from _repeated_without_key(records, kind)
    yield from _copies_under_new_ids(records)
    yield from _moved_copies(records)


def _repeated(records: OpenRecords, kind: TableKind, key: tuple[str, ...]) -> Iterator[Doubt]:
    """Yield rows whose key came before: identical, conflicting, or from another file."""
    names = ", ".join(quoted(column) for column in key)
    filled = " AND ".join(f"{quoted(column)} IS NOT NULL" for column in key)
    found = materialised(
        records,
        f"repeated_{kind}",
        f"""WITH twice AS (
          SELECT {names} FROM {quoted(kind)} WHERE {filled} GROUP BY ALL HAVING count(*) > 1
        ), judged AS (
          SELECT source_file, source_row, {names},
            hash({_others(records, kind, key)}) AS content
          FROM {quoted(kind)} SEMI JOIN twice USING ({names})
        )
        SELECT source_file, source_row, first(source_file) OVER earlier AS before_file,
          content <> first(content) OVER earlier AS differs
        FROM judged WINDOW earlier AS (PARTITION BY {names} ORDER BY source_file, source_row)
        QUALIFY row_number() OVER earlier > 1""",  # noqa: S608 (quoted names)
    )
    column = key[0] if len(key) == 1 else ""
    once = (
        kind is TableKind.ORDERS
    )  # a later export knows of payments that an earlier one could not
    values = {"counted": f"issue_word.counted.{'last' if once else 'all'}"}
    for code, severity, condition in (
        ("repeated_rows", "caution", "NOT differs AND before_file = source_file"),
        ("overlapping_files", "caution", "NOT differs AND before_file <> source_file"),
        ("conflicting_rows", "alarm", "differs AND before_file = source_file"),
        ("conflicting_rows", "note" if once else "alarm", "differs AND before_file <> source_file"),
    ):
        doubt = Doubt(code, severity, kind, column, values=values)
        yield from doubts_of(records, doubt, f"{found} WHERE {condition}")


def _repeated_without_key(records: OpenRecords, kind: TableKind) -> Iterator[Doubt]:
    """Yield rows that equal an earlier row in every column."""
    found = materialised(
        records,
        f"repeated_{kind}",
        f"""SELECT source_file, source_row FROM (
          SELECT source_file, source_row, hash({_others(records, kind, ())}) AS content
          FROM {quoted(kind)})
        QUALIFY row_number() OVER (PARTITION BY content ORDER BY source_file, source_row) > 1""",  # noqa: S608 (quoted names)
    )
    # samples without ids may well be equal, and so may messages of one second
    severity = "caution" if kind is TableKind.CONTACTS else "note"
    doubt = Doubt("repeated_rows", severity, kind, values={"counted": "issue_word.counted.all"})
    yield from doubts_of(records, doubt, found)


def _others(records: OpenRecords, kind: TableKind, key: tuple[str, ...]) -> str:
    """Return the columns that make a row's content, but its key and its place."""
    hidden = {*key, "source_file", "source_row"}
    return ", ".join(quoted(name) for name in records.tables[kind] if name not in hidden) or "0"


def _fingerprint(records: OpenRecords) -> list[str]:
    return [name for name in _FINGERPRINT if records.has("contacts", name)]


def _copies_under_new_ids(records: OpenRecords) -> Iterator[Doubt]:
    """Yield contacts that equal another of the same second in all but the id."""
    columns = _fingerprint(records)
    needs = ("contact_id", "customer_id", "agent", "started")
    if len(columns) < _LEAST_FINGERPRINT or not numbered(records, "contacts", *needs):
        return
    found = materialised(
        records,
        "copies",
        f"""SELECT source_file, source_row FROM ({_alike(records, columns, "started")})
        QUALIFY contact_id <> first(contact_id) OVER (
          PARTITION BY content, started ORDER BY source_file, source_row)""",  # noqa: S608 (quoted names)
    )
    yield from doubts_of(records, Doubt("copies_under_new_ids", "caution", "contacts"), found)


def _moved_copies(records: OpenRecords) -> Iterator[Doubt]:
    """Yield contacts that equal another one an hour or eight hours earlier."""
    columns = _fingerprint(records)
    needs = ("customer_id", "agent", "started")
    if len(columns) < _LEAST_FINGERPRINT or not numbered(records, "contacts", *needs):
        return
    steps = ", ".join(str(step) for step in ZONE_STEPS_S)
    found = materialised(
        records,
        "moved",
        f"""SELECT source_file, source_row FROM ({_alike(records, columns)})
        QUALIFY date_diff('second', lag(started) OVER (
          PARTITION BY content ORDER BY started, source_row), started) IN ({steps})""",  # noqa: S608 (quoted names)
    )
    yield from doubts_of(records, Doubt("moved_copies", "caution", "contacts", "started"), found)


def _alike(records: OpenRecords, columns: list[str], *more: str) -> str:
    """Return the query of the contacts that share these columns with another one."""
    content = ", ".join(quoted(name) for name in (*columns, *more))
    identity = "contact_id" if records.has("contacts", "contact_id") else "source_row"
    return f"""WITH hashed AS (
          SELECT source_file, source_row, started, {identity} AS contact_id,
            hash({content}) AS content FROM contacts
          WHERE agent IS NOT NULL AND customer_id IS NOT NULL
        )
        FROM hashed SEMI JOIN (
          SELECT content FROM hashed GROUP BY 1 HAVING count(*) > 1) AS twice USING (content)"""  # noqa: S608 (quoted names)
