"""A panel's fuzzy weights beside its crisp ones: shown when asked for, never used further."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.ahp.fuzzy import fuzzy_judgements, fuzzy_priorities
from engine.ahp.groups import stacked_judgements
from engine.domain.calibration import FuzzyLeaf, NodeGroup
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel
from engine.studies.panel_groups import Weights

Triples = NDArray[np.float64]


def fuzzy_leaves(
    panel: Panel, tree: ItemTree, groups: Sequence[NodeGroup], weights: Weights
) -> tuple[FuzzyLeaf, ...]:
    """Return each leaf's fuzzy weight and its crisp value beside the crisp weight.

    Parameters
    ----------
    panel
        Judgements within 1/9 .. 9, items in the tree's order.
    weights
        The crisp weights in leaf order.

    Raises
    ------
    InputError
        As :func:`engine.ahp.fuzzy.fuzzy_judgements`.

    Notes
    -----
    Every judgement becomes a triangular fuzzy number; those of the panel are aggregated by
    weighted geometric means of their three corners, node by node, and weighed by Buckley's fuzzy
    row geometric means. Corners multiply down the tree. The crisp value is the centroid, scaled
    so that those of all leaves sum to 1. A pair that nobody answered is not fuzzy.
    """
    local = {each.node: fuzzy_priorities(_aggregated(panel, each)).fuzzy for each in groups}
    fuzzy = _down_the_tree(tree, local)
    centroids = fuzzy.mean(axis=1)
    return tuple(
        FuzzyLeaf(leaf, (least, modal, greatest), centroid, weight)
        for leaf, (least, modal, greatest), centroid, weight in zip(
            tree.leaf_ids,
            fuzzy.tolist(),
            (centroids / centroids.sum()).tolist(),
            weights,
            strict=True,
        )
    )


def _aggregated(panel: Panel, group: NodeGroup) -> Triples:
    """Return the panel's fuzzy judgements of a node: (n, n, 3)."""
    _, logs, weights = stacked_judgements(panel, group.node)
    gaps = np.isnan(logs)
    given = np.exp(np.where(gaps, 0.0, logs))
    triples = np.log([fuzzy_judgements(each) for each in given])
    counts = np.where(gaps, 0.0, weights[:, None, None])[..., None]
    total = counts.sum(axis=0)
    crisp = np.log(group.matrix.values)[..., None]
    means = np.divide(
        (counts * triples).sum(axis=0), total, where=total > 0, out=crisp.repeat(3, 2)
    )
    return np.asarray(np.exp(means), dtype=np.float64)


def _down_the_tree(tree: ItemTree, local: Mapping[str, Triples]) -> Triples:
    share = {tree.root: np.ones(3)}
    for node, children in tree.items.items():
        for place, child in enumerate(children):
            share[child] = share[node] * local[node][place] if node in local else share[node]
    return np.stack([share[leaf] for leaf in tree.leaf_ids])
