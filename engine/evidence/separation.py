"""Separation: outcomes that a likelihood follows to infinity, found exactly and named.

A fitting routine may pass over it in silence, reporting convergence at a coefficient of 24 with a
standard error of 12,000. A linear programme decides it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from engine.errors import InternalError
from engine.evidence.design import Design
from engine.evidence.identification import loaded
from engine.evidence.standardisation import Standardisation

FIRST_ROWS = 2_000
ADDED_ROWS = 500
SEPARATED = 1e-6  # the linear programme works to 1e-7
ROUNDS = 200
CERTAIN = 1e-9


class SeparationKind(StrEnum):
    """``complete``: without a single error; ``quasi``: some levels or values only."""

    COMPLETE = "complete"
    QUASI = "quasi"


@dataclass(frozen=True, slots=True)
class Separation:
    """That the likelihood has no finite maximum, and the terms along which it grows."""

    kind: SeparationKind
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class OneSidedRows:
    """Rows of a design by what they hold down: the linear predictor's rise, its fall, or both.

    Directions are over standardised columns.

    Parameters
    ----------
    matrix
        (n, k), intercept first, full column rank.
    holds_up, holds_down
        (n,) whether the row's likelihood falls without end as its predictor falls (a success
        was seen), and as it rises (a failure was seen).
    standard
        Of the matrix; programmes are well scaled in it.
    """

    matrix: NDArray[np.float64]
    holds_up: NDArray[np.bool_]
    holds_down: NDArray[np.bool_]
    standard: Standardisation

    @property
    def signs(self) -> NDArray[np.float64]:
        """(n,) 1 where only a success was seen, -1 only a failure, 0 both."""
        return self.holds_up.astype(np.float64) - self.holds_down

    def margins(self, direction: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far each row goes along with a direction, (n,); a row of both never does."""
        along = self.matrix @ (self.standard.way_back() @ direction)
        return np.where(self.signs == 0, -np.abs(along), self.signs * along)

    def signed(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return some rows, standardised, that a direction must not be negative on, (m, k)."""
        standard, signs = self.standard.apply(self.matrix[rows]), self.signs[rows]
        both = standard[signs == 0]
        return np.vstack([signs[signs != 0, None] * standard[signs != 0], both, -both])

    def mean(self) -> NDArray[np.float64]:
        """Return the mean of all signed standardised rows, (k,)."""
        sums = self.matrix.T @ self.signs
        return np.asarray(self.standard.way_back().T @ sums / len(self.matrix), np.float64)


def one_sided_rows(design: Design, standard: Standardisation, *, counts: bool) -> OneSidedRows:
    """Return the rows of a yes-or-no or grouped design, or of one of counts.

    A count above 0 holds both ways; a count of 0 lets the predictor fall without end.
    """
    seen = design.outcome > 0
    holds_down = np.ones(len(seen), np.bool_) if counts else design.outcome < design.trials
    return OneSidedRows(design.matrix, seen, holds_down, standard)


def may_be_separated(
    rows: OneSidedRows, score: NDArray[np.float64], certain: float = CERTAIN
) -> bool:
    """Return whether a converged fit leaves room for separation.

    Parameters
    ----------
    score
        (n,) of the rows at the fit, which converged to a Newton decrement below 1e-10.
    certain
        Above that decrement.

    Notes
    -----
    Were the rows separated along d, the Newton decrement would be at least ``|u_i|`` of the row
    that goes farthest along d (Cauchy and Schwarz, since a one-sided row's information is no
    more than its ``|u_i|``), so that such a decrement leaves only rows predicted with
    certainty.
    """
    one_sided = rows.signs != 0
    return bool((np.abs(score[one_sided]) < certain).any())


def separation(rows: OneSidedRows, names: tuple[str, ...]) -> Separation | None:
    """Return the separation of some rows, or None where a finite maximum exists.

    References
    ----------
    Albert and Anderson (1984), Biometrika 71, theorems 1 to 3; for counts Correia, Guimaraes
    and Zylkin (2019), arXiv 1903.01633, proposition 1.
    """
    direction = separating_direction(rows)
    if direction is None:
        return None
    terms = tuple(loaded(names[1:], direction[1:]))
    if widest_margin(rows) > SEPARATED:
        return Separation(SeparationKind.COMPLETE, terms)
    return Separation(SeparationKind.QUASI, terms)


def separating_direction(rows: OneSidedRows) -> NDArray[np.float64] | None:
    """Return a direction that separates the outcomes, or None when they overlap.

    Returns
    -------
    ndarray or None
        (k,) with every margin >= 0 and some > 0: the likelihood grows without end along it.

    Notes
    -----
    Konis's linear programme: maximise the sum of the signed margins subject to every margin >= 0
    and |d_j| <= 1. Its value is 0 exactly where complete and quasi-complete separation are both
    absent. Rows enter by constraint generation: overlap of some rows is overlap of all, so that
    a million rows cost a few small programmes.

    References
    ----------
    Konis (2007), Linear programming algorithms for detecting separated data in binary logistic
    regression models, section 4.
    """
    gain = rows.mean()

    def best(some: NDArray[np.int64]) -> tuple[NDArray[np.float64], float]:
        signed = rows.signed(some)
        return _solved(-gain, -signed, (-1.0, 1.0)), 0.0

    direction, _ = _over_all_rows(rows, best)
    return direction if rows.margins(direction).max() > SEPARATED else None


def widest_margin(rows: OneSidedRows) -> float:
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


def _over_all_rows(rows: OneSidedRows, best: Programme) -> tuple[NDArray[np.float64], float]:
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
