"""How far the weights would move with another panel: bootstrap over the respondents."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ahp.groups import (
    aggregated_judgements,
    antisymmetric,
    checked_items,
    stacked_judgements,
)
from engine.ahp.priorities import perron
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel
from engine.errors import InputError, MethodError

LEAST_RESPONDENTS = 2
MOST_ROUNDS = 200  # of redrawing: a panel that still fails answers some pair in < 1 % of draws


@dataclass(frozen=True, slots=True, eq=False)
class BootstrapWeights:
    """Draws of the leaf shares: (m, k), rows sum to 1, columns in the tree's leaf order.

    ``redrawn`` counts resampled panels that answered some pair not at all and were replaced by
    a new draw, so that nothing is dropped unseen.
    """

    draws: NDArray[np.float64]
    redrawn: int


def bootstrap_weights(
    panel: Panel, tree: ItemTree, rng: np.random.Generator, draws: int
) -> NDArray[np.float64]:
    """Return draws of the leaf shares, (draws, leaves): :func:`bootstrap` without its count."""
    return bootstrap(panel, tree, rng, draws).draws


def bootstrap(
    panel: Panel, tree: ItemTree, rng: np.random.Generator, draws: int
) -> BootstrapWeights:
    """Return the leaf shares of panels resampled with replacement.

    Parameters
    ----------
    panel
        At least two respondents; each keeps his weight when drawn.
    tree
        The hierarchy; a node with a single child needs no answers.
    rng
        Seeded by the caller; the same state gives the same draws.
    draws
        m >= 1.

    Raises
    ------
    InputError
        ``ahp.draws`` for fewer than one draw; as
        :func:`engine.ahp.groups.aggregated_judgements` otherwise.
    MethodError
        ``ahp.bootstrap_single`` for fewer than two respondents: one voice says nothing about
        another; ``ahp.bootstrap_scarce`` when too few answer some pair to draw at all.

    Notes
    -----
    In each draw every group's judgements are aggregated anew (weighted geometric mean of the
    answers there are), its principal eigenvector taken, and the shares multiplied down the tree.
    """
    if draws < 1:
        raise InputError("ahp.draws", draws=draws)
    if len(panel.responses) < LEAST_RESPONDENTS:
        raise MethodError("ahp.bootstrap_single", respondents=len(panel.responses))
    nodes = {node: _node_answers(panel, node, items) for node, items in tree.asked.items()}
    counts, redrawn = _resampled(len(panel.responses), tuple(nodes.values()), rng, draws)
    local = {node: answers.local_draws(counts) for node, answers in nodes.items()}
    return BootstrapWeights(leaf_draws(tree, local, draws), redrawn)


@dataclass(frozen=True, slots=True, eq=False)
class _NodeAnswers:
    """One group's answers, weighted; r respondents of the whole panel, n items.

    ``logs`` and ``answers`` are (r, n, n): log judgements and ones, both times the respondent's
    weight, 0 where there is no answer.
    """

    items: tuple[str, ...]
    logs: NDArray[np.float64]
    answers: NDArray[np.float64]

    def is_unanswered(self, counts: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return for each resampled panel (m, r) whether some pair has no answer: (m,)."""
        return np.asarray((_summed(counts, self.answers) == 0).any(axis=(-2, -1)))

    def local_draws(self, counts: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Return the children's shares (m,) under each resampled panel (m, r)."""
        means = _summed(counts, self.logs) / _summed(counts, self.answers)
        weights, _ = perron(np.exp(antisymmetric(means)))
        return dict(zip(self.items, weights.T, strict=True))


def _node_answers(panel: Panel, node: str, children: tuple[str, ...]) -> _NodeAnswers:
    # the aggregation has made sure that every pair has an answer
    items = checked_items(node, children, aggregated_judgements(panel, node))
    _, logs, weights = stacked_judgements(panel, node)
    rows = [index for index, r in enumerate(panel.responses) if node in r.judgements]
    shape = (len(panel.responses), len(items), len(items))
    weighted_logs, answers = np.zeros(shape), np.zeros(shape)
    weighted_logs[rows] = np.nan_to_num(logs) * weights[:, None, None]
    answers[rows] = ~np.isnan(logs) * weights[:, None, None]
    return _NodeAnswers(items, weighted_logs, answers)


def _resampled(
    respondents: int, nodes: tuple[_NodeAnswers, ...], rng: np.random.Generator, draws: int
) -> tuple[NDArray[np.float64], int]:
    """Return how often each respondent is in each resampled panel (m, r), and the redraws."""
    equal = np.full(respondents, 1 / respondents)
    counts = rng.multinomial(respondents, equal, size=draws).astype(np.float64)
    redrawn = 0
    for _ in range(MOST_ROUNDS):
        bad = np.zeros(draws, dtype=np.bool_)
        for node in nodes:
            bad |= node.is_unanswered(counts)
        failed = int(bad.sum())
        if not failed:
            return counts, redrawn
        redrawn += failed
        counts[bad] = rng.multinomial(respondents, equal, size=failed)
    raise MethodError("ahp.bootstrap_scarce", draws=draws, redrawn=redrawn)


def leaf_draws(
    tree: ItemTree, local: Mapping[str, Mapping[str, NDArray[np.float64]]], draws: int
) -> NDArray[np.float64]:
    """Return the leaf shares (draws, leaves) from each asked node's local shares (draws,)."""
    share = {tree.root: np.ones(draws)}
    for node, children in tree.items.items():  # from the top down
        for child in children:
            share[child] = share[node] * local[node][child] if node in local else share[node]
    return np.stack([share[leaf] for leaf in tree.leaf_ids], axis=1)


def _summed(counts: NDArray[np.float64], entries: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.tensordot(counts, entries, axes=1), dtype=np.float64)
