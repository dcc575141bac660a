"""Numbers in another unit than their neighbours: minutes among seconds, fen among yuan.

A column's scale is judged four ways: against what is plausible, between files, agents and days,
by the decimals its values are written with, and by values that occur far too often.
"""

from collections.abc import Iterator

from engine.domain.records import TABLES, ColumnType, TableKind
from engine.metrics.doubts import Doubt, doubts_of, listed, numbered, rows_where
from engine.metrics.records import OpenRecords, quoted
from engine.metrics.scaled_columns import Scaled, factor, scaled_columns

# Agents and days differ by a factor of three at most in what desks show; a wrong unit is 60.
BREAK_FROM = 20.0
LEAST_GROUP = 20  # rows, for a median that a single odd row cannot move
HEAPS_S = (0.0, 60.0, 300.0, 999.0, 1440.0, 3600.0, 9999.0, 86_400.0)
HEAP = 0.02  # of the values; a single second holds far less at these sizes
LEAST_HEAP = 5  # rows: in a small file some values meet by chance
MULTIPLES = 0.20  # exact minutes among seconds; one in sixty by chance
REGULAR = 0.95  # of the values written with few decimals: the rest were computed otherwise
# The handle time of a chat is the replies and the customer's own time: two to ten times the
# replies. Sixty times that is another unit.
HANDLE_RATIO = (0.5, 40.0)
DECIMALS, CENTS = 3, 2


def scale_doubts(records: OpenRecords) -> Iterator[Doubt]:
    """Yield implausible levels, breaks of scale, odd decimals, heaps and constant columns."""
    for scaled in scaled_columns(records):
        yield from _level(records, scaled)
        yield from _breaks(records, scaled)
        if scaled.events:  # means have any decimals, and 0 on days off
            yield from _odd_decimals(records, scaled)
            yield from _heaps(records, scaled)
    yield from _handle_ratio(records)
    yield from _constant(records)


def _level(records: OpenRecords, scaled: Scaled) -> Iterator[Doubt]:
    if scaled.level is None:
        return
    least, greatest = scaled.level
    column, table = quoted(scaled.column), quoted(scaled.view)
    rows = records.connection.execute(
        f"""SELECT source_file, count({column}), approx_quantile({column}, 0.5)::DOUBLE FROM {table}
        WHERE {column} IS NOT NULL AND {scaled.judged} GROUP BY 1 ORDER BY 1"""  # noqa: S608 (quoted names)
    ).fetchall()
    for file, n, median in rows:
        if n >= LEAST_GROUP and not least <= median <= greatest:
            values = {"median": median, "least": least, "greatest": greatest}
            yield Doubt(
                "implausible_level",
                "alarm",
                scaled.table,
                scaled.column,
                file,
                n,
                n,
                values=values,
            )


def _breaks(records: OpenRecords, scaled: Scaled) -> Iterator[Doubt]:
    """Yield groups of rows whose median is a unit away from the others'."""
    for by, key in scaled.groups.items():
        yield from _breaks_by(records, scaled, by, key)


def _breaks_by(records: OpenRecords, scaled: Scaled, by: str, key: str) -> Iterator[Doubt]:
    column, table = quoted(scaled.column), quoted(scaled.view)
    groups = records.connection.execute(
        f"""WITH medians AS (
          SELECT {key} AS block, count(*) AS n, approx_quantile({column}, 0.5)::DOUBLE AS middle
          FROM {table} WHERE {column} > 0 AND {key} IS NOT NULL AND {scaled.judged} GROUP BY 1
          HAVING count(*) >= {LEAST_GROUP}
        ), usual AS (SELECT median(middle) AS middle FROM medians)
        SELECT block, n, medians.middle / usual.middle AS ratio FROM medians, usual
        WHERE usual.middle > 0 AND (ratio >= {BREAK_FROM} OR ratio <= 1 / {BREAK_FROM}::DOUBLE)
        ORDER BY block"""  # noqa: S608 (quoted names)
    ).fetchall()
    if not groups:
        return
    names = [str(group[0]) for group in groups]
    ratio = float(groups[0][2])
    among = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
    touched = (
        f"SELECT source_file, source_row FROM {table} WHERE {key} IN ({among}) "  # noqa: S608 (quoted names)
        f"AND {column} IS NOT NULL"
    )
    values: dict[str, str | float | int] = {
        "by": f"issue_word.by.{by}",
        "blocks": listed(names),
        "ratio": ratio,
        "factor": factor(ratio, scaled.unit),
    }
    doubt = Doubt("unit_break", "alarm", scaled.table, scaled.column, values=values)
    yield from doubts_of(records, doubt, touched)


def _odd_decimals(records: OpenRecords, scaled: Scaled) -> Iterator[Doubt]:
    """Yield values with more decimals than the column is written with."""
    column, table = quoted(scaled.column), quoted(scaled.view)
    odd = [
        # a float of single precision carries 7 digits: its noise is no decimal
        f"abs({column}::DOUBLE * {10**d} - round({column}::DOUBLE * {10**d})) "
        f"> 1e-6 * greatest(1, abs({column}::DOUBLE * {10**d}))"
        for d in range(DECIMALS)
    ]
    counts = ", ".join(rows_where(condition) for condition in odd)
    rows = records.connection.execute(
        f"SELECT source_file, count({column}), {counts} FROM {table} GROUP BY 1 ORDER BY 1"  # noqa: S608 (quoted names)
    ).fetchall()
    for file, n, *more in rows:
        regular = [d for d, count in enumerate(more) if count <= (1 - REGULAR) * n]
        if n < LEAST_GROUP or not regular or not more[regular[0]]:
            continue
        decimals = regular[0]
        touched = (
            f"SELECT source_file, source_row FROM {table} "  # noqa: S608 (quoted names)
            f"WHERE source_file = {file} AND ({odd[decimals]})"
        )
        # amounts may have two, however few of the prices are not whole
        usual = scaled.unit == "CNY" and decimals < CENTS
        doubt = Doubt(
            "odd_decimals",
            "note" if usual else "",
            scaled.table,
            scaled.column,
            values={"decimals": decimals},
        )
        yield from doubts_of(records, doubt, touched, n)


def _heaps(records: OpenRecords, scaled: Scaled) -> Iterator[Doubt]:
    """Yield single values that occur far too often, and seconds that are all whole minutes.

    A contact that nobody answered may well have lasted no time at all.
    """
    if scaled.unit != "s":
        return
    column, table = quoted(scaled.column), quoted(scaled.view)
    whole = rows_where(f"{column} > 0 AND {column} % 60 = 0")
    heaps = ", ".join(rows_where(f"{column} = {value}") for value in HEAPS_S)
    rows = records.connection.execute(
        f"""SELECT source_file, count({column}), {whole},
        {heaps} FROM {table} WHERE {scaled.answered} GROUP BY 1 ORDER BY 1"""  # noqa: S608 (quoted names)
    ).fetchall()
    for file, n, minutes, *heaped in rows:
        if n < LEAST_GROUP:
            continue
        for value, count in zip(HEAPS_S, heaped, strict=True):
            if count < LEAST_HEAP or count <= HEAP * n:
                continue
            touched = scaled.rows(file, f"{column} = {value} AND {scaled.answered}")
            values = {"value": value}
            doubt = Doubt("heaped_value", "caution", scaled.table, scaled.column, values=values)
            yield from doubts_of(records, doubt, touched, n)
        if minutes > MULTIPLES * n:
            touched = scaled.rows(file, f"{column} > 0 AND {column} % 60 = 0 AND {scaled.answered}")
            doubt = Doubt("whole_minutes", "caution", scaled.table, scaled.column)
            yield from doubts_of(records, doubt, touched, n)


def _handle_ratio(records: OpenRecords) -> Iterator[Doubt]:
    """Yield files whose handle times are another unit than their replies."""
    if not numbered(records, "contacts", "handle_s", "art_s", "rounds"):
        return
    rows = records.connection.execute(
        """SELECT source_file, count(*), approx_quantile(handle_s / (art_s::DOUBLE * rounds), 0.5)
        FROM contacts WHERE art_s > 0 AND rounds > 1 AND handle_s IS NOT NULL
        GROUP BY 1 ORDER BY 1"""
    ).fetchall()
    for file, n, ratio in rows:
        if n >= LEAST_GROUP and not HANDLE_RATIO[0] <= ratio <= HANDLE_RATIO[1]:
            yield Doubt(
                "handle_out_of_scale",
                "alarm",
                TableKind.CONTACTS,
                "handle_s",
                file,
                n,
                n,
                values={"ratio": ratio},
            )


def _constant(records: OpenRecords) -> Iterator[Doubt]:
    """Yield numbers that are the same in every row of a file, and flags that are always set.

    That nobody complained or was transferred is no wonder.
    """
    for kind, layout in TABLES.items():
        names = [
            name
            for name, spec in layout.columns.items()
            if spec.type in (ColumnType.NUMBER, ColumnType.FLAG) and numbered(records, kind, name)
        ]
        if not names or kind is TableKind.AGENT_DAYS:
            continue
        parts = ", ".join(
            f"count({quoted(n)}), min({quoted(n)}) = max({quoted(n)}), min({quoted(n)})::VARCHAR"
            for n in names
        )
        rows = records.connection.execute(
            f"SELECT source_file, {parts} FROM {quoted(kind)} GROUP BY 1 ORDER BY 1"  # noqa: S608 (quoted names)
        ).fetchall()
        for file, *cells in rows:
            for place, name in enumerate(names):
                n, same, value = cells[3 * place : 3 * place + 3]
                if same and n >= 5 * LEAST_GROUP and value != "false":
                    values = {"value": str(value)}
                    yield Doubt("constant_column", "note", kind, name, file, n, n, values=values)
