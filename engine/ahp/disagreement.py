"""How a panel divides over each pair of one node: who prefers which, and how far apart."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.ahp.consistency import SAME_RATIO
from engine.ahp.groups import stacked_judgements
from engine.domain.calibration import PairDisagreement
from engine.domain.judgements import Panel

LEAST_ANSWERS = 2


def pair_disagreements(panel: Panel, node: str) -> tuple[PairDisagreement, ...]:
    """Return how the panel divides over each pair of a node's items, in the order of the items.

    Only respondents with a weight above 0 count. Their weights enter the mean and the spread;
    the three shares count heads. A pair that nobody answered is left out.

    Raises
    ------
    InputError, MethodError
        As :func:`engine.ahp.groups.stacked_judgements`.

    Notes
    -----
    With x the log answers to the pair, w their weights and m their weighted mean, ``mean`` is
    exp(m) and ``spread`` exp(s), s ** 2 = sum of w (x - m) ** 2 / (W - sum of w ** 2 / W), W the
    sum of w: the unbiased variance for weights of importance, and for equal weights the usual
    one with divisor n - 1.
    """
    items, logs, weights = stacked_judgements(panel, node)
    heard = weights > 0
    pairs = []
    for first, second in combinations(range(len(items)), 2):
        answered = heard & ~np.isnan(logs[:, first, second])
        if answered.any():
            names = (node, items[first], items[second])
            pairs.append(_disagreement(names, logs[answered, first, second], weights[answered]))
    return tuple(pairs)


def most_disputed(pairs: Sequence[PairDisagreement], most: int = 3) -> tuple[PairDisagreement, ...]:
    """Return the pairs with the greatest spread first; none on which all answered the same."""
    disputed = [pair for pair in pairs if _spread(pair) > 1 + SAME_RATIO]
    return tuple(sorted(disputed, key=_spread, reverse=True)[:most])


def _disagreement(
    names: tuple[str, str, str], logs: NDArray[np.float64], weights: NDArray[np.float64]
) -> PairDisagreement:
    node, first, second = names
    mean = float(np.average(logs, weights=weights))
    prefers_first, prefers_second = logs > SAME_RATIO, logs < -SAME_RATIO
    return PairDisagreement(
        node=node,
        first=first,
        second=second,
        n=len(logs),
        mean=float(np.exp(mean)),
        spread=_geometric_deviation(logs - mean, weights),
        least=float(np.exp(logs.min())),
        greatest=float(np.exp(logs.max())),
        share_first=float(prefers_first.mean()),
        share_equal=float((~prefers_first & ~prefers_second).mean()),
        share_second=float(prefers_second.mean()),
    )


def _geometric_deviation(
    deviations: NDArray[np.float64], weights: NDArray[np.float64]
) -> float | None:
    if len(deviations) < LEAST_ANSWERS:
        return None
    shares = weights / weights.sum()
    variance = shares @ deviations**2 / (shares @ (1 - shares))
    return float(np.exp(np.sqrt(variance)))


def _spread(pair: PairDisagreement) -> float:
    return pair.spread or 1.0
