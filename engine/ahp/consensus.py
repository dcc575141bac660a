"""How far respondents agree on the weights of one node: Goepel's S* from Shannon's entropies.

What the respondents' own weights are is left to ``ahp.groups``.

References
----------
Goepel, K. D. (2013), Implementing the analytic hierarchy process as a standard method for
multi-criteria decision making in corporate enterprises, Proc. ISAHP, Kuala Lumpur.
Goepel, K. D. (2018), Implementation of an online software tool for the analytic hierarchy
process (AHP-OS), Int. J. of the Analytic Hierarchy Process 10(3), 469-487.
Goepel, K. D., AHP consensus indicator, equations 1.1 to 1.10, bpmsg.com: the form that the
AHP-OS software computes.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.ahp.hierarchy import every_share
from engine.ahp.scales import SAATY_GREATEST
from engine.ahp.voices import voice_shares
from engine.domain.hierarchy import ItemTree
from engine.domain.weights import SUM_TOLERANCE
from engine.errors import InputError

LEAST_RESPONDENTS = 2
LEAST_ITEMS = 2  # a single item gets all from everybody
WORDS = (
    # the words of the AHP-OS software
    (0.50, "very_low"),
    (0.65, "low"),
    (0.75, "moderate"),
    (0.85, "high"),
)
HIGHEST_WORD = "very_high"


def consensus(
    weights: NDArray[np.float64],
    respondent_weights: NDArray[np.float64],
    greatest: float = SAATY_GREATEST,
) -> float | None:
    """Return Goepel's consensus S*: 1 when all weigh alike, 0 when they could not differ more.

    Parameters
    ----------
    weights
        (k, n): each row one respondent's weights of the n >= 2 items, >= 0, sum 1.
    respondent_weights
        (k,), >= 0; who has weight 0 is no respondent. The others enter the entropies by their
        share.
    greatest
        M, the greatest ratio of the scale the answers were given on.

    Returns
    -------
    float or None
        0..1; None below two respondents. Weights further apart than the scale allows count as 0.

    Raises
    ------
    InputError
        ``group.consensus_shape`` and ``group.consensus_weights`` for anything else than weights
        of at least two items; ``group.scale_end`` for a scale that does not reach above 1; as
        :func:`engine.ahp.voices.voice_shares`.

    Notes
    -----
    S* = (1 / exp(H_beta) - exp(H_alpha_min) / exp(H_gamma_max))
    / (1 - exp(H_alpha_min) / exp(H_gamma_max)), with H_beta = H_gamma - H_alpha: H_alpha is the
    mean entropy of the respondents' weights, H_gamma the entropy of their mean. exp(H_beta) is
    the number of different opinions, as if all of them were equally frequent.

    H_alpha_min is :func:`least_alpha_entropy`; H_gamma_max = ln n, since even two respondents can
    favour complementary sets of items, so that their mean is level.

    References
    ----------
    Goepel, see the module.

    Examples
    --------
    >>> import numpy as np
    >>> opposed = np.array([[0.9, 0.1], [0.1, 0.9]])
    >>> round(consensus(opposed, np.ones(2)), 12)
    0.0
    """
    voices, shares = _voices(weights, respondent_weights)
    if len(voices) < LEAST_RESPONDENTS:
        return None
    items = voices.shape[1]
    bound = least_alpha_entropy(items, greatest) - float(np.log(items))
    return _scaled(beta_entropy(voices, shares), bound)


def consensus_2013(
    weights: NDArray[np.float64],
    respondent_weights: NDArray[np.float64],
    greatest: float = SAATY_GREATEST,
) -> float | None:
    """Return S* with its first bound, to compare with values that were published under it.

    Parameters, returns and errors as :func:`consensus`, from which it differs only with fewer
    respondents than items, and then is the smaller one.

    Notes
    -----
    H_gamma_max is :func:`greatest_gamma_entropy`, which lets everybody favour a single item.
    Respondents who favour several items each can be further apart; they count as 0.

    References
    ----------
    Goepel (2013), see the module.
    """
    voices, shares = _voices(weights, respondent_weights)
    if len(voices) < LEAST_RESPONDENTS:
        return None
    respondents, items = voices.shape
    least = least_alpha_entropy(items, greatest)
    bound = least - greatest_gamma_entropy(items, respondents, greatest)
    return _scaled(beta_entropy(voices, shares), bound)


def hierarchy_consensus(
    tree: ItemTree,
    local: Mapping[str, Mapping[str, float]],
    by_node: Mapping[str, float | None],
) -> float | None:
    """Return the consensus over a whole tree: the nodes' S*, weighted by their global weights.

    The AHP-OS software puts the nodes together in the same way.

    Parameters
    ----------
    local
        The group's shares, as :func:`engine.ahp.hierarchy.global_weights` takes them.
    by_node
        S* of each asked node; a node that is absent or None (fewer than two answered it) is
        left out, and the others' weights are scaled up.

    Returns
    -------
    float or None
        0..1; None when no node has a consensus.

    Raises
    ------
    InputError
        As :func:`engine.ahp.hierarchy.global_weights`.
    """
    share = every_share(tree, local)
    known = [
        (share[node], value) for node in tree.items if (value := by_node.get(node)) is not None
    ]
    total = sum(weight for weight, _ in known)
    return sum(weight * value for weight, value in known) / total if total else None


def consensus_word(value: float) -> str:
    """Return how a consensus is called: very_low, low, moderate, high or very_high."""
    return next((word for below, word in WORDS if value < below), HIGHEST_WORD)


def alpha_entropy(weights: NDArray[np.float64], shares: NDArray[np.float64]) -> float:
    """Return the mean Shannon entropy of the rows of (k, n), weighted by shares (k,), sum 1."""
    return float(shares @ _entropy(weights))


def gamma_entropy(weights: NDArray[np.float64], shares: NDArray[np.float64]) -> float:
    """Return the Shannon entropy of the mean of the rows of (k, n), by shares (k,), sum 1."""
    return float(_entropy(shares @ weights))


def beta_entropy(weights: NDArray[np.float64], shares: NDArray[np.float64]) -> float:
    """Return what the respondents differ by: gamma entropy less alpha entropy, >= 0."""
    return max(0.0, gamma_entropy(weights, shares) - alpha_entropy(weights, shares))


def least_alpha_entropy(items: int, greatest: float) -> float:
    """Return H_alpha_min: the entropy of one who sets one item M times above all the others.

    The others are then equal: weights M / (n + M - 1) and, n - 1 times, 1 / (n + M - 1).

    Raises
    ------
    InputError
        ``group.scale_end`` unless M is a number above 1.
    """
    if not 1 < greatest < float("inf"):
        raise InputError("group.scale_end", greatest=greatest)
    total = items + greatest - 1
    return float(_entropy(np.array([greatest] + [1.0] * (items - 1)) / total))


def greatest_gamma_entropy(items: int, respondents: int, greatest: float) -> float:
    """Return the H_gamma_max of 2013: everybody favours another item M-fold.

    It is the entropy of the mean of such respondents. With k <= n of them each of the k favoured
    items has the mean weight (M + k - 1) / (k (n + M - 1)), each of the others 1 / (n + M - 1).
    With k > n all items can be favoured equally often, which gives ln n; at k = n the two agree.
    """
    if respondents > items:
        return float(np.log(items))
    favoured = [(greatest + respondents - 1) / respondents] * respondents
    means = np.array(favoured + [1.0] * (items - respondents)) / (items + greatest - 1)
    return float(_entropy(means))


def _entropy(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return - sum of p ln p over the last axis; 0 ln 0 is 0."""
    logs = np.log(np.where(weights > 0, weights, 1.0))
    return np.asarray(-(weights * logs).sum(axis=-1), dtype=np.float64)


def _scaled(beta: float, log_floor: float) -> float:
    floor = np.exp(log_floor)
    return float(max(0.0, (np.exp(-beta) - floor) / (1 - floor)))


def _voices(
    weights: NDArray[np.float64], respondent_weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weights of those who count (k, n), and their shares (k,), sum 1."""
    if weights.ndim != 2 or weights.shape[1] < LEAST_ITEMS:  # noqa: PLR2004 a table has two axes
        raise InputError("group.consensus_shape", shape=str(weights.shape))
    wrong = ~((weights >= 0).all(axis=1) & (np.abs(weights.sum(axis=1) - 1) <= SUM_TOLERANCE))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InputError("group.consensus_weights", row=row, weights=str(weights[row].tolist()))
    shares = voice_shares(respondent_weights, len(weights))
    return weights[shares > 0], shares[shares > 0]
