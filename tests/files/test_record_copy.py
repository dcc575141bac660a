"""Copies of tables: batches, types, what is set aside, faults of whole columns."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.domain.records import TableKind, table_layout
from engine.errors import InputError
from engine.files.record_copy import Copied, CopiedColumn, RecordCopy
from engine.files.record_tables import RawBatch

CONTACTS = table_layout(TableKind.CONTACTS).columns


def column(position: int, name: str) -> CopiedColumn:
    return CopiedColumn(position, name, name, CONTACTS.get(name))


def batches(*parts: Sequence[Sequence[str | None]]) -> Iterator[RawBatch]:
    row = 2
    for part in parts:
        columns = [pa.chunked_array([pa.array(cells, pa.string())]) for cells in part]
        names = [str(place) for place in range(len(columns))]
        rows = np.arange(row, row + len(part[0]))
        row += len(part[0])
        yield RawBatch(pa.table(columns, names=names), rows)


def copied(
    folder: Path, names: Sequence[str], *parts: Sequence[Sequence[str | None]]
) -> tuple[Copied, dict[str, list[object]]]:
    columns = [column(place, name) for place, name in enumerate(names)]
    path = folder / "a.parquet"
    found = RecordCopy("a.csv", columns, "Asia/Shanghai").written(batches(*parts), path)
    return found, pq.read_table(path).to_pydict()


def test_batches_become_one_file_with_the_rows_of_the_users(tmp_path: Path) -> None:
    found, table = copied(
        tmp_path, ["agent", "frt_s"], [["A", "B"], ["30", "-1"]], [["C"], ["1分20秒"]]
    )

    assert table == {"agent": ["A", "C"], "frt_s": [30.0, 80.0], "source_row": [2, 4]}
    assert (found.rows, [row.row for row in found.set_aside]) == (2, [3])
    assert [(note.reading, note.cells) for note in found.notes] == [("reading.duration_text", 1)]


def test_a_unit_that_changes_between_batches_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        copied(tmp_path, ["agent", "frt_s"], [["A"], ["1分20秒"]], [["B", "C"], ["1.3", "1.2"]])

    (fault,) = raised.value.faults
    assert (fault.code, fault.place) == ("cells.mixed_units", "column frt_s")
    assert (fault.values["count"], fault.values["rows"]) == (2, "3-4")


@pytest.mark.parametrize(
    ("parts", "values"),
    [
        ([["1"], ["2"]], [1, 2]),
        ([["1"], ["2.5"]], [1.0, 2.5]),
        ([["1"], ["2.5"], ["x"]], ["1", "2.5", "x"]),
        ([["007"], ["8"]], ["007", "8"]),
        ([["true"], ["false"]], [True, False]),
        ([["true"], ["1"], ["x"]], ["true", "1", "x"]),
        ([[None], ["4"]], [None, 4]),
    ],
)
def test_other_columns_are_kept_in_the_narrowest_type_of_all_batches(
    tmp_path: Path, parts: list[list[str | None]], values: list[object]
) -> None:
    _, table = copied(tmp_path, ["agent", "own"], *[[["A"] * len(part), part] for part in parts])

    assert table["own"] == values


def test_faults_of_columns_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        copied(tmp_path, ["frt_s", "contact_id"], [["x", "y"], ["1.2E+18", "2"]])

    assert [(fault.code, fault.place) for fault in raised.value.faults] == [
        ("contacts.unreadable_column", "frt_s"),
        ("records.rounded_id", "row 2, column contact_id"),
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("cells", "code"), [([], "records.no_rows"), (["-1", "x"], "records.nothing_left")]
)
def test_a_table_without_a_possible_row_is_refused(
    tmp_path: Path, cells: list[str], code: str
) -> None:
    csat = ["9", "3"][: len(cells)]

    with pytest.raises(InputError, match=code):
        copied(
            tmp_path, ["csat", "frt_s"], [csat, ["1" if cell == "-1" else cell for cell in cells]]
        )


def test_values_below_no_header_are_refused_by_their_place(tmp_path: Path) -> None:
    copy = RecordCopy("a.csv", [column(0, "agent")], "Asia/Shanghai", nameless=[1])

    with pytest.raises(InputError, match=r"row 3, column 2: records\.blank_header: 'x'"):
        copy.written(batches([["A", "B"], [None, "x"]]), tmp_path / "a.parquet")


def test_more_impossible_rows_than_anyone_reads_are_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.files.record_copy.MOST_SET_ASIDE", 2)

    with pytest.raises(InputError, match=r"row 2, column frt_s: records\.set_aside: '-1'"):
        copied(tmp_path, ["agent", "frt_s"], [["A"] * 4, ["-1", "-2", "-3", "4"]])
