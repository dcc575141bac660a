"""Weights that were given outright, as points or percentages shared out."""

import numpy as np
from numpy.typing import NDArray

from engine.domain.elicitation import DirectWeights


def direct_weights(given: DirectWeights) -> NDArray[np.float64]:
    """Return the points divided by their sum: (n,), each >= 0, sum 1, in item order.

    Examples
    --------
    >>> direct_weights(DirectWeights(("response", "resolution"), (30.0, 10.0))).tolist()
    [0.75, 0.25]
    """
    points = np.array(given.points, dtype=np.float64)
    return np.asarray(points / points.sum(), dtype=np.float64)
