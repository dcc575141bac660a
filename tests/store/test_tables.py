"""The described tables are the migrated ones."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.store.database import open_database
from engine.store.tables import RunRow, Table


def test_migrations_make_exactly_the_tables_that_are_described(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "heng.db").read

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Table.metadata)

    assert differences == []


def test_short_fingerprint_is_refused_by_the_database(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "heng.db").write
    row = RunRow(created="", case_id="x", seed=1, version="0", pack_sha256="abc", pack_json="{}")

    with Session(engine) as session:
        session.add(row)
        with pytest.raises(IntegrityError, match="ck_run_sha256_length"):
            session.commit()
