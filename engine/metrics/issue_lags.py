"""Distances between two moments of a row that are unlike the file's: one row, a run, or all."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.metrics.doubts import (
    Doubt,
    RowCheck,
    checked_rows,
    doubts_of,
    materialised,
    numbered,
    rows_where,
)
from engine.metrics.records import OpenRecords, quoted

LAG_QUANTILE, LAG_TIMES = 0.95, 30
# A block of a fifth of the rows moves their last twentieth, and not their third quarter.
RUN_QUANTILE, RUN_TIMES = 0.75, 2
RUN_LEAST_S = 60.0
LAG_LEAST_S = 7200.0  # within two hours nothing is late, however prompt the others are
# The promptest hundredth of customers pays within minutes: where even they take an hour, one of
# the two columns is hours off.
PROMPT_QUANTILE, PROMPT_S = 0.01, 3600.0
LEAST_ROWS = 50
# A run of rows is reported when independent rows would show one as long less than once in ten
# thousand files.
BY_CHANCE = 1e-4
USUAL_MISSING = 0.5


@dataclass(frozen=True, slots=True)
class _Pair:
    table: str
    earlier: str
    later: str
    prompt: bool  # whether somebody always follows within minutes

    @property
    def lag(self) -> str:
        return f"epoch({self.later} - {self.earlier})"


_PAIRS = (
    _Pair("orders", "ordered_at", "paid_at", prompt=True),
    _Pair("orders", "paid_at", "shipped_at", prompt=False),
    _Pair("orders", "refund_requested_at", "refunded_at", prompt=False),
    _Pair("tickets", "opened_at", "resolved_at", prompt=False),
    _Pair("rounds", "asked_at", "answered_at", prompt=True),
)


def lag_doubts(records: OpenRecords) -> Iterator[Doubt]:
    """Yield moments far later than usual, hours too late in a run or throughout, and gaps."""
    for pair in _PAIRS:
        if numbered(records, pair.table, pair.earlier, pair.later):
            usual = _quantiles(records, pair)
            if usual is not None:
                prompt_s, quarter_s, late_s = usual
                yield from _far_later(records, pair, late_s)
                least_s = max(min(late_s, RUN_TIMES * quarter_s), RUN_LEAST_S)
                yield from _runs(records, pair, "late_in_a_row", f"{pair.lag} > {least_s!r}")
                yield from _shifted(records, pair, prompt_s)
            yield from _runs(records, pair, "missing_in_a_row", f"{pair.later} IS NULL")


def _quantiles(records: OpenRecords, pair: _Pair) -> tuple[float, float, float] | None:
    """Return the promptest usual distance in seconds, the third quarter's, and the latest."""
    n, *usual = records.connection.execute(
        f"""SELECT count(*), quantile_cont({pair.lag}, {PROMPT_QUANTILE}),
          quantile_cont({pair.lag}, {RUN_QUANTILE}), quantile_cont({pair.lag}, {LAG_QUANTILE})
        FROM {pair.table} WHERE {pair.later} >= {pair.earlier}"""  # noqa: S608 (our own names)
    ).fetchall()[0]
    return (usual[0], usual[1], usual[2]) if n >= LEAST_ROWS else None


def _far_later(records: OpenRecords, pair: _Pair, usual_s: float) -> Iterator[Doubt]:
    longest = max(LAG_TIMES * usual_s, LAG_LEAST_S)
    check = RowCheck(
        "moment_long_after",
        pair.table,
        pair.later,
        (pair.earlier, pair.later),
        f"{pair.lag} > {longest!r}",
        pair.earlier,
    )
    for doubt in checked_rows(records, [check]):
        yield replace(doubt, severity="note")  # some customers do pay days later


def _shifted(records: OpenRecords, pair: _Pair, prompt_s: float) -> Iterator[Doubt]:
    if pair.prompt and prompt_s > PROMPT_S:
        touched = (
            f"SELECT source_file, source_row FROM {pair.table} "  # noqa: S608 (our own names)
            f"WHERE {pair.later} >= {pair.earlier}"
        )
        values: dict[str, str | float | int] = {"other": pair.earlier, "hours": prompt_s / 3600}
        doubt = Doubt("moments_shifted", "alarm", pair.table, pair.later, values=values)
        yield from doubts_of(records, doubt, touched)


def _runs(records: OpenRecords, pair: _Pair, code: str, condition: str) -> Iterator[Doubt]:
    """Yield runs of consecutive rows that meet a condition which few others meet."""
    rows = quoted(pair.table)
    for file, n, met in records.connection.execute(
        f"SELECT source_file, count(*), {rows_where(condition)} "  # noqa: S608 (our own conditions)
        f"FROM {rows} GROUP BY 1 ORDER BY 1"
    ).fetchall():
        if n < LEAST_ROWS or not 0 < met < USUAL_MISSING * n:
            continue
        longest = max(math.ceil(math.log(BY_CHANCE / n) / math.log(met / n)), 3)
        found = materialised(
            records,
            f"{code}_{pair.table}_{pair.later}_{file}",
            f"""WITH marked AS (
              SELECT source_file, source_row, coalesce({condition}, FALSE) AS met,
                row_number() OVER (ORDER BY source_row) AS place
              FROM {rows} WHERE source_file = {file}
            )
            SELECT source_file, source_row FROM (
              SELECT *, place - row_number() OVER (ORDER BY place) AS run FROM marked WHERE met)
            QUALIFY count(*) OVER (PARTITION BY run) >= {longest}""",  # noqa: S608 (our own conditions)
        )
        values = {"other": pair.earlier}
        yield from doubts_of(
            records, Doubt(code, "note", pair.table, pair.later, values=values), found
        )
