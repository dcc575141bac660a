"""One node's shares, drawn many times: people resampled, answers in error, gaps filled anew.

A batch of matrices per node; the tree and what is drawn are left to ``ahp.uncertainty``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ahp.completion import Completion, filled
from engine.ahp.gaps import connected_values
from engine.ahp.groups import antisymmetric, checked_items, stacked_judgements
from engine.ahp.judgement_errors import PairAnswers
from engine.ahp.priorities import Method, batched_priorities
from engine.domain.judgements import JudgementMatrix, Panel
from engine.errors import MethodError

ENTRIES_AT_ONCE = 2**20  # 8 MB of judgement matrices: they stay near the processor
LARGEST_LOG = 20.0  # e^20 = 4.9e8: a drawn error beyond what a matrix may hold changes nothing more


@dataclass(frozen=True, slots=True)
class Weighing:
    """How judgements become shares in every draw: the method, and how gaps are filled first."""

    method: Method = Method.EIGENVECTOR
    completion: Completion = Completion.MINIMUM_LAMBDA


@dataclass(frozen=True, slots=True, eq=False)
class NodeAnswers:
    """The answers of a whole panel (r respondents) about the n items of one node."""

    items: tuple[str, ...]
    pairs: PairAnswers

    def mean_logs(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weighted mean log judgements (m, p) under counts (m, r); nan for a gap."""
        total = counts @ self.pairs.weights
        sums = counts @ (self.pairs.weights * self.pairs.logs)
        return np.where(total > 0, sums / np.where(total > 0, total, 1.0), np.nan)

    def unlinked(self, counts: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return for each panel (m, r) whether its answers fail to link all items: (m,)."""
        answered = counts @ self.pairs.weights > 0
        unlinked = np.zeros(len(counts), dtype=np.bool_)
        gappy = ~answered.all(axis=1)
        if gappy.any():
            unlinked[gappy] = ~_are_linked(answered[gappy], len(self.items))
        return unlinked


def node_answers(panel: Panel, node: str, children: tuple[str, ...]) -> NodeAnswers:
    """Return the panel's answers about one node, aligned by label.

    Raises
    ------
    InputError, MethodError
        As :func:`engine.ahp.groups.stacked_judgements`; ``ahp.other_items`` when the items are
        not the node's children; ``ahp.nobody_answered`` when all who answered weigh 0;
        ``ahp.unconnected`` when all answers together do not link all items.
    """
    items, logs, weights = stacked_judgements(panel, node)
    pairs = np.triu_indices(len(items), 1)
    stated = antisymmetric(logs)[:, *pairs]
    given = np.zeros((2, len(panel.responses), len(pairs[0])))
    rows = [index for index, each in enumerate(panel.responses) if node in each.judgements]
    given[0, rows] = np.nan_to_num(stated)
    given[1, rows] = ~np.isnan(stated) * weights[:, None]
    if not weights.any():
        raise MethodError("ahp.nobody_answered", node=node)
    answers = NodeAnswers(items, PairAnswers(given[0], given[1]))
    means = answers.mean_logs(np.ones((1, len(panel.responses))))
    together = JudgementMatrix(items, _matrices(means, len(items))[0])
    checked_items(node, children, together)
    connected_values(together)
    return answers


def local_draws(
    answers: NodeAnswers, means: NDArray[np.float64], weighing: Weighing
) -> dict[str, NDArray[np.float64]]:
    """Return the children's shares (m,) from mean log judgements (m, p), with or without gaps.

    A gap is filled in each draw anew, from the answers of that draw.
    """
    n = len(answers.items)
    step = max(1, ENTRIES_AT_ONCE // n**2)
    shares = [
        batched_priorities(
            _filled(_matrices(means[start : start + step], n), weighing.completion),
            weighing.method,
        )[0]
        for start in range(0, len(means), step)
    ]
    return dict(zip(answers.items, np.concatenate(shares).T, strict=True))


def _filled(matrices: NDArray[np.float64], completion: Completion) -> NDArray[np.float64]:
    gaps = np.isnan(matrices).sum(axis=(1, 2))
    for number in np.unique(gaps[gaps > 0]):  # one stack has the same number of gaps throughout
        matrices[gaps == number] = filled(matrices[gaps == number], completion)
    return matrices


def _matrices(logs: NDArray[np.float64], items: int) -> NDArray[np.float64]:
    """Return judgement matrices (m, n, n) from the log ratios (m, p) of the pairs i < j."""
    rows, columns = np.triu_indices(items, 1)
    ratios = np.exp(np.clip(logs, -LARGEST_LOG, LARGEST_LOG))
    matrices = np.ones((len(logs), items, items))
    matrices[:, rows, columns] = ratios
    matrices[:, columns, rows] = 1 / ratios
    return matrices


def _are_linked(answered: NDArray[np.bool_], items: int) -> NDArray[np.bool_]:
    """Return whether the answered pairs (m, p) link all items, directly or in a chain: (m,)."""
    rows, columns = np.triu_indices(items, 1)
    links = np.tile(np.eye(items), (len(answered), 1, 1))
    links[:, rows, columns] = links[:, columns, rows] = answered
    for _ in range((items - 1).bit_length()):  # each squaring doubles the chains that are seen
        links = (links @ links > 0).astype(np.float64)
    return np.asarray(links.all(axis=(1, 2)))
