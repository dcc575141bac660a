"""Weights by the best-worst method, in its linear and its non-linear form, without a solver.

How consistent the answers are is left to ``ahp.best_worst_consistency``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.elicitation import BestWorst, BestWorstForm

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class BestWorstWeights:
    """Weights of n items by the best-worst method.

    Parameters
    ----------
    weights
        (n,), positive, sum 1, in item order.
    xi
        The least greatest deviation: of a weight in the linear form, of a ratio in the
        non-linear one; 0 when the answers are consistent.
    intervals
        (n, 2): the least and greatest share of each item among all weights that reach ``xi``.
    """

    form: BestWorstForm
    weights: Array
    xi: float
    intervals: Array


def best_worst_weights(given: BestWorst) -> BestWorstWeights:
    """Return the weights by the form that the elicitation asks for."""
    return linear_form(given) if given.form is BestWorstForm.LINEAR else nonlinear_form(given)


def linear_form(given: BestWorst) -> BestWorstWeights:
    """Return the weights with the least xi such that no difference deviates by more.

    Notes
    -----
    min xi subject to |w_B - a_Bj w_j| <= xi, |w_j - a_jW w_W| <= xi, sum w = 1. The problem is
    homogeneous but for the sum, so that it is solved here for w_W = 1, x = xi / w_W and
    r = w_B / w_W. Item j has a weight exactly when r lies within (a_Bj + 1) x of a_Bj a_jW, and
    r lies within x of a_BW; such intervals c -+ h x meet when every two do, which gives
    x >= (c_k - c_l) / (h_k + h_l), and the greatest of these is x.

    The optimum is unique, so that the intervals have no width. With xi = 0 the answers give
    the weights. Otherwise set xi = 1 and seek the greatest sum of weights instead: every limit of
    w_B is a rising line of w_W, the upper ones meet the lower ones at the greatest possible w_W,
    and no possible w_B is greater than there; the other weights are greatest at the smaller of
    their two upper limits, which rise with w_B and w_W.

    References
    ----------
    Rezaei, J. (2016), Best-worst multi-criteria decision-making method: some properties and a
    linear model, Omega 64, 126-130.
    """
    a_bj, a_jw, a_bw = others(given)
    centres = np.append(a_bj * a_jw, a_bw)
    halves = np.append(a_bj + 1, 1.0)
    x = _greatest_need(centres, halves)
    r = (centres - halves * x).max()
    weights = _placed(given, r, np.minimum((r + x) / a_bj, a_jw + x))
    total = weights.sum()
    shares = weights / total
    return BestWorstWeights(
        BestWorstForm.LINEAR, shares, float(x / total), np.column_stack([shares, shares])
    )


def nonlinear_form(given: BestWorst) -> BestWorstWeights:
    """Return the weights with the least xi such that no ratio deviates by more.

    Notes
    -----
    min xi subject to |w_B / w_j - a_Bj| <= xi, |w_j / w_W - a_jW| <= xi, sum w = 1. The least xi
    (:func:`least_deviation`) leaves a single ratio r of best to worst, and each other item an
    interval of its own in which it moves freely, so that its share is least when the item is at
    its lower end and the others are at their upper ends.

    The optimum is therefore rarely unique. The weights returned are the centres of the
    intervals, as Rezaei (2016) proposes, divided by their sum. They reach xi too: a centre's
    ratio to that of the worst item never leaves the item's own interval.

    References
    ----------
    Rezaei, J. (2015), Best-worst multi-criteria decision-making method, Omega 53, 49-57;
    Rezaei (2016), see :func:`linear_form`, on the intervals.
    """
    a_bj, a_jw, a_bw = others(given)
    xi = least_deviation(a_bj, a_jw, a_bw)
    r = max([a_bw - xi, *((a_bj - xi).clip(0) * (a_jw - xi).clip(0))])
    low = np.maximum(r / (a_bj + xi), a_jw - xi)
    # an answer of at most xi sets no upper limit
    from_best = np.divide(r, a_bj - xi, out=np.full(len(a_bj), np.inf), where=a_bj > xi)
    high = np.maximum(low, np.minimum(from_best, a_jw + xi))  # equal ends differ by rounding
    lows, highs = _placed(given, r, low), _placed(given, r, high)
    least = lows / (lows + highs.sum() - highs)
    greatest = highs / (highs + lows.sum() - lows)
    centres = (least + greatest) / 2
    intervals = np.column_stack([least, greatest])
    return BestWorstWeights(BestWorstForm.NONLINEAR, centres / centres.sum(), xi, intervals)


def least_deviation(a_bj: Array, a_jw: Array, a_bw: float) -> float:
    """Return the least xi of the non-linear form: the least greatest deviation of a ratio.

    Parameters
    ----------
    a_bj, a_jw
        (k,) answers from 1 about the items that are neither best nor worst.
    a_bw
        Best to worst, from 1.

    Notes
    -----
    With r = w_B / w_W, item j has a weight within xi of both its answers exactly when
    (a_Bj - xi)(a_jW - xi) <= r <= (a_Bj + xi)(a_jW + xi), and r itself lies within xi of a_BW.
    Such an r exists when each lower limit is at most each upper limit (intervals on a line have
    a point in common when every two have). With p = a_Bj a_jW and s = a_Bj + a_jW, two items need
    xi >= (p_j - p_k) / (s_j + s_k): the squares cancel. An item and a_BW need
    xi^2 - (s_j + 1) xi + p_j - a_BW <= 0 where p_j is the greater, and
    xi^2 + (s_j + 1) xi + p_j - a_BW >= 0 where a_BW is. The greatest need is the answer. None
    of these exceeds the smaller answer of its lower limit, below which alone the limit is more
    than 0.

    References
    ----------
    Ratandhara, H. M., Kumar, M. (2025), A generalized analytical framework for the nonlinear
    best-worst method, arXiv 2508.06048, comes to the same in another way.
    """
    products, sums = a_bj * a_jw, a_bj + a_jw
    excess = products - a_bw
    # the root nearest 0 of either quadratic, written so that nothing cancels
    against_a_bw = 2 * np.abs(excess) / (sums + 1 + np.sqrt((sums + 1) ** 2 - 4 * excess))
    return float(max(_greatest_need(products, sums), against_a_bw.max(initial=0.0)))


def others(given: BestWorst) -> tuple[Array, Array, float]:
    """Return a_Bj and a_jW of the items that are neither best nor worst, and a_BW."""
    rest = _rest(given)
    best_to_others, others_to_worst = map(np.array, (given.best_to_others, given.others_to_worst))
    return best_to_others[rest], others_to_worst[rest], given.best_to_worst


def _rest(given: BestWorst) -> NDArray[np.intp]:
    return np.delete(np.arange(len(given.items)), [given.best, given.worst])


def _greatest_need(centres: Array, halves: Array) -> float:
    """Return the least x >= 0 at which all intervals centre -+ half x have a point in common."""
    needs = (centres[:, None] - centres) / (halves[:, None] + halves)
    return float(needs.max(initial=0.0))


def _placed(given: BestWorst, best: float, rest: Array) -> Array:
    """Return the weights in item order, the worst's being 1."""
    weights = np.ones(len(given.items))
    weights[given.best] = best
    weights[_rest(given)] = rest
    return weights
