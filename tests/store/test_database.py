"""The database file: private, write-ahead, readers never waiting."""

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.errors import InputError
from engine.store.database import open_database


@pytest.mark.skipif(os.name != "posix", reason="file modes are a matter of POSIX systems")
def test_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "heng.db"

    database = open_database(path)

    with database.write.begin() as connection:
        connection.execute(text("create table probe (id integer)"))
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes) == {"heng.db", "heng.db-wal", "heng.db-shm"}
    assert set(modes.values()) == {0o600}


def test_file_is_in_write_ahead_mode(tmp_path: Path) -> None:
    database = open_database(tmp_path / "heng.db")

    with database.read.connect() as connection:
        mode = connection.scalar(text("pragma journal_mode"))

    assert mode == "wal"


def test_reader_is_not_held_up_by_a_writer(tmp_path: Path) -> None:
    database = open_database(tmp_path / "heng.db")

    with database.write.begin() as writer, database.read.connect() as reader:
        writer.execute(text("create table probe (id integer)"))
        runs = reader.scalar(text("select count(*) from run"))

    assert runs == 0


def test_same_path_is_opened_once(tmp_path: Path) -> None:
    assert open_database(tmp_path / "heng.db") is open_database(tmp_path / "heng.db")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "heng.db"
    path.write_text("no database at all " * 100, encoding="utf-8")

    with pytest.raises(InputError, match=r"store\.unusable"):
        open_database(path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")

    with pytest.raises(InputError, match=r"store\.unusable"):
        open_database(tmp_path / "taken" / "heng.db")
