"""A Cox fit as plain figures: hazard ratios with intervals, and the row of the fit itself."""

import math
from collections.abc import Sequence

import numpy as np

from engine.domain.evidence_figures import ClusterCount, CoefficientRow, EffectReport, FitReport
from engine.domain.pack import EFFECT_LEVEL
from engine.domain.specification import Transform
from engine.domain.texts import Finding, Sentence
from engine.evidence.columns import DesignColumn
from engine.evidence.cox import FittedCox
from engine.evidence.fit_reports import role_of

HAZARD_RATIO = "hazard_ratio"
METHOD = "partial_likelihood"
LINK = "log"


def cox_effects(
    fit: FittedCox, level: float = EFFECT_LEVEL, grade: str = ""
) -> tuple[EffectReport, ...]:
    """Return the hazard ratio of every coefficient: how many times as often the event comes.

    Per unit of the term's column in the model, yes against no, or a level against the reference.

    Parameters
    ----------
    level
        Coverage of the intervals.

    Returns
    -------
    tuple of EffectReport
        ``ame`` is exp(b), ``low`` and ``high`` the exponentials of b's limits, the errors
        exp(b) times b's (delta method), ``p_value`` that of b = 0 (a ratio of 1); ``relative``
        is None, a ratio being relative already. Of an interaction ``metric`` is ``a:b``.
    """
    rows = []
    for j, column in enumerate(fit.columns):
        value, error = float(fit.coefficients[j]), float(fit.standard_errors[j])
        half = fit.half_width(error, level)
        low, ratio, high = _ratios(value - half, value, value + half)
        rows.append(
            EffectReport(
                fit=fit.specification.id,
                outcome=fit.specification.outcome,
                metric=_metric(column),
                indicator=column.term.indicator if column.term else "",
                role=role_of(column),
                kind=HAZARD_RATIO,
                band=column.level if _is_band(column) else "",
                per=_per(column),
                ame=ratio,
                standard_error=ratio * error,
                plain_standard_error=ratio * float(fit.plain_standard_errors[j]),
                low=low,
                high=high,
                p_value=float(fit.p_values[j]),
                p_adjusted=None,
                relative=None,
                n=fit.rows,
                level=level,
                grade=grade,
            )
        )
    return tuple(rows)


def cox_fit_report(
    fit: FittedCox, level: float, grade: str, findings: Sequence[Finding] = ()
) -> FitReport:
    """Return the report of a Cox fit: ``events`` are the events, ``outcome_mean`` their share.

    ``fit_figures`` hold ``log_likelihood`` and ``null_log_likelihood`` (partial),
    ``concordance``, and ``zph_p.<term>`` with ``zph_p.GLOBAL``: the p-values of the tests of
    proportional hazards.
    """
    made, asked = fit.design, fit.specification
    figures = {
        "log_likelihood": fit.log_likelihood,
        "null_log_likelihood": fit.null_log_likelihood,
        "concordance": fit.concordance.value,
        **{f"zph_p.{test.term}": test.p_value for test in fit.proportionality},
    }
    return FitReport(
        id=asked.id,
        name=asked.name,
        outcome=asked.outcome,
        outcome_level=made.outcome_level,
        family=asked.family.value,
        link=LINK,
        method=METHOD,
        n=fit.rows,
        dropped=made.dropped,
        missing=dict(made.missing),
        events=fit.events,
        outcome_mean=fit.events / fit.rows,
        clusters=tuple(ClusterCount(each.column, len(each.labels)) for each in made.clusterings),
        errors=fit.errors.value,
        degrees=fit.degrees if math.isfinite(fit.degrees) else None,
        coefficients=tuple(_rows(fit, level)),
        fit_figures={name: value for name, value in figures.items() if math.isfinite(value)},
        fixed_effects=asked.fixed_effects,
        grade=grade,
        findings=(*fit.findings, *findings),
    )


def _rows(fit: FittedCox, level: float) -> list[CoefficientRow]:
    halves = [fit.half_width(float(error), level) for error in fit.standard_errors]
    figures = np.column_stack(
        [fit.coefficients, fit.standard_errors, fit.plain_standard_errors, halves, fit.p_values]
    )
    return [
        CoefficientRow(
            name=column.name,
            column=_metric(column),
            category_level=column.level,
            role=role_of(column),
            value=value,
            standard_error=error,
            plain_standard_error=plain,
            low=value - half,
            high=value + half,
            p_value=p_value,
        )
        for column, (value, error, plain, half, p_value) in zip(
            fit.columns, figures.tolist(), strict=True
        )
    ]


def _ratios(*logarithms: float) -> tuple[float, ...]:
    """Return the exponentials; inf beyond the largest number."""
    with np.errstate(over="ignore"):
        return tuple(np.exp(logarithms).tolist())


def _metric(column: DesignColumn) -> str:
    return ":".join(factor.column for factor in column.factors)


def _is_band(column: DesignColumn) -> bool:
    return column.term is not None and column.term.transform is Transform.BANDS


def _per(column: DesignColumn) -> Sentence:
    """Return what a coefficient is per: a unit of the column as it stands in the model."""
    term = column.term
    if term is None:
        return Sentence("effect.per_metric_unit", {"column": column.name})
    if term.transform is Transform.FLAG:
        return Sentence("effect.per_flag", {"column": term.column})
    if not column.level:
        return Sentence("effect.per_metric_unit", {"column": column.name})
    told = {"column": term.column, "level": column.level, "reference": term.reference}
    if _is_band(column):
        told["reference"] = f"[{term.edges[0]:g}, {term.edges[1]:g})"
    return Sentence("effect.per_level", told)
