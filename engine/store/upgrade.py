"""Bringing a database to today's tables, and back: the migrations in order."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

LATEST = "0001"
MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, to: str = LATEST) -> None:
    """Bring the database up to a revision; one that is already there is left alone, quickly."""
    if revision(engine) != to:
        from alembic import command  # a tenth of a second, paid once for each new version

        with engine.begin() as connection:
            command.upgrade(configuration(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the database back to an earlier revision; ``base`` empties it."""
    from alembic import command

    with engine.begin() as connection:
        command.downgrade(configuration(connection), to)


def revision(engine: Engine) -> str | None:
    """Return the revision the database is at, None when it is empty."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(text("select version_num from alembic_version"))
    return None if found is None else str(found)


def configuration(connection: Connection) -> "Config":
    """Return Alembic's settings for a connection whose transaction is already begun."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings
