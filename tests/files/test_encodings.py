"""UTF-8 is read; every other encoding is refused by its name."""

import pytest

from engine.errors import InputError
from engine.files.encodings import guessed_encoding, utf8_text

TEXT = "# 首行\nname = '一次解决率'\n"


def test_utf8_reads_with_and_without_a_byte_order_mark() -> None:
    assert utf8_text(TEXT.encode("utf-8"), "f") == TEXT
    assert utf8_text(TEXT.encode("utf-8-sig"), "f") == TEXT


@pytest.mark.parametrize(
    ("encoding", "guess"),
    [("gbk", "GBK/GB18030"), ("gb18030", "GBK/GB18030"), ("utf-16", "UTF-16")],
)
def test_other_encodings_are_refused_by_their_name(encoding: str, guess: str) -> None:
    with pytest.raises(InputError) as caught:
        utf8_text(TEXT.encode(encoding), "case.toml")

    (fault,) = caught.value.faults
    assert (fault.code, fault.place, fault.value) == ("document.encoding", "line 1", guess)
    assert fault.file == "case.toml"


def test_the_line_of_the_first_foreign_byte_is_named() -> None:
    content = b"a = 1\nb = 2\nc = '" + "满意".encode("gbk") + b"'\n"

    with pytest.raises(InputError, match="line 3"):
        utf8_text(content, "f")


def test_bytes_of_no_known_encoding_are_called_unknown() -> None:
    assert guessed_encoding(b"a = \xff\xff") == "unknown"


def test_one_zero_byte_is_named_with_its_line_and_not_taken_for_utf16() -> None:
    with pytest.raises(InputError) as caught:
        utf8_text(b'id = "a"\nname = "b\x00"\n', "x.toml")

    (fault,) = caught.value.faults
    assert (fault.code, fault.place) == ("document.not_text", "line 2")
