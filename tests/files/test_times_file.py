"""A column of arrival times: numbers in order, every faulty row with its place."""

from pathlib import Path

import pytest

from engine.files import times_file
from engine.files.documents import Faults, load_toml
from engine.files.times_file import MOST_FAULTS, read_times


def read(
    folder: Path, content: str | bytes
) -> tuple[tuple[float, ...], list[tuple[str, str, str]]]:
    (folder / "scenario.toml").write_text("", encoding="utf-8")
    faults = Faults(load_toml(folder / "scenario.toml"))
    path = folder / "times.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    times_s = read_times(path, 3_600.0, faults)
    return times_s, [(fault.code, fault.place, fault.value) for fault in faults.found]


@pytest.mark.parametrize(
    "content",
    ["arrival_s\n1\n2.5\n", "1\n2.5", "1\r\n\r\n2.5\r\n", "\ufeff时间\n1\n2.5\n", '"1"\n"2.5"\n'],
)
def test_times_are_read_with_and_without_a_header(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content) == ((1.0, 2.5), [])


@pytest.mark.parametrize("mistyped", ["12s", "1O", "nan", "08:00:05", "-"])
def test_a_mistyped_first_time_is_not_taken_for_a_header(tmp_path: Path, mistyped: str) -> None:
    _, faults = read(tmp_path, f"{mistyped}\n20\n")

    assert faults == [("scenario.times_number", "row 1", mistyped)]


def test_a_row_too_long_for_a_table_is_a_fault(tmp_path: Path) -> None:
    _, faults = read(tmp_path, "at\n5\n" + "1 " * 100_000)

    assert [(code, place) for code, place, _ in faults] == [("scenario.times_number", "row 3")]


def test_an_empty_file_holds_no_times(tmp_path: Path) -> None:
    assert read(tmp_path, "") == ((), [])


def test_every_faulty_row_is_named(tmp_path: Path) -> None:
    _, faults = read(tmp_path, "at\n5\n4\n10:30\n-1\nnan\n6\n7,8\n3600\n")

    assert faults == [
        ("scenario.times_order", "row 3", "4"),
        ("scenario.times_number", "row 4", "10:30"),
        ("scenario.times_number", "row 5", "-1"),
        ("scenario.times_number", "row 6", "nan"),
        ("scenario.times_number", "row 8", "7,8"),
        ("scenario.times_late", "row 9", "3600"),
    ]


def test_a_file_of_faults_is_not_read_to_the_end(tmp_path: Path) -> None:
    _, faults = read(tmp_path, "0\n" + "x\n" * 1_000)

    assert len(faults) == MOST_FAULTS


def test_another_encoding_is_named(tmp_path: Path) -> None:
    _, faults = read(tmp_path, "时间\n1\n".encode("gb18030"))

    assert [code for code, _, _ in faults] == ["document.encoding"]


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times_file, "MOST_TIMES_BYTES", 3)

    _, faults = read(tmp_path, "1\n2\n3\n")

    assert [code for code, _, _ in faults] == ["limits.too_large"]
