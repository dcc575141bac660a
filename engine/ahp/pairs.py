"""Which pair to ask next, so that the answers tell most about the weights."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ahp.gaps import connected_groups
from engine.ahp.log_least_squares import log_covariance, resistances
from engine.domain.judgements import JudgementMatrix

SAME_GAIN = 1e-9  # relative: gains this close are ties, which the order of the items decides


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The unanswered pair whose answer would help most.

    ``gain`` is the relative fall, 0..1, of the mean variance of the logarithms of the weights;
    None where the answers do not link all items yet, so that this variance is infinite.
    """

    first: str
    second: str
    gain: float | None


def next_question(matrix: JudgementMatrix) -> NextQuestion | None:
    """Return the unanswered pair whose answer would help most, or None if all are answered.

    Parameters
    ----------
    matrix
        With or without gaps, connected or not.

    Notes
    -----
    The answers' errors are taken as independent and alike, so that only the graph of answers
    matters, and the covariance of the logarithms of the log-least-squares weights is the
    pseudo-inverse L+ of its Laplacian. An answer about i and j lowers the trace of it by

        |L+ (e_i - e_j)|^2 / (1 + R_ij),    R_ij the resistance distance:

    the pair where this is greatest is the A-optimal one. While the answers leave groups
    unlinked, the pair joins the two largest, each by the item whose weight relative to its group
    is known best, since the variance of the joined group is then least. The first in the order
    of the items wins a tie.

    References
    ----------
    Pukelsheim, F. (1993), Optimal Design of Experiments, Wiley, chapter 6: the A-criterion.
    Sherman, J., Morrison, W. J. (1950), Annals of Mathematical Statistics 21, 124-127: the
    update.
    """
    if matrix.is_complete:
        return None
    covariance = log_covariance(~np.isnan(matrix.values))
    groups = connected_groups(matrix)
    if len(groups) > 1:
        return _link(matrix.items, groups, np.diag(covariance))
    gains = np.where(np.isnan(np.triu(matrix.values, 1)), _gains(covariance), -1.0)
    first, second = np.argwhere(gains >= gains.max() * (1 - SAME_GAIN))[0]
    return NextQuestion(matrix.items[first], matrix.items[second], float(gains[first, second]))


def _gains(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by which share the trace of L+ would fall with an answer about each pair: (n, n)."""
    moves = resistances(covariance @ covariance)  # |L+ (e_i - e_j)|^2
    falls = moves / (1 + resistances(covariance))
    return np.asarray(falls / np.trace(covariance), dtype=np.float64)


def _link(
    items: tuple[str, ...], groups: tuple[tuple[str, ...], ...], variances: NDArray[np.float64]
) -> NextQuestion:
    """Return the pair that joins the two largest groups by their best known items."""
    variance = dict(zip(items, variances.round(9).tolist(), strict=True))
    largest = sorted(groups, key=len, reverse=True)[:2]
    best = [min(group, key=variance.__getitem__) for group in largest]
    first, second = sorted(best, key=items.index)
    return NextQuestion(first, second, None)
