"""The same fit from counted rows: contacts that agree in every column are one row of the design.

Coefficients, errors and likelihoods are those of the contacts themselves, not of the counts.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.special import gammaln, xlogy

from engine.domain.specification import ErrorDefinition, Family, Specification
from engine.domain.tables import CountedTable
from engine.errors import InputError
from engine.evidence.clusters import robust_covariance
from engine.evidence.design import Design, design
from engine.evidence.design_notes import design_notes
from engine.evidence.fitted import FittedModel, Method
from engine.evidence.readings import Reading
from engine.evidence.regressions import fit_design

COUNTABLE = (Family.LOGIT, Family.POISSON, Family.LINEAR)
WHITE = (ErrorDefinition.HC0, ErrorDefinition.HC1)


@dataclass(frozen=True, slots=True, eq=False)
class CellDesign:
    """A design whose rows are cells, ``trials`` the contacts of each and ``outcome`` their sum.

    ``within`` (n,) are the contacts' squared deviations from their cell's mean outcome.
    """

    design: Design
    within: NDArray[np.float64]


def cell_design(counted: CountedTable, specification: Specification) -> CellDesign:
    """Return the design of counted rows; what is dropped or missing is told in contacts.

    Parameters
    ----------
    counted
        Holds the outcome, terms, fixed effects, clusters and exposure; the outcome may be
        averaged where the family is linear.

    Raises
    ------
    InputError
        ``evidence.cells_family`` where the family is none of logit, Poisson and linear; as
        :func:`engine.evidence.design.design`.
    """
    if specification.family not in COUNTABLE:
        raise InputError("evidence.cells_family", family=specification.family.value)
    made = design(counted.table, specification)
    n = counted.n[made.labels].astype(np.float64)
    readings = {
        name: Reading(values, made.levels.get(name, ())) for name, values in made.readings.items()
    }
    told = replace(
        made,
        outcome=made.outcome * n,
        trials=n,
        dropped=int(counted.n.sum() - n.sum()),
        missing={
            name: int(counted.n[pd.isna(counted.table.column(name))].sum()) for name in made.missing
        },
        notes=design_notes(specification, readings, n),
    )
    return CellDesign(told, counted.within[made.labels])


def fit_cells(counted: CountedTable, specification: Specification) -> FittedModel:
    """Return the fit of a specification to the contacts behind counted rows.

    Everything equals the fit to the contacts, row by row: coefficients, errors of every
    definition with N the number of contacts, likelihood, deviance and dispersion.

    Raises
    ------
    InputError, MethodError
        As :func:`cell_design` and :func:`engine.evidence.regressions.fit`.

    Notes
    -----
    Contacts of a cell share x. A clustered meat needs only their summed scores; White's needs
    ``sum_i u_i^2 = U^2 / n + W``, with U the cell's score and W the deviations within it, which
    are 0 where the outcome itself makes cells. The normal likelihood needs the same W: the
    residual sum of squares is that about the cells' means plus ``sum W``.
    """
    cells = cell_design(counted, specification)
    fit = fit_design(cells.design, specification)
    return _with_errors(_of_contacts(fit, cells.within), cells.within)


def _of_contacts(fit: FittedModel, within: NDArray[np.float64]) -> FittedModel:
    """Return the fit with likelihoods, deviance and dispersion of contacts, not of cells."""
    made, k = fit.design, len(fit.coefficients)
    if fit.method is not Method.LEAST_SQUARES:
        excess = _constants(fit)
        return replace(
            fit,
            log_likelihood=fit.log_likelihood - excess,
            null_log_likelihood=fit.null_log_likelihood - excess,
            dispersion=fit.dispersion * (len(made.outcome) - k) / (fit.rows - k),
        )
    squares = fit.deviance + float(within.sum())
    mean = fit.outcome_mean
    about = float(((made.outcome - made.trials * mean) ** 2 / made.trials).sum() + within.sum())
    variance = squares / (fit.rows - k)
    return replace(
        fit,
        log_likelihood=_normal_log_likelihood(fit.rows, squares),
        null_log_likelihood=_normal_log_likelihood(fit.rows, about),
        deviance=squares,
        dispersion=variance,
        plain_covariance=variance * fit.bread,
    )


def _constants(fit: FittedModel) -> float:
    """Return by how much the cells' log-likelihood exceeds the contacts'.

    A cell's contacts have one outcome: there is one way to choose none or all of them, so that
    only counts have an excess, that of a Poisson sum over its parts.
    """
    if fit.specification.family is not Family.POISSON:
        return 0.0
    total, n = fit.design.outcome, fit.design.trials
    of_sum = xlogy(total, n) - gammaln(total + 1)
    return float((of_sum + n * gammaln(total / n + 1)).sum())


def _normal_log_likelihood(rows: int, squares: float) -> float:
    if squares <= 0:
        return float("inf")
    return -0.5 * rows * (float(np.log(2 * np.pi * squares / rows)) + 1)


def _with_errors(fit: FittedModel, within: NDArray[np.float64]) -> FittedModel:
    """Return the fit with the covariance and p-values of the contacts."""
    covariance = fit.covariance
    if fit.errors is ErrorDefinition.MODEL:
        covariance = fit.plain_covariance
    elif fit.errors in WHITE:
        score = np.sqrt(fit.score**2 / fit.design.trials + within)
        parts = (fit.bread, fit.design.matrix, score, fit.information)
        covariance = robust_covariance(*parts, (), fit.errors, fit.rows).covariance
    else:
        return fit
    if fit.method is Method.FIRTH:  # its tests are the profile's
        return replace(fit, covariance=covariance)
    t = np.abs(fit.coefficients) / np.sqrt(np.diag(covariance))
    return replace(fit, covariance=covariance, p_values=2 * stats.t.sf(t, fit.degrees))
