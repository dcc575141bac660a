"""Two units in one column: rows that are written otherwise and lie on another scale.

Minutes among seconds have decimals where the others have none, and seconds made of minutes are
all multiples of 60. Neither proves much by itself; with a median tens of times the others' it does.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.metrics.doubts import Doubt, doubts_of, rows_where
from engine.metrics.records import OpenRecords, quoted
from engine.metrics.scaled_columns import Scaled, factor, scaled_columns

# Rows written in two ways hardly differ by a factor of three: a wrong unit is 60 or more.
APART = 15.0
LEAST_GROUP, LEAST_ODD = 10, 3  # rows: all, and those of the other unit
# Prices with and without a fraction do differ (9.9 and 399): amounts must differ as fen from yuan.
FEN, FEN_TOLERANCE, LEAST_FEN = 100.0, 2.0, 5
MULTIPLES = (60, 1000, 3600)
BY_CHANCE = 1e-3  # of so many exact multiples; the other scale makes it far rarer still
# Beyond a gap of this factor, and at so many times the median, lies something else than the rest.
GAP, FAR = 4.0, 30.0
# Whole amounts of this size that end in any figure: prices in yuan end in 0, 5, 8 and 9.
FEN_MEDIAN, ODD_ENDINGS = 1000.0, 0.4


@dataclass(frozen=True, slots=True)
class _Split:
    """A column's rows in two groups: ``odd`` is the condition of the smaller one."""

    file: int
    odd: str
    rows: int
    of: int
    ratio: float  # of the medians, odd by the others
    factor: str


def mixture_doubts(records: OpenRecords) -> Iterator[Doubt]:
    """Yield columns that hold two units, values far beyond all others, and amounts in fen."""
    for scaled in scaled_columns(records):
        if scaled.unit == "s":
            multiples = list(_by_multiples(records, scaled))
            yield from _mixed(records, scaled, [*_by_decimals(records, scaled, 0), *multiples])
            if not multiples:  # they are what lies far apart
                yield from _far_apart(records, scaled)
        elif scaled.unit == "CNY":
            fen = [each for each in _by_decimals(records, scaled, 0) if _is_fen(each)]
            yield from _mixed(records, scaled, [*fen, *_by_decimals(records, scaled, 2)])
            if scaled.column == "order_value":  # single orders: sums end in any figure
                yield from _all_fen(records, scaled)


def _mixed(records: OpenRecords, scaled: Scaled, splits: list[_Split]) -> Iterator[Doubt]:
    for each in splits:
        values: dict[str, str | float | int] = {
            "ratio": each.ratio,
            "factor": each.factor,
        }
        doubt = Doubt("mixed_units", "", scaled.table, scaled.column, values=values)
        yield from doubts_of(records, doubt, scaled.rows(each.file, each.odd), each.of)


def _by_decimals(records: OpenRecords, scaled: Scaled, decimals: int) -> Iterator[_Split]:
    """Yield the files where values with more decimals than these are on another scale."""
    moved = f"{quoted(scaled.column)}::DOUBLE * {10**decimals}"
    # single precision carries 7 digits: its noise is no decimal
    fine = f"abs({moved} - round({moved})) > 1e-6 * greatest(1, abs({moved}))"
    for split in _splits(records, scaled, fine):
        if not 1 / APART < split.ratio < APART:
            yield split


def _by_multiples(records: OpenRecords, scaled: Scaled) -> Iterator[_Split]:
    """Yield the files where more values than by chance are exact multiples, and far greater.

    Of several units the one that most values are multiples of, and of these the nearest to the
    ratio: seconds made of hours are made of minutes, too.
    """
    best: dict[int, tuple[tuple[int, float], _Split]] = {}
    for size in MULTIPLES:
        for split in _splits(records, scaled, f"{quoted(scaled.column)} % {size} = 0"):
            by_chance = _tail(split.rows, _rows_from(records, scaled, split.file, size) / size)
            if split.ratio >= APART and by_chance < BY_CHANCE:
                fit = (split.rows, -abs(math.log(split.ratio / size)))
                found = fit, replace(split, factor=str(size))
                best[split.file] = max(best.get(split.file, found), found, key=lambda each: each[0])
    yield from (split for _, split in best.values())


def _rows_from(records: OpenRecords, scaled: Scaled, file: int, least: float) -> int:
    query = scaled.rows(file, f"{quoted(scaled.column)} >= {least}")
    return int(records.connection.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0])  # noqa: S608 (our own query)


def _tail(count: int, expected: float) -> float:
    """Return the chance of so many or more events where ``expected`` are (Poisson)."""
    below = sum(
        math.exp(n * math.log(expected) - expected - math.lgamma(n + 1)) for n in range(count)
    )
    return 1.0 - below if expected > 0 else 0.0


def _splits(records: OpenRecords, scaled: Scaled, condition: str) -> Iterator[_Split]:
    """Yield each file's rows split by a condition, where both groups have rows enough."""
    column, table = quoted(scaled.column), quoted(scaled.view)
    rows = records.connection.execute(
        f"""SELECT source_file, count(*), {rows_where(condition)},
          median({column}) FILTER (WHERE {condition})::DOUBLE,
          median({column}) FILTER (WHERE NOT ({condition}))::DOUBLE
        FROM {table} WHERE {column} > 0 GROUP BY 1 ORDER BY 1"""  # noqa: S608 (our own conditions)
    ).fetchall()
    for file, of, met, middle, other in rows:
        smaller = min(met, of - met)
        if of < LEAST_GROUP or smaller < LEAST_ODD:
            continue
        meets, ratio = (condition, middle / other) if met <= of - met else (
            f"NOT ({condition})", other / middle
        )  # fmt: skip
        told = factor(ratio, scaled.unit)
        yield _Split(file, f"{column} > 0 AND {meets}", smaller, of, ratio, told)


def _is_fen(split: _Split) -> bool:
    size = max(split.ratio, 1 / split.ratio)
    return split.rows >= LEAST_FEN and FEN / FEN_TOLERANCE <= size <= FEN * FEN_TOLERANCE


def _far_apart(records: OpenRecords, scaled: Scaled) -> Iterator[Doubt]:
    """Yield the values beyond a gap, far above the median: a unit, or a wait of another kind."""
    column, table = quoted(scaled.column), quoted(scaled.view)
    rows = records.connection.execute(
        f"""WITH usual AS (
          SELECT source_file, count(*) AS n, median({column})::DOUBLE AS middle
          FROM {table} WHERE {column} > 0 GROUP BY 1
        ), steps AS (
          SELECT source_file, {column} AS value, lag({column}) OVER (
            PARTITION BY source_file ORDER BY {column}) AS before
          FROM (SELECT DISTINCT source_file, {column} FROM {table} WHERE {column} > 0)
        )
        SELECT source_file, n, middle, min(value)::DOUBLE FROM steps JOIN usual USING (source_file)
        WHERE n >= {LEAST_GROUP} AND value >= {GAP} * before AND value >= {FAR} * middle
        GROUP BY ALL ORDER BY 1"""  # noqa: S608 (quoted names)
    ).fetchall()
    for file, n, middle, least in rows:
        values = {"least": least, "median": middle}
        doubt = Doubt("far_apart", "note", scaled.table, scaled.column, values=values)
        yield from doubts_of(records, doubt, scaled.rows(file, f"{column} >= {least!r}"), n)


def _all_fen(records: OpenRecords, scaled: Scaled) -> Iterator[Doubt]:
    """Yield files whose amounts are all whole, large, and end as no prices do."""
    column, table = quoted(scaled.column), quoted(scaled.view)
    rows = records.connection.execute(
        f"""SELECT source_file, count(*), median({column})::DOUBLE,
          avg(({column}::BIGINT % 10 IN (1, 2, 3, 4, 6, 7))::INT) AS odd,
          {rows_where(f"{column} <> round({column})")} AS fractions
        FROM {table} WHERE {column} > 0 GROUP BY 1 ORDER BY 1"""  # noqa: S608 (quoted names)
    ).fetchall()
    for file, n, middle, odd, fractions in rows:
        if n < LEAST_GROUP or fractions or middle < FEN_MEDIAN or odd < ODD_ENDINGS:
            continue
        values = {"median": middle}
        yield Doubt(
            "amounts_in_fen", "caution", scaled.table, scaled.column, file, n, n, values=values
        )
