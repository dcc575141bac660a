"""Who is named in the records: every id of a person of the shop, and the names of the staff."""

from engine.metrics.records import OpenRecords, quoted

_PEOPLE = ("agent", "rater", "reminded_by")


def agent_ids(records: OpenRecords) -> tuple[str, ...]:
    """Return every id of an agent or rater in any table, in order."""
    parts = [
        f"SELECT DISTINCT {quoted(column)}::VARCHAR AS id FROM {quoted(table)}"  # noqa: S608 (our own names)
        for table, columns in records.tables.items()
        for column in _PEOPLE
        if column in columns
    ]
    if not parts:
        return ()
    query = (
        f"SELECT DISTINCT id FROM ({' UNION ALL '.join(parts)}) WHERE id IS NOT NULL ORDER BY id"  # noqa: S608 (our own names)
    )
    return tuple(str(row[0]) for row in records.connection.execute(query).fetchall())


def staff_names(records: OpenRecords) -> dict[str, str]:
    """Return the name of each agent of whom the staff table has one, the latest month's."""
    if not records.has("staff", "agent", "name"):
        return {}
    latest = "max_by(name, month)" if records.has("staff", "month") else "max(name)"
    query = f"SELECT agent::VARCHAR, {latest} FROM staff WHERE name IS NOT NULL GROUP BY agent"  # noqa: S608 (our own names)
    return {str(agent): str(name) for agent, name in records.connection.execute(query).fetchall()}
