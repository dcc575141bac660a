"""The logit of a yes-or-no outcome with errors clustered by agent.

statsmodels maximises the likelihood; the rows, the clusters and the covariance are ours, because
its wrapper takes clusters by position and accepts missing ones in silence.
"""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import expit
from statsmodels.discrete.discrete_model import Logit
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from engine.domain.specification import Specification
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.errors import MethodError
from engine.evidence.clusters import (
    FEW_CLUSTERS,
    ErrorDefinition,
    cluster_sums,
    sandwich,
    small_sample_factor,
)
from engine.evidence.design import Design, design
from engine.evidence.identification import check_identified
from engine.evidence.standardisation import standardisation

PLAIN_LEVELS = ("1", "true")  # an outcome that is 1 or true where it counts needs no word
NEWTON_STEPS = 100
LEAST_CLUSTERS = 2


@dataclass(frozen=True, slots=True, eq=False)
class FittedLogit:
    """A fitted logit, everything aligned to the rows of its design.

    Parameters
    ----------
    coefficients
        (k,) on the log-odds scale, in the order of ``design.columns``.
    covariance
        (k, k) clustered as ``errors`` says; ``plain_covariance`` is the model's own, right only
        where contacts of one agent are independent.
    probabilities
        (n,) fitted.
    findings
        What the reader must know: few clusters, rows left out, which level is 1.
    """

    specification: Specification
    design: Design
    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    plain_covariance: NDArray[np.float64]
    errors: ErrorDefinition
    log_likelihood: float
    probabilities: NDArray[np.float64]
    findings: tuple[Finding, ...]

    @property
    def rows(self) -> int:
        """How many rows the fit uses."""
        return len(self.design.outcome)

    @property
    def clusters(self) -> int:
        """How many clusters the rows form."""
        return len(self.design.cluster_labels)

    @property
    def degrees(self) -> int:
        """Degrees of freedom of every t interval: clusters - 1."""
        return self.clusters - 1

    @property
    def outcome_rate(self) -> float:
        """The share of rows whose outcome is 1."""
        return float(self.design.outcome.mean())

    @property
    def standard_errors(self) -> NDArray[np.float64]:
        """(k,) clustered standard errors of the coefficients."""
        return np.asarray(np.sqrt(np.diag(self.covariance)), dtype=np.float64)

    @property
    def plain_standard_errors(self) -> NDArray[np.float64]:
        """(k,) standard errors that ignore the clusters."""
        return np.asarray(np.sqrt(np.diag(self.plain_covariance)), dtype=np.float64)

    def half_width(self, standard_error: float, level: float) -> float:
        """Return the half width of a t interval with clusters - 1 degrees at ``level``."""
        return float(stats.t.ppf((1 + level) / 2, self.degrees)) * standard_error


def fit_logit(
    table: ColumnTable,
    specification: Specification,
    errors: ErrorDefinition = ErrorDefinition.CLUSTERED_G_N_K,
) -> FittedLogit:
    """Return the logit of a specification with errors clustered by ``specification.cluster``.

    Parameters
    ----------
    table
        Rows to which ``specification.filters`` have been applied; holds
        :func:`engine.evidence.design.needed_columns`.
    errors
        The small-sample factor; G/(G-1) x (N-1)/(N-K) unless another is asked for.

    Raises
    ------
    InputError
        The data are not what the specification says (see :func:`engine.evidence.design.design`).
    MethodError
        No finite, unique answer exists (see
        :func:`engine.evidence.identification.check_identified`); ``evidence.one_cluster``;
        ``evidence.not_converged``.
    """
    return fit_design(design(table, specification), specification, errors)


def fit_without(fit: FittedLogit, column: str) -> FittedLogit:
    """Return the fit on the same rows without the terms of one column, to show what it does."""
    return fit_design(fit.design.without(column), fit.specification, fit.errors)


def fit_design(
    design: Design, specification: Specification, errors: ErrorDefinition
) -> FittedLogit:
    """Return the logit of a design that is already made; raises as :func:`fit_logit`."""
    if len(design.cluster_labels) < LEAST_CLUSTERS:
        raise MethodError(
            "evidence.one_cluster",
            cluster=specification.cluster,
            label=design.cluster_labels[0],
        )
    standard = standardisation(design.matrix)
    check_identified(design, standard)
    matrix, back = standard.apply(design.matrix), standard.way_back()
    found, log_likelihood = _maximum_likelihood(design.outcome, matrix)
    probabilities = expit(matrix @ found)
    bread = _inverse_information(matrix, probabilities)
    scores = cluster_sums(matrix, design.outcome - probabilities, design.clusters)
    rows, columns = matrix.shape
    factor = small_sample_factor(rows, columns, len(design.cluster_labels), errors)
    return FittedLogit(
        specification=specification,
        design=design,
        coefficients=back @ found,
        covariance=back @ sandwich(bread, scores, factor) @ back.T,
        plain_covariance=back @ bread @ back.T,
        errors=errors,
        log_likelihood=log_likelihood,
        probabilities=probabilities,
        findings=_findings(design, specification),
    )


def _maximum_likelihood(
    outcome: NDArray[np.float64], matrix: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Return coefficients and log-likelihood; the answer is known to exist and to be unique."""
    model = Logit(outcome, matrix, check_rank=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # answered below, with a name
        fitted = model.fit(method="newton", maxiter=NEWTON_STEPS, disp=0, skip_hessian=True)
    if not fitted.mle_retvals["converged"]:
        raise MethodError("evidence.not_converged", steps=NEWTON_STEPS)
    return np.asarray(fitted.params, dtype=np.float64), float(fitted.llf)


def _inverse_information(
    matrix: NDArray[np.float64], probabilities: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the inverse of ``X' diag(p (1 - p)) X``, (k, k)."""
    weights = probabilities * (1.0 - probabilities)
    information = matrix.T @ (weights[:, None] * matrix)
    return np.asarray(np.linalg.inv(information), dtype=np.float64)


def _findings(design: Design, specification: Specification) -> tuple[Finding, ...]:
    clusters = len(design.cluster_labels)
    told = []
    if design.outcome_level not in PLAIN_LEVELS:
        values = {"outcome": specification.outcome, "level": design.outcome_level}
        told.append(Finding("note", Sentence("finding.evidence.outcome_level", values)))
    if clusters < FEW_CLUSTERS:
        told.append(
            Finding(
                "caution",
                Sentence(
                    "finding.evidence.few_clusters",
                    {"clusters": clusters, "cluster": specification.cluster, "few": FEW_CLUSTERS},
                ),
            )
        )
    if design.dropped:
        by_column = ", ".join(f"{name} {count}" for name, count in design.missing.items())
        told.append(
            Finding(
                "note",
                Sentence(
                    "finding.evidence.rows_dropped",
                    {"rows": design.dropped, "columns": by_column},
                ),
            )
        )
    return tuple(told)
