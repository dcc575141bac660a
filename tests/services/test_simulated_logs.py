"""A simulated log is a contact log like any other, and nobody takes it for one of people."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from engine.errors import InputError
from engine.files.log_file import write_log
from engine.services.simulated_logs import (
    UNDATED,
    prepared_log,
    simulated_logs,
    simulated_period,
)

NAN = np.nan
LOG = {
    "customer": np.array([1, 2]),
    "attempt": np.array([1, 1]),
    "contact_class": np.array(["promotion", "refund"]),
    "group": np.array(["presale", ""]),
    "agent": np.array(["3", ""]),
    "arrival_s": np.array([60.0, 30.0]),
    "entry_s": np.array([65.0, 30.0]),
    "gone_s": np.array([NAN, 90.0]),
    "start_s": np.array([70.0, NAN]),
    "replied_s": np.array([80.0, NAN]),
    "end_s": np.array([200.0, NAN]),
    "released_s": np.array([210.0, NAN]),
    "outcome": np.array(["served", "abandoned"]),
    "solved": np.array([True, False]),
    "returns": np.array([False, False]),
    "transferred": np.array([True, False]),
}


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_log_becomes_contacts_in_order_of_arrival(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"log{ending}"
    write_log(LOG, path)
    (tmp_path / "work").mkdir()

    source = prepared_log(path, UNDATED, tmp_path / "work")

    rows = pq.read_table(source.path).to_pylist()
    assert simulated_logs([path]) == (path,)
    assert [(r["agent"], r["frt_s"], r["handle_s"], r["source_row"]) for r in rows] == [
        (None, None, None, 3),
        ("3", 15.0, 140.0, 2),
    ]
    assert [row["transferred"] for row in rows] == [False, True]
    assert rows[1]["started"] == datetime(2000, 1, 1, 0, 1)  # noqa: DTZ001 (local time)
    assert (source.file, source.rows) == (path.name, 2)
    assert simulated_period([source]) == "2000-01-01/2000-01-02"


def test_other_files_are_no_logs(tmp_path: Path) -> None:
    csv, text = tmp_path / "contacts.csv", tmp_path / "notes.txt"
    csv.write_text("客服,开始时间\n", encoding="gbk")
    text.write_text("agent", encoding="utf-8")

    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"no parquet")
    assert simulated_logs([csv, text, broken, tmp_path, tmp_path / "absent.csv"]) == ()


def test_spoilt_log_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    write_log({**LOG, "entry_s": np.array(["a", "b"])}, path)

    with pytest.raises(InputError, match=r"indicators\.no_log"):
        prepared_log(path, UNDATED, tmp_path)
