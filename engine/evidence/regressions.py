"""Every regression of this room: one entry, the family's own likelihood, errors as asked for.

statsmodels estimates, the score equations of this room confirm and refine. The rows, the clusters
and the covariance are ours, because a library's wrapper takes clusters by position and accepts
missing ones in silence.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.specification import ErrorDefinition, Family, Specification
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.errors import InputError, MethodError
from engine.evidence.clusters import RobustCovariance, robust_covariance
from engine.evidence.design import Design, design, reshaped
from engine.evidence.dispersion import dispersion_findings
from engine.evidence.firth import fit_firth
from engine.evidence.fitted import FittedModel, Method, Solution
from engine.evidence.identification import check_identified
from engine.evidence.model_notes import model_notes
from engine.evidence.responses import COUNTS
from engine.evidence.separation import Separation
from engine.evidence.solving import solved
from engine.evidence.standardisation import standardisation

LEAST_CLUSTERS = 2
MOST_SEPARATED = 60  # terms; beyond, Jeffreys' penalty rather than the data answers
SHOWN_TERMS = 5


def fit(
    table: ColumnTable, specification: Specification, near: FittedModel | None = None
) -> FittedModel:
    """Return the fit of a specification by its family, with the errors it asks for.

    Parameters
    ----------
    table
        Rows to which ``specification.filters`` have been applied; holds
        :func:`engine.evidence.design.needed_columns`.
    near
        A fit of much the same question, whose coefficients the climb starts from: for speed.

    Raises
    ------
    InputError
        The data are not what the specification says (see :func:`engine.evidence.design.design`).
    MethodError
        No finite, unique answer exists (see :mod:`engine.evidence.identification`);
        ``evidence.one_cluster``; ``evidence.not_converged``.
    """
    if specification.family is Family.HAZARD:
        # hazard.py makes the rows and comes back here to fit them
        from engine.evidence.hazard import fit_hazard

        return fit_hazard(table, specification)
    if specification.family is Family.COX:
        raise InputError("evidence.cox_has_no_mean", specification=specification.id)
    made = design(table, specification)
    return fit_design(made, specification, None if near is None else start_from(near, made))


def fit_without(fit: FittedModel, column: str) -> FittedModel:
    """Return the fit on the same rows without the terms of one column, to show what it does."""
    made = fit.design.without(column)
    return fit_design(made, fit.specification, start_from(fit, made))


def fit_again(fit: FittedModel, specification: Specification) -> FittedModel:
    """Return the fit of the same rows to other forms of the same columns.

    Parameters
    ----------
    specification
        That of the fit (of a hazard's person-periods), its terms in other forms, no new columns.

    Raises
    ------
    InputError, MethodError
        As :func:`fit`.
    """
    made = reshaped(fit.design, specification)
    return fit_design(made, specification, start_from(fit, made))


def start_from(near: FittedModel, made: Design) -> NDArray[np.float64]:
    """Return a fit's coefficients for the columns (k,) of another design, 0 for new ones."""
    known = dict(zip(near.design.names, near.coefficients, strict=True))
    return np.array([known.get(name, 0.0) for name in made.names])


def fit_design(
    design: Design, specification: Specification, near: NDArray[np.float64] | None = None
) -> FittedModel:
    """Return the fit of a design that is already made; raises as :func:`fit`.

    Parameters
    ----------
    near
        (k,) coefficients near the answer, as of :func:`fit_again`: for speed.

    Separated yes-or-no outcomes are answered by Firth's penalised likelihood, which a caution
    says; separated counts and hazards are refused.
    """
    for clustering in design.clusterings:
        if len(clustering.labels) < LEAST_CLUSTERS:
            raise MethodError(
                "evidence.one_cluster", cluster=clustering.column, label=clustering.labels[0]
            )
    standard = standardisation(design.matrix)
    check_identified(design, standard)
    found = solved(design, standard, specification.family, near)
    if isinstance(found, Separation):
        return _penalised(design, specification, found)
    return _fitted(design, specification, found)


def _penalised(design: Design, specification: Specification, separation: Separation) -> FittedModel:
    """Return Firth's fit with the separation named, or refuse a family it has no answer for."""
    terms = ", ".join(separation.terms)
    if specification.family in COUNTS:
        raise MethodError("evidence.zero_counts", terms=terms)
    if len(separation.terms) > MOST_SEPARATED:
        raise MethodError(
            "evidence.too_many_separated",
            count=len(separation.terms),
            most=MOST_SEPARATED,
            first=", ".join(separation.terms[:SHOWN_TERMS]),
        )
    if specification.family is Family.HAZARD:
        raise MethodError(f"evidence.{separation.kind.value}_separation", terms=terms)
    key = f"finding.evidence.{separation.kind.value}_separation"
    caution = Finding("caution", Sentence(key, {"terms": terms}))
    fitted = fit_firth(design, specification)
    told = (*model_notes(design, specification), caution, *fitted.findings)
    once = tuple(each for j, each in enumerate(told) if each not in told[:j])
    return replace(fitted, findings=once)


def _fitted(design: Design, specification: Specification, solution: Solution) -> FittedModel:
    errors = errors_in_force(specification)
    robust = covariance(design, solution, errors)
    return FittedModel(
        specification=specification,
        design=design,
        link=solution.link,
        method=solution.method,
        coefficients=solution.coefficients,
        bread=solution.bread,
        score=solution.score,
        information=solution.information,
        covariance=robust.covariance,
        plain_covariance=solution.plain_covariance,
        errors=errors,
        degrees=robust.degrees,
        log_likelihood=solution.log_likelihood,
        null_log_likelihood=solution.null_log_likelihood,
        deviance=solution.deviance,
        dispersion=solution.dispersion,
        alpha=solution.alpha,
        intervals=None,
        p_values=_p_values(solution.coefficients, robust),
        findings=(
            *model_notes(design, specification),
            *dispersion_findings(design, specification.family, solution, errors),
            *robust.findings,
            *solution.findings,
        ),
    )


def errors_in_force(specification: Specification) -> ErrorDefinition:
    """Return the definition of the standard errors: by cluster where one is named."""
    if specification.errors is not None:
        return specification.errors
    if specification.cluster:
        return ErrorDefinition.CLUSTERED_G_N_K
    return ErrorDefinition.MODEL


def covariance(design: Design, solution: Solution, errors: ErrorDefinition) -> RobustCovariance:
    """Return the covariance of a solution's coefficients; least squares has t of n - k."""
    contacts, k = int(design.trials.sum()), design.matrix.shape[1]
    if errors is ErrorDefinition.MODEL:
        robust = RobustCovariance(solution.plain_covariance, np.inf)
    else:
        robust = robust_covariance(
            solution.bread,
            design.matrix,
            solution.score,
            solution.information,
            design.clusterings,
            errors,
            contacts,
        )
    if solution.method is Method.LEAST_SQUARES and np.isinf(robust.degrees):
        return RobustCovariance(robust.covariance, float(contacts - k), findings=robust.findings)
    return robust


def _p_values(coefficients: NDArray[np.float64], robust: RobustCovariance) -> NDArray[np.float64]:
    """Return the two-sided p-values (k,) of the t tests of 0; CR2 has degrees for each.

    nan where a coefficient has no degrees: it rests on one cluster alone.
    """
    with np.errstate(divide="ignore", invalid="ignore"):  # an error of 0: an exact fit
        t = np.abs(coefficients) / np.sqrt(np.diag(robust.covariance))
    own = robust.coefficient_degrees
    if own is None:
        return np.asarray(2 * stats.t.sf(t, robust.degrees), dtype=np.float64)
    return np.asarray(2 * stats.t.sf(t, np.where(own > 0, own, np.nan)), dtype=np.float64)
