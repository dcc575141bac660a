"""A fitted model as plain figures: coefficients with both errors, counts, and how well it fits."""

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from engine.domain.evidence_figures import ClusterCount, CoefficientRow, FitReport, TermTest
from engine.domain.specification import Family
from engine.domain.texts import Finding
from engine.errors import MethodError
from engine.evidence.columns import INTERCEPT, DesignColumn
from engine.evidence.firth import penalised_log_likelihood, penalised_standard_errors
from engine.evidence.fitted import FittedModel, Method
from engine.evidence.wald import wald_test

PROFILE_LEVEL = 0.95  # of the penalised profile intervals
YES_OR_NO = frozenset({Family.LOGIT, Family.GROUPED, Family.HAZARD})
BASELINE = "baseline"
FIXED_EFFECT = "fixed_effect"

FewClusters = Mapping[int, tuple[float, float, float | None]]
"""By position of a coefficient: bias-reduced error, its degrees, wild-bootstrap p-value."""

_NOT_FEW: FewClusters = MappingProxyType({})


def fit_report(
    fit: FittedModel,
    level: float,
    grade: str,
    findings: Sequence[Finding],
    few: FewClusters = _NOT_FEW,
) -> FitReport:
    """Return the report of a fit.

    Parameters
    ----------
    level
        Coverage of the t intervals; penalised profile intervals are at 95 %.
    findings
        Everything the reader must know of this fit, the grade's reasons among it.
    """
    made, asked = fit.design, fit.specification
    return FitReport(
        id=asked.id,
        name=asked.name,
        outcome=asked.outcome,
        outcome_level=made.outcome_level,
        family=asked.family.value,
        link=fit.link.name,
        method=fit.method.value,
        n=fit.rows,
        dropped=made.dropped,
        missing=dict(made.missing),
        events=rarer(fit),
        outcome_mean=fit.outcome_mean,
        clusters=tuple(ClusterCount(each.column, len(each.labels)) for each in made.clusterings),
        errors=fit.errors.value,
        degrees=fit.degrees if math.isfinite(fit.degrees) else None,
        coefficients=tuple(_rows(fit, level, few)),
        fit_figures=fit_figures(fit),
        fixed_effects=asked.fixed_effects,
        grade=grade,
        findings=tuple(findings),
        term_tests=tuple(term_tests(fit)),
    )


def term_tests(fit: FittedModel) -> Iterator[TermTest]:
    """Yield the joint test of each term that has several columns; one without a test is left out.

    Fixed effects, of which there are too many to test, and products are left aside.
    """
    columns: dict[str, list[int]] = {}
    for j, column in enumerate(fit.design.columns):
        if column.term is not None and not column.fixed_effect:
            columns.setdefault(column.term.column, []).append(j)
    for name, places in columns.items():
        if len(places) == 1:
            continue
        try:
            test = wald_test(fit, places)
        except MethodError:
            continue
        degrees = test.degrees if math.isfinite(test.degrees) else None
        yield TermTest(name, test.chi_squared, test.restrictions, degrees, test.p_value)


def rarer(fit: FittedModel) -> int | None:
    """Return how many contacts have the rarer outcome; None where it is no yes or no."""
    if fit.specification.family not in YES_OR_NO:
        return None
    ones = round(float(fit.design.outcome.sum()))
    return min(ones, fit.rows - ones)


def fit_figures(fit: FittedModel) -> dict[str, float]:
    """Return the figures of the whole fit, by name; those that a family lacks are left out.

    ``mcfadden`` is ``1 - log L / log L0`` with the intercept (and offset) alone as null model;
    ``r2`` of a linear model ``1 - RSS / TSS``. ``penalised_log_likelihood`` of a Firth fit adds
    half the log determinant of the information of the raw columns.

    References
    ----------
    McFadden (1974), in Zarembka (ed.), Frontiers in Econometrics, 105-142.
    """
    found = {
        "log_likelihood": fit.log_likelihood,
        "null_log_likelihood": fit.null_log_likelihood,
        "deviance": fit.deviance,
        "dispersion": fit.dispersion,
        "alpha": fit.alpha,
    }
    if fit.method is Method.FIRTH:
        found["penalised_log_likelihood"] = penalised_log_likelihood(fit)
    if fit.specification.family is Family.LINEAR:
        centred = fit.design.outcome - fit.design.outcome.mean()
        found["r2"] = 1.0 - fit.deviance / float(centred @ centred)
    elif fit.null_log_likelihood < 0:
        found["mcfadden"] = 1.0 - fit.log_likelihood / fit.null_log_likelihood
    return {name: value for name, value in found.items() if math.isfinite(value)}


def _rows(fit: FittedModel, level: float, few: FewClusters) -> Sequence[CoefficientRow]:
    errors, plain = fit.standard_errors, fit.plain_standard_errors
    is_firth = fit.method is Method.FIRTH
    penalised = penalised_standard_errors(fit).tolist() if is_firth else [None] * len(errors)
    rows = []
    for j, column in enumerate(fit.design.columns):
        value, error = float(fit.coefficients[j]), float(errors[j])
        half = fit.half_width(error, level)
        low, high = value - half, value + half
        if fit.method is Method.FIRTH and fit.intervals is not None:
            low, high = (float(end) for end in fit.intervals[j])
        bias_reduced, degrees, p_value = few.get(j, (None, None, None))
        rows.append(
            CoefficientRow(
                name=column.name,
                column=":".join(factor.column for factor in column.factors),
                category_level=column.level,
                role=role_of(column),
                value=value,
                standard_error=error,
                plain_standard_error=float(plain[j]),
                low=low,
                high=high,
                p_value=float(fit.p_values[j]),
                few_cluster_error=bias_reduced,
                few_cluster_degrees=degrees,
                few_cluster_p_value=p_value,
                penalised_standard_error=penalised[j],
            )
        )
    return rows


def role_of(column: DesignColumn) -> str:
    """Return the role of a design's column; a product is a lever where one factor is."""
    if column.fixed_effect:
        return FIXED_EFFECT
    if not column.factors:
        return INTERCEPT if column.name == INTERCEPT else BASELINE
    roles = [factor.term.role.value for factor in column.factors]
    return "lever" if "lever" in roles else roles[0]
