"""Proof that one agent leads another who lacks different leaves: two ratios of the weights.

Owns the certificate; which pairs need one is left to :mod:`engine.optimisation.preference`.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.optimisation.nest import Nest

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

# 64 cells by 17 mixtures prove two in a hundred pairs more, at four times the cost
CELLS = 32  # of the range in which the two scores overlap
MIXTURES = np.linspace(0.0, 1.0, 9)


def proves_lead(first: Floats, second: Floats, ends: tuple[float, float], nest: Nest) -> bool:
    """Whether the first score is never below the second over the nest.

    Parameters
    ----------
    first, second
        (k,) leaf scores of the two agents, nan where missing.
    ends
        Least score of the first, greatest of the second.

    Returns
    -------
    bool
        True is a proof; False says that this certificate found none.

    Notes
    -----
    A score is N(w) / D(w) with D the sum of the shares of the leaves that the agent has. Were the
    first below the second, some t would lie between: t D_1 - N_1 > 0 and N_2 - t D_2 > 0. For all
    t of a cell [a, b] both b D_1 - N_1 and N_2 - a D_2 would then be positive, and with them every
    mixture. A mixture whose greatest value over the nest is not positive therefore clears the
    cell; when all cells of the overlap are cleared, no such t exists.
    """
    edges = np.linspace(ends[0], ends[1], CELLS + 1)
    below = _over(first, edges[1:])
    above = -_over(second, edges[:-1])
    mixed = MIXTURES[:, None, None] * below + (1 - MIXTURES[:, None, None]) * above
    greatest = nest.greatest(mixed.reshape(-1, len(first)))
    return bool((greatest.reshape(len(MIXTURES), CELLS).min(axis=0) <= 0).all())


def _over(scores: Floats, levels: Floats) -> Floats:
    """Return the (levels, k) coefficients of t D - N."""
    return np.asarray(np.where(np.isnan(scores), 0.0, levels[:, None] - scores), dtype=np.float64)
