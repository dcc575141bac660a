"""Small Parquet tables as named columns."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.errors import InputError
from engine.files.columns_file import read_columns


def test_columns_keep_text_numbers_flags_and_what_is_missing(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"agent": ["A1", None], "score": [81.5, np.nan], "count": [3, 4], "flag": [True, False]}
    )
    frame.to_parquet(tmp_path / "table.parquet")

    table = read_columns(tmp_path / "table.parquet")

    assert table.column("agent").tolist() == ["A1", None]
    assert np.isnan(table.column("score")[1])
    assert table.column("count").dtype == np.float64
    assert table.column("flag").tolist() == [1.0, 0.0]


@pytest.mark.parametrize("content", [None, b"not a table"], ids=["absent", "not Parquet"])
def test_unreadable_table_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "table.parquet").write_bytes(content)

    with pytest.raises(InputError, match=r"table\.parquet"):
        read_columns(tmp_path / "table.parquet")
