"""Dominance analysis: which predictor adds more, to every set, or to the sets of one size.

General dominance (Budescu 1993, Psychological Bulletin 114, 542-551), the mean over sizes, is
Shapley's value: :mod:`engine.evidence.lmg`.
"""

import numpy as np
from numpy.typing import NDArray

from engine.evidence.lmg import increments, subset_sizes

Floats = NDArray[np.float64]


def conditional_dominance(worths: Floats) -> Floats:
    """Return (p, p): what player j adds, on average, to the sets of s others (s = 0 .. p-1).

    References
    ----------
    Azen and Budescu (2003), Psychological Methods 8, 129-148.
    """
    players = len(worths).bit_length() - 1
    sizes = subset_sizes(players - 1)
    counts = np.bincount(sizes)
    return np.stack(
        [
            np.bincount(sizes, increments(worths[:, None], player)[:, 0]) / counts
            for player in range(players)
        ]
    )


def complete_dominance(worths: Floats) -> Floats:
    """Return (p, p): the share of the sets of the others to which i adds more than j.

    1 where i dominates j completely; a set to which both add the same counts for neither. The
    diagonal is 0.

    References
    ----------
    Azen and Budescu (2003), Psychological Methods 8, 129-148.
    """
    players = len(worths).bit_length() - 1
    sets = np.arange(len(worths))
    beats = np.zeros((players, players))
    for i in range(players):
        for j in range(players):
            if i != j:
                others = sets[(sets >> i & 1 == 0) & (sets >> j & 1 == 0)]
                beats[i, j] = (worths[others | 1 << i] > worths[others | 1 << j]).mean()
    return beats
