"""Agreement of raters beyond chance on categories: kappas and Krippendorff's alpha."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError
from engine.metrics.proportions import normal_quantile

TWO = 2


class Weighting(StrEnum):
    """How far two different categories still agree."""

    NONE = "none"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


class Level(StrEnum):
    """What differences of ratings mean."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement beyond chance: 1 is perfect, 0 what chance gives.

    ``observed`` and ``expected`` are shares of (weighted) agreement. ``standard_error`` is of
    the estimate, ``null_error`` under no agreement beyond chance. Everything is nan where all
    ratings are of one category: chance alone then agrees, and kappa is not defined.
    """

    value: float
    observed: float
    expected: float
    standard_error: float
    null_error: float
    low: float
    high: float
    size: int


def agreement_weights(places: NDArray[np.float64], weighting: Weighting) -> NDArray[np.float64]:
    """Return the weights of agreement, (k, k): 1 on the diagonal, 1 - (|x_i - x_j| / range)^m.

    Parameters
    ----------
    places
        (k,) where the categories lie: 0, 1, 2 .. for ordered words, the points for points.
    weighting
        m is 1 for linear weights (Cicchetti and Allison 1971), 2 for quadratic ones (Fleiss and
        Cohen 1973); unweighted only the diagonal counts.
    """
    distances = np.abs(np.subtract.outer(places, places))
    widest = distances.max(initial=0.0)
    if weighting is Weighting.NONE or widest == 0:
        return np.eye(len(places))
    power = 1 if weighting is Weighting.LINEAR else 2
    return np.asarray(1 - (distances / widest) ** power, dtype=np.float64)


def cross_table(
    first: Sequence[object], second: Sequence[object], categories: Sequence[object]
) -> NDArray[np.int64]:
    """Return how often the raters gave each pair of categories, (k, k), the first in rows.

    Raises
    ------
    InputError
        ``quality.unpaired`` when one rated more than the other; ``quality.category`` for a
        rating that is none of the categories.
    """
    if len(first) != len(second):
        raise InputError("quality.unpaired", first=len(first), second=len(second))
    place = {category: index for index, category in enumerate(categories)}
    table = np.zeros((len(place), len(place)), dtype=np.int64)
    for pair in zip(first, second, strict=True):
        for rating in pair:
            if rating not in place:
                raise InputError("quality.category", value=str(rating))
        table[place[pair[0]], place[pair[1]]] += 1
    return table


def weighted_kappa(
    table: NDArray[np.int64], weights: NDArray[np.float64], confidence: float
) -> Kappa:
    """Return Cohen's kappa of two raters' cross table, with its large-sample errors.

    Parameters
    ----------
    table
        (k, k) counts of rated items, the first rater in rows; any number of empty categories.
    weights
        (k, k) weights of agreement, see :func:`agreement_weights`.

    Raises
    ------
    InputError
        ``quality.cross_table`` when the table is no square of counts, is empty, or the weights
        are of another shape; ``quality.confidence``.

    Notes
    -----
    kappa = (p_o - p_e) / (1 - p_e) with p_o = sum w p, p_e = sum w p_i. p_.j.

    References
    ----------
    Cohen (1960), Educational and Psychological Measurement 20, 37-46; Cohen (1968),
    Psychological Bulletin 70, 213-220; Fleiss, Cohen and Everitt (1969), Psychological
    Bulletin 72, 323-327 (equations 8 and 13: the errors).

    Examples
    --------
    >>> table = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    >>> kappa = weighted_kappa(table, agreement_weights(np.arange(3.0), Weighting.NONE), 0.95)
    >>> round(kappa.value, 3)
    0.492
    """
    size = _checked_table(table, weights)
    z = normal_quantile(confidence)
    shares = table / size
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    chance = np.outer(rows, columns)
    observed, expected = float((weights * shares).sum()), float((weights * chance).sum())
    if np.isclose(expected, 1, rtol=0, atol=1e-12):
        return Kappa(np.nan, observed, expected, np.nan, np.nan, np.nan, np.nan, size)
    kappa = (observed - expected) / (1 - expected)
    means = np.add.outer(weights @ columns, weights.T @ rows)
    spread = (shares * (weights - means * (1 - kappa)) ** 2).sum()
    variance = spread - (kappa - expected * (1 - kappa)) ** 2
    null = (chance * (weights - means) ** 2).sum() - expected**2
    scale = np.sqrt(size) * (1 - expected)
    error, null_error = (float(np.sqrt(max(v, 0.0)) / scale) for v in (variance, null))
    low, high = max(kappa - z * error, -1.0), min(kappa + z * error, 1.0)
    return Kappa(kappa, observed, expected, error, null_error, low, high, size)


def fleiss_kappa(counts: NDArray[np.int64], confidence: float) -> Kappa:
    """Return the agreement of several raters on categories, chance taken over all ratings.

    Parameters
    ----------
    counts
        (items, categories): raters who put the item into the category; the same number of
        ratings, at least two, of every item. The raters may change from item to item.

    Returns
    -------
    Kappa
        ``null_error`` as Fleiss, Nee and Landis (1979); ``standard_error`` and the interval by
        leaving out one item after the other (nan below three items).

    Raises
    ------
    InputError
        ``quality.ratings_each`` unless every item has the same number of ratings, at least two.

    References
    ----------
    Fleiss (1971), Psychological Bulletin 76, 378-382; Fleiss, Nee and Landis (1979),
    Psychological Bulletin 86, 974-977.
    """
    ratings = counts.sum(axis=1)
    if counts.ndim != TWO or not len(counts) or counts.min() < 0 or ratings.min() < TWO:
        raise InputError("quality.ratings_each")
    if len(set(ratings.tolist())) > 1:
        raise InputError("quality.ratings_each")
    z, size = normal_quantile(confidence), len(counts)
    observed, expected, kappa = _fleiss(counts)
    left_out = np.array([_fleiss(np.delete(counts, i, axis=0))[2] for i in range(size)])
    error = np.nan
    if size > TWO:
        squares = ((left_out - left_out.mean()) ** 2).sum()
        error = float(np.sqrt((size - 1) / size * squares))
    low, high = max(kappa - z * error, -1.0), min(kappa + z * error, 1.0)
    if np.isnan(kappa + error):
        low = high = np.nan
    return Kappa(kappa, observed, expected, error, _null_error(counts), low, high, size)


def krippendorff_alpha(ratings: NDArray[np.float64], level: Level) -> float:
    """Return Krippendorff's alpha: agreement of any number of raters, missing ratings allowed.

    Parameters
    ----------
    ratings
        (raters, items), nan where a rater did not rate; items with fewer than two ratings say
        nothing about agreement and do not count. Categories are numbered; for ``ratio`` all
        ratings are >= 0.

    Returns
    -------
    float
        1 - D_o / D_e; nan where fewer than two ratings can be paired or all are equal.

    Raises
    ------
    InputError
        ``quality.ratio_level`` for negative ratings at the ratio level.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability (sections C and E).
    """
    if level is Level.RATIO and np.nanmin(ratings, initial=0.0) < 0:
        raise InputError("quality.ratio_level")
    values = np.unique(ratings[~np.isnan(ratings)])
    counts = (ratings[:, :, None] == values).sum(axis=0)
    paired = counts[counts.sum(axis=1) >= TWO].astype(np.float64)
    if not paired.size:
        return np.nan
    each = paired.sum(axis=1)
    weighted = paired / (each - 1)[:, None]
    together = weighted.T @ paired - np.diag(weighted.sum(axis=0))
    totals = together.sum(axis=1)
    difference = _differences(values, totals, level)
    disagreement = (together * difference).sum()
    chance = (np.outer(totals, totals) * difference).sum() / (totals.sum() - 1)
    return float(1 - disagreement / chance) if chance > 0 else np.nan


def _checked_table(table: NDArray[np.int64], weights: NDArray[np.float64]) -> int:
    square = table.ndim == TWO and table.shape[0] == table.shape[1] == len(weights)
    if not square or weights.shape != table.shape or table.min() < 0 or table.sum() == 0:
        raise InputError("quality.cross_table")
    return int(table.sum())


def _fleiss(counts: NDArray[np.int64]) -> tuple[float, float, float]:
    """Return observed and expected agreement, and kappa."""
    size, each = len(counts), counts[0].sum() if len(counts) else 0
    if size == 0:
        return np.nan, np.nan, np.nan
    observed = float(((counts**2).sum() - size * each) / (size * each * (each - 1)))
    expected = float(((counts.sum(axis=0) / (size * each)) ** 2).sum())
    if np.isclose(expected, 1, rtol=0, atol=1e-12):
        return observed, expected, np.nan
    return observed, expected, (observed - expected) / (1 - expected)


def _null_error(counts: NDArray[np.int64]) -> float:
    size, each = len(counts), counts[0].sum()
    p = counts.sum(axis=0) / (size * each)
    pq = p * (1 - p)
    if not pq.sum() > 0:
        return np.nan
    spread = pq.sum() ** 2 - (pq * (1 - 2 * p)).sum()
    return float(np.sqrt(2 * max(spread, 0.0) / (size * each * (each - 1))) / pq.sum())


def _differences(
    values: NDArray[np.float64], totals: NDArray[np.float64], level: Level
) -> NDArray[np.float64]:
    """Return the squared differences of the values, (k, k), as their level of measurement has."""
    first, second = np.meshgrid(values, values, indexing="ij")
    if level is Level.NOMINAL:
        return np.asarray(first != second, dtype=np.float64)
    if level is Level.INTERVAL:
        return np.asarray((first - second) ** 2)
    if level is Level.RATIO:
        sums = np.where(first + second > 0, first + second, 1.0)
        return np.asarray(((first - second) / sums) ** 2)
    # ordinal: ratings between two ranks, theirs by half
    middle = np.cumsum(totals) - totals / 2
    return np.asarray(np.subtract.outer(middle, middle) ** 2)
