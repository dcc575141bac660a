"""Columns brought to mean 0 and standard deviation 1, and the exact way back.

The likelihood's maximum does not change; the arithmetic does: a year beside a share, or an order
number near a million, leaves no digits to Newton's steps on the raw columns.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Standardisation:
    """Means and standard deviations (k - 1,) of the columns after the intercept."""

    means: NDArray[np.float64]
    scales: NDArray[np.float64]

    def apply(self, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (m, k) rows, intercept first, in standardised columns, each contiguous.

        Column by column for speed: five times as fast as rows of a dozen numbers, and what is
        then made of the block is faster too.
        """
        standard = np.empty(matrix.shape, order="F")
        standard[:, 0] = matrix[:, 0]
        for j in range(1, matrix.shape[1]):
            column = standard[:, j]
            np.subtract(matrix[:, j], self.means[j - 1], out=column)
            column /= self.scales[j - 1]
        return standard

    def way_back(self) -> NDArray[np.float64]:
        """Return T (k, k) with ``raw coefficients = T @ standardised ones``.

        ``b_j = g_j / s_j`` and ``b_0 = g_0 - sum_j g_j m_j / s_j``; a covariance goes back as
        ``T C T'``.
        """
        back = np.diag(np.concatenate([[1.0], 1.0 / self.scales]))
        back[0, 1:] = -self.means / self.scales
        return back

    def way_there(self) -> NDArray[np.float64]:
        """Return (k, k) with ``standardised coefficients = it @ raw ones``: the way back undone."""
        there = np.diag(np.concatenate([[1.0], self.scales]))
        there[0, 1:] = self.means
        return there


def standardisation(matrix: NDArray[np.float64]) -> Standardisation:
    """Return the standardisation of a matrix (n, k) whose first column is the intercept.

    A column that is constant up to rounding gets the scale 0, one whose squares overflow inf.
    """
    with np.errstate(over="ignore"):
        means = matrix[:, 1:].mean(axis=0)
    scales = np.empty(len(means))
    for j in range(len(means)):
        column = matrix[:, j + 1]
        with np.errstate(over="ignore"):
            scale = np.sqrt(np.mean((column - means[j]) ** 2))
        rounding = np.abs(column).max() * np.finfo(np.float64).eps
        scales[j] = scale if scale > rounding else 0.0
    return Standardisation(means, scales)
