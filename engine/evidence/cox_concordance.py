"""How well a risk score orders who has the event first: Harrell's concordance with ties."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.evidence.cox_risk_sets import RiskSets


@dataclass(frozen=True, slots=True)
class Concordance:
    """Pairs of which it is known who had the event first, by whose score was higher.

    ``tied`` pairs have equal scores. Pairs whose events came at the same time are left out.
    """

    concordant: int
    discordant: int
    tied: int

    @property
    def value(self) -> float:
        """``(concordant + tied / 2) / all``: 1 is perfect order, 0.5 none; nan without pairs."""
        pairs = self.concordant + self.discordant + self.tied
        return (self.concordant + self.tied / 2) / pairs if pairs else float("nan")


def concordance(strata: tuple[RiskSets, ...], scores: NDArray[np.float64]) -> Concordance:
    """Return the concordance of a risk score (N,) with the times, pairs within strata.

    Somebody censored at the time of an event outlived it, as in R's ``survival::concordance``.

    References
    ----------
    Harrell, Califf, Pryor, Lee and Rosati (1982), JAMA 247, 2543-2546; Therneau and Watson
    (2015), The concordance statistic and the Cox model, Mayo Clinic report 85.
    """
    parts = [_within(sets, scores[sets.rows]) for sets in strata]
    return Concordance(
        sum(part.concordant for part in parts),
        sum(part.discordant for part in parts),
        sum(part.tied for part in parts),
    )


def _within(sets: RiskSets, scores: NDArray[np.float64]) -> Concordance:
    _, ranks = np.unique(scores, return_inverse=True)
    concordant = _later_below(sets, ranks)
    discordant = _later_below(sets, ranks.max() - ranks)
    n, died = len(ranks), sets.events
    after = n - np.append(sets.starts[1:], n)
    censored = np.bincount(sets.moments[~died], minlength=len(sets.starts))
    pairs = int((after + censored)[sets.at].sum())
    return Concordance(concordant, discordant, pairs - concordant - discordant)


def _later_below(sets: RiskSets, ranks: NDArray[np.int64]) -> int:
    """Return how many pairs hold an event and a row that outlived it with a lower rank.

    Rows are put in order of time, events before the censored of the same time and, among tied
    events, by ascending rank: then no pair of tied events is counted. Merging sorted stretches
    counts all pairs in n log^2 n, each stretch told from the next by a shift of its ranks.
    """
    order = np.lexsort((ranks, ~sets.events, sets.moments))
    ranks, died = ranks[order], sets.events[order]
    n, size, total = len(ranks), 1, 0
    while size < n:
        stretch = np.arange(n) // size
        left = stretch % 2 == 0
        shifted = ranks + stretch * n  # ranks are below n: stretches stay apart when sorted
        right = np.sort(shifted[~left])
        asking = left & died & (stretch < stretch[-1])
        neighbour = stretch[asking] + 1
        own = ranks[asking] + neighbour * n
        below = np.searchsorted(right, own) - np.searchsorted(right, neighbour * n)
        total += int(below.sum())
        size *= 2
    return total
