"""What the readers already know of the files: rows set aside, and how columns were read."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from engine.domain.records import RecordSource, SetAsideRow
from engine.metrics.doubts import PLACES, Doubt, severity_of

# Row counts at which exports and sheets stop: a file of exactly so many rows is rarely whole.
CUT_AT = (
    *(10_000, 20_000, 50_000, 60_000, 100_000, 200_000, 500_000, 1_000_000),
    *(65_535, 65_536, 1_048_575, 1_048_576),
)
# readings of headers, rows or sheets: they are counted themselves, not cells among rows
NOT_OF_CELLS = frozenset(
    f"reading.{name}"
    for name in (
        *("guessed_headers", "title_rows", "other_sheets", "date_in_title"),
        *("summary_rows", "summary_rows_agree"),
    )
)


def source_doubts(sources: Sequence[RecordSource]) -> Iterator[Doubt]:
    """Yield the rows set aside by column and reason, the reading notes and cut exports."""
    positions: dict[str, int] = defaultdict(int)
    for source in sources:
        position = positions[source.kind]
        positions[source.kind] += 1
        yield from _set_aside(source, position)
        yield from _readings(source, position)
        rows = source.rows + len({row.row for row in source.set_aside})
        if rows in CUT_AT:
            yield Doubt("cut_export", "caution", source.kind, file=position, rows=rows, of=rows)


def _set_aside(source: RecordSource, position: int) -> Iterator[Doubt]:
    groups: dict[tuple[str, str], list[SetAsideRow]] = defaultdict(list)
    for row in source.set_aside:
        groups[row.column, row.reason].append(row)
    of = source.rows + len({row.row for row in source.set_aside})
    for (column, reason), rows in groups.items():
        severity = severity_of(len(rows), of)
        named = f", column {column}" if column else ""
        yield Doubt(
            "set_aside",
            "caution" if severity == "note" else severity,  # it is not in any figure any more
            source.kind,
            column=column,
            file=position,
            rows=len(rows),
            of=of,
            places=tuple(f"row {row.row}{named}" for row in rows[:PLACES]),
            treatment="set_aside",
            values={"reason": reason, "example": rows[0].value},
        )


def _readings(source: RecordSource, position: int) -> Iterator[Doubt]:
    for note in source.notes:
        yield Doubt(
            "reading",
            "note",
            source.kind,
            column=note.column,
            file=position,
            rows=note.cells,
            of=0 if note.reading in NOT_OF_CELLS else source.rows,
            treatment="" if note.reading in NOT_OF_CELLS else "kept",
            values={"reading": note.reading, "example": note.example},
        )
