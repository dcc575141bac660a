"""Columns are typed by their names only where their values agree; nothing is lost in silence."""

from pathlib import Path

import pytest

from engine.domain.case import ContactLayout
from engine.errors import InputError
from engine.services.asked_columns import asked_columns

ASKED = frozenset({"paid", "frt_s"})


def table(folder: Path, paid: str, frt: str = "5", rows: int = 300) -> Path:
    path = folder / "t.csv"
    lines = [f"{paid if i % 3 else 1},{frt if i % 7 == 0 else 8},abc" for i in range(rows)]
    path.write_text("paid,frt_s,csat\n" + "\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("paid", ["2", "35", "maybe", "0.4"])
def test_a_column_of_another_type_keeps_its_rows(tmp_path: Path, paid: str) -> None:
    source = asked_columns(table(tmp_path, paid), ContactLayout(), tmp_path, ASKED)

    assert (source.rows, source.set_aside) == (300, ())


def test_a_few_impossible_values_are_listed(tmp_path: Path) -> None:
    path = table(tmp_path, "0")
    path.write_text(path.read_text() + "0,abc,5\n")

    source = asked_columns(path, ContactLayout(), tmp_path, ASKED)

    assert [(row.row, row.column, row.value) for row in source.set_aside] == [(302, "frt_s", "abc")]


def test_many_impossible_numbers_are_refused_unless_stated(tmp_path: Path) -> None:
    path = table(tmp_path, "0", frt="-4")

    with pytest.raises(InputError, match=r"evidence\.rows_lost") as refused:
        asked_columns(path, ContactLayout(), tmp_path, ASKED)

    (fault,) = refused.value.faults
    assert (fault.place, fault.value, fault.values["count"]) == ("row 2, column frt_s", "-4", 43)
    stated = ContactLayout(ranges={"frt_s": (0, None)})
    assert len(asked_columns(path, stated, tmp_path, ASKED).set_aside) == 43
