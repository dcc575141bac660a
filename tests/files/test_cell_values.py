"""One door to all readings of a column."""

import numpy as np
import pytest

from engine.domain.texts import Language
from engine.errors import InternalError
from engine.files.cell_values import NUMERIC, Reading, read_cells
from engine.i18n.translate import keys


@pytest.mark.parametrize(
    ("reading", "cell", "value"),
    [
        (Reading.COUNT, "1,234", 1234.0),
        (Reading.NUMBER, "1.23", 1.23),
        (Reading.SCORE, "95分", 95.0),
        (Reading.RATE, "95%", 0.95),
        (Reading.CNY, "¥12", 12.0),
        (Reading.SECONDS, "80", 80.0),
        (Reading.MINUTES, "80", 4800.0),
        (Reading.HOURS, "2", 7200.0),
    ],
)
def test_each_reading_reads(reading: Reading, cell: str, value: float) -> None:
    assert read_cells([cell], reading, "x").values.tolist() == [value]


def test_a_duration_comes_in_the_unit_asked_for() -> None:
    assert read_cells(["90分"], Reading.HOURS, "x", unit="h").values.tolist() == [1.5]


def test_times_are_times() -> None:
    assert read_cells(["2026-05-18"], Reading.TIME, "x").values.dtype == np.dtype("datetime64[us]")


@pytest.mark.parametrize("reading", [Reading.ID, Reading.TEXT, Reading.FLAG])
def test_texts_hold_no_numbers(reading: Reading) -> None:
    with pytest.raises(InternalError, match=r"cells\.not_numeric"):
        read_cells(["x"], reading, "x")


@pytest.mark.parametrize("reading", sorted(NUMERIC))
def test_an_empty_column_has_no_values(reading: Reading) -> None:
    read = read_cells([], reading, "x")

    assert (len(read.values), dict(read.wrong), read.notes, read.doubts) == (0, {}, (), ())


CELLS = [
    "95%",
    "1",
    "0.5",
    "5‰",
    "3",
    "1.2万",
    "80秒",
    "00:01:20",
    "1:20",
    "46160",
    "20260518",
    "-1",
]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_note_reason_and_doubt_has_its_sentence(language: Language) -> None:
    needed = set()
    for reading in NUMERIC | {Reading.TIME}:
        for cells in (CELLS, CELLS[1:], ["x", "0.5", "3月2日"]):
            read = read_cells(cells, reading, "x")
            needed |= {note.reading for note in read.notes} | set(read.wrong)
            needed |= {
                f"fault.{doubt.code}.{part}"
                for doubt in read.doubts
                for part in ("expected", "remedy")
            }

    assert needed - keys(language) == set()
