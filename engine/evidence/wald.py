"""The joint test that several coefficients are 0, with the fit's own covariance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.errors import MethodError
from engine.evidence.fitted import FittedModel


@dataclass(frozen=True, slots=True)
class WaldTest:
    """``statistic`` is W / q: F with (q, degrees), where W is chi2(q) for infinite degrees."""

    statistic: float
    restrictions: int
    degrees: float
    p_value: float

    @property
    def chi_squared(self) -> float:
        """W, without the division by q."""
        return self.statistic * self.restrictions


def wald_test(fit: FittedModel, positions: Sequence[int]) -> WaldTest:
    """Return the test that all coefficients at some positions of a fit are 0.

    Parameters
    ----------
    positions
        At least one, such as ``fit.design.positions("rank")``.

    Raises
    ------
    MethodError
        As :func:`joint_wald`.
    """
    places = list(positions)
    return joint_wald(fit.coefficients[places], fit.covariance[np.ix_(places, places)], fit.degrees)


def joint_wald(
    coefficients: NDArray[np.float64], covariance: NDArray[np.float64], degrees: float
) -> WaldTest:
    """Return the test that all of the coefficients are 0.

    Parameters
    ----------
    coefficients, covariance
        (q,) and (q, q), q >= 1.
    degrees
        Of the t intervals of the fit: clusters - 1, or inf.

    Raises
    ------
    MethodError
        ``evidence.wald_degrees`` where q clusters or fewer make the covariance: it is singular.

    Notes
    -----
    ``F = b' V^-1 b / q`` with (q, clusters - 1) degrees.

    References
    ----------
    Wald (1943), Transactions of the American Mathematical Society 54, 426-482; Cameron and
    Miller (2015), Journal of Human Resources 50, section VI.C (F on clusters - 1).
    """
    q = len(coefficients)
    if degrees < q:
        raise MethodError("evidence.wald_degrees", restrictions=q, degrees=degrees)
    w = float(coefficients @ np.linalg.solve(covariance, coefficients))
    if np.isinf(degrees):
        return WaldTest(w / q, q, degrees, float(stats.chi2.sf(w, q)))
    return WaldTest(w / q, q, degrees, float(stats.f.sf(w / q, q, degrees)))
