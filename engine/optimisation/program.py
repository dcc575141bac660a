"""Linear programmes as plain arrays, and the arithmetic that checks a solver's answer.

Owns the model and its certificates (violation of a point, bound of a dual vector); leaves solving
to :mod:`engine.optimisation.solver`.
"""

from dataclasses import dataclass
from enum import StrEnum

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
class LinearProgram:
    """Minimise ``cost @ x`` subject to rows, bounds and integrality.

    Always a minimisation: solvers disagree about the sign of duals of maximisations.

    Parameters
    ----------
    cost
        (n,).
    rows, limits
        (m, n) and (m,): ``rows @ x`` compared with ``limits`` by ``senses``.
    senses
        m comparisons.
    lower, upper
        (n,), -inf and inf where there is no bound.
    integer
        (n,), True where the variable must be an integer.
    """

    cost: NDArray[np.float64]
    rows: NDArray[np.float64]
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
