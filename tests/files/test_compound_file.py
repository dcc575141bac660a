"""The container of old workbooks: whole, or named as damaged before anything reads it."""

from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.files.compound_file import check_workbook_stream
from engine.files.record_workbook import opened_book
from tests.files.record_samples import compound_file, xls_book

BOOK = xls_book([["客服", "首响"], *(["小王", float(row)] for row in range(200))])
SECTOR = 512


def test_a_whole_workbook_is_accepted() -> None:
    check_workbook_stream(BOOK)


@pytest.mark.parametrize("kept", [8, 600, 2 * SECTOR, len(BOOK) // 2, len(BOOK) - SECTOR])
def test_a_torn_workbook_is_refused(kept: int) -> None:
    with pytest.raises(ValueError, match=r"damaged|beyond|breaks off"):
        check_workbook_stream(BOOK[:kept])


def test_a_chain_that_runs_in_a_circle_is_refused() -> None:
    table = SECTOR  # the allocation table is the first sector: entry 2 is the workbook's first
    circle = BOOK[: table + 8] + (2).to_bytes(4, "little") + BOOK[table + 12 :]

    with pytest.raises(ValueError, match="chain"):
        check_workbook_stream(circle)


def test_a_record_longer_than_the_workbook_is_refused() -> None:
    record = (0x0203).to_bytes(2, "little") + (9_000).to_bytes(2, "little")

    with pytest.raises(ValueError, match="record"):
        check_workbook_stream(compound_file([("Workbook", record)]))


def test_another_container_is_refused() -> None:
    with pytest.raises(ValueError, match="container"):
        check_workbook_stream(compound_file([("WordDocument", b"x")]))


def test_torn_files_are_named_and_nothing_is_written_beside(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path, rng = tmp_path / "a.xls", np.random.default_rng(618)

    for kept in rng.integers(SECTOR, len(BOOK) - SECTOR, size=40):
        path.write_bytes(BOOK[:kept])
        with pytest.raises(InputError, match=r"contacts\.unreadable|no_workbook"):
            opened_book(path, len)

    assert capfd.readouterr().err == ""
