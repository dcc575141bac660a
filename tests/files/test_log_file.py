"""Contact logs as CSV and Parquet."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine.errors import InputError
from engine.files.log_file import check_log_name, check_log_place, rounds_name, write_log

COLUMNS = {
    "contact_class": np.array(["chat", "refund"]),
    "start_s": np.array([1.5, np.nan]),
    "solved": np.array([True, False]),
}


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".CSV"])
def test_a_log_reads_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"log{suffix}"

    write_log(COLUMNS, path)

    table = pd.read_parquet(path) if suffix == ".parquet" else pd.read_csv(path)
    assert table["contact_class"].tolist() == ["chat", "refund"]
    assert table["start_s"].isna().tolist() == [False, True]
    assert table["solved"].tolist() == [True, False]


def test_what_did_not_happen_is_an_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"

    write_log(COLUMNS, path)

    assert path.read_text(encoding="utf-8").splitlines()[2] == "refund,,False"


def test_rounds_stand_in_a_file_beside_the_contacts() -> None:
    assert rounds_name(Path("out") / "day.csv") == Path("out") / "day-rounds.csv"
    assert rounds_name(Path("day.parquet")) == Path("day-rounds.parquet")


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(InputError, match="log_format"):
        check_log_name(Path("log.xlsx"))


def test_a_folder_that_is_not_there_is_refused_before_the_simulation(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="log_folder"):
        check_log_name(tmp_path / "none" / "log.csv")


def test_the_place_of_a_log_is_tried_before_the_simulation(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("kept", encoding="utf-8")

    check_log_place(log)

    assert log.read_text(encoding="utf-8") == "kept"
    assert list(tmp_path.iterdir()) == [log]
    rounds_name(log).mkdir()
    with pytest.raises(InputError, match="log_folder"):
        check_log_place(log)
