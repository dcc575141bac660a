"""What a panel says together: aggregation of judgements and of priorities."""

import numpy as np
from numpy.typing import NDArray

from engine.ahp.gaps import connected_groups, own_priorities
from engine.ahp.priorities import Method, priorities
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.errors import InputError, MethodError


def aggregated_judgements(panel: Panel, node: str) -> JudgementMatrix:
    """Return the panel's judgement matrix of one group of the tree.

    Every pair is the geometric mean, weighted by the respondents' weights, of the answers to
    that pair; who left it open is skipped for that pair only. The matrix is complete.

    Parameters
    ----------
    panel
        Respondents whose ``judgements`` may lack the node.
    node
        The group's id.

    Raises
    ------
    InputError
        ``ahp.other_items`` when two respondents judged different items;
        ``ahp.respondent_weight`` for a weight below 0 or not finite.
    MethodError
        ``ahp.nobody_answered`` when no respondent with a weight above 0 has the node;
        ``ahp.pairs_unanswered`` naming the pairs without any answer, and ``ahp.unconnected``
        when the answers do not even link all items.

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
    if (total == 0).any():
        raise _unanswered(items, total)
    means = (np.where(np.isnan(logs), 0.0, logs) * answered).sum(axis=0) / total
    return JudgementMatrix(items, np.exp(antisymmetric(means)))


def aggregated_priorities(
    panel: Panel, node: str, method: Method = Method.EIGENVECTOR
) -> dict[str, float]:
    """Return the weighted geometric mean of the respondents' own priorities, scaled to sum 1.

    A respondent with gaps enters by the completion of :func:`engine.ahp.gaps.completed`.

    Raises
    ------
    InputError, MethodError
        As :func:`aggregated_judgements`; ``ahp.unconnected`` for a respondent whose answers do
        not link all items.
    """
    items, logs, weights = stacked_judgements(panel, node)
    own = [
        own_priorities(JudgementMatrix(items, np.exp(each)), method).weights
        for each, weight in zip(logs, weights, strict=True)
        if weight > 0
    ]
    if not own:
        raise MethodError("ahp.nobody_answered", node=node)
    means = np.exp(np.average(np.log(own), axis=0, weights=weights[weights > 0]))
    return dict(zip(items, (means / means.sum()).tolist(), strict=True))


def local_weights(
    panel: Panel, tree: ItemTree, method: Method = Method.EIGENVECTOR
) -> dict[str, dict[str, float]]:
    """Return the panel's shares of the children of each node of the tree, by node id.

    A node with a single child gives it the whole share; nobody is asked about it.

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
        matrix = aggregated_judgements(panel, node)
        weights = priorities(matrix.values, method).weights
        items = checked_items(node, children, matrix)
        local[node] = dict(zip(items, weights.tolist(), strict=True))
    return local


def stacked_judgements(
    panel: Panel, node: str
) -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.float64]]:
    """Return items, log judgements (r, n, n) with nan for gaps, and respondents' weights (r,).

    Items are aligned by label to the order of the first respondent who has the node.

    Raises
    ------
    InputError, MethodError
        As :func:`aggregated_judgements`.
    """
    responses = [response for response in panel.responses if node in response.judgements]
    if not responses:
        raise MethodError("ahp.nobody_answered", node=node)
    items = responses[0].judgements[node].items
    logs = np.stack([np.log(_aligned(response, node, items)) for response in responses])
    weights = np.array([response.weight for response in responses], dtype=np.float64)
    for response in responses:
        if not (np.isfinite(response.weight) and response.weight >= 0):
            raise InputError(
                "ahp.respondent_weight", respondent=response.respondent, weight=response.weight
            )
    return items, logs, weights


def checked_items(node: str, children: tuple[str, ...], matrix: JudgementMatrix) -> tuple[str, ...]:
    """Return the matrix's items if they are the node's children, in whatever order."""
    if set(matrix.items) != set(children):
        raise InputError("ahp.other_items", node=node, items=_differing(children, matrix.items))
    return matrix.items


def antisymmetric(logs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log ratios (..., n, n) that are exactly opposite across the diagonal."""
    return (logs - np.swapaxes(logs, -1, -2)) / 2


def _aligned(response: Response, node: str, items: tuple[str, ...]) -> NDArray[np.float64]:
    matrix = response.judgements[node]
    if set(matrix.items) != set(items):
        raise InputError("ahp.other_items", node=node, items=_differing(items, matrix.items))
    order = [matrix.items.index(item) for item in items]
    return matrix.values[np.ix_(order, order)]


def _differing(items: tuple[str, ...], others: tuple[str, ...]) -> str:
    return ", ".join(sorted(set(items) ^ set(others)))


def _unanswered(items: tuple[str, ...], total: NDArray[np.float64]) -> MethodError:
    values = np.where(total > 0, 1.0, np.nan)
    groups = connected_groups(JudgementMatrix(items, values))
    if len(groups) > 1:
        return MethodError("ahp.unconnected", groups=" | ".join(", ".join(g) for g in groups))
    pairs = [f"{items[i]} : {items[j]}" for i, j in np.argwhere(np.triu(total == 0, 1))]
    return MethodError("ahp.pairs_unanswered", pairs=", ".join(pairs))
