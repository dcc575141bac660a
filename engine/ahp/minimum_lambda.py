"""The completion of least inconsistency: the gaps that make the principal eigenvalue least."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.ahp.log_least_squares import log_least_squares
from engine.ahp.perron import perron
from engine.errors import InternalError

SETTLED_FALL = 1e-15  # of lambda_max, relative: below it Newton's next error is rounding
MOST_STEPS = 60
MOST_HALVINGS = 40
SUFFICIENT_FALL = 1e-4  # of the fall the slope promises: Armijo (1966)
ROUNDING = 1e-13  # relative, of lambda_max

Floats: TypeAlias = NDArray[np.float64]


def minimum_lambda(values: Floats) -> Floats:
    """Return judgement matrices with the gaps that make the principal eigenvalue least.

    Parameters
    ----------
    values
        (..., n, n), positive and reciprocal, nan where not answered, the same number of gaps in
        each; the answers of each link all items. Not checked here.

    Returns
    -------
    NDArray
        (..., n, n) without gaps, reciprocal; answers are kept as they are.

    Raises
    ------
    InternalError
        ``ahp.completion_not_certified`` when the minimum is not reached.

    Notes
    -----
    lambda_max is convex in the logarithms of the gaps, strictly so when the answers link all
    items: there is one minimum. Newton's steps towards it begin at the log-least-squares
    completion, are halved until lambda_max falls enough, and end when the next one could lower
    lambda_max by no more than 1e-15 of it (half of slope' bend^-1 slope).

    References
    ----------
    Bozoki, S., Fulop, J., Ronyai, L. (2010), On optimal completion of incomplete pairwise
    comparison matrices, Mathematical and Computer Modelling 52, 318-333: convexity, uniqueness.
    """
    stack = values.reshape(-1, *values.shape[-2:])
    scale = log_least_squares(stack)
    ratios = scale[:, :, None] / scale[:, None, :]
    found = _least(stack / ratios) * ratios
    return np.where(np.isnan(values), found.reshape(values.shape), values)


@dataclass(frozen=True, slots=True, eq=False)
class _Gaps:
    """Where the gaps above the diagonal stand in a stack: matrix (b, 1), row and column (b, m)."""

    matrix: NDArray[np.intp]
    row: NDArray[np.intp]
    column: NDArray[np.intp]

    @classmethod
    def of(cls, stack: Floats) -> "_Gaps":
        _, rows, columns = np.nonzero(np.isnan(np.triu(stack, 1)))
        matrix = np.arange(len(stack))[:, None]
        return cls(matrix, rows.reshape(len(stack), -1), columns.reshape(len(stack), -1))

    def filled(self, stack: Floats, logs: Floats) -> Floats:
        """Return the stack with these log ratios (b, m) in the gaps."""
        whole = stack.copy()
        whole[self.matrix, self.row, self.column] = np.exp(logs)
        whole[self.matrix, self.column, self.row] = np.exp(-logs)
        return whole


def _least(stack: Floats) -> Floats:
    """Return the completed stack; a matrix leaves the iteration as soon as it has settled."""
    whole = stack.copy()
    active = np.arange(len(stack))
    logs = np.zeros(_Gaps.of(stack).row.shape)
    for _ in range(MOST_STEPS):
        gaps = _Gaps.of(stack[active])
        before = gaps.filled(stack[active], logs[active])
        slope, step, lambda_max = _newton_steps(before, gaps)
        fall = -(slope * step).sum(axis=-1)
        lengths = _lengths(before, gaps, (logs[active], step), (lambda_max, fall))
        logs[active] += lengths[:, None] * step
        whole[active] = gaps.filled(stack[active], logs[active])
        active = active[fall > SETTLED_FALL * lambda_max]
        if not active.size:
            return whole
    raise InternalError("ahp.completion_not_certified", items=stack.shape[-1], steps=MOST_STEPS)


def _newton_steps(whole: Floats, gaps: _Gaps) -> tuple[Floats, Floats, Floats]:
    """Return the slope of lambda_max in the log gaps (b, m), Newton's step and lambda_max (b,).

    Notes
    -----
    With l and r the left and right principal eigenvectors, l r = 1, Q the group inverse of
    lambda I - A, and D_k the derivative of A in the k-th log gap, which is a_ij at (i, j) and
    -a_ji at (j, i): the slope is l D_k r, the bend l D_k Q D_m r + l D_m Q D_k r, and on its
    diagonal l_i a_ij r_j + l_j a_ji r_i besides.

    References
    ----------
    Deutsch, E., Neumann, M. (1984), Derivatives of the Perron root at an essentially nonnegative
    matrix and the group inverse of an M-matrix, J. Math. Analysis and Applications 102, 1-29.
    """
    right, lambda_max = perron(whole)
    left, _ = perron(_transposed(whole))
    left = left / (left * right).sum(axis=-1, keepdims=True)
    at, i, j = gaps.matrix, gaps.row, gaps.column
    a_ij, a_ji = whole[at, i, j], whole[at, j, i]
    l_i, l_j, r_i, r_j = left[at, i], left[at, j], right[at, i], right[at, j]
    unit = np.eye(whole.shape[-1])
    left_derived = (l_i * a_ij)[..., None] * unit[j] - (l_j * a_ji)[..., None] * unit[i]
    derived_right = (a_ij * r_j)[..., None] * unit[i] - (a_ji * r_i)[..., None] * unit[j]
    projection = right[:, :, None] * left[:, None, :]
    inverse = np.linalg.inv(lambda_max[:, None, None] * unit - whole + projection) - projection
    there, back = l_i * a_ij * r_j, l_j * a_ji * r_i
    slope = there - back
    step = -_solved(there + back, np.concatenate([left_derived, derived_right], -1), inverse, slope)
    return slope, step, lambda_max


def _solved(own: Floats, sides: Floats, inverse: Floats, slope: Floats) -> Floats:
    """Return bend^-1 slope, the bend diag(own) + sides [[0, Q], [Q', 0]] sides', Q the inverse.

    By the formula of Sherman, Morrison and Woodbury, for speed: 2n equations in place of as many
    as there are gaps are 20 times as fast with 300 gaps of 30 items.
    """
    none = np.zeros_like(inverse)
    inner = np.block([[none, inverse], [_transposed(inverse), none]])
    scaled = _transposed(sides) / own[:, None, :]
    system = np.eye(inner.shape[-1]) + inner @ (scaled @ sides)
    correction = np.linalg.solve(system, inner @ (scaled @ slope[..., None]))
    return np.asarray((slope - (sides @ correction)[..., 0]) / own, dtype=np.float64)


def _transposed(stack: Floats) -> Floats:
    return np.swapaxes(stack, -1, -2)


def _lengths(
    before: Floats, gaps: _Gaps, move: tuple[Floats, Floats], now: tuple[Floats, Floats]
) -> Floats:
    """Return how much of each step to take (b,): 1, 1/2, 1/4 .. until lambda_max falls enough."""
    (logs, step), (lambda_max, fall) = move, now
    lengths = np.ones(len(step))
    for _ in range(MOST_HALVINGS):
        _, after = perron(gaps.filled(before, logs + lengths[:, None] * step))
        allowed = lambda_max * (1 + ROUNDING) - SUFFICIENT_FALL * lengths * fall
        short = after > allowed
        if not short.any():
            break
        lengths[short] /= 2
    return lengths
