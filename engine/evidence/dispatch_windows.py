"""Contacts by pool and window: who was online where, so that only those agents are compared.

What is then asked of the windows is left to :mod:`engine.evidence.dispatch_balance` and
:mod:`engine.evidence.agent_effects`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from engine.domain.evidence_plan import DispatchQuestion
from engine.domain.tables import Column, ColumnTable
from engine.errors import InputError

MINUTE_S = 60.0
LEAST_AGENTS = 2  # of a window that compares anybody


@dataclass(frozen=True, slots=True, eq=False)
class DispatchRows:
    """The contacts of windows in which at least two agents served.

    Parameters
    ----------
    rows
        (n,) positions in the table.
    window
        (n,) codes 0 .. ``windows`` - 1 of pool and stretch of time, without gaps.
    agent
        (n,) codes into ``agents``.
    weights
        (n,) inverse known chances, or ones; they count within a window, so a factor is none.
    time_s
        (n,) start in seconds from an arbitrary origin.
    windows, agents
        How many windows, and the agents' names.
    """

    rows: NDArray[np.int64]
    window: NDArray[np.int64]
    agent: NDArray[np.int64]
    weights: NDArray[np.float64]
    time_s: NDArray[np.float64]
    windows: int
    agents: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, keep: NDArray[np.bool_]) -> "DispatchRows":
        """Return the contacts that are kept, of the windows that still compare two agents."""
        return _comparable(
            self.rows[keep],
            self.window[keep],
            self.agent[keep],
            self.weights[keep],
            self.time_s[keep],
            self.agents,
        )

    def demeaned(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return values less their window's weighted mean; (n,) or (n, q)."""
        if values.ndim > 1:
            return np.column_stack([self.demeaned(column) for column in values.T])
        total = np.bincount(self.window, self.weights, self.windows)
        mean = np.bincount(self.window, self.weights * values, self.windows) / total
        return np.asarray(values - mean[self.window])

    def served(self) -> sparse.csr_array:
        """Return the (windows, agents) sums of the weights: who served how much in which window."""
        shape = (self.windows, len(self.agents))
        return sparse.csr_array(
            sparse.coo_array((self.weights, (self.window, self.agent)), shape=shape)
        )


def dispatch_rows(table: ColumnTable, question: DispatchQuestion) -> DispatchRows:
    """Return the contacts that can be compared; those no agent served are left out.

    Raises
    ------
    InputError
        ``table.unknown_column``; ``evidence.dispatch_minutes`` for windows of no length;
        ``evidence.dispatch_time`` and ``evidence.dispatch_weight`` for times and chances that
        cannot be read; ``evidence.dispatch_no_windows`` where nowhere two agents of a pool
        served in one window.
    """
    if not question.minutes > 0:
        raise InputError("evidence.dispatch_minutes", id=question.id, minutes=question.minutes)
    known = ~pd.isna(table.column(question.agent))
    pool_codes = [codes_of(table.column(name))[0] for name in question.pools]
    for codes in pool_codes:
        known &= codes >= 0
    rows = np.flatnonzero(known)
    time_s = seconds_of(table, question.time, rows)
    stretch = np.floor(time_s / (question.minutes * MINUTE_S)).astype(np.int64)
    codes, agents = codes_of(table.column(question.agent)[rows])
    weights = _weights(table, question, rows)
    window = joined_codes([*(each[rows] for each in pool_codes), stretch - stretch.min(initial=0)])
    found = _comparable(rows, window, codes, weights, time_s, agents)
    if len(found) == 0:
        raise InputError(
            "evidence.dispatch_no_windows",
            id=question.id,
            contacts=len(rows),
            agents=len(agents),
            minutes=question.minutes,
        )
    return found


def codes_of(column: Column) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the codes of a column's values, -1 where missing, and the values as text, sorted."""
    codes, values = pd.factorize(column, sort=True)
    return np.asarray(codes, dtype=np.int64), tuple(_text(value) for value in values)


def joined_codes(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return one code for each combination of codes that occurs, (n,)."""

    def both(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
        joined = left * (int(right.max(initial=0)) + 1) + right
        return np.asarray(pd.factorize(joined)[0], dtype=np.int64)

    return list(accumulate(parts, both))[-1]


def seconds_of(table: ColumnTable, name: str, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a time column in seconds, (n,): numbers are seconds, texts are ISO times.

    Raises
    ------
    InputError
        ``evidence.dispatch_time`` with the rows that have no time.
    """
    column = table.column(name)[rows]
    if column.dtype.kind in "iuf":
        seconds = np.asarray(column, dtype=np.float64)
    else:
        told = pd.to_datetime(pd.Series(column), format="ISO8601", utc=True, errors="coerce")
        stamps = told.to_numpy(dtype="datetime64[us]")
        whole = stamps.astype(np.int64) / 1e6
        seconds = np.where(np.isnat(stamps), np.nan, whole)
    lost = ~np.isfinite(seconds)
    if lost.any():
        raise InputError(
            "evidence.dispatch_time",
            column=name,
            rows=int(lost.sum()),
            first=int(table.labels[rows[lost][0]]),
        )
    return seconds


def connected_sets(rows: DispatchRows) -> tuple[int, NDArray[np.int64]]:
    """Return how many sets of agents are tied by common windows, and each agent's, (agents,).

    Only agents of one set can be compared (Abowd, Creecy and Kramarz, 2002, Technical Paper
    2002-06, US Census Bureau).
    """
    served = rows.served()
    count, labels = connected_components(served.T @ served, directed=False)
    return int(count), np.asarray(labels, dtype=np.int64)


def _comparable(
    rows: NDArray[np.int64],
    window: NDArray[np.int64],
    agent: NDArray[np.int64],
    weights: NDArray[np.float64],
    time_s: NDArray[np.float64],
    agents: tuple[str, ...],
) -> DispatchRows:
    """Return the contacts of windows with at least two agents, codes without gaps."""
    width = len(agents)
    seats = np.unique(window * width + agent)
    served_by = np.bincount(seats // width, minlength=int(window.max(initial=-1)) + 1)
    keep = np.flatnonzero(served_by[window] >= LEAST_AGENTS)
    codes, counted = pd.factorize(window[keep])
    present, agent_codes = np.unique(agent[keep], return_inverse=True)
    return DispatchRows(
        rows[keep],
        np.asarray(codes, dtype=np.int64),
        np.asarray(agent_codes, dtype=np.int64),
        weights[keep],
        time_s[keep],
        len(counted),
        tuple(agents[each] for each in present),
    )


def _weights(
    table: ColumnTable, question: DispatchQuestion, rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the inverse of the known chances, or ones."""
    if not question.weight:
        return np.ones(len(rows))
    column = table.column(question.weight)[rows]
    chances = pd.to_numeric(pd.Series(column), errors="coerce").to_numpy(dtype=np.float64)
    wrong = ~((chances > 0) & (chances <= 1))
    if wrong.any():
        raise InputError(
            "evidence.dispatch_weight",
            column=question.weight,
            rows=int(wrong.sum()),
            first=int(table.labels[rows[wrong][0]]),
            value=str(column[wrong][0]),
        )
    return np.asarray(1.0 / chances)


def _text(value: object) -> str:
    """Return a value as people write it: a whole number without its point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
