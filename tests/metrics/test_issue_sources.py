"""What readers set aside, how they read, and exports that stop at a round number."""

from pathlib import Path

import pytest

from engine.domain.records import ReadingNote, RecordSource, SetAsideRow, TableKind
from engine.metrics.issue_sources import source_doubts


def source(rows: int = 5, **more: object) -> RecordSource:
    return RecordSource(Path("x.parquet"), ("frt_s",), rows, file="x.csv", **more)  # type: ignore[arg-type]


def test_rows_set_aside_are_told_by_column_and_reason() -> None:
    aside = (
        SetAsideRow(3, "frt_s", "-1", "set_aside.below"),
        SetAsideRow(4, "frt_s", "-2", "set_aside.below"),
        SetAsideRow(4, "csat", "9", "set_aside.above"),
    )

    below, above = source_doubts([source(8, set_aside=aside)])

    assert (below.column, below.rows, below.of, below.treatment) == ("frt_s", 2, 10, "set_aside")
    assert below.places == ("row 3, column frt_s", "row 4, column frt_s")
    assert above.values == {"reason": "set_aside.above", "example": "9"}


def test_readings_are_notes() -> None:
    note = ReadingNote("csat", "reading.percent_sign", 4, "95%")

    (doubt,) = source_doubts([source(notes=(note,))])

    assert (doubt.code, doubt.severity, doubt.rows) == ("reading", "note", 4)


@pytest.mark.parametrize(("rows", "cut"), [(65_535, True), (10_000, True), (10_001, False)])
def test_a_file_that_ends_where_exports_stop_may_be_cut(rows: int, cut: bool) -> None:
    assert [each.code for each in source_doubts([source(rows)])] == ["cut_export"] * cut


def test_files_are_counted_within_their_table() -> None:
    staff = source(10_000, kind=TableKind.STAFF)
    contacts = [source(10_000), source(20_000)]

    assert [each.file for each in source_doubts([contacts[0], staff, contacts[1]])] == [0, 0, 1]


def test_notes_about_headers_are_counted_by_themselves_and_have_no_treatment() -> None:
    note = ReadingNote("row 1", "reading.guessed_headers", 6, "日期, 解决率")

    (doubt,) = source_doubts([source(4, notes=(note,))])

    assert (doubt.rows, doubt.of, doubt.treatment) == (6, 0, "")
