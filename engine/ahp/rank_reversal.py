"""Rank reversal: whether the rest keep their order when an item is left out or stands twice.

The answers about the rest stay exactly as they were; only the set of what is compared changes.
How weights follow from answers is left to ``ahp.priorities`` and ``ahp.hierarchy``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np

from engine.ahp.gaps import completed
from engine.ahp.hierarchy import distributive_synthesis, global_weights, ideal_synthesis
from engine.ahp.priorities import Method, priorities
from engine.ahp.ranks import SAME_SHARE
from engine.domain.hierarchy import ItemTree, Synthesis
from engine.domain.judgements import JudgementMatrix
from engine.errors import InputError

Local = JudgementMatrix | Mapping[str, float]
Shares = Mapping[str, float]


class Alteration(StrEnum):
    """What is done to the set of items: one is left out, or an exact copy of one is added."""

    REMOVED = "removed"
    COPIED = "copied"


@dataclass(frozen=True, slots=True)
class Reversal:
    """Two items that change places when a third is removed, or any one is copied.

    ``first`` stands above ``second`` before and below it after; ``before`` and ``after`` are
    their two shares (of all there is then).
    """

    alteration: Alteration
    item: str
    first: str
    second: str
    before: tuple[float, float]
    after: tuple[float, float]


def reversals(local: Local, method: Method = Method.EIGENVECTOR) -> tuple[Reversal, ...]:
    """Return every reversal among the items of one node, removals first, in item order.

    Parameters
    ----------
    local
        Judgements, or shares by item (>= 0, not all 0) where the node was weighed otherwise.
        A gap is filled once, with all items present, as by :func:`engine.ahp.gaps.completed`.
    method
        How judgements become shares. Shares that were given are scaled to sum 1 anew, which
        never reverses anything.

    Raises
    ------
    InputError
        ``rank_reversal.shares`` for given shares below 0, not finite or all 0.
    MethodError
        ``ahp.unconnected`` when the answers do not link all items.

    Notes
    -----
    Consistent judgements are never reversed, whatever the method. Inconsistent ones may be: each
    item's share also rests on the detours over the item that is left out or doubled.

    References
    ----------
    Belton, V., Gear, T. (1983), On a short-coming of Saaty's method of analytic hierarchies,
    Omega 11, 228-230.
    """
    whole = _checked(local)
    before = _shares(whole, method)
    return tuple(
        reversal
        for alteration, item, twin in _alterations(before)
        for reversal in _swapped(
            alteration, item, before, _shares(_altered(whole, item, twin), method)
        )
    )


def tree_reversals(
    tree: ItemTree, local: Mapping[str, Local], method: Method = Method.EIGENVECTOR
) -> tuple[Reversal, ...]:
    """Return every reversal in the global order of the leaves when a leaf is removed or copied.

    Parameters
    ----------
    tree
        Of any depth. A node that loses its only child leaves its parent's comparison too.
    local
        Node id to judgements or shares of its children, as in :func:`reversals`; a node with a
        single child may be absent.

    Raises
    ------
    InputError
        As :func:`reversals` and :func:`engine.ahp.hierarchy.global_weights`.
    MethodError
        As :func:`reversals`.

    Notes
    -----
    Shares within a node sum to one, so that a leaf's share also depends on how many siblings it
    has: removing a leaf lifts its siblings against the leaves of other nodes even where every
    judgement is consistent. Such reversals are inherent in distributing a node's share, and are
    listed.
    """
    whole = {node: _checked(given) for node, given in local.items()}
    shares = {node: _shares(given, method) for node, given in whole.items()}
    before = global_weights(tree, shares)
    found: list[Reversal] = []
    for alteration, leaf, twin in _alterations(before, taken=(*tree.items, *tree.leaf_ids)):
        altered, node, item = _with_copy(tree, leaf, twin) if twin else _without(tree, leaf)
        given = whole.get(node, {item: 1.0})
        after = {**shares, node: _shares(_altered(given, item, twin), method)}
        found += _swapped(alteration, leaf, before, global_weights(altered, after))
    return tuple(found)


def alternative_reversals(
    criteria: Shares,
    local: Mapping[str, Local],
    synthesis: Synthesis,
    method: Method = Method.EIGENVECTOR,
) -> tuple[Reversal, ...]:
    """Return every reversal in the order of the alternatives when one is removed or copied.

    Parameters
    ----------
    criteria
        Global share of each lowest criterion, sum 1.
    local
        Lowest criterion to judgements or shares of the alternatives, as in :func:`reversals`;
        every criterion has the same alternatives. Shares that are all 0 once an alternative has
        left become equal ones: the criterion then no longer tells the rest apart.
    synthesis
        ``distributive`` or ``ideal``.

    Raises
    ------
    InputError
        ``rank_reversal.criteria`` when the two name different criteria,
        ``rank_reversal.alternatives`` naming a criterion with other alternatives; as
        :func:`reversals`.
    MethodError
        As :func:`reversals`.

    Notes
    -----
    The ideal mode divides by the best alternative of each criterion, so that with given shares
    or consistent judgements a copy changes nothing; removing the best of a criterion still may.

    References
    ----------
    Belton and Gear (1983), see :func:`reversals`. Millet, I., Saaty, T. L. (2000), On the
    relativity of relative measures, EJOR 121, 205-212.
    """
    whole = _same_alternatives(criteria, local)
    before = _synthesised(criteria, whole, synthesis, method)
    found: list[Reversal] = []
    for alteration, item, twin in _alterations(before):
        altered = {name: _altered(given, item, twin) for name, given in whole.items()}
        after = _synthesised(criteria, altered, synthesis, method)
        found += _swapped(alteration, item, before, after)
    return tuple(found)


def _alterations(
    items: Shares, taken: tuple[str, ...] = ()
) -> Iterator[tuple[Alteration, str, str | None]]:
    """Yield what to try: the item, and the name of its twin (None when the item is removed)."""
    if len(items) < 2:  # noqa: PLR2004 a pair is what could be reversed
        return
    for item in items:
        yield Alteration.REMOVED, item, None
    for item in items:
        twin = f"{item}'"
        while twin in items or twin in taken:
            twin += "'"
        yield Alteration.COPIED, item, twin


def _swapped(
    alteration: Alteration, item: str, before: Shares, after: Shares
) -> Iterator[Reversal]:
    for pair in combinations([name for name in before if name in after], 2):
        lead, lead_after = (shares[pair[0]] - shares[pair[1]] for shares in (before, after))
        # a tie is no order that could be reversed
        if min(abs(lead), abs(lead_after)) > SAME_SHARE and lead * lead_after < 0:
            first, second = pair if lead > 0 else pair[::-1]
            yield Reversal(
                alteration,
                item,
                first,
                second,
                (before[first], before[second]),
                (after[first], after[second]),
            )


def _checked(local: Local) -> Local:
    """Return judgements without gaps, or shares that can be scaled to sum 1."""
    if isinstance(local, JudgementMatrix):
        return completed(local).matrix
    shares = np.array(list(local.values()), dtype=np.float64)
    if not bool((shares >= 0).all()) or not 0 < shares.sum() < np.inf:
        raise InputError("rank_reversal.shares", shares=str(dict(local)))
    return local


def _shares(local: Local, method: Method) -> dict[str, float]:
    if isinstance(local, JudgementMatrix):
        weights = priorities(local.values, method).weights
        return dict(zip(local.items, weights.tolist(), strict=True))
    total = sum(local.values())
    return {item: share / total if total else 1 / len(local) for item, share in local.items()}


def _altered(local: Local, item: str, twin: str | None) -> Local:
    """Return the same answers without the item, or with a twin that ties with it."""
    sources = {name: name for name in _names(local) if twin or name != item}
    if twin:
        sources[twin] = item
    if isinstance(local, JudgementMatrix):
        rows = [local.items.index(source) for source in sources.values()]
        return JudgementMatrix(tuple(sources), local.values[np.ix_(rows, rows)])
    return {name: local[source] for name, source in sources.items()}


def _without(tree: ItemTree, child: str) -> tuple[ItemTree, str, str]:
    """Return the tree without a child, the node compared anew and what that node lost."""
    node = _parent(tree, child)
    rest = tuple(other for other in tree.items[node] if other != child)
    if rest:
        return ItemTree({**tree.items, node: rest}, tree.names), node, child
    # nothing is left below the node: it becomes a leaf itself, and that leaf goes
    others = {other: children for other, children in tree.items.items() if other != node}
    return _without(ItemTree(others, tree.names), node)


def _with_copy(tree: ItemTree, leaf: str, twin: str) -> tuple[ItemTree, str, str]:
    """Return the tree with the leaf's twin beside it, the node compared anew and the leaf."""
    node = _parent(tree, leaf)
    return ItemTree({**tree.items, node: (*tree.items[node], twin)}, tree.names), node, leaf


def _parent(tree: ItemTree, child: str) -> str:
    return next(node for node, children in tree.items.items() if child in children)


def _same_alternatives(criteria: Shares, local: Mapping[str, Local]) -> dict[str, Local]:
    """Return what is known under each criterion, in the criteria's order."""
    if set(criteria) != set(local):
        differing = ", ".join(sorted(set(criteria) ^ set(local)))
        raise InputError("rank_reversal.criteria", criteria=differing)
    whole = {name: _checked(local[name]) for name in criteria}
    alternatives = [set(_names(given)) for given in whole.values()]
    for name, known in zip(whole, alternatives, strict=True):
        if known != alternatives[0]:
            differing = ", ".join(sorted(known ^ alternatives[0]))
            raise InputError("rank_reversal.alternatives", criterion=name, items=differing)
    return whole


def _names(local: Local) -> tuple[str, ...]:
    return local.items if isinstance(local, JudgementMatrix) else tuple(local)


def _synthesised(
    criteria: Shares, local: Mapping[str, Local], synthesis: Synthesis, method: Method
) -> dict[str, float]:
    shares = [_shares(given, method) for given in local.values()]
    alternatives = tuple(shares[0])
    table = np.array([[each[name] for name in alternatives] for each in shares])
    combine = ideal_synthesis if synthesis == "ideal" else distributive_synthesis
    together = combine(np.array(list(criteria.values())), table)
    return dict(zip(alternatives, together.tolist(), strict=True))
