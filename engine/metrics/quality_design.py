"""Means of quality scores as the samples were drawn: at random, targeted, weighted, stratified.

A targeted sample looks where trouble is expected. Its scores enter a mean only where the design
is known: weighted by the inverse of the probability with which each sample was drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.metric_report import Estimate
from engine.errors import InputError
from engine.metrics.proportions import normal_quantile
from engine.metrics.quality_problems import mean_estimate

TWO = 2


@dataclass(frozen=True, slots=True)
class DesignMeans:
    """One agent's (or everybody's) mean score in three ways, side by side.

    ``naive`` takes targeted samples for random ones and is shown only to be compared;
    ``random_only`` is what counts; ``weighted`` needs every sample's probability and is nan
    without. ``effective_size`` is Kish's. ``targeting_bias`` is naive less random only.
    """

    naive: Estimate
    random_only: Estimate
    weighted: Estimate
    targeted: int
    effective_size: float
    targeting_bias: float


def design_means(
    scores: NDArray[np.float64],
    targeted: NDArray[np.bool_],
    probabilities: NDArray[np.float64],
    confidence: float,
) -> DesignMeans:
    """Return the means of samples as they were drawn.

    Parameters
    ----------
    scores
        (n,) points; samples without a score (nan) do not count.
    targeted
        (n,) which samples were not drawn at random.
    probabilities
        (n,) with which each sample was drawn, by either way, above 0 up to 1; nan unknown.

    Raises
    ------
    InputError
        ``quality.probability`` outside ]0, 1].
    """
    known = ~np.isnan(scores)
    scores, targeted, probabilities = scores[known], targeted[known], probabilities[known]
    naive = mean_estimate(scores, confidence)
    random_only = mean_estimate(scores[~targeted], confidence)
    weighted, effective = Estimate(np.nan, len(scores), np.nan, np.nan, "hajek"), np.nan
    if len(scores) and not np.isnan(probabilities).any():
        weighted = hajek_mean(scores, probabilities, confidence)
        effective = effective_size(1 / probabilities)
    return DesignMeans(
        naive,
        random_only,
        weighted,
        int(targeted.sum()),
        effective,
        naive.value - random_only.value,
    )


def hajek_mean(
    scores: NDArray[np.float64], probabilities: NDArray[np.float64], confidence: float
) -> Estimate:
    """Return the mean weighted by 1 / probability, with its linearised interval.

    Parameters
    ----------
    scores, probabilities
        (n,), no nan.

    Returns
    -------
    Estimate
        sum(w y) / sum(w), w = 1 / probability; variance n / (n - 1) sum(w^2 (y - mean)^2) /
        sum(w)^2, as of samples drawn with replacement (never too small for samples drawn
        without), and t with n - 1 degrees of freedom. Equal weights give the plain mean and s
        / sqrt(n). No interval below two samples.

    Raises
    ------
    InputError
        ``quality.probability`` outside ]0, 1].

    References
    ----------
    Hajek (1971), in Godambe and Sprott, Foundations of Statistical Inference, p. 236; Sarndal,
    Swensson and Wretman (1992), Model Assisted Survey Sampling, section 5.7.
    """
    weights = 1 / checked_probabilities(probabilities)
    size, total = len(scores), weights.sum()
    mean = float((weights * scores).sum() / total)
    if size < TWO:
        return Estimate(mean, size, np.nan, np.nan, "hajek")
    squares = (weights**2 * (scores - mean) ** 2).sum()
    error = np.sqrt(size / (size - 1) * squares) / total
    half = float(stats.t.ppf((1 + confidence) / 2, size - 1) * error)
    return Estimate(mean, size, mean - half, mean + half, "hajek")


def effective_size(weights: NDArray[np.float64]) -> float:
    """Return how many equally weighted samples these are worth: sum(w)^2 / sum(w^2).

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7.
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def stratified_mean(
    scores: NDArray[np.float64],
    strata: NDArray[np.object_],
    sizes: Mapping[str, int],
    confidence: float,
) -> Estimate:
    """Return the mean over strata of known sizes (classes, shifts).

    Parameters
    ----------
    scores
        (n,) points, no nan.
    strata
        (n,) each sample's stratum.
    sizes
        Contacts of every stratum there is.

    Returns
    -------
    Estimate
        sum(W_h mean_h) with variance sum(W_h^2 (1 - n_h / N_h) s_h^2 / n_h) and a normal
        interval; no interval where a stratum not wholly sampled has one sample only.

    Raises
    ------
    InputError
        ``quality.stratum_unknown`` for a sample of no known stratum; ``quality.stratum_empty``
        where a stratum has no sample: what it would have scored is not known;
        ``quality.stratum_size`` where it has more samples than contacts; ``quality.confidence``.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., theorem 5.3 and equation 5.7.
    """
    z, total = normal_quantile(confidence), sum(sizes.values())
    unknown = sorted({str(each) for each in strata} - set(sizes))
    if unknown:
        raise InputError("quality.stratum_unknown", strata=", ".join(unknown))
    mean, variance = 0.0, 0.0
    for stratum, size in sizes.items():
        inside = scores[strata == stratum]
        if not len(inside) or len(inside) > size:
            code = "quality.stratum_size" if len(inside) else "quality.stratum_empty"
            raise InputError(code, stratum=stratum, samples=len(inside), size=size)
        mean += size / total * float(inside.mean())
        if len(inside) < size:
            spread = float(inside.var(ddof=1)) if len(inside) >= TWO else np.nan
            variance += (size / total) ** 2 * (1 - len(inside) / size) * spread / len(inside)
    half = z * float(np.sqrt(variance))
    return Estimate(mean, len(scores), mean - half, mean + half, "stratified")


def checked_probabilities(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities, or raise ``quality.probability`` outside ]0, 1]."""
    wrong = probabilities[~((probabilities > 0) & (probabilities <= 1))]
    if wrong.size:
        raise InputError("quality.probability", value=float(wrong[0]))
    return probabilities
