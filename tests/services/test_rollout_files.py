"""A schedule tells all its faults at once; one without a start is no schedule of dates."""

from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.services.rollout_files import read_schedule, require_same_count, start_numbers


def written(folder: Path, lines: str) -> Path:
    path = folder / "r.csv"
    path.write_text(f"team,start\n{lines}", encoding="utf-8")
    return path


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "X,soon\nT1,3\nT1,4\n")

    with pytest.raises(InputError, match=r"review\.time") as refused:
        read_schedule(path, ("T1", "T2"), dated=False)

    told = [(fault.code, fault.place, fault.value) for fault in refused.value.faults]
    assert told == [
        ("review.time", "row 2, column start", "soon"),
        ("review.two_starts", "row 4", "T1"),
        ("review.teams_unknown", "file", "T2"),
    ]


@pytest.mark.parametrize("dated", [False, True])
def test_no_start_at_all_is_neither_dates_nor_numbers(tmp_path: Path, dated: bool) -> None:
    found = read_schedule(written(tmp_path, "T1,\nT2,\n"), ("T1", "T2"), dated=dated)

    assert found.begun == {"T1": None, "T2": None}


def test_numbers_beside_a_word_for_never_are_weeks() -> None:
    numbers, dated = start_numbers(np.array(["3", "never", "-"], dtype=object), "start")

    assert not dated
    assert numbers[0] == 3.0
    assert np.isnan(numbers[1:]).all()
    with pytest.raises(InputError, match=r"review\.start"):
        require_same_count("start", numbers, dated=dated, of=True)
