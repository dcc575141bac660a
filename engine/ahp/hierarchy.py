"""From local weights to global ones, along the indicator tree and along any hierarchy."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.domain.hierarchy import Criterion, ItemTree
from engine.errors import InputError

SHARE_TOLERANCE = 1e-9


def global_weights(tree: ItemTree, local: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the share of every leaf: the product of the local shares on its way from the root.

    Parameters
    ----------
    tree
        Of any depth.
    local
        Node id to the shares of its children by id: each >= 0, sum 1 within 1e-9. A node with
        a single child may be absent.

    Returns
    -------
    dict
        Leaf id to share, in file order, sum 1.

    Raises
    ------
    InputError
        ``ahp.local_missing``, ``ahp.local_items`` or ``ahp.local_sum`` naming the node.
    """
    share = every_share(tree, local)
    return {leaf: share[leaf] for leaf in tree.leaf_ids}


def every_share(tree: ItemTree, local: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the global share of every node and leaf, the root's 1 first.

    Parameters and errors as :func:`global_weights`.
    """
    share = {tree.root: 1.0}
    for node, children in tree.items.items():  # from the top down
        shares = checked_shares(node, children, local)
        share.update({child: share[node] * shares[child] for child in children})
    return share


def criteria_weights(root: Criterion, local: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the global share of every lowest criterion of a general hierarchy, sum 1.

    Raises
    ------
    InputError
        As :func:`global_weights`.
    """
    return global_weights(root.tree, local) if root.children else {root.name: 1.0}


def distributive_synthesis(
    criteria: NDArray[np.float64], local: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the alternatives' global priorities: local shares weighted by the criteria.

    Parameters
    ----------
    criteria
        (k,), sum 1.
    local
        (k, m): each row the alternatives' shares under one criterion, sum 1.

    Returns
    -------
    ndarray
        (m,), sum 1.
    """
    return np.asarray(criteria @ local, dtype=np.float64)


def ideal_synthesis(
    criteria: NDArray[np.float64], local: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the alternatives' global priorities with the best of each criterion set to 1 first.

    Adding a copy of an alternative then leaves the order of the others as it was; shapes as in
    :func:`distributive_synthesis`.

    References
    ----------
    Millet, I., Saaty, T. L. (2000), On the relativity of relative measures, EJOR 121, 205-212.
    """
    scores = criteria @ (local / local.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(), dtype=np.float64)


def checked_shares(
    group: str, children: tuple[str, ...], local: Mapping[str, Mapping[str, float]]
) -> Mapping[str, float]:
    """Return a group's local shares if they fit its children; a single child gets 1."""
    if group not in local:
        if len(children) == 1:
            return {children[0]: 1.0}
        raise InputError("ahp.local_missing", group=group)
    shares = local[group]
    if set(shares) != set(children):
        differing = ", ".join(sorted(set(shares) ^ set(children)))
        raise InputError("ahp.local_items", group=group, items=differing)
    total = sum(shares.values())
    if min(shares.values()) < 0 or not abs(total - 1) <= SHARE_TOLERANCE:
        raise InputError("ahp.local_sum", group=group, total=total)
    return shares
