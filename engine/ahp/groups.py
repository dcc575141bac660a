"""What a panel says together: aggregation of judgements and of priorities."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ahp.completion import Completion
from engine.ahp.gaps import completed, connected_groups, own_priorities
from engine.ahp.priorities import Method, priorities
from engine.ahp.voices import voice_shares
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel
from engine.errors import InputError, MethodError

LEAST_SPREAD = 2  # respondents who count: one alone does not differ


def aggregated_judgements(panel: Panel, node: str) -> JudgementMatrix:
    """Return the panel's judgement matrix of one node of the tree, complete.

    Parameters and errors as :func:`judgements_with_gaps`, and in addition:

    Raises
    ------
    MethodError
        ``ahp.pairs_unanswered`` naming the pairs without any answer, and ``ahp.unconnected``
        when the answers do not even link all items.
    """
    matrix = judgements_with_gaps(panel, node)
    if not matrix.is_complete:
        raise _unanswered(matrix)
    return matrix


def judgements_with_gaps(panel: Panel, node: str) -> JudgementMatrix:
    """Return the panel's judgement matrix of one node, with a gap where nobody answered.

    Every pair is the geometric mean, weighted by the respondents' weights, of the answers to
    that pair; who left it open is skipped for that pair only. Whether gaps may be filled from
    the other answers is left to the caller.

    Parameters
    ----------
    panel
        Respondents whose ``judgements`` may lack the node.
    node
        The node's id.

    Raises
    ------
    InputError
        ``ahp.other_items`` when two respondents judged different items;
        ``ahp.respondent_weight`` for a weight below 0 or not finite.
    MethodError
        ``ahp.nobody_answered`` when no respondent with a weight above 0 has the node.

    References
    ----------
    Aczel, J., Saaty, T. L. (1983), Procedures for synthesizing ratio judgements, J. Math.
    Psychology 27, 93-102: the geometric mean is the only one that keeps reciprocity.
    """
    items, logs, weights = stacked_judgements(panel, node)
    if not weights.any():
        raise MethodError("ahp.nobody_answered", node=node)
    answered = (~np.isnan(logs)) * weights[:, None, None]
    total = answered.sum(axis=0)
    sums = (np.where(np.isnan(logs), 0.0, logs) * answered).sum(axis=0)
    means = np.divide(sums, total, out=np.full(total.shape, np.nan), where=total > 0)
    return JudgementMatrix(items, np.exp(antisymmetric(means)))


@dataclass(frozen=True, slots=True, eq=False)
class OwnWeights:
    """The respondents' own weights of the items of one node.

    ``weights`` is (k, n), rows sum 1, for the k ``respondents`` with a weight above 0 whose
    answers link all items; ``respondent_weights`` (k,) are theirs. ``unlinked`` are those whose
    answers do not, so that they have no weights of their own.
    """

    items: tuple[str, ...]
    respondents: tuple[str, ...]
    weights: NDArray[np.float64]
    respondent_weights: NDArray[np.float64]
    unlinked: tuple[str, ...]


def own_weights(
    panel: Panel,
    node: str,
    method: Method = Method.EIGENVECTOR,
    completion: Completion = Completion.MINIMUM_LAMBDA,
) -> OwnWeights:
    """Return the weights of a node's items by each respondent alone.

    A respondent with gaps enters by :func:`engine.ahp.gaps.completed`.

    Raises
    ------
    InputError, MethodError
        As :func:`stacked_judgements`.
    """
    items, _, weights = stacked_judgements(panel, node)
    answers = aligned_judgements(panel, node)
    counted = dict(zip(answers, weights.tolist(), strict=True))
    heard = [name for name, weight in counted.items() if weight > 0]
    linked = [name for name in heard if len(connected_groups(answers[name])) == 1]
    own = [own_priorities(answers[name], method, completion).weights for name in linked]
    return OwnWeights(
        items,
        tuple(linked),
        np.array(own).reshape(len(linked), len(items)),
        np.array([counted[name] for name in linked]),
        tuple(name for name in heard if name not in linked),
    )


def aggregated_priorities(
    panel: Panel, node: str, method: Method = Method.EIGENVECTOR
) -> dict[str, float]:
    """Return the weighted geometric mean of the respondents' own priorities, scaled to sum 1.

    Raises
    ------
    InputError
        As :func:`own_weights`.
    MethodError
        ``ahp.nobody_answered``; ``group.respondents_unlinked`` naming those whose answers do
        not link all items. Leaving them out is left to the caller (:func:`own_weights`).
    """
    own = own_weights(panel, node, method)
    if own.unlinked:
        told = ", ".join(own.unlinked)
        raise MethodError("group.respondents_unlinked", node=node, respondents=told)
    means = geometric_priorities(own.weights, own.respondent_weights)
    if means is None:
        raise MethodError("ahp.nobody_answered", node=node)
    return dict(zip(own.items, means.tolist(), strict=True))


def geometric_priorities(
    weights: NDArray[np.float64], respondent_weights: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Return the weighted geometric mean of respondents' weights, scaled to sum 1 again.

    Parameters
    ----------
    weights
        (k, n), each row one respondent's, positive.
    respondent_weights
        (k,), >= 0.

    Returns
    -------
    ndarray or None
        (n,), sum 1; None when no respondent has a weight above 0.

    Raises
    ------
    InputError
        ``group.own_weights`` for a weight that is not a positive number, and as
        :func:`engine.ahp.voices.voice_shares`.

    Notes
    -----
    A geometric mean of shares sums to less than 1 unless all agree; published tables that leave
    it so are not shares. For row geometric means the result is exactly that of the aggregated
    judgements.

    References
    ----------
    Forman, E., Peniwati, K. (1998), Aggregating individual judgments and priorities with the
    analytic hierarchy process, EJOR 108, 165-169.
    """
    shares = voice_shares(respondent_weights, len(weights))
    if not ((weights > 0) & np.isfinite(weights)).all():
        raise InputError("group.own_weights")
    if not shares.any():
        return None
    means = np.exp(shares @ np.log(weights))
    return np.asarray(means / means.sum(), dtype=np.float64)


def arithmetic_priorities(
    weights: NDArray[np.float64], respondent_weights: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Return the weighted arithmetic mean of respondents' weights: (n,), sum 1.

    Parameters, returns and errors as :func:`geometric_priorities`, but a weight may be 0. It
    keeps no ratio the respondents agree on, but lets no single small weight pull an item to the
    ground.
    """
    shares = voice_shares(respondent_weights, len(weights))
    if not ((weights >= 0) & np.isfinite(weights)).all():
        raise InputError("group.own_weights")
    return np.asarray(shares @ weights, dtype=np.float64) if shares.any() else None


def priorities_sd(
    weights: NDArray[np.float64], respondent_weights: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Return the standard deviation of respondents' weights about the arithmetic mean: (n,).

    Parameters and errors as :func:`arithmetic_priorities`.

    Returns
    -------
    ndarray or None
        None below two respondents with a weight above 0.

    Notes
    -----
    With shares v of the voices, s^2 = sum_k v_k (w_k - m)^2 / (1 - sum_k v_k^2): for k equal
    voices the sum of squares over k - 1.
    """
    shares = voice_shares(respondent_weights, len(weights))
    means = arithmetic_priorities(weights, respondent_weights)
    if means is None or np.count_nonzero(shares) < LEAST_SPREAD:
        return None
    variances = shares @ (weights - means) ** 2 / (1 - shares @ shares)
    return np.asarray(np.sqrt(variances), dtype=np.float64)


def local_weights(
    panel: Panel | Mapping[str, Panel],
    tree: ItemTree,
    method: Method = Method.EIGENVECTOR,
    completion: Completion | None = None,
) -> dict[str, dict[str, float]]:
    """Return the panel's shares of the children of each node of the tree, by node id.

    A node with a single child gives it the whole share; nobody is asked about it.

    Parameters
    ----------
    panel
        One panel for the whole tree, or one for each node, as
        :func:`engine.ahp.treatments.treated` makes them.
    completion
        How a pair that nobody answered is filled from the others; None refuses it.

    Raises
    ------
    InputError
        ``ahp.other_items`` when the respondents judged other items than the node's children,
        and as :func:`aggregated_judgements`.
    MethodError
        As :func:`aggregated_judgements`.
    """
    local = {}
    for node, children in tree.items.items():
        if len(children) == 1:
            local[node] = {children[0]: 1.0}
            continue
        asked = panel if isinstance(panel, Panel) else panel.get(node, Panel(()))
        matrix = _together(asked, node, completion)
        weights = priorities(matrix.values, method).weights
        items = checked_items(node, children, matrix)
        local[node] = dict(zip(items, weights.tolist(), strict=True))
    return local


def _together(panel: Panel, node: str, completion: Completion | None) -> JudgementMatrix:
    if completion is None:
        return aggregated_judgements(panel, node)
    return completed(judgements_with_gaps(panel, node), completion).matrix


def aligned_judgements(panel: Panel, node: str) -> dict[str, JudgementMatrix]:
    """Return each respondent's judgements of one node, by respondent.

    Items are aligned by label to the order of the first respondent who has the node.

    Raises
    ------
    InputError, MethodError
        As :func:`judgements_with_gaps`.
    """
    answers = {
        response.respondent: response.judgements[node]
        for response in panel.responses
        if node in response.judgements
    }
    if not answers:
        raise MethodError("ahp.nobody_answered", node=node)
    items = next(iter(answers.values())).items
    return {name: _aligned(matrix, node, items) for name, matrix in answers.items()}


def stacked_judgements(
    panel: Panel, node: str
) -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.float64]]:
    """Return items, log judgements (r, n, n) with nan for gaps, and respondents' weights (r,).

    The r respondents and the items are those of :func:`aligned_judgements`, in its order.

    Raises
    ------
    InputError, MethodError
        As :func:`judgements_with_gaps`.
    """
    answers = aligned_judgements(panel, node)
    given = {each.respondent: each.weight for each in panel.responses if each.respondent in answers}
    for name, weight in given.items():
        if not (np.isfinite(weight) and weight >= 0):
            raise InputError("ahp.respondent_weight", respondent=name, weight=weight)
    logs = np.stack([np.log(matrix.values) for matrix in answers.values()])
    items = next(iter(answers.values())).items
    return items, logs, np.array(list(given.values()), dtype=np.float64)


def checked_items(node: str, children: tuple[str, ...], matrix: JudgementMatrix) -> tuple[str, ...]:
    """Return the matrix's items if they are the node's children, in whatever order."""
    if set(matrix.items) != set(children):
        raise InputError("ahp.other_items", node=node, items=_differing(children, matrix.items))
    return matrix.items


def antisymmetric(logs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log ratios (..., n, n) that are exactly opposite across the diagonal."""
    return (logs - np.swapaxes(logs, -1, -2)) / 2


def _aligned(matrix: JudgementMatrix, node: str, items: tuple[str, ...]) -> JudgementMatrix:
    if matrix.items == items:
        return matrix
    if set(matrix.items) != set(items):
        raise InputError("ahp.other_items", node=node, items=_differing(items, matrix.items))
    order = [matrix.items.index(item) for item in items]
    return JudgementMatrix(items, matrix.values[np.ix_(order, order)])


def _differing(items: tuple[str, ...], others: tuple[str, ...]) -> str:
    return ", ".join(sorted(set(items) ^ set(others)))


def _unanswered(matrix: JudgementMatrix) -> MethodError:
    groups = connected_groups(matrix)
    if len(groups) > 1:
        return MethodError("ahp.unconnected", groups=" | ".join(", ".join(g) for g in groups))
    gaps = np.argwhere(np.triu(np.isnan(matrix.values), 1))
    pairs = [f"{matrix.items[i]} : {matrix.items[j]}" for i, j in gaps]
    return MethodError("ahp.pairs_unanswered", pairs=", ".join(pairs))
