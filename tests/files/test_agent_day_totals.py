"""The platform's own sums beside the sums of the rows."""

from datetime import date

import numpy as np
import pytest

from engine.files.agent_day_dates import DaySpan
from engine.files.agent_day_rows import DayRow
from engine.files.agent_day_totals import StatedFigure, total_notes

FIRST = DaySpan(date(2026, 5, 18), date(2026, 5, 19), "a")
SECOND = DaySpan(date(2026, 5, 19), date(2026, 5, 20), "b")
ROWS = [
    DayRow(number, "x", span, "", "", ()) for number, span in ((2, FIRST), (3, FIRST), (4, SECOND))
]
VALUES = {"咨询量": np.array([3.0, np.nan, 4.0])}


def notes_of(
    value: float, span: DaySpan | None = None, kind: str = "total", role: str = "total"
) -> list[str]:
    stated = StatedFigure(9, kind, "汇总值", span, "x", "咨询量", "arrived", "", role, value)
    return [note.example for note in total_notes([stated], VALUES, ROWS)]


def test_a_sum_that_agrees_needs_no_note() -> None:
    assert notes_of(7) == []
    assert notes_of(3, FIRST) == []


def test_a_sum_that_differs_is_noted_with_both_figures() -> None:
    assert notes_of(8) == ["汇总值 8; 7"]
    assert notes_of(5, SECOND) == ["汇总值 5; 4"]


@pytest.mark.parametrize(
    ("kind", "role"), [("mean", "total"), ("peers", "total"), ("total", "rate"), ("total", "max")]
)
def test_what_is_no_sum_is_not_compared(kind: str, role: str) -> None:
    assert notes_of(99, kind=kind, role=role) == []
