"""A contact log as tables that other programs read: CSV or Parquet, a row per attempt or round."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.errors import InputError

CSV, PARQUET = ".csv", ".parquet"


def check_log_name(path: Path) -> None:
    """Refuse a name that is neither CSV nor Parquet, or in no folder: before the simulation.

    Raises
    ------
    InputError
        ``simulation.log_format``; ``simulation.log_folder``.
    """
    if path.suffix.lower() not in (CSV, PARQUET):
        raise InputError("simulation.log_format", file=path.name)
    if path.is_dir() or not path.parent.is_dir():
        raise InputError("simulation.log_folder", file=path.name)


def check_log_place(path: Path) -> None:
    """Refuse what :func:`check_log_name` does, and a place that nothing can be written to.

    Raises
    ------
    InputError
        ``simulation.log_format``; ``simulation.log_folder``.
    """
    check_log_name(path)
    try:
        for file in (path, rounds_name(path)):
            if file.exists():
                file.open("ab").close()  # changes nothing
        TemporaryFile(dir=path.parent).close()
    except OSError as refused:
        raise InputError("simulation.log_folder", file=path.name) from refused


def rounds_name(path: Path) -> Path:
    """Return the file of the rounds beside the one of the contacts: ``log-rounds.csv``."""
    return path.with_name(f"{path.stem}-rounds{path.suffix}")


def write_log(columns: Mapping[str, NDArray[np.generic]], path: Path) -> None:
    """Write columns of equal length; what did not happen (nan) is an empty cell."""
    check_log_name(path)
    table = pd.DataFrame(dict(columns))
    try:
        if path.suffix.lower() == CSV:
            table.to_csv(path, index=False, lineterminator="\n")
        else:
            table.to_parquet(path, index=False)
    except OSError as refused:
        raise InputError("simulation.log_folder", file=path.name) from refused
