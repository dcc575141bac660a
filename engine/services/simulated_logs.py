"""Logs of ``heng simulate --log`` among a user's exports, made ready as contacts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from engine.domain.records import RecordSource, TableKind
from engine.errors import Fault, InputError
from engine.files.log_file import CSV, PARQUET, rounds_name
from engine.metrics.simulated_log import (
    FLAG_COLUMNS,
    LOG_COLUMNS,
    contacts_of_log,
    is_simulated_log,
)
from engine.metrics.simulated_messages import (
    ROUND_COLUMNS,
    contacts_of_rounds,
    is_simulated_rounds,
    messages_of_log,
    with_responses,
)

# A simulated day has no date; a month long before any shop's records cannot be taken for one.
UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 (local time)

_TEXTS = ("contact_class", "group", "agent", "outcome")
_IDS = ("customer", "attempt")
_FIRST_ROW = 2
_LONGEST = 10_000  # characters of a header


@dataclass(frozen=True, slots=True)
class SimulatedFiles:
    """The files among a user's exports that a simulation wrote.

    ``rounds`` are those of the chats of a log; they tell nothing without it.
    """

    logs: tuple[Path, ...]
    rounds: tuple[Path, ...]

    def left_out(self) -> tuple[tuple[Path, Path], ...]:
        """Return the logs whose rounds lie beside them and were not given, with these."""
        beside = [(log, rounds_name(log)) for log in self.logs] if not self.rounds else []
        return tuple((log, rounds) for log, rounds in beside if rounds.is_file())


def simulated_files(paths: Iterable[Path]) -> SimulatedFiles:
    """Return the files that are logs of the simulation and their rounds, by their headers."""
    headers = {path: _headers(path) for path in paths}
    return SimulatedFiles(
        tuple(path for path, columns in headers.items() if is_simulated_log(columns)),
        tuple(path for path, columns in headers.items() if is_simulated_rounds(columns)),
    )


def simulated_logs(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that are logs of the simulation, by their headers."""
    return simulated_files(paths).logs


def prepared_logs(files: SimulatedFiles, start: datetime, folder: Path) -> tuple[RecordSource, ...]:
    """Return simulated logs as sources of contacts, and of messages where their rounds are there.

    Parameters
    ----------
    start
        Local time at which the simulated horizon is said to begin.
    folder
        Where the Parquet copies are written.

    Raises
    ------
    InputError
        ``records.refused`` when a column holds what no log holds, or when rounds come without
        the one log that they belong to.
    """
    if not files.rounds:
        return tuple(prepared_log(path, start, folder) for path in files.logs)
    of_rounds = files.rounds[0]
    if (len(files.logs), len(files.rounds)) != (1, 1):
        raise _refused("rounds_without_log", of_rounds, "")
    of_log = files.logs[0]
    log, rounds = _log(of_log), _rounds(of_rounds)
    strange = np.flatnonzero(contacts_of_rounds(log, rounds) < 0)
    if strange.size:
        raise _refused("rounds_without_log", of_rounds, str(rounds["customer"][strange[0]]))
    contacts = _source(_contacts(with_responses(log, rounds), start), of_log, folder)
    messages = messages_of_log(log, rounds, start)
    return (contacts, _source(messages, of_rounds, folder, TableKind.MESSAGES))


def prepared_log(path: Path, start: datetime, folder: Path) -> RecordSource:
    """Return one simulated log as a source of contacts: see :func:`prepared_logs`."""
    return _source(_contacts(_log(path), start), path, folder)


def simulated_period(sources: Iterable[RecordSource]) -> str:
    """Return the days of undated simulated logs: the month of no date would look half empty.

    Rounds may be asked after the last contact's day, and belong to the platform rates too.
    """
    latest = max(_latest(each) for each in sources)
    return f"{UNDATED.date()}/{latest.date() + timedelta(days=1)}"


def _latest(source: RecordSource) -> datetime:
    table = pq.read_table(source.path)
    if source.kind is TableKind.MESSAGES:
        asked = table.filter(pc.field("sender") == "customer")["sent_at"]
        return pc.max(asked).as_py() or UNDATED  # a log of calls has no messages
    found: datetime = pc.max(table["started"]).as_py()
    return found


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


def _contacts(log: Mapping[str, NDArray[Any]], start: datetime) -> pa.Table:
    rows = np.argsort(log["arrival_s"], kind="stable") + _FIRST_ROW
    return contacts_of_log(log, start).append_column("source_row", pa.array(rows))


def _source(
    table: pa.Table, path: Path, folder: Path, kind: TableKind = TableKind.CONTACTS
) -> RecordSource:
    copy = folder / f"simulated-{len(list(folder.iterdir()))}.parquet"
    pq.write_table(table, copy)
    return RecordSource(copy, tuple(table.column_names), len(table), kind=kind, file=path.name)


def _log(path: Path) -> dict[str, NDArray[Any]]:
    numbers = [name for name in LOG_COLUMNS if name not in (*_TEXTS, *_IDS, "solved")]
    return _columns(path, numbers, ("solved", *FLAG_COLUMNS), (*_TEXTS, "channel"))


def _rounds(path: Path) -> dict[str, NDArray[Any]]:
    numbers = [name for name in ROUND_COLUMNS if name not in _IDS]
    return _columns(path, numbers, (), ("agent",))


def _columns(
    path: Path, numbers: Sequence[str], flags: Sequence[str], texts: Sequence[str]
) -> dict[str, NDArray[Any]]:
    """Return the columns of a file that a simulation wrote; older ones lack some."""
    frame = pd.read_parquet(path) if path.suffix.lower() == PARQUET else _read_csv(path)
    try:
        return {
            **{name: frame[name].to_numpy() for name in _IDS},
            **{name: frame[name].to_numpy(dtype=np.float64) for name in numbers},
            **{name: frame[name].astype(bool).to_numpy() for name in flags if name in frame},
            **{n: frame[n].fillna("").astype(str).to_numpy() for n in texts if n in frame},
        }
    except (TypeError, ValueError) as wrong:
        raise _refused("no_log", path, str(wrong)[:80]) from wrong


def _refused(code: str, path: Path, value: str) -> InputError:
    fault = Fault(f"indicators.{code}", "file", value, {}, path.name)
    return InputError("records.refused", [fault], file=path.name, count=1)


def _read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=dict.fromkeys((*_TEXTS, "channel"), "string"))
