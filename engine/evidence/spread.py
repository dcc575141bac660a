"""How much agents differ in a metric: the part that is theirs, without chance."""

import numpy as np
from numpy.typing import NDArray


def between_cluster_spread(values: NDArray[np.float64], clusters: NDArray[np.int64]) -> float:
    """Return the standard deviation of the clusters' true means of a metric.

    Parameters
    ----------
    values
        (n,) the metric, already transformed as the model takes it.
    clusters
        (n,) codes 0..G-1, G >= 2, every code present.

    Returns
    -------
    float
        In the metric's unit, >= 0; 0 where the means differ no more than chance explains.

    Notes
    -----
    One-way random effects by analysis of variance, for clusters of unequal size:
    ``(MSB - MSW) / n0`` with ``n0 = (N - sum n_g^2 / N) / (G - 1)``. The plain standard
    deviation of the means would credit agents with few contacts for their noise.

    References
    ----------
    Searle, Casella and McCulloch (1992), Variance Components, section 3.6.
    """
    sizes = np.bincount(clusters).astype(np.float64)
    rows, groups = sizes.sum(), len(sizes)
    if rows <= groups:
        return 0.0
    means = np.bincount(clusters, values) / sizes
    between = float(sizes @ (means - values.mean()) ** 2) / (groups - 1)
    within = float(((values - means[clusters]) ** 2).sum()) / (rows - groups)
    effective_size = (rows - float(sizes @ sizes) / rows) / (groups - 1)
    return float(np.sqrt(max(0.0, (between - within) / effective_size)))
