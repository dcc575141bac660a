"""Cox's proportional hazards: what goes with a sooner or later event, no baseline assumed."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.specification import ErrorDefinition, Specification
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.errors import InputError, MethodError
from engine.evidence.clusters import RobustCovariance, robust_covariance
from engine.evidence.columns import DesignColumn
from engine.evidence.cox_concordance import Concordance, concordance
from engine.evidence.cox_likelihood import PartialLikelihood, PartialPoint, confirmed_maximum
from engine.evidence.cox_risk_sets import RiskSets, RiskSums, risk_sets
from engine.evidence.design import Clustering, Design
from engine.evidence.identification import check_identified
from engine.evidence.model_notes import model_notes
from engine.evidence.proportionality import (
    ProportionalityTest,
    kaplan_meier_clock,
    proportionality_tests,
)
from engine.evidence.readings import level_reading
from engine.evidence.standardisation import standardisation
from engine.evidence.statsmodels_estimates import LibraryEstimate, library_partial_likelihood
from engine.evidence.survival_times import Subjects, subjects

TIES = ("efron", "breslow")
VIOLATED = 0.05  # of the proportionality tests


@dataclass(frozen=True, slots=True, eq=False)
class FittedCox:
    """A fitted proportional-hazards model.

    Parameters
    ----------
    design, durations
        The subjects; the design's outcome is 1 where the event came, its first column the
        intercept, which the model has not.
    coefficients
        (k,) log hazard ratios, in the order of ``columns``.
    covariance, errors, degrees
        (k, k) as ``errors`` says, with the degrees of its t intervals; inf is the normal.
    plain_covariance
        Inverse observed information of the partial likelihood.
    score_residuals
        (n, k) the subjects' parts in the score.
    log_likelihood, null_log_likelihood
        Partial, at the estimate and at no effect.
    concordance
        Of the linear predictor with the times.
    proportionality
        Tests by term of the table and of all together (``GLOBAL``).
    strata
        How many strata: each combination of the fixed effects has its own baseline.
    """

    specification: Specification
    design: Design
    durations: NDArray[np.float64]
    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    plain_covariance: NDArray[np.float64]
    score_residuals: NDArray[np.float64]
    errors: ErrorDefinition
    degrees: float
    log_likelihood: float
    null_log_likelihood: float
    concordance: Concordance
    proportionality: tuple[ProportionalityTest, ...]
    strata: int
    findings: tuple[Finding, ...]

    @property
    def columns(self) -> tuple[DesignColumn, ...]:
        """What the coefficients belong to."""
        return self.design.columns[1:]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the coefficients."""
        return self.design.names[1:]

    @property
    def rows(self) -> int:
        """How many subjects the fit rests on."""
        return len(self.durations)

    @property
    def events(self) -> int:
        """How many subjects had the event."""
        return int(self.design.outcome.sum())

    @property
    def standard_errors(self) -> NDArray[np.float64]:
        """(k,) standard errors of the coefficients as ``errors`` says."""
        return np.asarray(np.sqrt(np.diag(self.covariance)), dtype=np.float64)

    @property
    def plain_standard_errors(self) -> NDArray[np.float64]:
        """(k,) standard errors of the model itself."""
        return np.asarray(np.sqrt(np.diag(self.plain_covariance)), dtype=np.float64)

    @property
    def p_values(self) -> NDArray[np.float64]:
        """(k,) of the two-sided tests of no effect."""
        t = np.abs(self.coefficients) / self.standard_errors
        return np.asarray(2 * stats.t.sf(t, self.degrees), dtype=np.float64)

    def half_width(self, standard_error: float, level: float) -> float:
        """Return the half width of a t interval with ``degrees`` at ``level``."""
        return float(stats.t.ppf((1 + level) / 2, self.degrees)) * standard_error


def fit_cox(table: ColumnTable, specification: Specification) -> FittedCox:
    """Return the proportional-hazards fit of a specification.

    Parameters
    ----------
    table
        Rows to which ``specification.filters`` have been applied.
    specification
        ``duration`` names the times, the outcome says whether the event came, ``ties`` how
        equal times are met. Fixed effects become strata. ``errors`` None: ``clustered_g`` with
        a cluster column, else ``model``.

    Raises
    ------
    InputError
        What :func:`engine.evidence.survival_times.subjects` raises; ``evidence.ties_unknown``,
        ``evidence.cox_errors`` (``cr2`` has no meaning here), ``evidence.cox_no_terms``,
        ``evidence.stratum_absent``.
    MethodError
        ``evidence.too_few_events``, ``evidence.monotone_likelihood``, ``evidence.not_converged``;
        ``evidence.constant_term`` and ``evidence.collinear``; ``evidence.one_cluster``.

    Notes
    -----
    Robust errors are ``I^-1 (sum U U') I^-1`` over the score residuals U summed by cluster, with
    the small-sample factor of the definition; R's ``coxph(cluster =)`` has none, so that its
    errors are those of ``clustered_g`` times the root of (G-1)/G.

    References
    ----------
    Cox (1972), Journal of the Royal Statistical Society B 34, 187-220; Lin and Wei (1989),
    Journal of the American Statistical Association 84, 1074-1078.
    """
    _check_asked(specification)
    return _fitted(table, specification, subjects(table, specification))


def _fitted(table: ColumnTable, specification: Specification, found: Subjects) -> FittedCox:
    standard = standardisation(found.design.matrix)
    check_identified(found.design, standard)
    matrix = standard.apply(found.design.matrix)[:, 1:]
    strata = _strata(table, specification, found)
    likelihood = PartialLikelihood(matrix, found.design.names[1:], strata)
    peak, told = _peak(likelihood, found, specification.ties)
    sums = likelihood.sums(peak.coefficients)
    scale = 1.0 / standard.scales
    bread = np.linalg.inv(peak.information) * np.outer(scale, scale)
    residuals = _score_residuals(sums, len(matrix)) / scale
    errors = _errors_in_force(specification)
    robust = _covariance(bread, residuals, found.design.clusterings, errors)
    fitted = FittedCox(
        specification=specification,
        design=found.design,
        durations=found.durations,
        coefficients=peak.coefficients * scale,
        covariance=robust.covariance,
        plain_covariance=bread,
        score_residuals=residuals,
        errors=errors,
        degrees=robust.degrees,
        log_likelihood=peak.value,
        null_log_likelihood=likelihood.at(np.zeros(len(scale))).value,
        concordance=concordance(strata, matrix @ peak.coefficients),
        proportionality=_proportionality(sums, found),
        strata=len(strata),
        findings=(*model_notes(found.design, specification), *robust.findings, *told),
    )
    return replace(fitted, findings=(*fitted.findings, *_findings(fitted)))


def _check_asked(specification: Specification) -> None:
    if specification.ties not in TIES:
        raise InputError("evidence.ties_unknown", ties=specification.ties, known=", ".join(TIES))
    if specification.errors is ErrorDefinition.CR2:
        raise InputError("evidence.cox_errors", errors=specification.errors.value)
    if not specification.terms:
        raise InputError("evidence.cox_no_terms", outcome=specification.outcome)


def _errors_in_force(specification: Specification) -> ErrorDefinition:
    if specification.errors is not None:
        return specification.errors
    return ErrorDefinition.CLUSTERED_G if specification.cluster else ErrorDefinition.MODEL


def _strata(
    table: ColumnTable, specification: Specification, found: Subjects
) -> tuple[RiskSets, ...]:
    """Return the risk sets of every stratum that has an event; the others say nothing."""
    codes = np.zeros((len(found.rows), 1), dtype=np.int64)
    for column in specification.fixed_effects:
        reading = level_reading(table.column(column)[found.rows])
        if reading.absent.any():
            rows = int(reading.absent.sum())
            raise InputError("evidence.stratum_absent", column=column, rows=rows)
        codes = np.column_stack([codes, reading.values])
    _, stratum = np.unique(codes, axis=0, return_inverse=True)
    order = np.argsort(stratum, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(stratum))[:-1])
    events = found.design.outcome
    return tuple(
        risk_sets(rows, found.durations, events, specification.ties)
        for rows in parts
        if events[rows].any()
    )


def _peak(
    likelihood: PartialLikelihood, found: Subjects, ties: str
) -> tuple[PartialPoint, tuple[Finding, ...]]:
    """Return the maximum, climbed to from the library's estimate, and the word on the latter."""
    events, columns = int(found.design.outcome.sum()), len(likelihood.names)
    if events <= columns:
        raise MethodError("evidence.too_few_events", events=events, columns=columns)
    estimate = _estimate(likelihood, found, ties)
    peak = confirmed_maximum(likelihood, estimate.values)
    errors = np.sqrt(np.diag(np.linalg.inv(peak.information)))
    return peak, estimate.notes(peak.coefficients, errors)


def _estimate(likelihood: PartialLikelihood, found: Subjects, ties: str) -> LibraryEstimate:
    """Return the library's estimate from the strata that have an event."""
    rows = np.concatenate([sets.rows for sets in likelihood.strata])
    sizes = [len(sets.rows) for sets in likelihood.strata]
    return library_partial_likelihood(
        likelihood.matrix[rows],
        found.durations[rows],
        found.design.outcome[rows],
        np.repeat(np.arange(len(sizes)), sizes),
        ties,
    )


def _score_residuals(strata: tuple[RiskSums, ...], rows: int) -> NDArray[np.float64]:
    """Return (n, k) in the subjects' order; 0 in a stratum without events."""
    residuals = np.zeros((rows, strata[0].matrix.shape[1]))
    for sums in strata:
        residuals[sums.sets.rows] = sums.score_residuals()
    return residuals


def _covariance(
    bread: NDArray[np.float64],
    residuals: NDArray[np.float64],
    clusterings: tuple[Clustering, ...],
    errors: ErrorDefinition,
) -> RobustCovariance:
    """Return the sandwich of score residuals: rows ``u_i x_i`` with u = 1 and x the residual."""
    ones = np.ones(len(residuals))
    return robust_covariance(bread, residuals, ones, ones, clusterings, errors, len(residuals))


def _proportionality(
    strata: tuple[RiskSums, ...], found: Subjects
) -> tuple[ProportionalityTest, ...]:
    clocks = []
    for sums in strata:
        times = found.durations[sums.sets.rows][sums.sets.events]
        clocks.append(kaplan_meier_clock(found.durations, found.design.outcome, times))
    return proportionality_tests(strata, clocks, _terms(found.design))


def _terms(design: Design) -> dict[str, tuple[int, ...]]:
    """Return the positions of each term's coefficients; an interaction is a term of its own."""
    places: dict[str, tuple[int, ...]] = {}
    for j, column in enumerate(design.columns[1:]):
        term = ":".join(factor.column for factor in column.factors)
        places[term] = (*places.get(term, ()), j)
    return places


def _findings(fit: FittedCox) -> tuple[Finding, ...]:
    told: dict[str, str | float] = {
        "ties": fit.specification.ties,
        "subjects": fit.rows,
        "events": fit.events,
        "strata": fit.strata,
    }
    findings = [Finding("note", Sentence("finding.evidence.cox", told))]
    if fit.errors not in (ErrorDefinition.MODEL, ErrorDefinition.HC0):
        findings.append(Finding("note", Sentence("finding.evidence.cox_robust")))
    violated = [test for test in fit.proportionality if test.p_value < VIOLATED]
    if violated:
        shown = ", ".join(f"{test.term} p {test.p_value:.3g}" for test in violated)
        sentence = Sentence("finding.evidence.not_proportional", {"terms": shown})
        findings.append(Finding("caution", sentence))
    return tuple(findings)
