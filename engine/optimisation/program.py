"""Linear programmes as plain arrays, and the arithmetic that checks a solver's answer.

Owns the model and its certificates (violation of a point, bound of a dual vector); leaves solving
to :mod:`engine.optimisation.solver`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import InternalError

ZERO_REDUCED_COST = 1e-9  # a reduced cost below this needs no finite bound to lean on


class Sense(StrEnum):
    """How a row is compared with its limit."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="


@dataclass(frozen=True, slots=True, eq=False)
class SparseRows:
    """Rows of which few entries differ from 0: entry (``row``, ``column``) is ``value``.

    ``shape`` is (m, n); the three arrays are as long as there are entries, no place twice.
    """

    shape: tuple[int, int]
    row: NDArray[np.intp]
    column: NDArray[np.intp]
    value: NDArray[np.float64]

    def __matmul__(self, point: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the (m,) values of the rows at a point (n,)."""
        terms = self.value * point[self.column]
        return np.bincount(self.row, terms, minlength=self.shape[0]).astype(np.float64)

    @property
    def T(self) -> "SparseRows":  # noqa: N802 (numpy's name for the transposed)
        """The transposed rows."""
        return SparseRows(self.shape[::-1], self.column, self.row, self.value)


Rows: TypeAlias = NDArray[np.float64] | SparseRows


def sparse(dense: NDArray[np.float64]) -> SparseRows:
    """Return the entries of dense rows (m, n) that differ from 0."""
    row, column = np.nonzero(dense)
    return SparseRows((len(dense), dense.shape[1]), row, column, dense[row, column])


def stacked(width: int, *blocks: SparseRows) -> SparseRows:
    """Return the rows of blocks one below the other, all ``width`` columns wide."""
    starts = np.cumsum([0, *(block.shape[0] for block in blocks)])
    return SparseRows(
        (int(starts[-1]), width),
        np.concatenate([block.row + s for block, s in zip(blocks, starts[:-1], strict=True)]),
        np.concatenate([block.column for block in blocks]),
        np.concatenate([block.value for block in blocks]),
    )


def with_own(
    dense: NDArray[np.float64], own: NDArray[np.intp], coefficients: NDArray[np.float64]
) -> SparseRows:
    """Return dense rows (m, k), each with one further entry in its ``own`` column (m,)."""
    m = len(dense)
    first = sparse(dense)
    return SparseRows(
        (m, max(dense.shape[1], int(np.max(own, initial=-1)) + 1)),
        np.concatenate([first.row, np.arange(m)]),
        np.concatenate([first.column, own]),
        np.concatenate([first.value, coefficients]),
    )


def entries(rows: Rows) -> Iterator[tuple[list[int], list[float]]]:
    """Yield the columns and values of each row's entries."""
    own = rows if isinstance(rows, SparseRows) else sparse(rows)
    order = np.argsort(own.row, kind="stable")
    ends = np.searchsorted(own.row[order], np.arange(own.shape[0] + 1)).tolist()
    columns, values = own.column[order].tolist(), own.value[order].tolist()
    for first, last in pairwise(ends):
        yield columns[first:last], values[first:last]


@dataclass(frozen=True, slots=True, eq=False)
class LinearProgram:
    """Minimise ``cost @ x`` subject to rows, bounds and integrality.

    Always a minimisation: solvers disagree about the sign of duals of maximisations.

    Parameters
    ----------
    cost
        (n,).
    rows, limits
        (m, n), an array or :class:`SparseRows`, and (m,): ``rows @ x`` compared with ``limits``
        by ``senses``.
    senses
        m comparisons.
    lower, upper
        (n,), -inf and inf where there is no bound.
    integer
        (n,), True where the variable must be an integer.
    """

    cost: NDArray[np.float64]
    rows: Rows
    senses: tuple[Sense, ...]
    limits: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    integer: NDArray[np.bool_]

    def __post_init__(self) -> None:
        m, n = self.rows.shape
        variable_arrays = (self.cost, self.lower, self.upper, self.integer)
        if any(array.shape != (n,) for array in variable_arrays):
            raise InternalError("optimisation.program_shape", variables=n)
        if self.limits.shape != (m,) or len(self.senses) != m:
            raise InternalError("optimisation.program_shape", variables=n)

    @property
    def is_integer(self) -> bool:
        """Whether any variable must be an integer."""
        return bool(self.integer.any())


def violation(program: LinearProgram, point: NDArray[np.float64]) -> float:
    """Greatest amount by which a point breaks a row or a bound; 0 for a feasible point.

    Parameters
    ----------
    point
        (n,); an entry that is not finite makes the violation infinite.
    """
    if not bool(np.isfinite(point).all()):
        return float("inf")
    excess = program.rows @ point - program.limits
    senses = np.array(program.senses, dtype=str)
    above = np.where(senses == Sense.AT_LEAST, 0.0, np.maximum(excess, 0))
    below = np.where(senses == Sense.AT_MOST, 0.0, np.maximum(-excess, 0))
    outside = np.maximum(program.lower - point, point - program.upper)
    return float(max(np.max(above, initial=0.0), np.max(below, initial=0.0), outside.max()))


def fractionality(program: LinearProgram, point: NDArray[np.float64]) -> float:
    """Greatest distance of an integer variable from the nearest integer; 0 without any."""
    distances = np.abs(point - np.round(point))[program.integer]
    return float(np.max(distances, initial=0.0))


def dual_bound(program: LinearProgram, duals: NDArray[np.float64]) -> float:
    """Lower bound of the linear programme's least cost that a dual vector proves.

    Parameters
    ----------
    duals
        (m,), marginal cost of each row's limit. Entries of the wrong sign are set to 0, so that
        the bound holds for any vector whatever, right or wrong (weak duality).

    Returns
    -------
    float
        ``limits @ y + sum_j min(r_j lower_j, r_j upper_j)`` with ``r = cost - rows.T @ y``;
        -inf when a reduced cost leans on a missing bound.
    """
    senses = np.array(program.senses, dtype=str)
    y = np.where(senses == Sense.AT_LEAST, np.maximum(duals, 0), duals)
    y = np.where(senses == Sense.AT_MOST, np.minimum(y, 0), y)
    reduced = program.cost - program.rows.T @ y
    leaned_on = np.where(reduced > 0, program.lower, program.upper)
    missing = ~np.isfinite(leaned_on)
    if bool((missing & (np.abs(reduced) > ZERO_REDUCED_COST)).any()):
        return float("-inf")
    return float(program.limits @ y + reduced[~missing] @ leaned_on[~missing])
