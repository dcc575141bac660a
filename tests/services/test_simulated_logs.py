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
    SimulatedFiles,
    prepared_log,
    prepared_logs,
    simulated_files,
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


ROUNDS = {
    "customer": np.array([1, 1]),
    "attempt": np.array([1, 1]),
    "contact_class": np.array(["promotion", "promotion"]),
    "group": np.array(["presale", "presale"]),
    "agent": np.array(["3", "3"]),
    "leg": np.array([1, 1]),
    "round": np.array([1, 2]),
    "asked_s": np.array([65.0, 90.0]),
    "replied_s": np.array([80.0, 95.0]),
}


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_rounds_beside_a_log_are_its_messages(tmp_path: Path, ending: str) -> None:
    log, rounds = tmp_path / f"log{ending}", tmp_path / f"log-rounds{ending}"
    write_log(LOG, log)
    write_log(ROUNDS, rounds)
    (tmp_path / "work").mkdir()
    files = simulated_files([rounds, log])

    contacts, messages = prepared_logs(files, UNDATED, tmp_path / "work")

    rows = pq.read_table(contacts.path).to_pylist()
    assert files == SimulatedFiles((log,), (rounds,))
    assert [(row["art_s"], row["rounds"]) for row in rows] == [(None, None), (10.0, 2)]
    assert (messages.kind, messages.file, messages.rows) == ("messages", rounds.name, 7)
    assert simulated_period([contacts, messages]) == "2000-01-01/2000-01-02"
    assert files.left_out() == ()
    assert simulated_files([log]).left_out() == ((log, rounds),)


@pytest.mark.parametrize("given", [["rounds"], ["log", "other", "rounds"], ["strange", "log"]])
def test_rounds_without_their_log_are_refused(tmp_path: Path, given: list[str]) -> None:
    tables = {
        "log": LOG,
        "other": LOG,
        "rounds": ROUNDS,
        "strange": {**ROUNDS, "customer": np.array([1, 7])},
    }
    paths = []
    for name in given:
        write_log(tables[name], tmp_path / f"{name}.csv")
        paths.append(tmp_path / f"{name}.csv")

    with pytest.raises(InputError, match=r"indicators\.rounds_without_log"):
        prepared_logs(simulated_files(paths), UNDATED, tmp_path)
