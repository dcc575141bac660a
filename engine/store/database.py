"""Opening the database: one file of this computer, safe for many threads and processes.

SQLite in write-ahead mode. A transaction that writes begins IMMEDIATE: begun deferred, half of
the writes of 50 threads failed with "database is locked" however long they were told to wait.
Write-ahead mode needs shared memory, so the file must not lie on a network share.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from engine.errors import InputError
from engine.store.upgrade import upgrade

BUSY_TIMEOUT_MS = 15_000
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


@dataclass(frozen=True, slots=True)
class Database:
    """Two ways into one file: ``write`` takes the write lock at once, ``read`` never does."""

    write: Engine
    read: Engine


@lru_cache(maxsize=8)
def open_database(path: Path) -> Database:
    """Return the database in today's form; a file that is not there is made, readable by its owner.

    Parameters
    ----------
    path
        The file; opened once in a process, so pass the same path for the same database.

    Raises
    ------
    InputError
        ``store.unusable`` when the file is no database, or cannot be made or written.
    """
    try:
        _make_private_file(path)
        database = Database(_engine(path, "BEGIN IMMEDIATE"), _engine(path, "BEGIN"))
        upgrade(database.write)
    except OSError as refused:
        reason = refused.strerror or type(refused).__name__
        raise InputError("store.unusable", file=path.name, reason=reason) from refused
    except DatabaseError as refused:
        raise InputError("store.unusable", file=path.name, reason=str(refused.orig)) from refused
    return database


def _make_private_file(path: Path) -> None:
    """Make the file before SQLite does: its side files take over its mode, 0600."""
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    path.touch(mode=PRIVATE_FILE, exist_ok=True)
    if os.name == "posix":
        path.chmod(PRIVATE_FILE)


def _engine(path: Path, begin: str) -> Engine:
    engine = create_engine(f"sqlite:///{path}", pool_size=20, max_overflow=40)

    @event.listens_for(engine, "connect")
    def set_up(connection: SqliteConnection, _record: object) -> None:
        connection.isolation_level = (
            None  # transactions begin where we say, not where the driver does
        )
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=normal")
        connection.execute("pragma foreign_keys=on")
        connection.execute(f"pragma busy_timeout={BUSY_TIMEOUT_MS}")

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
