"""What every regression of this room returns, whatever its family."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.specification import ErrorDefinition, Specification
from engine.domain.texts import Finding
from engine.evidence.design import Design
from engine.evidence.links import Link


class Method(StrEnum):
    """How the coefficients were found; ``firth`` is the answer to separated outcomes."""

    MAXIMUM_LIKELIHOOD = "maximum_likelihood"
    LEAST_SQUARES = "least_squares"
    FIRTH = "firth"


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Coefficients (k,) of the raw columns and what the errors are made of.

    The names are those of :class:`FittedModel`.
    """

    link: Link
    method: Method
    coefficients: NDArray[np.float64]
    bread: NDArray[np.float64]
    plain_covariance: NDArray[np.float64]
    score: NDArray[np.float64]
    information: NDArray[np.float64]
    log_likelihood: float
    null_log_likelihood: float
    deviance: float
    dispersion: float
    alpha: float = float("nan")
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class FittedModel:
    """A fitted model, everything aligned to the rows of its design.

    Parameters
    ----------
    coefficients
        (k,) on the link's scale, in the order of ``design.columns``.
    bread
        (k, k) inverse of ``X' diag(information) X``.
    score
        (n,) u with the row's score ``u_i x_i``: ``y - trials x mu`` for a canonical link.
    information
        (n,) weights of the Fisher (negative binomial: conditional on alpha) information.
    covariance, errors, degrees
        (k, k) as ``errors`` says, with the degrees of freedom of its t intervals; inf is the
        normal.
    plain_covariance
        The model's own, right only where rows are independent.
    log_likelihood, null_log_likelihood
        At the estimate, and with the intercept (and offset) alone; nan where there is none.
    deviance, dispersion, alpha
        Residual deviance (linear: residual sum of squares); Pearson chi2 / (rows - k) (linear:
        the residual variance); alpha of the negative binomial, else nan.
    intervals
        (k, 2) penalised profile intervals at 95 % where the method is ``firth``, else None.
    p_values
        (k,) of the two-sided tests of 0: profile-penalised for ``firth``, else by t.
    findings
        What the reader must know: few clusters, rows left out, separation, which level is 1.
    """

    specification: Specification
    design: Design
    link: Link
    method: Method
    coefficients: NDArray[np.float64]
    bread: NDArray[np.float64]
    score: NDArray[np.float64]
    information: NDArray[np.float64]
    covariance: NDArray[np.float64]
    plain_covariance: NDArray[np.float64]
    errors: ErrorDefinition
    degrees: float
    log_likelihood: float
    null_log_likelihood: float
    deviance: float
    dispersion: float
    alpha: float
    intervals: NDArray[np.float64] | None
    p_values: NDArray[np.float64]
    findings: tuple[Finding, ...]

    @property
    def rows(self) -> int:
        """How many contacts the fit rests on: the sum of the trials."""
        return int(self.design.trials.sum())

    @property
    def clusters(self) -> int:
        """How many clusters the rows form, by the column with fewest; 0 without a cluster."""
        return min((len(each.labels) for each in self.design.clusterings), default=0)

    @property
    def outcome_mean(self) -> float:
        """The mean of the outcome for each trial; for a yes-or-no outcome its rate."""
        return float(self.design.outcome.sum() / self.design.trials.sum())

    @property
    def standard_errors(self) -> NDArray[np.float64]:
        """(k,) standard errors of the coefficients as ``errors`` says."""
        return np.asarray(np.sqrt(np.diag(self.covariance)), dtype=np.float64)

    @property
    def plain_standard_errors(self) -> NDArray[np.float64]:
        """(k,) standard errors of the model itself."""
        return np.asarray(np.sqrt(np.diag(self.plain_covariance)), dtype=np.float64)

    def linear_predictor(self) -> NDArray[np.float64]:
        """Return (n,) offset + X b."""
        return np.asarray(
            self.design.offset + self.design.matrix @ self.coefficients, dtype=np.float64
        )

    def half_width(self, standard_error: float, level: float) -> float:
        """Return the half width of a t interval with ``degrees`` at ``level``."""
        return float(stats.t.ppf((1 + level) / 2, self.degrees)) * standard_error
