"""Sessions from raw chat messages: a customer's messages between two silences.

Messages that carry the platform's own contact number keep it; only the others are split.
"""

from engine.domain.texts import Finding, Sentence
from engine.errors import InputError
from engine.metrics.records import OpenRecords, quoted

IDLE_GAP_S = 600.0  # silence of ten minutes and more, as the trade's tools set it

_LANES = ("customer_id", "shop", "channel")
_SECONDS_PER_MINUTE = 60


def sessionised(records: OpenRecords, idle_gap_s: float = IDLE_GAP_S) -> tuple[Finding, ...]:
    """Give every message a ``contact_id``; splits by customer (and shop, channel) and silence.

    The table ``messages`` then has the column ``session_gap_s``: the silence that split a row's
    session, missing where the contact number is the platform's own. Where all are the platform's
    nothing is done.

    Parameters
    ----------
    records
        Opened records; nothing happens without a table ``messages``.
    idle_gap_s
        Seconds of silence of both sides, above 0. A silence of exactly so many splits.

    Returns
    -------
    tuple of Finding
        That sessions were made here, and of how many messages.

    Raises
    ------
    InputError
        ``platform.idle_gap`` when the silence is not above 0.

    Notes
    -----
    A reply after a long silence stays with the question that it answers: were it split off, late
    answers would vanish from every response time. A customer's message never does.
    """
    if not idle_gap_s > 0:
        raise InputError("platform.idle_gap", seconds=idle_gap_s)
    if not records.has("messages"):
        return ()
    without = _without_number(records)
    if not without:
        return ()
    whole = not records.has("messages", "contact_id") or without == _count(records)
    records.define("messages", session_query(records, idle_gap_s, whole=whole))
    name = "sessions_made" if whole else "sessions_partly_made"
    values = {"minutes": idle_gap_s / _SECONDS_PER_MINUTE, "messages": without}
    return (Finding("note", Sentence(f"finding.platform.{name}", values)),)


def session_query(records: OpenRecords, idle_gap_s: float, *, whole: bool) -> str:
    """Return the query that numbers sessions in ``messages``.

    ``whole`` says that no message has a number of the platform: sessions are then whole numbers
    from 1, by customer and time. Otherwise they are texts beside the platform's own.
    """
    known = records.has("messages", "contact_id")
    made = known and records.has("messages", "session_gap_s")
    mine = "session_gap_s IS NOT NULL" if made else "contact_id IS NULL" if known else "TRUE"
    hidden = ", ".join(
        name for name in ("contact_id", "session_gap_s") if records.has("messages", name)
    )
    others = f"SELECT * {f'EXCLUDE ({hidden})' if hidden else ''} FROM messages"  # noqa: S608 (our own names)
    split = _split_query(records, f"{others} WHERE {mine}", idle_gap_s)
    if whole:
        return split
    own = "SELECT * REPLACE (contact_id::VARCHAR AS contact_id)"
    dropped = own.replace("*", "* EXCLUDE (session_gap_s)") if made else own
    return (
        f"SELECT * REPLACE ('session ' || contact_id AS contact_id) FROM ({split}) UNION ALL BY NAME "  # noqa: E501, S608 (our own names)
        f"{dropped}, NULL::DOUBLE AS session_gap_s FROM messages WHERE NOT ({mine})"
    )


def lanes(records: OpenRecords) -> tuple[str, ...]:
    """Return the columns of ``messages`` that keep chats of one customer apart."""
    return tuple(name for name in _LANES if records.has("messages", name))


def _split_query(records: OpenRecords, rows: str, idle_gap_s: float) -> str:
    """Return the numbering of sessions: one sort, then two passes over the sorted rows.

    Windows without PARTITION BY and ORDER BY run over the rows as they come; with them DuckDB
    would sort twice.
    """
    by = [quoted(name) for name in lanes(records)]
    another = " OR ".join(f"{name} IS DISTINCT FROM lag({name}) OVER ()" for name in by)
    ordered = ", ".join([*by, "sent_at", "sender <> 'customer'", "source_file", "source_row"])
    return (
        f"WITH sorted AS (SELECT * FROM ({rows}) ORDER BY {ordered}), "  # noqa: S608 (our own names)
        f"opened AS (SELECT *, ({another}) OR ("
        f"epoch_us(sent_at) - epoch_us(lag(sent_at) OVER ()) >= {round(idle_gap_s * 1_000_000)} "
        "AND NOT (sender <> 'customer' AND "
        "lag(sender) OVER () IN ('customer', 'greeting', 'system'))"
        ") AS opens FROM sorted) "
        "SELECT * EXCLUDE (opens), "
        "sum(opens::BIGINT) OVER (ROWS UNBOUNDED PRECEDING)::BIGINT AS contact_id, "
        f"{float(idle_gap_s)!r}::DOUBLE AS session_gap_s FROM opened"
    )


def _without_number(records: OpenRecords) -> int:
    if not records.has("messages", "contact_id"):
        return _count(records)
    made = " OR session_gap_s IS NOT NULL" if records.has("messages", "session_gap_s") else ""
    return _count(records, f" WHERE contact_id IS NULL{made}")


def _count(records: OpenRecords, where: str = "") -> int:
    query = f"SELECT count(*) FROM messages{where}"  # noqa: S608 (our own words)
    return int(records.connection.execute(query).fetchall()[0][0])
