"""From the counts and sums of a query to values and their standard errors."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.metrics.agent_values import AgentValues
from engine.metrics.aggregates import QUANTILE_POINTS, QUANTILE_STEP
from engine.metrics.definition import Definition, Kind
from engine.metrics.sampling_errors import mean_errors, quantile_errors, share_errors

Numbers = Mapping[str, NDArray[Any]]


def agent_values(definition: Definition, agents: tuple[str, ...], numbers: Numbers) -> AgentValues:
    """Return an indicator from the numbers of its query, each (agents,), missing ones nan.

    ``n`` rows counted, ``sum`` of their values; for ratios and weighted values also the sum
    ``per`` of denominators, both variances and the covariance; for quantiles ``quantiles``,
    (agents, points of :data:`engine.metrics.aggregates.QUANTILE_POINTS`).
    """
    sizes = numbers["n"].astype(np.int64)
    values, errors = _estimated(definition, numbers, sizes)
    some = sizes > 0
    return AgentValues(
        agents, np.where(some, values, np.nan), sizes, np.where(some, errors, np.nan)
    )


def _estimated(
    definition: Definition, numbers: Numbers, sizes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    kind = definition.kind
    if kind is Kind.QUANTILE:
        position = QUANTILE_POINTS.index(definition.at)
        low, middle, high = numbers["quantiles"].T[position - 1 : position + 2]
        return middle, quantile_errors(definition.at, low, high, QUANTILE_STEP, sizes)
    if definition.weight or definition.per:
        return _ratio(definition, numbers, sizes)
    errors = np.full(len(sizes), np.nan)
    if kind is Kind.TOTAL:
        return numbers["sum"], errors
    means = numbers["sum"] / np.where(sizes > 0, sizes, np.nan)
    if kind is Kind.SHARE:
        errors = share_errors(means, sizes)
    if kind is Kind.MEAN:
        errors = mean_errors(numbers["variance"], sizes)
    return means, errors


def _ratio(
    definition: Definition, numbers: Numbers, sizes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a ratio R of sums and its error: that of a mean of x - R y, by the mean of y.

    Weighted means are the ratio of sum(w x) to sum(w), so the error is the linearised one of
    the Hajek estimator. A weighted share takes the error of as many equal weights as would
    weigh the same, Kish's effective size, so that five of five is not taken for certainty; a
    share of parts (feedbacks of tickets) has at least the error of as many single parts.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., eq. 6.9. Kish (1965), Survey Sampling, 11.7.
    """
    whole = numbers["per"]
    ratio = numbers["sum"] / np.where(whole > 0, whole, np.nan)
    some = np.where(sizes > 0, sizes, np.nan)
    mean_y = whole / some
    if definition.kind is Kind.SHARE:
        spread = np.where(sizes > 1, numbers["per_variance"], 0.0) * (some - 1) / some
        return ratio, share_errors(ratio, some / (1 + spread / mean_y**2))
    residual = (
        numbers["variance"] - 2 * ratio * numbers["covariance"] + ratio**2 * numbers["per_variance"]
    )
    errors = mean_errors(np.maximum(residual, 0.0), sizes) / mean_y
    if definition.unit == "share":
        errors = np.fmax(errors, share_errors(ratio, whole))
    return ratio, errors
