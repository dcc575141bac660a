"""Tables as batches: row numbers, ragged and blank rows, quotation marks, formats."""

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.errors import InputError
from engine.files.record_tables import RawTable, format_of, opened_table
from tests.files.record_samples import write_book


def opened(path: Path, text: str = "") -> RawTable:
    if text:
        path.write_text(text, encoding="utf-8")
    return opened_table(path, len)


def cells(raw: RawTable, header_row: int = 1) -> dict[str, list[object]]:
    """Return the columns below a header by position, and the rows' numbers."""
    batches = list(raw.batches(header_row, len(raw.head[header_row - 1])))
    table = pa.concat_tables([batch.table for batch in batches])
    rows = [int(row) for batch in batches for row in batch.rows]
    return {**table.to_pydict(), "rows": rows}


def test_cells_are_texts_as_they_stand_there(tmp_path: Path) -> None:
    raw = opened(tmp_path / "a.csv", "agent,n\n007,1\n08, x \n")

    assert raw.head[0] == ("agent", "n")
    assert cells(raw) == {"0": ["007", "08"], "1": ["1", " x "], "rows": [2, 3]}


def test_rows_are_numbered_as_in_the_file_with_ragged_and_blank_ones_counted(
    tmp_path: Path,
) -> None:
    raw = opened(tmp_path / "a.csv", "title,\na,b\n1,2\n\n3\n4,5,6\n7,8\n\n")

    (batch,) = raw.batches(2, 2)

    assert batch.table.to_pydict() == {"0": ["1", "7"], "1": ["2", "8"]}
    assert batch.rows.tolist() == [3, 7]
    assert [(row.row, row.value) for row in batch.ragged] == [(5, "3"), (6, "4,5,6")]


def test_line_breaks_inside_quotes_are_one_record(tmp_path: Path) -> None:
    raw = opened(tmp_path / "a.csv", 'a,b\n"x\ny",1\nz,2\n')

    assert cells(raw)["rows"] == [2, 3]


@pytest.mark.parametrize(
    ("text", "row"),
    [('a,b\n1,"2\n3,4\n5,6\n', 2), ('a,b\n1,2\n"3,4\n5,6\n7,8\n', 3)],
)
def test_a_quotation_mark_that_is_never_closed_is_named(
    tmp_path: Path, text: str, row: int
) -> None:
    raw = opened(tmp_path / "a.csv", text)

    with pytest.raises(InputError, match=rf"row {row}: records\.open_quote"):
        list(raw.batches(1, 2))


def test_a_quotation_mark_for_inches_harms_nothing(tmp_path: Path) -> None:
    raw = opened(tmp_path / "a.csv", 'a,b\n5" screen,2\nx,3\n')

    assert cells(raw)["0"] == ['5" screen', "x"]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_read_with_a_note(tmp_path: Path, delimiter: str) -> None:
    raw = opened(tmp_path / "a.csv", "a,b\n1,2\n".replace(",", delimiter))

    assert cells(raw)["1"] == ["2"]
    assert [(note.reading, note.example) for note in raw.notes] == [
        ("reading.delimiter", delimiter)
    ]


def test_dashes_and_na_are_missing(tmp_path: Path) -> None:
    raw = opened(tmp_path / "a.csv", "a,b\n-,x\n5,NA\nNULL,—\n")

    assert cells(raw) == {"0": [None, "5"], "1": ["x", None], "rows": [2, 3]}


def test_a_large_file_comes_in_batches_with_running_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.files.record_tables._BLOCK", 64)
    lines = [f"{i},{'x' if i % 7 else 'x,y'}" for i in range(2, 202)]

    raw = opened(tmp_path / "a.csv", "a,b\n" + "\n".join(lines) + "\n")

    batches = list(raw.batches(1, 2))
    assert len(batches) > 10
    assert all(
        batch.table["0"].to_pylist() == [str(row) for row in batch.rows] for batch in batches
    )
    assert [row.row for batch in batches for row in batch.ragged] == list(range(7, 202, 7))


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".tsv", ".txt", ".xlsx", ".parquet"])
def test_every_format_gives_the_same_table(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    text = "客服,响应\n小王,30\n".encode()
    if ending == ".xlsx":
        write_book(path, [["客服", "响应"], ["小王", "30"]])
    elif ending == ".parquet":
        pq.write_table(pa.table({"客服": ["小王"], "响应": ["30"]}), path)
    elif ending == ".tsv":
        path.write_bytes(text.replace(b",", b"\t"))
    else:
        path.write_bytes(gzip.compress(text) if ending == ".csv.gz" else text)

    raw = opened(path)

    assert raw.head[0] == ("客服", "响应")
    assert cells(raw) == {"0": ["小王"], "1": ["30"], "rows": [2]}


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.gz", "csv"])
def test_other_formats_are_refused(tmp_path: Path, name: str) -> None:
    assert format_of(Path(name)) == ""
    with pytest.raises(InputError, match=r"contacts\.format"):
        opened(tmp_path / name)


@pytest.mark.parametrize("content", [b"agent,frt_s\n", b"PAR1" + b"\x00" * 40 + b"PAR1", b""])
def test_what_is_no_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.parquet").write_bytes(content)

    with pytest.raises(InputError, match=r"contacts\.unreadable"):
        opened(tmp_path / "odd.parquet")


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    names = {str(number): [1] for number in range(2_001)}
    pq.write_table(pa.table(names), tmp_path / "wide.parquet")

    with pytest.raises(InputError, match=r"records\.columns"):
        opened(tmp_path / "wide.parquet")


def test_the_same_content_has_the_same_digest(tmp_path: Path) -> None:
    first, second = opened(tmp_path / "a.csv", "a\n1\n"), opened(tmp_path / "b.csv", "a\n1\n")

    assert first.digest == second.digest != opened(tmp_path / "c.csv", "a\n2\n").digest
