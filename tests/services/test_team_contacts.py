"""Values that are none are named by row; Chinese yes and no are yes and no."""

from pathlib import Path

import numpy as np
import pytest

from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.services.team_contacts import numbers_of, outcome_values, read_contacts


def written(folder: Path, values: list[str], column: str = "y") -> Path:
    path = folder / "c.csv"
    lines = "".join(f"T{i % 2},{value}\n" for i, value in enumerate(values))
    path.write_text(f"team,{column}\n{lines}", encoding="utf-8")
    return path


@pytest.mark.parametrize("values", [["\u662f", "\u5426", "\u662f"], ["yes", "no", "1"]])
def test_words_are_one_and_nought(tmp_path: Path, values: list[str]) -> None:
    table = read_contacts(written(tmp_path, values), ("team", "y"))

    assert outcome_values(table, "y", "c.csv").tolist() == [1.0, 0.0, 1.0]


@pytest.mark.parametrize("column", ["y", "solved"])
@pytest.mark.parametrize("many", [1, 400])
def test_texts_are_refused_with_row_and_value(tmp_path: Path, column: str, many: int) -> None:
    path = written(tmp_path, ["0", "1", "abc"] + ["1", "0"] * many, column)

    with pytest.raises(InputError, match=r"rollout\.not_numeric.*abc") as refused:
        outcome_values(read_contacts(path, ("team", column)), column, "c.csv")

    fault = refused.value.faults[0]
    assert (fault.file, fault.place, fault.value) == ("c.csv", f"row 4, column {column}", "abc")


def test_absent_columns_are_named_at_once_without_our_own(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"metrics\.unknown_columns") as refused:
        read_contacts(written(tmp_path, ["1", "0"]), ("a", "b"))

    assert [fault.value for fault in refused.value.faults] == ["a", "b"]
    assert refused.value.values["known"] == "team, y"


def test_infinite_numbers_are_refused(tmp_path: Path) -> None:
    table = read_contacts(written(tmp_path, ["1", "2", "3"]), ("team", "y"))
    table = ColumnTable(table.labels, {"y": np.array([1.0, np.inf, 3.0])})

    with pytest.raises(InputError, match=r"rollout\.not_numeric"):
        outcome_values(table, "y", "c.csv")


def test_numbers_stay_as_they_are() -> None:
    assert numbers_of(np.array([1.5, 2.0])).tolist() == [1.5, 2.0]
