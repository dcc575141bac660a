"""Migrations are all or nothing."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, inspect

from engine.store.upgrade import configuration


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path / 'plain.db'}")


def test_migrations_run_in_the_callers_transaction(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql("begin immediate")
        command.upgrade(configuration(connection), "head")
        transaction.rollback()

    assert inspect(engine).get_table_names() == []
