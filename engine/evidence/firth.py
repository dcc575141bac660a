"""Firth's logit: finite coefficients where outcomes are separated, with profile intervals.

Separation (a level that occurs with one outcome only) sends the maximum-likelihood coefficient
to infinity; Jeffreys' penalty keeps it finite and takes the first-order bias out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq
from scipy.special import expit

from engine.domain.specification import ErrorDefinition, Role, Specification
from engine.domain.texts import Finding, Sentence
from engine.evidence.design import Design
from engine.evidence.firth_likelihood import PenalisedLogit, PenalisedPoint, maximum
from engine.evidence.firth_profile import ProfileInterval, profile_interval
from engine.evidence.fitted import FittedModel, Method
from engine.evidence.identification import check_identified
from engine.evidence.likelihoods import BERNOULLI
from engine.evidence.links import LOGIT
from engine.evidence.model_notes import model_notes
from engine.evidence.standardisation import standardisation

PROFILE_LEVEL = 0.95  # what FittedModel.intervals are said to be
PROFILE_WORK = 1e8  # rows x columns^2 x profiled coefficients: some 10 s of one core
STEEPEST = 60.0  # of the intercept alone, on the log-odds scale


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    """The penalised maximum in standardised columns, and the way back to the raw ones (k, k)."""

    logit: PenalisedLogit
    peak: PenalisedPoint
    back: NDArray[np.float64]

    @property
    def coefficients(self) -> NDArray[np.float64]:
        return np.asarray(self.back @ self.peak.coefficients, dtype=np.float64)

    @property
    def bread(self) -> NDArray[np.float64]:
        """(k, k) inverse Fisher information of the raw coefficients."""
        return np.asarray(self.back @ self.peak.solved(self.back.T), dtype=np.float64)


def fit_firth(design: Design, specification: Specification) -> FittedModel:
    """Return the logit with Jeffreys' penalty, its intervals and tests by penalised profile.

    Parameters
    ----------
    design
        Of a yes-or-no outcome or of successes of trials; full column rank, intercept first.
    specification
        ``errors`` other than ``model`` are not followed, a caution says so.

    Returns
    -------
    FittedModel
        ``method`` is ``firth``; ``score`` are the modified residuals
        ``y - m p + h (1/2 - p)``, whose score sums to 0; ``covariance`` and
        ``plain_covariance`` are the inverse Fisher information at the estimate, ``errors`` is
        ``model``, and ``degrees`` those of the normal;
        ``log_likelihood`` is the likelihood's own, the penalised one stands in a finding.

    Raises
    ------
    MethodError
        ``evidence.constant_term``, ``evidence.collinear``, ``evidence.too_few_rows``;
        ``evidence.not_converged``, ``evidence.profile_open``.

    Notes
    -----
    The estimate solves ``sum (y_i - m_i p_i + h_i (1/2 - p_i)) x_i = 0`` with h the diagonal of
    the hat matrix. In standardised columns the penalty differs by a constant only, so that the
    answer is that of the raw columns. A sandwich would collapse: the scores of separated rows are
    all but 0, so that a clustered error is the smaller the less is known. Where all profiles
    would take too long (``PROFILE_WORK``) those of the levers are made, or none, and the other
    intervals are Wald's: a finding says so.

    References
    ----------
    Firth (1993), Biometrika 80, 27-38; Heinze and Schemper (2002), Statistics in Medicine 21,
    2409-2419; Kosmidis and Firth (2021), Biometrika 108, 71-82 (finiteness).
    """
    return _model(design, specification, _solved(design))


def _model(design: Design, specification: Specification, solved: _Solved) -> FittedModel:
    score = solved.logit.residuals(solved.peak)
    predictor = solved.logit.predictor(solved.peak.coefficients, slice(None))
    information = design.trials * LOGIT.slope(predictor)
    places = _profiled_places(design)
    intervals, p_values = _intervals(solved, places)
    return FittedModel(
        specification=specification,
        design=design,
        link=LOGIT,
        method=Method.FIRTH,
        coefficients=solved.coefficients,
        bread=solved.bread,
        score=score,
        information=information,
        covariance=solved.bread,
        plain_covariance=solved.bread,
        errors=ErrorDefinition.MODEL,
        degrees=np.inf,
        log_likelihood=_total(design, predictor),
        null_log_likelihood=_null_log_likelihood(design),
        deviance=float(BERNOULLI.deviance(design.outcome, design.trials, predictor).sum()),
        dispersion=_dispersion(design, predictor),
        alpha=float("nan"),
        intervals=intervals,
        p_values=p_values,
        findings=(
            *model_notes(design, specification),
            *_findings(design, specification, solved, places),
        ),
    )


def firth_coefficients(design: Design) -> NDArray[np.float64]:
    """Return the coefficients (k,) of :func:`fit_firth` alone: predictions need no profiles."""
    return _solved(design).coefficients


def penalised_standard_errors(fit: FittedModel) -> NDArray[np.float64]:
    """Return the standard errors (k,) from the information of the penalised data.

    Notes
    -----
    The roots of the diagonal of ``(X' diag((m + h) p (1 - p)) X)^-1``: the penalty counts as h
    further trials, half of them successes. R's logistf reports these since 1.24; before, and in
    brglm2, errors are from the inverse Fisher information, up to 11 % larger on Heinze and
    Schemper's data. Neither says much of a separated coefficient: read the profile interval.
    """
    return _penalised_errors(_solved(fit.design, fit.coefficients))


def _penalised_errors(solved: _Solved) -> NDArray[np.float64]:
    information = solved.logit.penalised_information(solved.peak)
    covariance = solved.back @ np.linalg.solve(information, solved.back.T)
    return np.asarray(np.sqrt(np.diag(covariance)), dtype=np.float64)


def penalised_log_likelihood(fit: FittedModel) -> float:
    """Return the log-likelihood plus half the log determinant of the information.

    In the raw columns, whose units move it by a constant; differences between coefficients of
    one design do not depend on the units.
    """
    solved = _solved(fit.design, fit.coefficients)
    return _penalised_value(solved)


def _penalised_value(solved: _Solved) -> float:
    of_units = float(np.log(np.abs(np.diag(solved.back))).sum())
    return solved.peak.value + solved.logit.binomial_constant() - of_units


def _solved(design: Design, known: NDArray[np.float64] | None = None) -> _Solved:
    """Return the maximum, or the point of known raw coefficients (k,)."""
    standard = standardisation(design.matrix)
    check_identified(design, standard)
    back = standard.way_back()
    matrix = standard.apply(design.matrix)
    logit = PenalisedLogit(matrix, design.outcome, design.trials, design.offset)
    if known is not None:
        point = logit.at(np.asarray(np.linalg.solve(back, known), dtype=np.float64))
        if point is not None:
            return _Solved(logit, point, back)
    return _Solved(logit, maximum(logit, np.zeros(matrix.shape[1])), back)


def _profiled_places(design: Design) -> tuple[int, ...]:
    """Return whose profiles are made: all, the levers' or none, by the work they take."""
    rows, columns = design.matrix.shape
    levers = tuple(
        j
        for j, column in enumerate(design.columns)
        if any(factor.term.role is Role.LEVER for factor in column.factors)
    )
    for places in (tuple(range(columns)), levers):
        if rows * columns**2 * len(places) <= PROFILE_WORK:
            return places
    return ()


def _intervals(
    solved: _Solved, places: tuple[int, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return intervals (k, 2) and p-values (k,): Wald's, and the profile's at ``places``."""
    value, error = solved.coefficients, np.sqrt(np.diag(solved.bread))
    half = stats.norm.ppf((1 + PROFILE_LEVEL) / 2) * error
    intervals = np.column_stack([value - half, value + half])
    p_values = np.asarray(2 * stats.norm.sf(np.abs(value) / error), dtype=np.float64)
    for j in places:
        found = _profile(solved, j)
        intervals[j], p_values[j] = (found.low, found.high), found.p_value
    return intervals, p_values


def _profile(solved: _Solved, place: int) -> ProfileInterval:
    return profile_interval(solved.logit, solved.peak, solved.back[place], PROFILE_LEVEL)


def _total(design: Design, predictor: NDArray[np.float64]) -> float:
    outcome, trials = design.outcome, design.trials
    constant = BERNOULLI.constant(outcome, trials)
    return float((BERNOULLI.kernel(outcome, trials, predictor) + constant).sum())


def _null_log_likelihood(design: Design) -> float:
    """Return the likelihood's maximum with the intercept and the offset alone, not penalised."""

    def excess(intercept: float) -> float:
        return float((design.outcome - design.trials * expit(design.offset + intercept)).sum())

    return _total(design, design.offset + brentq(excess, -STEEPEST, STEEPEST, xtol=1e-12))


def _dispersion(design: Design, predictor: NDArray[np.float64]) -> float:
    """Return Pearson's chi-square over rows - k; nan without a degree of freedom."""
    rows, columns = design.matrix.shape
    if rows <= columns:
        return float("nan")
    residuals = design.outcome - design.trials * expit(predictor)
    variance = BERNOULLI.variance(design.trials, predictor)
    return float((residuals**2 / variance).sum() / (rows - columns))


def _findings(
    design: Design, specification: Specification, solved: _Solved, places: tuple[int, ...]
) -> tuple[Finding, ...]:
    penalised = zip(design.names, _penalised_errors(solved), strict=True)
    told: dict[str, str | float] = {
        "value": _penalised_value(solved),
        "errors": ", ".join(f"{name} {error:.5g}" for name, error in penalised),
    }
    findings = [Finding("note", Sentence("finding.evidence.firth", told))]
    if design.clusterings or specification.errors not in (None, ErrorDefinition.MODEL):
        findings.append(Finding("caution", Sentence("finding.evidence.firth_independent")))
    if len(places) < len(design.columns):
        rest = {"profiled": len(places), "columns": len(design.columns)}
        findings.append(Finding("caution", Sentence("finding.evidence.firth_wald", rest)))
    return tuple(findings)
