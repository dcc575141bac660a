"""Long logs of contacts, counted by day."""

from pathlib import Path

import pandas as pd
import pytest

from engine.errors import InputError
from engine.services.contact_logs import read_counts

WATCHED = {"complaint": ("投诉率", "Complaint rate")}
ROWS = 21_000


def written(folder: Path, flag: str = "0", header: str = "id,date,complaint") -> Path:
    path = folder / "log.csv"
    lines = [f"{i},2026-11-{i % 30 + 1:02d} 09:00,{int(i < 90)}" for i in range(ROWS - 1)]
    text = "\n".join([header, *lines, f"x,2026-11-30,{flag}"])
    path.write_text(text + "\n", encoding="utf-8")
    return path


def test_a_long_log_is_summed_by_day(tmp_path: Path) -> None:
    found = read_counts(written(tmp_path), WATCHED)

    assert found.counts.contacts.tolist() == [ROWS // 30] * 30
    assert found.counts.events["complaint"].tolist() == [3] * 30
    assert [each.sentence.key for each in found.findings] == ["finding.weight_review.contact_log"]


def test_a_parquet_log_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    pd.read_csv(written(tmp_path)).to_parquet(path)

    assert int(read_counts(path, WATCHED).counts.contacts.sum()) == ROWS


@pytest.mark.parametrize("flag", ["", "2"])
def test_a_flag_that_is_none_is_named_by_its_row(tmp_path: Path, flag: str) -> None:
    with pytest.raises(InputError, match=r"trigger_counts\.flag|rollout\.number") as refused:
        read_counts(written(tmp_path, flag), WATCHED)

    assert [fault.place for fault in refused.value.faults] == [f"row {ROWS + 1}, column complaint"]


def test_many_faults_are_cut_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = "2026-11-01,0\n" * ROWS + "soon,0\n" * 30
    path.write_text("date,complaint\n" + rows, encoding="utf-8")

    with pytest.raises(InputError) as refused:
        read_counts(path, WATCHED)

    assert len(refused.value.faults) == 21
    assert refused.value.faults[-1].code == "trigger_counts.more"


@pytest.mark.parametrize("header", ["id,date,contacts", "id,when,complaint"])
def test_a_long_table_that_is_no_log_is_refused_for_its_length(tmp_path: Path, header: str) -> None:
    with pytest.raises(InputError, match=r"sheet\.size"):
        read_counts(written(tmp_path, header=header), WATCHED)


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    path.write_bytes(b"no")

    with pytest.raises(InputError, match=r"sheet\.ending"):
        read_counts(path, WATCHED)
