"""Sizes and zip bombs."""

import zipfile
from io import BytesIO

import pytest

from engine.errors import InputError
from engine.formats.limits import (
    MOST_TEXT_BYTES,
    MOST_UNPACKED_BYTES,
    check_size,
    check_unpacked,
    check_zip,
)


def zipped(*members: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(members):
            archive.writestr(f"part{number}.xml", content)
    return buffer.getvalue()


def code_of(content: bytes) -> str:
    with pytest.raises(InputError) as caught:
        check_zip(content, "panel.xlsx")
    (fault,) = caught.value.faults
    assert fault.file == "panel.xlsx"
    return fault.code


def test_an_honest_workbook_passes() -> None:
    check_zip(zipped(bytes(range(256)) * 100, b"<sheet/>"), "panel.xlsx")


def test_a_bomb_is_refused_by_its_ratio() -> None:
    assert code_of(zipped(b"\x00" * 20_000_000)) == "limits.zip_ratio"


def test_a_bomb_is_refused_by_its_unpacked_size() -> None:
    assert code_of(zipped(*[b"\x00" * 30_000_000] * 4)) == "limits.zip_unpacked"


def test_too_many_parts_are_refused() -> None:
    assert code_of(zipped(*[b"x"] * 501)) == "limits.zip_members"


def test_another_kind_of_file_is_refused() -> None:
    assert code_of(b"MZ\x90\x00") == "limits.not_a_zip"


def test_text_is_limited_to_ten_megabytes() -> None:
    check_size(MOST_TEXT_BYTES, "scheme.toml")

    with pytest.raises(InputError, match=r"limits\.too_large"):
        check_size(MOST_TEXT_BYTES + 1, "scheme.toml")


def test_packed_text_is_limited_once_it_is_large() -> None:
    check_unpacked(MOST_UNPACKED_BYTES, 1, "a.csv.gz")
    check_unpacked(2 * MOST_UNPACKED_BYTES, MOST_UNPACKED_BYTES // 50, "a.csv.gz")

    with pytest.raises(InputError, match=r"limits\.unpacked_ratio"):
        check_unpacked(2 * MOST_UNPACKED_BYTES, MOST_UNPACKED_BYTES // 200, "a.csv.gz")
