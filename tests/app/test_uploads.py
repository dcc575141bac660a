"""Uploaded files: safe names, limits told all at once, nothing left on disk."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.app import uploads
from engine.app.uploads import exports_of, on_disk
from engine.errors import InputError
from engine.services.indicators import GENERATED_MARK


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\exports\\五月.xlsx", "五月.xlsx"),
        ("a\x00b|c?.csv", "a_b_c_.csv"),
        ("..", "export"),
        ("", "export"),
        ("x" * 300 + ".csv.gz", "x" * 113 + ".csv.gz"),
    ],
)
def test_names_keep_their_last_part_and_their_ending(name: str, safe: str) -> None:
    (export,) = exports_of([(name, b"1")])

    assert export.name == safe


def test_equal_names_are_told_apart_whatever_their_case() -> None:
    exports = exports_of([("log.csv", b"1"), ("LOG.csv", b"2"), ("log.csv", b"3")])

    assert [each.name for each in exports] == ["log.csv", "LOG (2).csv", "log (3).csv"]


@given(st.lists(st.text(max_size=160), max_size=5))
def test_any_names_become_files_of_one_folder(names: list[str]) -> None:
    exports = exports_of([(name, b"x") for name in names])

    with on_disk(exports) as paths:
        parents = {path.parent for path in paths}
        assert len(parents) <= 1
        assert len({path.name for path in paths}) == len(names)
        assert all(path.resolve().read_bytes() == b"x" for path in paths)


def test_folder_is_gone_afterwards_even_after_an_error() -> None:
    exports = exports_of([("a.csv", b"1")])

    with suppress(ZeroDivisionError), on_disk(exports, generated=True) as paths:
        folder = paths[0].parent
        assert (folder / GENERATED_MARK).is_file()
        raise ZeroDivisionError

    assert not folder.exists()


def test_every_excess_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MEGABYTE", 1)

    with pytest.raises(InputError) as refused:
        exports_of([(f"{number}.csv", b"1" * 101) for number in range(41)])

    codes = [fault.code for fault in refused.value.faults]
    assert codes == ["uploads.file"] * 41 + ["uploads.total", "uploads.count"]
    assert refused.value.faults[0].file == "0.csv"
