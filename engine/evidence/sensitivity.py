"""How strong an unmeasured confounder would have to be to explain an association away.

Bare formulas of published measures; which effects of a fit they are asked for is
:mod:`engine.evidence.sensitivity_rows`'.
"""

import math
from dataclasses import dataclass

from scipy import stats

from engine.errors import InputError

COMMON_OUTCOME = 0.15  # from here on a hazard ratio is far from the risk ratio
STANDARDISED_MEAN_TO_LOG_RISK = 0.91


def e_value(risk_ratio: float) -> float:
    """Return the E-value of a risk ratio > 0: ``RR + sqrt(RR (RR - 1))``, with 1/RR below 1.

    An unmeasured confounder associated with lever and outcome by risk ratios below it, above the
    measured ones, could not take the estimate to 1.

    References
    ----------
    VanderWeele and Ding (2017), Annals of Internal Medicine 167, 268-274.
    """
    if not risk_ratio > 0 or math.isinf(risk_ratio):
        raise InputError("evidence.risk_ratio", value=risk_ratio)
    away = max(risk_ratio, 1.0 / risk_ratio)
    return away + math.sqrt(away * (away - 1.0))


def e_value_limit(low: float, high: float) -> float:
    """Return the E-value of the limit nearest 1 of a risk ratio's interval; 1 if it holds 1."""
    if low > high:
        raise InputError("evidence.risk_ratio", value=low)
    if low <= 1.0 <= high:
        return 1.0
    return e_value(low if low > 1.0 else high)


def risk_ratio_from_hazards(hazard_ratio: float, outcome_rate: float) -> float:
    """Return the approximate risk ratio of a hazard ratio; ``(1 - .5^sqrt h)/(1 - .5^sqrt(1/h))``.

    Below 15 % of outcomes at the end of follow-up the hazard ratio itself.

    References
    ----------
    VanderWeele (2017), Biometrics 73, 1396-1402.
    """
    _check_ratio(hazard_ratio)
    if outcome_rate < COMMON_OUTCOME:
        return hazard_ratio
    return float((1 - 0.5 ** math.sqrt(hazard_ratio)) / (1 - 0.5 ** math.sqrt(1 / hazard_ratio)))


def risk_ratio_from_difference(difference: float, outcome_rate: float) -> float | None:
    """Return the marginal risk ratio ``(p + d) / p``; None where no probability is left."""
    after = outcome_rate + difference
    if not 0 < outcome_rate < 1 or not 0 < after < 1:
        return None
    return after / outcome_rate


def risk_ratio_from_score(difference: float, standard_deviation: float) -> float:
    """Return the approximate risk ratio ``exp(0.91 d)`` of a standardised difference d of a score.

    References
    ----------
    VanderWeele and Ding (2017), table 2, after Chinn (2000), Statistics in Medicine 19.
    """
    if not standard_deviation > 0:
        raise InputError("evidence.risk_ratio", value=standard_deviation)
    return math.exp(STANDARDISED_MEAN_TO_LOG_RISK * difference / standard_deviation)


def _check_ratio(ratio: float) -> None:
    if not ratio > 0 or math.isinf(ratio):
        raise InputError("evidence.risk_ratio", value=ratio)


def partial_r2(t: float, degrees: float) -> float:
    """Return the share of the outcome's residual variance that a term explains, ``t2/(t2 + df)``.

    References
    ----------
    Cinelli and Hazlett (2020), Journal of the Royal Statistical Society B 82, 39-67, eq. 10.
    """
    _check_degrees(degrees)
    return t * t / (t * t + degrees)


def robustness_value(t: float, degrees: float, share: float = 1.0, critical: float = 0.0) -> float:
    """Return RV: the partial R2 with lever and outcome that a confounder would need, 0..1.

    Parameters
    ----------
    t
        The estimate over its classical (not clustered) standard error.
    degrees
        Residual degrees of freedom, > 1.
    share
        q: which share of the estimate is to be explained away; 1 takes it to 0.
    critical
        0 for the estimate itself; for its interval the critical value at ``degrees - 1``
        (:func:`critical_value`), times clustered over classical error where errors are clustered.

    References
    ----------
    Cinelli and Hazlett (2020), section 4.2: ``(sqrt(f^4 + 4 f^2) - f^2) / 2``. Where few degrees
    make ``f_t f_critical > 1`` the confounder that widens the interval most explains less of the
    outcome than of the lever, and RV is ``(f_t^2 - f_critical^2) / (1 + f_t^2)``: Cinelli and
    Hazlett (2025), Biometrika 112, as in sensemakr.
    """
    _check_degrees(degrees - 1)
    whole, least = share * abs(t) / math.sqrt(degrees), critical / math.sqrt(degrees - 1)
    f = whole - least
    if f <= 0:
        return 0.0
    if whole * least > 1:
        return (whole * whole - least * least) / (1 + whole * whole)
    return 0.5 * (math.sqrt(f * f * (f * f + 4)) - f * f)


def critical_value(degrees: float, level: float) -> float:
    """Return the two-sided critical value of t with ``degrees - 1`` degrees at a coverage."""
    return float(stats.t.ppf((1 + level) / 2, degrees - 1))


def _check_degrees(degrees: float) -> None:
    if not degrees > 0:
        raise InputError("evidence.residual_degrees", degrees=degrees)


@dataclass(frozen=True, slots=True)
class ConfounderBound:
    """Partial R2 of an unmeasured confounder with lever and outcome, at most."""

    with_lever: float
    with_outcome: float


def benchmark_bound(with_lever: float, with_outcome: float, times: float) -> ConfounderBound | None:
    """Return the bound for a confounder ``times`` as strong as a measured one.

    Parameters
    ----------
    with_lever
        Partial R2 of the measured confounder with the lever, given the other confounders.
    with_outcome
        Partial R2 of the measured confounder with the outcome, given lever and others.
    times
        k > 0, the same for lever and outcome.

    Returns
    -------
    ConfounderBound or None
        None where no confounder so strong can exist beside the measured one.

    References
    ----------
    Cinelli and Hazlett (2020), section 4.4, equations 52 and 57 of the supplement, as in their
    R package sensemakr.
    """
    if not 0 <= with_lever < 1 or not 0 <= with_outcome < 1:
        raise InputError("evidence.risk_ratio", value=with_lever)
    lever = times * with_lever / (1 - with_lever)
    if lever >= 1 or times * with_lever >= 1:
        return None
    shared = times * with_lever**2 / ((1 - times * with_lever) * (1 - with_lever))
    if shared >= 1:
        return None
    strength = (math.sqrt(times) + math.sqrt(shared)) / math.sqrt(1 - shared)
    outcome = strength**2 * with_outcome / (1 - with_outcome)
    return ConfounderBound(lever, min(outcome, 1.0))


def adjusted_estimate(
    estimate: float, standard_error: float, degrees: float, bound: ConfounderBound
) -> float:
    """Return the estimate moved towards 0 by the bias that a bounded confounder can make.

    ``standard_error`` is the classical one; the bias is
    ``se sqrt(df) sqrt(R2_y R2_d / (1 - R2_d))``.

    References
    ----------
    Cinelli and Hazlett (2020), equation 7.
    """
    _check_degrees(degrees)
    strength = bound.with_outcome * bound.with_lever / (1 - bound.with_lever)
    bias = standard_error * math.sqrt(degrees) * math.sqrt(strength)
    return math.copysign(1.0, estimate) * (abs(estimate) - bias)
