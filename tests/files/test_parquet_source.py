"""Parquet tables in Heng's names, taken as they are."""

from pathlib import Path

import pandas as pd
import pytest

from engine.domain.records import TableKind
from engine.errors import InputError
from engine.files.parquet_source import parquet_source


def test_source_names_the_columns_and_rows(tmp_path: Path) -> None:
    frame = pd.DataFrame({"month": ["2026-05"] * 2, "agent": ["A1", "A2"], "violations": [0, 1]})
    frame.to_parquet(tmp_path / "months.parquet")

    source = parquet_source(tmp_path / "months.parquet", TableKind.STAFF)

    assert source.columns == ("month", "agent", "violations")
    assert (source.rows, source.kind, source.file) == (2, TableKind.STAFF, "months.parquet")


def test_column_that_the_table_cannot_do_without_is_named(tmp_path: Path) -> None:
    pd.DataFrame({"agent": ["A1"]}).to_parquet(tmp_path / "months.parquet")

    with pytest.raises(InputError) as raised:
        parquet_source(tmp_path / "months.parquet", TableKind.STAFF)

    assert [(fault.place, fault.file) for fault in raised.value.faults] == [
        ("month", "months.parquet")
    ]


@pytest.mark.parametrize("content", [None, b"not a table"], ids=["absent", "not Parquet"])
def test_unreadable_table_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "table.parquet").write_bytes(content)

    with pytest.raises(InputError, match=r"table\.parquet"):
        parquet_source(tmp_path / "table.parquet", TableKind.SAMPLES)
