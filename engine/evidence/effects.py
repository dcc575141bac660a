"""Average marginal effects: what one unit of a term moves the outcome's probability by.

The unit is the term's own (a log unit, a scale's unit, flag off to on, a level against the
reference); where several terms share one metric the slope is taken with respect to the metric,
through all of them at once. :func:`shift_effect` answers in business units (ten seconds more).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from engine.domain.pack import EFFECT_LEVEL
from engine.domain.specification import Role, Term, Transform
from engine.domain.texts import Sentence
from engine.errors import InputError
from engine.evidence.regressions import FittedLogit
from engine.evidence.transforms import check_defined, slope, transformed

UNITS_BY_SUFFIX = {"_s": "s", "_h": "h", "_min": "min", "_cny": "CNY"}

PER_SENTENCES = {
    Transform.IDENTITY: "effect.per_metric_unit",
    Transform.LOG_FLOOR: "effect.per_log_unit",
    Transform.LOG1P: "effect.per_log1p_unit",
    Transform.SCALE: "effect.per_units",
    Transform.FLAG: "effect.per_flag",
    Transform.CATEGORY: "effect.per_level",
}


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """One average marginal effect with its t interval at ``level``.

    Parameters
    ----------
    value, standard_error, low, high
        Change of the outcome's probability (-1..1) per ``per``; delta-method error.
    plain_standard_error
        The same from the model's own covariance, which takes contacts as independent.
    coefficient, coefficient_error, coefficient_low, coefficient_high
        The same change on the log-odds scale: the term's coefficient, or the mean over the rows
        where several coefficients, or a shift, make it.
    gradient
        (k,) derivative of the value with respect to the fit's coefficients: joint covariances
        of effects are ``g V h``.
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


def average_marginal_effects(fit: FittedLogit, level: float = EFFECT_LEVEL) -> tuple[Effect, ...]:
    """Return the effects of every term but the intercept, in the specification's order.

    A numeric term gives the mean of ``p (1 - p) b``, the derivative with respect to the
    transformed metric; a flag the mean of ``P(on) - P(off)``; a category one discrete change
    for each level against the reference.

    Parameters
    ----------
    fit
        A fitted logit.
    level
        Coverage of the t intervals with clusters - 1 degrees.

    References
    ----------
    Bartus (2005), Stata Journal 5, 309-329 (discrete changes and delta-method errors).
    """
    effects = []
    for column in dict.fromkeys(term.column for term in fit.specification.terms):
        effects += _column_effects(fit, column, level)
    return tuple(effects)


def _column_effects(fit: FittedLogit, column: str, level: float) -> list[Effect]:
    places = fit.design.positions(column)
    if not places:  # the term was withheld
        return []
    terms = {fit.design.columns[j].term for j in places}
    if len(terms) > 1:
        return [_metric_slope(fit, column, level)]
    entries = [fit.design.columns[j] for j in places]
    discrete = entries[0].term is not None and entries[0].term.transform in (
        Transform.FLAG,
        Transform.CATEGORY,
    )
    if discrete:
        return [_discrete_change(fit, j, places, level) for j in places]
    return [_term_slope(fit, places[0], level)]


@dataclass(frozen=True, slots=True, eq=False)
class _Change:
    """A change of the mean probability, its gradient, and the log-odds it stands for.

    ``combination`` (k,) makes the mean change of the log-odds from the coefficients.
    """

    value: float
    gradient: NDArray[np.float64]
    combination: NDArray[np.float64]


def _term_slope(fit: FittedLogit, place: int, level: float) -> Effect:
    """Mean of p(1-p) b_j: derivative with respect to the design column itself."""
    p, matrix = fit.probabilities, fit.design.matrix
    spread = p * (1.0 - p)
    b = fit.coefficients[place]
    gradient = matrix.T @ (spread * (1.0 - 2.0 * p)) * b / fit.rows
    gradient[place] += spread.mean()
    change = _Change(float(spread.mean() * b), gradient, _unit_vector(fit, place))
    return _effect(fit, place, change, level)


def _discrete_change(fit: FittedLogit, place: int, places: tuple[int, ...], level: float) -> Effect:
    """Mean of P(level) - P(reference), every other covariate as it is."""
    matrix = fit.design.matrix
    own = list(places)
    without = matrix @ fit.coefficients - matrix[:, own] @ fit.coefficients[own]
    p_off, p_on = expit(without), expit(without + fit.coefficients[place])
    d_off, d_on = p_off * (1.0 - p_off), p_on * (1.0 - p_on)
    gradient = matrix.T @ (d_on - d_off) / fit.rows
    gradient[own] = 0.0
    gradient[place] = d_on.mean()
    change = _Change(float((p_on - p_off).mean()), gradient, _unit_vector(fit, place))
    return _effect(fit, place, change, level)


def _metric_slope(fit: FittedLogit, column: str, level: float) -> Effect:
    """Mean of p(1-p) sum_t b_t T_t'(x): the slope along a metric that several terms share."""
    p, matrix, metric = fit.probabilities, fit.design.matrix, fit.design.metrics[column]
    places = fit.design.positions(column)
    spread = p * (1.0 - p)
    slopes = {j: slope(metric, _term(fit, j)) for j in places}
    along = sum(
        (fit.coefficients[j] * values for j, values in slopes.items()), np.zeros(len(metric))
    )
    gradient = matrix.T @ (spread * (1.0 - 2.0 * p) * along) / fit.rows
    combination = np.zeros(len(gradient))
    for j, values in slopes.items():
        gradient[j] += (spread * values).mean()
        combination[j] = values.mean()
    change = _Change(float((spread * along).mean()), gradient, combination)
    per = Sentence("effect.per_metric_unit", {"column": column})
    return _effect(fit, places[0], change, level, per)


def shift_effect(fit: FittedLogit, column: str, by: float, level: float = EFFECT_LEVEL) -> Effect:
    """Return the mean change of the probability when a metric grows by ``by`` of its own units.

    Right through floors, logs and several terms of one metric: every term is computed anew at
    ``x + by``.

    Parameters
    ----------
    fit
        A fitted logit that holds numeric terms of ``column``.
    by
        In the column's unit (seconds for ``frt_s``), not 0.

    Raises
    ------
    InputError
        ``evidence.not_a_metric`` where the column is no numeric term of the fit.
    """
    places = fit.design.positions(column)
    if column not in fit.design.metrics or not places:
        raise InputError("evidence.not_a_metric", column=column)
    metric, matrix = fit.design.metrics[column], fit.design.matrix
    steps = {}
    for j in places:
        check_defined(metric + by, _term(fit, j))
        steps[j] = transformed(metric + by, _term(fit, j)) - matrix[:, j]
    step = sum((fit.coefficients[j] * moved for j, moved in steps.items()), np.zeros(len(metric)))
    p_new = expit(matrix @ fit.coefficients + step)
    d_old, d_new = fit.probabilities * (1.0 - fit.probabilities), p_new * (1.0 - p_new)
    gradient = matrix.T @ (d_new - d_old) / fit.rows
    combination = np.zeros(len(gradient))
    for j, moved in steps.items():
        gradient[j] += (d_new * moved).mean()
        combination[j] = moved.mean()
    change = _Change(float((p_new - fit.probabilities).mean()), gradient, combination)
    per = Sentence("effect.per_shift", {"by": _amount(f"{by:+g}", column), "column": column})
    return _effect(fit, places[0], change, level, per)


def _effect(
    fit: FittedLogit, place: int, change: _Change, level: float, per: Sentence | None = None
) -> Effect:
    entry, term = fit.design.columns[place], _term(fit, place)
    error = _error(change.gradient, fit.covariance)
    coefficient = float(change.combination @ fit.coefficients)
    coefficient_error = _error(change.combination, fit.covariance)
    half, coefficient_half = fit.half_width(error, level), fit.half_width(coefficient_error, level)
    return Effect(
        column=term.column,
        category_level=entry.level,
        indicator=term.indicator,
        role=term.role,
        per=_per(term, entry.level) if per is None else per,
        value=change.value,
        standard_error=error,
        plain_standard_error=_error(change.gradient, fit.plain_covariance),
        low=change.value - half,
        high=change.value + half,
        coefficient=coefficient,
        coefficient_error=coefficient_error,
        coefficient_low=coefficient - coefficient_half,
        coefficient_high=coefficient + coefficient_half,
        level=level,
        gradient=change.gradient,
    )


def _error(combination: NDArray[np.float64], covariance: NDArray[np.float64]) -> float:
    """Return the standard error of a linear combination of the coefficients."""
    return float(np.sqrt(combination @ covariance @ combination))


def _unit_vector(fit: FittedLogit, place: int) -> NDArray[np.float64]:
    vector = np.zeros(len(fit.coefficients))
    vector[place] = 1.0
    return vector


def _term(fit: FittedLogit, place: int) -> Term:
    term = fit.design.columns[place].term
    if term is None:
        raise InputError("evidence.not_a_metric", column=fit.design.columns[place].name)
    return term


def _per(term: Term, level: str) -> Sentence:
    told = {
        "column": term.column,
        "floor": _amount(f"{term.floor:g}", term.column),
        "by": _amount(f"{term.unit:g}", term.column),
        "level": level,
        "reference": term.reference,
    }
    return Sentence(PER_SENTENCES[term.transform], told)


def _amount(number: str, column: str) -> str:
    """Return a number with the unit that the column's name carries, if it carries one."""
    units = [unit for suffix, unit in UNITS_BY_SUFFIX.items() if column.endswith(suffix)]
    return " ".join([number, *units])
