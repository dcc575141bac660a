"""Any table can be opened: free columns, gzip, spreadsheets, header maps."""

import gzip
from pathlib import Path

import pandas as pd
import pytest

from engine.domain.case import ContactLayout
from engine.errors import InputError
from engine.services.tables import mapped_layout, opened_table

CSV = "customer,churn,spend\nc1,1,2.5\nc2,0,3\n"


def test_a_table_of_customers_keeps_its_own_columns(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv.gz"
    path.write_bytes(gzip.compress(CSV.encode()))

    with opened_table(path) as source:
        assert source.rows == 2
        assert set(source.columns) == {"customer", "churn", "spend", "source_row"}


def test_a_spreadsheet_and_a_parquet_file_open_alike(tmp_path: Path) -> None:
    frame = pd.DataFrame({"customer": ["c1", "c2"], "churn": [1, 0]})
    frame.to_excel(tmp_path / "t.xlsx", index=False)
    frame.to_parquet(tmp_path / "t.parquet")

    for name in ("t.xlsx", "t.parquet"):
        with opened_table(tmp_path / name) as source:
            assert source.rows == 2


def test_the_layout_names_the_users_headers(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(CSV)

    with opened_table(path, ContactLayout({"customer_id": "customer"})) as source:
        assert "customer_id" in source.columns


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match=r"document\.not_found"),
        opened_table(tmp_path / "nowhere.csv"),
    ):
        pass


def test_a_header_map_names_columns_that_the_layout_does_not(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("客服,首响,wait\nx,3,4\n", encoding="utf-8")
    written = tmp_path / "map.toml"
    written.write_text(MAP, encoding="utf-8")

    layout = mapped_layout(path, ContactLayout({"frt_s": "wait"}), (written,))

    assert dict(layout.columns) == {"agent": "客服", "frt_s": "wait"}
    assert mapped_layout(path, layout, ()) is layout


MAP = """schema_version = 1
id = "own"
kind = "contacts"
[name]
zh = "自有"
en = "Own"
[note]
zh = "自有"
en = "Own"
[headers]
"客服" = { column = "agent", cells = "text", status = "confirmed" }
"首响" = { column = "frt_s", cells = "seconds", status = "confirmed" }
"""
