"""Small tables of a user or of the example (agent months, quality samples) as named columns."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from engine.domain.tables import Column, ColumnTable
from engine.errors import Fault, InputError


def read_columns(path: Path) -> ColumnTable:
    """Return a Parquet table: text and times as str with None, numbers and flags as float64.

    Raises
    ------
    InputError
        ``tables.invalid`` when the file is absent or no Parquet.
    """
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as wrong:
        fault = Fault("tables.unreadable", "file", type(wrong).__name__, file=path.name)
        raise InputError("tables.invalid", [fault], file=path.name) from wrong
    columns = {str(name): _column(frame[name]) for name in frame.columns}
    return ColumnTable(np.arange(len(frame), dtype=np.int64), columns)


def _column(values: "pd.Series[Any]") -> Column:
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return values.to_numpy(dtype=np.float64, na_value=np.nan)
    missing = values.isna().tolist()
    pairs = zip(values.tolist(), missing, strict=True)
    return np.array([None if absent else str(value) for value, absent in pairs], dtype=object)
