"""Logs of ``heng simulate --log`` among a user's exports, made ready as contacts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from engine.domain.records import RecordSource, TableKind
from engine.errors import Fault, InputError
from engine.files.log_file import CSV, PARQUET
from engine.metrics.simulated_log import (
    FLAG_COLUMNS,
    LOG_COLUMNS,
    contacts_of_log,
    is_simulated_log,
)

# A simulated day has no date; a month long before any shop's records cannot be taken for one.
UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 (local time)

_TEXTS = ("contact_class", "group", "agent", "outcome")
_FIRST_ROW = 2
_LONGEST = 10_000  # characters of a header


def simulated_logs(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that are logs of the simulation, by their headers."""
    return tuple(path for path in paths if is_simulated_log(_headers(path)))


def prepared_log(path: Path, start: datetime, folder: Path) -> RecordSource:
    """Return a simulated log as a source of contacts.

    Parameters
    ----------
    start
        Local time at which the simulated horizon is said to begin.
    folder
        Where the Parquet copy is written.

    Raises
    ------
    InputError
        ``records.refused`` when a column holds what no log holds.
    """
    frame = pd.read_parquet(path) if path.suffix.lower() == PARQUET else _read_csv(path)
    try:
        numbers = {
            name: frame[name].to_numpy(dtype=np.float64)
            for name in LOG_COLUMNS
            if name not in (*_TEXTS, "customer", "solved")
        }
        texts = {name: frame[name].fillna("").astype(str).to_numpy() for name in _TEXTS}
        known = ["solved", *(name for name in FLAG_COLUMNS if name in frame)]
        flags = {name: frame[name].astype(bool).to_numpy() for name in known}
    except (TypeError, ValueError) as wrong:
        fault = Fault("indicators.no_log", "file", str(wrong)[:80], {}, path.name)
        raise InputError("records.refused", [fault], file=path.name, count=1) from wrong
    log = {**numbers, **texts, **flags, "customer": frame["customer"].to_numpy()}
    table = contacts_of_log(log, start)
    rows = np.argsort(log["arrival_s"], kind="stable") + _FIRST_ROW
    table = table.append_column("source_row", pa.array(rows))
    copy = folder / f"simulated-{len(list(folder.iterdir()))}.parquet"
    pq.write_table(table, copy)
    return RecordSource(
        copy, tuple(table.column_names), len(table), kind=TableKind.CONTACTS, file=path.name
    )


def simulated_period(sources: Iterable[RecordSource]) -> str:
    """Return the days of undated simulated logs: the month of no date would look half empty."""
    latest = max(pc.max(pq.read_table(each.path)["started"]).as_py() for each in sources)
    until = latest.date() + timedelta(days=1)
    return f"{UNDATED.date()}/{until}"


def _headers(path: Path) -> tuple[str, ...]:
    """Return the first row of a file that may be a log; empty for any other file."""
    try:
        if path.suffix.lower() == PARQUET:
            return tuple(pq.read_schema(path).names)
        if path.suffix.lower() == CSV:
            with path.open(encoding="ascii") as file:
                return tuple(file.readline(_LONGEST).strip().split(","))
    except (OSError, ValueError, pa.ArrowInvalid):  # the readers say what is wrong with it
        return ()
    return ()


def _read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=dict.fromkeys(_TEXTS, "string"))
