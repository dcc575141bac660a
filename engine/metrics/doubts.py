"""A doubt about records before its effect is known, and how rows in doubt are found and named.

What is doubtful is said by the modules ``issue_*``; what it does to the figures by
:mod:`engine.metrics.issue_effects`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.metrics.records import OpenRecords, quoted

PLACES = 3  # rows named of each doubt; the count says how many more there are
# One row in a thousand moves no figure of a team by its standard error, one in twenty may move
# any: between the two the reader should look.
FEW, MANY = 0.001, 0.05

_NOTHING: Mapping[str, str | float | int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something wrong or doubtful in one file of one table.

    ``file`` is the position among the sources of the table, -1 where no single file is meant.
    ``touched`` is SQL that gives ``source_file`` and ``source_row`` of the rows in doubt; empty
    where no row is to blame.
    """

    code: str
    severity: str
    table: str
    column: str = ""
    file: int = -1
    rows: int = 0
    of: int = 0
    places: tuple[str, ...] = ()
    touched: str = ""
    treatment: str = "kept"
    values: Mapping[str, str | float | int] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A condition that no row of a table should meet: SQL, NULL where it cannot be judged.

    ``other`` is the column that ``column`` contradicts, for the sentence.
    """

    code: str
    table: str
    column: str
    needs: tuple[str, ...]
    wrong: str
    other: str = ""


def numbered(records: OpenRecords, table: str, *columns: str) -> bool:
    """Tell whether a table has these columns and its rows know their place in the file."""
    return records.has(table, "source_file", "source_row", *columns)


def rows_where(condition: str) -> str:
    """Return SQL that counts the rows that meet a condition; 0, not NULL, where none is judged."""
    return f"count(*) FILTER (WHERE {condition})"


def severity_of(rows: int, of: int) -> str:
    """Return how much a share of rows in doubt weighs: note, caution or alarm."""
    if rows < FEW * of:
        return "note"
    return "caution" if rows < MANY * of else "alarm"


def checked_rows(records: OpenRecords, checks: Sequence[RowCheck]) -> Iterator[Doubt]:
    """Yield a doubt for each check and file with rows that meet its condition.

    One pass over each table counts for all checks; rows are looked up only where any was found.
    """
    for table in dict.fromkeys(check.table for check in checks):
        possible = [
            check
            for check in checks
            if check.table == table and numbered(records, table, *check.needs)
        ]
        if not possible:
            continue
        counts = ", ".join(f"{rows_where(check.wrong)}, count({check.wrong})" for check in possible)
        query = f"SELECT source_file, {counts} FROM {quoted(table)} GROUP BY 1 ORDER BY 1"  # noqa: S608 (our own conditions)
        for file, *numbers in records.connection.execute(query).fetchall():
            for check, rows, of in zip(possible, numbers[::2], numbers[1::2], strict=True):
                if rows:
                    yield _of_check(records, check, file, (rows, of))


def doubts_of(
    records: OpenRecords, doubt: Doubt, touched: str, of: int | None = None
) -> Iterator[Doubt]:
    """Yield a doubt, completed, for each file with rows that the query ``touched`` gives.

    ``of`` is the number of rows judged; all rows of the file if None. An empty severity is
    chosen by the share of rows.
    """
    counts = records.connection.execute(
        f"SELECT source_file, count(*) FROM ({touched}) GROUP BY 1 ORDER BY 1"  # noqa: S608 (our own query)
    ).fetchall()
    for file, rows in counts:
        among = of if of is not None else _rows_of(records, doubt.table, file)
        here = f"SELECT source_file, source_row FROM ({touched}) WHERE source_file = {file}"  # noqa: S608 (our own query)
        yield Doubt(
            code=doubt.code,
            severity=doubt.severity or severity_of(rows, among),
            table=doubt.table,
            column=doubt.column,
            file=file,
            rows=rows,
            of=among,
            places=_places(records, here, doubt.column),
            touched=here,
            treatment=doubt.treatment,
            values=doubt.values,
        )


def materialised(records: OpenRecords, name: str, query: str) -> str:
    """Return a query over a table made once from ``query``: for doubts that need a sort."""
    table = quoted(f"doubt_{name}")
    records.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}")
    return f"SELECT source_file, source_row FROM {table}"  # noqa: S608 (our own name)


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return the first names in one text, the number of further ones behind a plus sign."""
    more = f" +{len(names) - most}" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _of_check(records: OpenRecords, check: RowCheck, file: int, counts: tuple[int, int]) -> Doubt:
    rows, of = counts
    here = (
        f"SELECT source_file, source_row FROM {quoted(check.table)} "  # noqa: S608 (our own conditions)
        f"WHERE source_file = {file} AND ({check.wrong})"
    )
    return Doubt(
        code=check.code,
        severity=severity_of(rows, of),
        table=check.table,
        column=check.column,
        file=file,
        rows=rows,
        of=of,
        places=_places(records, here, check.column),
        touched=here,
        values={"other": check.other} if check.other else {},
    )


def _rows_of(records: OpenRecords, table: str, file: int) -> int:
    query = f"SELECT count(*) FROM {quoted(table)} WHERE source_file = {file}"  # noqa: S608 (quoted name)
    return int(records.connection.execute(query).fetchall()[0][0])


def _places(records: OpenRecords, touched: str, column: str) -> tuple[str, ...]:
    rows = records.connection.execute(
        f"SELECT source_row FROM ({touched}) ORDER BY 1 LIMIT {PLACES}"  # noqa: S608 (our own query)
    ).fetchall()
    named = f", column {column}" if column else ""
    return tuple(f"row {row[0]}{named}" for row in rows)
