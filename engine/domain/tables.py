"""Tables that rooms hand each other: columns by name, rows by label, aligned by label always."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError

Column = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class ColumnTable:
    """Rows by label, columns by name; every column has as many entries as ``labels``.

    Numbers are float64 with nan where missing, or integers; categories and ids are object
    arrays of str with None where missing; flags are float64 0/1/nan.
    """

    labels: NDArray[np.int64]
    columns: Mapping[str, Column]

    def __post_init__(self) -> None:
        short = [name for name, column in self.columns.items() if len(column) != len(self.labels)]
        if short:
            raise InputError("table.ragged", columns=", ".join(short))

    def __len__(self) -> int:
        return len(self.labels)

    def column(self, name: str) -> Column:
        """Return a column, or raise ``table.unknown_column`` naming those there are."""
        if name not in self.columns:
            raise InputError("table.unknown_column", column=name, known=", ".join(self.columns))
        return self.columns[name]

    def where(self, keep: NDArray[np.bool_]) -> "ColumnTable":
        """Return the rows for which ``keep`` is True."""
        return ColumnTable(
            self.labels[keep], {name: column[keep] for name, column in self.columns.items()}
        )


@dataclass(frozen=True, slots=True, eq=False)
class MetricTable:
    """Agents by indicators over one period.

    ``values``, ``sample_sizes`` and ``standard_errors`` are (agents, indicators); a value is nan
    where the indicator does not apply to the agent or has no sample. A standard error is nan
    where the value is a record without sampling error (attendance). ``populations`` says for
    each agent whether it serves presale or aftersale, ``groups`` its group's id.
    """

    period: str
    agents: tuple[str, ...]
    groups: tuple[str, ...]
    populations: tuple[str, ...]
    indicators: tuple[str, ...]
    values: NDArray[np.float64]
    sample_sizes: NDArray[np.int64]
    standard_errors: NDArray[np.float64]

    def __post_init__(self) -> None:
        shape = (len(self.agents), len(self.indicators))
        for name in ("values", "sample_sizes", "standard_errors"):
            if getattr(self, name).shape != shape:
                raise InputError("table.shape", table=name, expected=str(shape))
        if len(set(self.agents)) != len(self.agents):
            raise InputError("table.duplicate_agent", period=self.period)

    def column(self, indicator: str) -> NDArray[np.float64]:
        """Return the agents' values of one indicator."""
        return self.values[:, self.indicators.index(indicator)]


@dataclass(frozen=True, slots=True, eq=False)
class ScoreTable:
    """Agents by leaves: what each agent scores on each leaf, 0..100 after the curve.

    ``scores`` is (agents, indicators), nan where a leaf does not apply or has no value: its weight
    then falls to the agent's other leaves in proportion.
    """

    agents: tuple[str, ...]
    indicators: tuple[str, ...]
    scores: NDArray[np.float64]

    def __post_init__(self) -> None:
        shape = (len(self.agents), len(self.indicators))
        if self.scores.shape != shape:
            raise InputError("table.shape", table="scores", expected=str(shape))
        if len(set(self.agents)) != len(self.agents):
            raise InputError("table.duplicate_agent", period="")


@dataclass(frozen=True, slots=True, eq=False)
class CellTable:
    """Rows of a large table counted by cell.

    Parameters
    ----------
    keys
        By column, (cells,): the bin's number from 0 where ``edges`` has any, else the category.
        A combination that no row has is no cell.
    edges
        By column, the bins' edges; empty for a category.
    n, sums, squares
        (cells,): rows, and the sum of the outcome and of its square. Of a flag, ``sums`` are
        the rows that have it.
    left_out
        Rows without a value in one of the columns, or outside all bins.
    """

    keys: Mapping[str, Column]
    edges: Mapping[str, tuple[float, ...]]
    outcome: str
    n: NDArray[np.int64]
    sums: NDArray[np.float64]
    squares: NDArray[np.float64]
    left_out: int = 0

    def __post_init__(self) -> None:
        parts = {**self.keys, "sums": self.sums, "squares": self.squares}
        short = [name for name, column in parts.items() if len(column) != len(self.n)]
        if short:
            raise InputError("table.ragged", columns=", ".join(short))

    def __len__(self) -> int:
        return len(self.n)


@dataclass(frozen=True, slots=True, eq=False)
class CountedTable:
    """Rows of a large table that agree in every column asked for, as one row with their number.

    Parameters
    ----------
    table
        A row for each combination that occurs; where an outcome was averaged, it holds the mean.
        ``labels`` are positions, not rows of the user's file.
    n
        (rows,) contacts that a row stands for, >= 1.
    within
        (rows,) their sum of squared deviations from the row's mean of the averaged outcome; 0
        where none was averaged.
    """

    table: ColumnTable
    n: NDArray[np.int64]
    within: NDArray[np.float64]

    def __post_init__(self) -> None:
        if not len(self.table) == len(self.n) == len(self.within):
            raise InputError("table.ragged", columns="n, within")

    def __len__(self) -> int:
        return len(self.n)
