"""Saved runs: a decision pack with what it was made from, never changed once written.

The pack is kept as the canonical JSON that ``files`` writes; its fingerprint is checked when it
is read, so that a damaged record is named instead of believed.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import InputError
from engine.store.database import Database, open_database
from engine.store.location import database_path
from engine.store.tables import RunRow


@dataclass(frozen=True, slots=True)
class Run:
    """A saved run without its pack; ``created`` is ISO 8601 in UTC."""

    id: int
    created: str
    case_id: str
    seed: int
    version: str
    pack_sha256: str


@dataclass(frozen=True, slots=True)
class NewRun:
    """What is to be saved: ``pack_json`` is the whole pack as canonical JSON."""

    created: str
    case_id: str
    seed: int
    version: str
    pack_json: str


def save_run(new: NewRun, path: Path | None = None) -> Run:
    """Save a run and return it with its number.

    Parameters
    ----------
    new
        The run; saving the same pack twice makes two runs, since both were run.
    path
        The database file; None for the user's own.
    """
    row = RunRow(
        created=new.created,
        case_id=new.case_id,
        seed=new.seed,
        version=new.version,
        pack_sha256=_fingerprint(new.pack_json),
        pack_json=new.pack_json,
    )
    with Session(_database(path).write) as session, session.begin():
        session.add(row)
        session.flush()
        return _run(row)


def list_runs(path: Path | None = None, limit: int = 50) -> tuple[Run, ...]:
    """Return the saved runs, the latest first, without their packs."""
    columns = (
        RunRow.id,
        RunRow.created,
        RunRow.case_id,
        RunRow.seed,
        RunRow.version,
        RunRow.pack_sha256,
    )
    with Session(_database(path).read) as session:
        rows = session.execute(select(*columns).order_by(RunRow.id.desc()).limit(limit)).all()
    return tuple(Run(*row) for row in rows)


def latest_run(path: Path | None = None, case_id: str | None = None) -> Run | None:
    """Return the run saved last, of a case when one is named; None when there is none."""
    wanted = select(RunRow).order_by(RunRow.id.desc()).limit(1)
    if case_id is not None:
        wanted = wanted.where(RunRow.case_id == case_id)
    with Session(_database(path).read) as session:
        row = session.scalar(wanted)
        return None if row is None else _run(row)


def load_run(number: int, path: Path | None = None) -> str:
    """Return the canonical JSON of a saved run's pack.

    Raises
    ------
    InputError
        ``store.unknown_run`` when no run has this number; ``store.damaged_run`` when the stored
        pack is not the one that was saved.
    """
    with Session(_database(path).read) as session:
        row = session.get(RunRow, number)
        if row is None:
            raise InputError("store.unknown_run", run=number)
        if _fingerprint(row.pack_json) != row.pack_sha256:
            raise InputError("store.damaged_run", run=number)
        return row.pack_json


def _database(path: Path | None) -> Database:
    return open_database((path or database_path()).resolve())


def _run(row: RunRow) -> Run:
    return Run(row.id, row.created, row.case_id, row.seed, row.version, row.pack_sha256)


def _fingerprint(pack_json: str) -> str:
    return sha256(pack_json.encode("utf-8")).hexdigest()
