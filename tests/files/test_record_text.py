"""Text of CSV files: encodings, damaged bytes, delimiters, packed files."""

import gzip
from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.record_text import delimiter_of, head_rows, opened_text, utf8_stream

TEXT = "客服,响应\n小王,30\n小李,45\n"


def fault_of(path: Path) -> tuple[str, str]:
    with pytest.raises(InputError) as raised:
        opened_text(path)
    (fault,) = raised.value.faults
    return fault.code, fault.place


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_encoding_in_use_is_read(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding.endswith(("-le", "-be")) else ""
    path = tmp_path / "a.csv"
    path.write_bytes((mark + TEXT).encode(encoding))

    text = opened_text(path)

    assert "".join(text.characters()) == TEXT
    assert utf8_stream(text, 6).read().decode() == TEXT[6:]


def test_characters_cut_by_a_block_are_whole(tmp_path: Path) -> None:
    text = "客服" * 600_001
    (tmp_path / "a.csv").write_text("x" + text, encoding="utf-8")

    assert "".join(opened_text(tmp_path / "a.csv").characters()) == "x" + text


def test_lines_of_another_encoding_are_named_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "joined.csv"
    path.write_bytes((TEXT * 5).encode("utf-8") + TEXT.encode("gb18030"))

    assert fault_of(path) == ("records.damaged_bytes", "line 16")


def test_a_file_cut_within_a_character_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_bytes((TEXT * 5 + "客").encode("utf-8")[:-1])

    assert fault_of(path) == ("records.damaged_bytes", "line 16")


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_bytes(b"a,b\n\xff\xff\xff,1\n")

    assert fault_of(tmp_path / "odd.csv") == ("records.encoding", "line 2")


def test_nul_characters_are_refused_by_their_line(tmp_path: Path) -> None:
    (tmp_path / "nul.csv").write_bytes(b"a,b\n1,2\n3,\x00\n")

    assert fault_of(tmp_path / "nul.csv") == ("records.nul", "line 3")


@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0", b"\x1f\x8b\x08"])
def test_other_formats_under_the_name_of_text_are_named(tmp_path: Path, magic: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(magic + b"rest")

    assert fault_of(tmp_path / "a.csv") == ("records.not_text", "file")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf\n", b",,\n"])
def test_a_file_without_headers_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "empty.csv").write_bytes(content)

    with pytest.raises(InputError, match=r"contacts\.empty"):
        opened_text(tmp_path / "empty.csv")


def test_packed_text_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(TEXT.encode("gbk")))

    assert opened_text(tmp_path / "a.csv.gz").head() == TEXT


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n" * 1000)[:-20])

    with pytest.raises(InputError, match=r"contacts\.unreadable"):
        opened_text(tmp_path / "a.csv.gz")


def test_a_bomb_is_refused_before_it_is_whole(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.csv.gz"
    with gzip.open(bomb, "wb", compresslevel=1) as packed:
        for _ in range(110):
            packed.write(b"0" * 1_000_000)

    with pytest.raises(InputError, match=r"limits\.unpacked_ratio"):
        opened_text(bomb)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_divides_evenly(delimiter: str) -> None:
    head = "客服会话\n" + "\n".join(delimiter.join(("a, b", "c", "d")) for _ in range(5)) + "\n"

    assert delimiter_of(head.replace("a, b", "a" if delimiter == "," else "a, b")) == delimiter


def test_rows_of_the_head_say_where_the_next_begins() -> None:
    head = 'title\r\n"a\r\nb",c\r\n1,2\r\n'

    rows = head_rows(head, ",")

    assert [cells for _, cells in rows] == [("title",), ("a\r\nb", "c"), ("1", "2")]
    assert head[rows[1][0] :] == "1,2\r\n"
