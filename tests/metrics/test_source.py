"""Opening contact sources: odd paths, missing files, names that are no identifiers."""

from pathlib import Path

import pytest

from engine.domain.records import RecordSource
from engine.errors import InputError
from engine.metrics.source import opened, projection, quoted, require_columns


def test_path_with_glob_signs_is_one_file(ten_contacts: RecordSource) -> None:
    with opened(ten_contacts) as connection:
        counted = connection.execute("SELECT count(*) FROM source").fetchall()

    assert "[1]" in ten_contacts.path.name
    assert counted == [(12,)]


def test_missing_file_is_named_without_its_folder(tmp_path: Path) -> None:
    source = RecordSource(tmp_path / "gone.parquet", (), 0)

    with pytest.raises(InputError, match=r"unreadable \(file='gone.parquet'\)"), opened(source):
        pass


def test_text_instead_of_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.parquet").write_text("agent,frt_s\n", encoding="utf-8")

    with (
        pytest.raises(InputError, match="unreadable"),
        opened(RecordSource(tmp_path / "text.parquet", (), 0)),
    ):
        pass


def test_quotes_inside_a_name_are_doubled() -> None:
    assert quoted('a "b" c') == '"a ""b"" c"'


def test_every_missing_column_is_named(ten_contacts: RecordSource) -> None:
    with pytest.raises(InputError, match="mood, weather"):
        require_columns(ten_contacts, ["mood", "agent", "weather"])


def test_absent_columns_have_their_stand_ins() -> None:
    source = RecordSource(Path("x"), ("agent",), 0)

    assert projection(source, ["agent", "bot_ended", "group"]) == '"agent", FALSE AS "bot_ended"'
