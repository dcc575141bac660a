"""Average marginal effects: what one unit of a term moves the mean of the outcome by.

The unit is the term's own (a log unit, a scale's unit, flag off to on, a level against the
reference); where several terms share one metric the slope is taken with respect to the metric,
through all of them at once. :func:`shift_effect` answers in business units (ten seconds more).
Hazard ratios of a Cox model are for :mod:`engine.evidence.cox_effects`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.evidence_figures import EffectReport
from engine.domain.pack import EFFECT_LEVEL
from engine.domain.specification import Role, Transform
from engine.domain.texts import Sentence
from engine.evidence.causal_words import effect_grade
from engine.evidence.effect_questions import (
    EffectQuestion,
    business_step,
    shift_question,
    term_questions,
)
from engine.evidence.fitted import FittedModel
from engine.evidence.mean_changes import MeanChange, mean_changes

Planted = Mapping[str, Mapping[str, float]]
LOG_SENTENCES = ("effect.per_log_unit", "effect.per_log1p_unit", "effect.per_log")
NOTHING_PLANTED: Planted = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """One average marginal effect with its t interval at ``level``.

    Parameters
    ----------
    value, standard_error, low, high
        Change of the outcome's mean (of a yes-or-no outcome: of its probability, -1..1) per
        ``per``; delta-method error from the fit's covariance.
    plain_standard_error
        The same from the model's own covariance, which takes contacts as independent.
    coefficient, coefficient_error, coefficient_low, coefficient_high
        The same change on the link's scale: the term's coefficient, or the mean over the rows
        where several coefficients, or a shift, make it.
    gradient
        (k,) derivative of the value with respect to the fit's coefficients: joint covariances
        of effects are ``g V h``.
    p_value
        Of the two-sided t test that the value is 0.
    relative
        ``value`` over the observed mean of the outcome in these ``contacts``; None where that
        is not above 0.
    """

    column: str
    category_level: str
    indicator: str
    role: Role
    per: Sentence
    value: float
    standard_error: float
    plain_standard_error: float
    low: float
    high: float
    coefficient: float
    coefficient_error: float
    coefficient_low: float
    coefficient_high: float
    level: float
    gradient: NDArray[np.float64]
    kind: str
    band: str
    p_value: float
    relative: float | None
    contacts: int


def average_marginal_effects(fit: FittedModel, level: float = EFFECT_LEVEL) -> tuple[Effect, ...]:
    """Return the effects of every term but the intercept, in the specification's order.

    A numeric term gives the mean of ``mu'(eta) b``, the derivative with respect to the
    transformed metric; a flag the mean of ``mu(on) - mu(off)``; a category or bands one discrete
    change for each level against the reference. All through interactions.

    Parameters
    ----------
    fit
        Any family.
    level
        Coverage of the t intervals.

    References
    ----------
    Bartus (2005), Stata Journal 5, 309-329 (discrete changes and delta-method errors).
    """
    return answered(fit, term_questions(fit), level)


def shift_effect(fit: FittedModel, column: str, by: float, level: float = EFFECT_LEVEL) -> Effect:
    """Return the mean change of the outcome when a metric grows by ``by`` of its own units.

    Right through floors, logs, interactions and several terms of one metric: every column of the
    design is computed anew at ``x + by``.

    Parameters
    ----------
    fit
        A fit that holds numeric terms of ``column``.
    by
        In the column's unit (seconds for ``frt_s``), not 0.

    Raises
    ------
    InputError
        ``evidence.not_a_metric`` where the column is no numeric term of the fit;
        ``evidence.outside_transform``; ``evidence.shift`` where ``by`` is 0 or no number.
    """
    return answered(fit, (shift_question(fit, column, by),), level)[0]


def effect_rows(
    fit: FittedModel,
    level: float = EFFECT_LEVEL,
    grade: str = "",
    planted: Planted = NOTHING_PLANTED,
) -> tuple[EffectReport, ...]:
    """Return the rows of the report: every term's effect, then its shift by a business step.

    Parameters
    ----------
    grade
        The letter of the fit; a confounder's own effect is an association at best.
    planted
        By column: ``effect`` (per ``unit`` of the transformed column) and ``plus_10_s``, for
        generated data.

    Returns
    -------
    tuple of EffectReport
        ``p_adjusted`` stays None: it is taken over all fits of a plan.
    """
    asked: list[EffectQuestion] = []
    own = term_questions(fit)
    for at, entry in enumerate(own):
        asked.append(entry)
        column = entry.term.column
        last = at + 1 == len(own) or own[at + 1].term.column != column
        step = business_step(fit, column) if last else None
        if step is not None:
            asked.append(shift_question(fit, column, step))
    effects = answered(fit, asked, level)
    truths = [_truth(fit, effect, planted) for effect in effects]
    return tuple(
        effect_report(fit, effect, grade, truth)
        for effect, truth in zip(effects, truths, strict=True)
    )


def effect_report(
    fit: FittedModel, effect: Effect, grade: str, truth: float | None = None
) -> EffectReport:
    """Return an effect as a row of the report; a confounder's own is graded C at best."""
    return EffectReport(
        fit=fit.specification.id,
        outcome=fit.specification.outcome,
        metric=effect.column,
        indicator=effect.indicator,
        role=effect.role.value,
        kind=effect.kind,
        band=effect.band,
        per=effect.per,
        ame=effect.value,
        standard_error=effect.standard_error,
        plain_standard_error=effect.plain_standard_error,
        low=effect.low,
        high=effect.high,
        p_value=effect.p_value,
        p_adjusted=None,
        relative=effect.relative,
        n=effect.contacts,
        level=effect.level,
        grade=effect_grade(grade, effect.role),
        truth=truth,
    )


def _truth(fit: FittedModel, effect: Effect, planted: Planted) -> float | None:
    """Return what the generator planted, in the effect's own unit."""
    known = planted.get(effect.column)
    if known is None or effect.category_level:
        return None
    if effect.kind == "shift":
        return known.get("plus_10_s") if effect.column.endswith("_s") else None
    if "plus_10_s" in known and effect.per.key not in LOG_SENTENCES:
        return None  # a time's effect is planted by the log unit
    units = [
        term.unit
        for term in fit.specification.terms
        if term.column == effect.column and term.transform is Transform.SCALE
    ]
    return known["effect"] * (units[0] if units else 1.0) / known.get("unit", 1.0)


def answered(fit: FittedModel, asked: Sequence[EffectQuestion], level: float) -> tuple[Effect, ...]:
    """Return the effects asked for, all in one pass over the rows."""
    changes = mean_changes(fit, [entry.question for entry in asked])
    return tuple(_effects(fit, zip(asked, changes, strict=True), level))


def _effects(
    fit: FittedModel, pairs: Iterable[tuple[EffectQuestion, MeanChange]], level: float
) -> Iterable[Effect]:
    for asked, change in pairs:
        error = standard_error(change.gradient, fit.covariance)
        coefficient = float(change.combination @ fit.coefficients)
        coefficient_error = standard_error(change.combination, fit.covariance)
        half = fit.half_width(error, level)
        coefficient_half = fit.half_width(coefficient_error, level)
        yield Effect(
            column=asked.term.column,
            category_level=asked.category_level,
            indicator=asked.term.indicator,
            role=asked.term.role,
            per=asked.per,
            value=change.value,
            standard_error=error,
            plain_standard_error=standard_error(change.gradient, fit.plain_covariance),
            low=change.value - half,
            high=change.value + half,
            coefficient=coefficient,
            coefficient_error=coefficient_error,
            coefficient_low=coefficient - coefficient_half,
            coefficient_high=coefficient + coefficient_half,
            level=level,
            gradient=change.gradient,
            kind=asked.kind,
            band=asked.band,
            p_value=two_sided(change.value, error, fit.degrees),
            relative=change.value / change.outcome_mean if change.outcome_mean > 0 else None,
            contacts=round(change.contacts),
        )


def standard_error(combination: NDArray[np.float64], covariance: NDArray[np.float64]) -> float:
    """Return the standard error of a linear combination of the coefficients."""
    return float(np.sqrt(max(float(combination @ covariance @ combination), 0.0)))


def two_sided(value: float, error: float, degrees: float) -> float:
    """Return the p-value of a two-sided t test of 0; 1 where neither value nor error differ."""
    if error == 0:
        return 0.0 if value else 1.0
    return float(2.0 * stats.t.sf(abs(value) / error, degrees))
