"""Where Heng keeps what belongs to the user of this computer: runs, log, generated data."""

import os
from pathlib import Path

DATABASE_NAME = "heng.db"


def data_folder() -> Path:
    """Return the user's data folder, which need not exist yet.

    ``HENG_DATA`` when set, else ``heng`` under ``XDG_DATA_HOME``, else ``~/.local/share/heng``.
    """
    named = os.environ.get("HENG_DATA")
    if named:
        return Path(named)
    shared = os.environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "heng"


def database_path() -> Path:
    """Return the file of the saved runs."""
    return data_folder() / DATABASE_NAME
