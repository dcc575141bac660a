"""What leaves the house: agents as CSV, the workbook, the queries."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from engine.errors import InputError
from engine.services.indicator_files import agents_csv, queries, write_indicator_files
from engine.services.indicators import IndicatorRequest, shop_indicators
from tests.report.metric_report_samples import report


def test_csv_holds_every_figure_in_full_and_no_formula() -> None:
    rows = list(csv.DictReader(StringIO(agents_csv(report()))))

    assert len(rows) == 9
    assert (rows[0]["agent"], rows[0]["value"], rows[0]["n"]) == ("A1", "20.0", "400")
    assert rows[6]["agent"] == "'=A3"
    assert (rows[5]["value"], rows[5]["standard_error"]) == ("", "")
    assert rows[3]["small"] == "1"


def test_each_indicator_of_a_table_has_its_query() -> None:
    found = dict(queries(report()))

    assert set(found) == {"frt", "fcr", "attendance"}
    assert "2026-05-01" in found["frt"]


def test_files_are_written_and_open(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("客服,开始时间,首次响应时长(秒)\n甲,2026-05-01 09:00:00,10\n", encoding="utf-8")
    found = shop_indicators(IndicatorRequest((log,)))

    paths = write_indicator_files(found, tmp_path / "out", "zh")

    assert [path.name for path in paths[:2]] == ["agents.csv", "report.xlsx"]
    assert (tmp_path / "out" / "sql" / "frt.sql").is_file()
    assert paths[0].read_bytes().startswith(b"\xef\xbb\xbf")
    assert "客服" in load_workbook(paths[1]).sheetnames
    assert "甲" not in paths[0].read_text(encoding="utf-8-sig")


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("客服,开始时间\n甲,2026-05-01 09:00:00\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"indicators\.folder"):
        write_indicator_files(shop_indicators(IndicatorRequest((log,))), log, "en")
