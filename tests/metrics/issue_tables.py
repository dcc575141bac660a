"""Small tables written by hand for the checks of the data quality report."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from engine.domain.records import RecordSource
from engine.domain.records import TableKind as Kind
from engine.i18n.translate import LANGUAGES, render
from engine.metrics.doubts import Doubt
from engine.metrics.records import OpenRecords, opened_records

Check = Callable[[OpenRecords], Iterator[Doubt]]
MAY = datetime(2026, 5, 4, 9)  # noqa: DTZ001 (local time)


def hours(n: int, step: float = 1.0, start: datetime = MAY) -> list[datetime]:
    return [start + timedelta(hours=step * place) for place in range(n)]


def source(folder: Path, kind: Kind, number: int = 0, **columns: Sequence[object]) -> RecordSource:
    table = pa.table({name: pa.array(list(values)) for name, values in columns.items()})
    path = folder / f"{kind}-{number}.parquet"
    pq.write_table(table, path)
    return RecordSource(
        path, tuple(table.column_names), len(table), (), kind, f"{kind}-{number}.csv"
    )


Columns = dict[str, Sequence[object]]


@contextmanager
def opened(*tables: tuple[Kind, Columns]) -> Iterator[OpenRecords]:
    with TemporaryDirectory() as folder:
        sources = [
            source(Path(folder), kind, number, **columns)
            for number, (kind, columns) in enumerate(tables)
        ]
        with opened_records(sources) as records:
            yield records


def found(check: Check, *tables: tuple[Kind, Columns]) -> list[Doubt]:
    """Return what a check says of some tables, every sentence of it rendered once."""
    with opened(*tables) as records:
        doubts = list(check(records))
    for doubt in doubts:
        values = {**doubt.values, "rows": doubt.rows, "of": doubt.of, "column": doubt.column}
        for language in LANGUAGES:
            render(f"issue.{doubt.code}", {"file": "x.csv", **values}, language)  # warns: an error
    return doubts


def told(check: Check, *tables: tuple[Kind, Columns]) -> list[tuple[str, str, int]]:
    """Return code, column and rows of what a check says."""
    return [(each.code, each.column, each.rows) for each in found(check, *tables)]
