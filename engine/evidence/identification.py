"""Whether a logit has an answer at all: collinear terms and separated outcomes, by name.

Both are decided before the fit, because a fitting routine may pass over them in silence: it
splits the effect of collinear terms at will, or reports convergence at a coefficient of 24 with
a standard error of 12,000.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from engine.errors import InternalError, MethodError
from engine.evidence.design import Design
from engine.evidence.standardisation import Standardisation

COLLINEAR_EIGENVALUE = 1e-10  # of the correlation matrix: a variance inflation of about 1e10
NAMED_LOADING = 1e-3
FIRST_ROWS = 2_000
ADDED_ROWS = 500
SEPARATED = 1e-6  # the linear programme works to 1e-7
ROUNDS = 200
BLOCK_ROWS = 65_536


def check_identified(design: Design, standard: Standardisation) -> None:
    """Refuse a design whose logit has no finite, unique maximum-likelihood answer.

    Raises
    ------
    MethodError
        ``evidence.too_few_rows``, ``evidence.constant_term``, ``evidence.collinear``,
        ``evidence.complete_separation`` or ``evidence.quasi_separation``, each naming the terms.
    """
    n, k = design.matrix.shape
    if n <= k:
        raise MethodError("evidence.too_few_rows", rows=n, columns=k)
    for name, scale in zip(design.names[1:], standard.scales, strict=True):
        if scale == 0.0:
            raise MethodError("evidence.constant_term", term=name)
    _check_not_collinear(design, standard)
    _check_overlap(design, standard)


def _check_not_collinear(design: Design, standard: Standardisation) -> None:
    """Refuse a flat direction of the correlation matrix, naming the terms along it."""
    k = len(standard.scales)
    correlation = np.zeros((k, k))
    for start in range(0, len(design.matrix), BLOCK_ROWS):
        block = standard.apply(design.matrix[start : start + BLOCK_ROWS])[:, 1:]
        correlation += block.T @ block
    values, vectors = np.linalg.eigh(correlation / len(design.matrix))
    if not len(values) or values[0] > COLLINEAR_EIGENVALUE:
        return
    terms = _loaded(design.names[1:], vectors[:, 0])
    raise MethodError("evidence.collinear", terms=", ".join(terms))


def _loaded(names: tuple[str, ...], direction: NDArray[np.float64]) -> list[str]:
    size = np.abs(direction)
    return [name for name, s in zip(names, size, strict=True) if s > NAMED_LOADING * size.max()]


def _check_overlap(design: Design, standard: Standardisation) -> None:
    rows = SignedRows(design.matrix, design.outcome, standard)
    direction = separating_direction(rows)
    if direction is None:
        return
    terms = _loaded(design.names[1:], direction[1:])
    code = "evidence.quasi_separation"
    if widest_margin(rows) > SEPARATED:
        code = "evidence.complete_separation"
    raise MethodError(code, terms=", ".join(terms))


@dataclass(frozen=True, slots=True, eq=False)
class SignedRows:
    """Rows of a logit, each with the sign of its outcome; directions are over standardised columns.

    Parameters
    ----------
    matrix
        (n, k), intercept first, full column rank.
    outcome
        (n,) of 0 and 1.
    standard
        Of the matrix; programmes are well scaled in it.
    """

    matrix: NDArray[np.float64]
    outcome: NDArray[np.float64]
    standard: Standardisation

    def margins(self, direction: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``(2 y_i - 1) z_i . d`` of every row, (n,)."""
        raw = self.standard.way_back() @ direction
        return np.asarray((2.0 * self.outcome - 1.0) * (self.matrix @ raw), dtype=np.float64)

    def signed(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return some signed rows in standardised columns, (m, k)."""
        signs = 2.0 * self.outcome[rows] - 1.0
        return np.asarray(signs[:, None] * self.standard.apply(self.matrix[rows]), np.float64)

    def mean(self) -> NDArray[np.float64]:
        """Return the mean of all signed standardised rows, (k,)."""
        sums = self.matrix.T @ (2.0 * self.outcome - 1.0)
        return np.asarray(self.standard.way_back().T @ sums / len(self.matrix), np.float64)


def separating_direction(rows: SignedRows) -> NDArray[np.float64] | None:
    """Return a direction that separates the outcomes, or None when they overlap.

    Returns
    -------
    ndarray or None
        (k,) with ``(2 y_i - 1) x_i . d >= 0`` for every row and > 0 for some: the likelihood
        grows without end along d, and no finite estimate exists.

    Notes
    -----
    Konis's linear programme: maximise the sum of the signed margins subject to every margin >= 0
    and |d_j| <= 1. Its value is 0 exactly where complete and quasi-complete separation are both
    absent. Rows enter by constraint generation: overlap of some rows is overlap of all, so that
    a million rows cost a few small programmes.

    References
    ----------
    Konis (2007), Linear programming algorithms for detecting separated data in binary logistic
    regression models, section 4; Albert and Anderson (1984), theorems 1 to 3.
    """
    gain = rows.mean()

    def best(some: NDArray[np.int64]) -> tuple[NDArray[np.float64], float]:
        signed = rows.signed(some)
        return _solved(-gain, -signed, (-1.0, 1.0)), 0.0

    direction, _ = _over_all_rows(rows, best)
    return direction if rows.margins(direction).max() > SEPARATED else None


def widest_margin(rows: SignedRows) -> float:
    """Return the greatest least margin over all directions with |d_j| <= 1; > 0 if complete."""

    def best(some: NDArray[np.int64]) -> tuple[NDArray[np.float64], float]:
        signed = rows.signed(some)
        with_margin = np.column_stack([-signed, np.ones(len(signed))])
        gain = np.zeros(with_margin.shape[1])
        gain[-1] = -1.0
        solved = _solved(gain, with_margin, (-1.0, 1.0))
        return solved[:-1], float(solved[-1])

    return _over_all_rows(rows, best)[1]


Programme = Callable[[NDArray[np.int64]], tuple[NDArray[np.float64], float]]


def _over_all_rows(rows: SignedRows, best: Programme) -> tuple[NDArray[np.float64], float]:
    """Return the best direction over all rows and its least margin, adding rows as needed."""
    n = len(rows.matrix)
    some = np.unique(np.linspace(0, n - 1, FIRST_ROWS).astype(np.int64))
    for _ in range(ROUNDS):
        direction, least = best(some)
        margins = rows.margins(direction)
        violated = np.flatnonzero(margins < least - SEPARATED)
        if not violated.size:
            return direction, least
        some = np.union1d(some, violated[np.argsort(margins[violated])[:ADDED_ROWS]])
    raise InternalError("evidence.overlap_undecided", rounds=ROUNDS)


def _solved(
    cost: NDArray[np.float64], bounds_by_row: NDArray[np.float64], bounds: tuple[float, float]
) -> NDArray[np.float64]:
    """Return x that minimises ``cost . x`` subject to ``A x <= 0`` within bounds."""
    zeros = np.zeros(len(bounds_by_row))
    answer = linprog(cost, A_ub=bounds_by_row, b_ub=zeros, bounds=bounds, method="highs")
    if answer.status != 0:  # x = 0 is feasible and the box bounds it: there is an answer
        raise InternalError("evidence.overlap_undecided", rounds=answer.status)
    return np.asarray(answer.x, dtype=np.float64)
