"""Halo: a rater whose items all say the same, beside how far the items go together elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEWEST = 4  # Fisher's z needs more than three samples


@dataclass(frozen=True, slots=True)
class RaterHalo:
    """The mean correlation of one rater's items, beside that of all other raters.

    ``difference`` is in Fisher's z; ``pairs`` of items had spread with both. nan where nothing
    can be compared.
    """

    rater: str
    samples: int
    correlation: float
    others: float
    difference: float
    pairs: int


def rater_halos(points: NDArray[np.float64], raters: Sequence[str]) -> tuple[RaterHalo, ...]:
    """Return each rater's halo, in order of id.

    Parameters
    ----------
    points
        (n, items) points or points lost by item; samples with a blank do not count.
    raters
        (n,) of each sample.

    Notes
    -----
    The mean over pairs of items of Fisher's z of their correlation within the rater, turned
    back into a correlation, and the same within the pooled samples of the other raters. Items
    that belong together correlate with everybody: only the difference speaks of halo.

    References
    ----------
    Cooper (1981), Psychological Bulletin 90, 218-244.
    """
    whole = ~np.isnan(points).any(axis=1)
    points, names = points[whole], np.array(raters, dtype=str)[whole]
    return tuple(_halo(points, names == rater, str(rater)) for rater in np.unique(names))


def _halo(points: NDArray[np.float64], own: NDArray[np.bool_], rater: str) -> RaterHalo:
    mine, theirs = _fisher(points[own]), _fisher(points[~own])
    both = ~np.isnan(mine) & ~np.isnan(theirs)
    size, pairs = int(own.sum()), int(both.sum())
    if not pairs:
        return RaterHalo(rater, size, np.nan, np.nan, np.nan, 0)
    within, elsewhere = float(mine[both].mean()), float(theirs[both].mean())
    return RaterHalo(
        rater,
        size,
        float(np.tanh(within)),
        float(np.tanh(elsewhere)),
        within - elsewhere,
        pairs,
    )


def _fisher(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Fisher's z of every pair of items; nan for items without spread."""
    items = points.shape[1]
    first, second = np.triu_indices(items, 1)
    if len(points) < FEWEST or not len(first):
        return np.full(len(first), np.nan)
    centred = points - points.mean(axis=0)
    lengths = np.sqrt((centred**2).sum(axis=0))
    products = (centred.T @ centred)[first, second]
    scale = (lengths[first] * lengths[second]).astype(np.float64)
    correlations = np.divide(products, scale, out=np.full(len(first), np.nan), where=scale > 0)
    # a correlation of 1 has no finite z: taken as the greatest that so many samples can tell
    most = 1 - 1 / len(points)
    return np.asarray(np.arctanh(correlations.clip(-most, most)))
