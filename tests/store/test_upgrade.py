"""A database goes up, down and up again."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from engine.store.database import open_database
from engine.store.upgrade import LATEST, MIGRATIONS, downgrade, revision, upgrade


def test_latest_revision_is_the_last_migration() -> None:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(settings).get_current_head() == LATEST


def test_new_database_is_at_the_latest_revision(tmp_path: Path) -> None:
    database = open_database(tmp_path / "heng.db")

    assert revision(database.read) == LATEST


def test_database_goes_down_and_up_again(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "heng.db").write

    downgrade(engine, "base")
    emptied = set(inspect(engine).get_table_names())
    upgrade(engine)

    assert emptied == {"alembic_version"}
    assert set(inspect(engine).get_table_names()) == {"alembic_version", "run"}


def test_folder_name_with_a_percent_sign_is_no_obstacle(tmp_path: Path) -> None:
    database = open_database(tmp_path / "100%" / "heng.db")

    assert revision(database.read) == LATEST
