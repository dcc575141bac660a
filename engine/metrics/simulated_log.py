"""A simulated contact log under the columns of contacts, so that one definition serves both."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.metrics.records import OpenRecords

LOG_COLUMNS = (
    *("customer", "attempt", "contact_class", "group", "agent", "arrival_s", "entry_s"),
    *("start_s", "replied_s", "released_s", "outcome", "solved"),
)
"""What tells a log of the simulation from another table."""

FLAG_COLUMNS = ("transferred", "offline")
"""What newer logs say besides: whether it was passed on, and whether nobody was on duty."""

BOT_ENDED = "bot_ended"
RESPONSE_COLUMNS = ("art_s", "rounds")
"""What the rounds beside the log add to it."""

_MICROSECONDS = 1_000_000


def is_simulated_log(columns: tuple[str, ...]) -> bool:
    """Tell whether a table is the log of a simulation."""
    return set(LOG_COLUMNS) <= set(columns)


def contacts_of_log(log: Mapping[str, NDArray[Any]], start: datetime) -> pa.Table:
    """Return the contacts of a simulated log, one row for each attempt.

    Parameters
    ----------
    log
        The columns of :func:`engine.simulation.log_columns.log_columns`, each (n,).
    start
        The instant at which the simulated horizon begins, local time.

    Returns
    -------
    pyarrow.Table
        ``frt_s`` runs from entry to the human queue to the first reply, so that time with the
        bot does not count; ``handle_s`` from the slot to its release, wrap-up included, as the
        simulation measures it (after a transfer: to the release of the last slot); ``replied``
        is false for who hung up or was never answered. A contact that nobody took has no agent.
    """
    replied_s, taken = log["replied_s"], log["agent"] != ""
    order = np.argsort(log["arrival_s"], kind="stable")
    columns = {
        "contact_id": np.arange(len(order)),
        "customer_id": log["customer"].astype(str),
        "agent": pa.array(log["agent"].tolist(), pa.string(), mask=~taken),
        "group": pa.array(log["group"].tolist(), pa.string(), mask=~taken),
        "contact_class": log["contact_class"].astype(str),
        "started": instants(log["arrival_s"], start),
        "attempt": log["attempt"].astype(np.int64),
        "bot_ended": log["outcome"] == BOT_ENDED,
        "replied": np.isfinite(replied_s),
        "frt_s": _known(replied_s - log["entry_s"]),
        "handle_s": _known(log["released_s"] - log["start_s"]),
        "solved": log["solved"].astype(np.bool_),
        **{name: log[name].astype(np.bool_) for name in FLAG_COLUMNS if name in log},
        **{name: _answered(log[name], replied_s) for name in RESPONSE_COLUMNS if name in log},
    }
    return pa.table({name: pa.array(values) for name, values in columns.items()}).take(order)


def instants(seconds: NDArray[np.float64], start: datetime) -> NDArray[np.datetime64]:
    """Return seconds from the start of the horizon as local times, to the microsecond."""
    passed = np.round(seconds * _MICROSECONDS).astype("timedelta64[us]")
    found: NDArray[np.datetime64] = np.datetime64(start, "us") + passed
    return found


def define_simulated_contacts(
    records: OpenRecords, log: Mapping[str, NDArray[Any]], start: datetime
) -> None:
    """Make ``contacts`` of a simulated log."""
    records.connection.register("simulated_log", contacts_of_log(log, start))
    records.define("contacts", "SELECT * FROM simulated_log")
    records.connection.unregister("simulated_log")


def _known(values: NDArray[np.float64]) -> pa.Array:
    """Return seconds, missing where a thing did not happen."""
    return pa.array(values, mask=~np.isfinite(values))


def _answered(values: NDArray[Any], replied_s: NDArray[np.float64]) -> pa.Array:
    """Return what only a contact that was answered has."""
    return pa.array(values, mask=~np.isfinite(replied_s))
