"""Logs of simulated days as observed contacts, one log after the other."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.simulation.conventions import Outcome
from engine.simulation.fitting.observed import DAY_S, ObservedContacts, contacts_of

_TIMES = ("arrival_s", "entry_s", "gone_s", "start_s", "end_s")

Columns = Mapping[str, NDArray[Any]]


def contacts_of_logs(logs: Sequence[Columns]) -> ObservedContacts:
    """Return the contacts of simulated logs; each begins a day after the one before is over.

    Parameters
    ----------
    logs
        Columns of :func:`engine.simulation.log_columns.log_columns`, times in seconds; customers
        of different logs are different people.
    """
    parts = [_columns(log, number) for number, log in enumerate(logs)]
    first_s = 0.0
    for part in parts:
        last_s = float(part["arrival_s"].max(initial=0.0))
        part["arrival_s"] = part["arrival_s"] + first_s
        first_s += DAY_S * (np.floor(last_s / DAY_S) + 1)
    return contacts_of(**{name: np.concatenate([p[name] for p in parts]) for name in parts[0]})


def _columns(log: Columns, number: int) -> dict[str, NDArray[Any]]:
    outcome = log["outcome"].astype(np.str_)
    served = np.isin(outcome, _names(Outcome.SERVED, Outcome.LATE))
    times_s = {name: np.asarray(log[name], dtype=np.float64) for name in _TIMES if name in log}
    waits_s = np.where(served, times_s["start_s"], times_s["end_s"]) - times_s["entry_s"]
    unknown = np.full(served.size, np.nan)
    gone_s = times_s.get("gone_s", unknown) - times_s["entry_s"]
    late = outcome == _names(Outcome.LATE)[0]
    return {
        "arrival_s": times_s["arrival_s"],
        "contact_class": _texts(log["contact_class"]),
        "bot_s": np.maximum(times_s["entry_s"] - times_s["arrival_s"], 0.0),
        "bot_ended": np.isin(outcome, _names(Outcome.BOT_ENDED, Outcome.BLOCKED, Outcome.CLEARED)),
        # a buyer who had gone was out of patience then, whenever the message was answered
        "served": served & ~late,
        "wait_s": np.where(late, gone_s, waits_s),
        "service_s": np.where(served & ~late, times_s["end_s"] - times_s["start_s"], np.nan),
        "agent": _texts(log["agent"]),
        "group": _texts(log["group"]),
        "customer": np.char.add(f"{number}-", _texts(log["customer"])),
        "solved": np.where(served, log["solved"].astype(np.float64), np.nan),
        "attempt": log["attempt"].astype(np.float64),
    }


def _names(*outcomes: Outcome) -> list[str]:
    return [outcome.name.lower() for outcome in outcomes]


def _texts(values: NDArray[Any]) -> NDArray[np.str_]:
    """Return names as texts, missing ones empty; whole numbers without a decimal point."""
    return np.array([_text(value) for value in values.tolist()], dtype=np.str_)


def _text(value: object) -> str:
    if value is None or value != value:  # nan is not itself
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
