"""How far the weights could move: draws with other respondents, answers in error, or both.

Every source of doubt ends in the same thing, draws of the leaf shares; what they say about
bands and ranks is left to ``ahp.ranks``, the error models to ``ahp.judgement_errors``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ahp.judgement_errors import ErrorModel, mean_errors
from engine.ahp.node_draws import NodeAnswers, Weighing, local_draws, node_answers
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel
from engine.errors import InputError, MethodError

LEAST_RESPONDENTS = 2
MOST_ROUNDS = 200  # of redrawing: a panel that still fails links its items in < 1 % of draws
BY_EIGENVECTOR = Weighing()


@dataclass(frozen=True, slots=True, eq=False)
class BootstrapWeights:
    """Draws of the leaf shares: (m, k), rows sum to 1, columns in the tree's leaf order.

    ``redrawn`` counts resampled panels whose answers did not link all items of some node, and
    were replaced by a new draw, so that nothing is dropped unseen.
    """

    draws: NDArray[np.float64]
    redrawn: int


def monte_carlo(
    panel: Panel,
    tree: ItemTree,
    model: ErrorModel,
    rng: np.random.Generator,
    draws: int,
    weighing: Weighing = BY_EIGENVECTOR,
) -> NDArray[np.float64]:
    """Return the leaf shares of the same people, had each answer erred differently: (m, k).

    Parameters
    ----------
    panel
        One respondent or more, each with his weight.
    tree
        The hierarchy; a node with a single child needs no answers.
    model
        How one judgement errs; :func:`engine.ahp.judgement_errors.pooled_sigma` estimates a
        log-normal one.
    rng
        Seeded by the caller; the same state gives the same draws.
    draws
        m >= 1.

    Returns
    -------
    NDArray
        Rows sum to 1, columns in the tree's leaf order.

    Raises
    ------
    InputError
        ``ahp.draws`` for fewer than one draw; as :func:`engine.ahp.node_draws.node_answers`.
    MethodError
        As :func:`engine.ahp.node_draws.node_answers`.

    Notes
    -----
    In each draw every respondent's every judgement errs anew and on its own; the judgements are
    aggregated (weighted geometric mean of the answers there are), gaps filled, priorities taken
    and multiplied down the tree. The draws tell nothing of how other people would answer.
    """
    nodes = _answers(panel, tree, draws)
    everybody = np.ones((1, len(panel.responses)))
    local = {}
    for node, answers in nodes.items():
        errors = mean_errors(answers.pairs, everybody, model, rng, draws)
        local[node] = local_draws(answers, answers.mean_logs(everybody) + errors, weighing)
    return leaf_draws(tree, local, draws)


def bootstrap(
    panel: Panel,
    tree: ItemTree,
    rng: np.random.Generator,
    draws: int,
    weighing: Weighing = BY_EIGENVECTOR,
) -> BootstrapWeights:
    """Return the leaf shares of panels resampled with replacement.

    Parameters
    ----------
    panel
        At least two respondents; each keeps his weight when drawn.
    tree, rng, draws
        As in :func:`monte_carlo`.

    Raises
    ------
    InputError
        As :func:`monte_carlo`.
    MethodError
        ``ahp.bootstrap_single`` for fewer than two respondents: one voice says nothing about
        another; ``ahp.bootstrap_scarce`` when too few answers link the items to draw at all; as
        :func:`monte_carlo`.

    Notes
    -----
    In each draw every node's judgements are aggregated anew (weighted geometric mean of the
    answers there are), pairs that nobody drawn answered are filled from the others, priorities
    are taken and multiplied down the tree. The respondents' differences include their errors of
    judgement: with a panel of some size these draws are the whole uncertainty.

    References
    ----------
    Efron, B. (1979), Bootstrap methods: another look at the jackknife, Annals of Statistics 7,
    1-26.
    """
    nodes = _answers(panel, tree, draws)
    counts, redrawn = _resampled(panel, tuple(nodes.values()), rng, draws)
    local = {
        node: local_draws(answers, answers.mean_logs(counts), weighing)
        for node, answers in nodes.items()
    }
    return BootstrapWeights(leaf_draws(tree, local, draws), redrawn)


def bootstrap_weights(
    panel: Panel, tree: ItemTree, rng: np.random.Generator, draws: int
) -> NDArray[np.float64]:
    """Return draws of the leaf shares, (draws, leaves): :func:`bootstrap` without its count."""
    return bootstrap(panel, tree, rng, draws).draws


def joint(
    panel: Panel,
    tree: ItemTree,
    model: ErrorModel,
    rng: np.random.Generator,
    draws: int,
    weighing: Weighing = BY_EIGENVECTOR,
) -> BootstrapWeights:
    """Return the leaf shares of resampled panels whose every answer errs anew besides.

    Parameters and errors as :func:`monte_carlo` and :func:`bootstrap`; everybody drawn errs on
    his own, also two who are the same respondent.

    Notes
    -----
    A cautious band: the answers that are resampled carry one error of judgement already, and
    these draws add a second. With r respondents of equal weight, whose true log ratios vary by
    tau^2 and whose answers err by sigma^2, the mean varies by (tau^2 + sigma^2) / r; a bootstrap
    shows (r - 1) / r of that, which falls short in small panels, the joint draws
    sigma^2 / r more than the bootstrap.
    """
    nodes = _answers(panel, tree, draws)
    counts, redrawn = _resampled(panel, tuple(nodes.values()), rng, draws)
    local = {}
    for node, answers in nodes.items():
        errors = mean_errors(answers.pairs, counts, model, rng, draws)
        local[node] = local_draws(answers, answers.mean_logs(counts) + errors, weighing)
    return BootstrapWeights(leaf_draws(tree, local, draws), redrawn)


def leaf_draws(
    tree: ItemTree, local: Mapping[str, Mapping[str, NDArray[np.float64]]], draws: int
) -> NDArray[np.float64]:
    """Return the leaf shares (draws, leaves) from each asked node's local shares (draws,)."""
    share = {tree.root: np.ones(draws)}
    for node, children in tree.items.items():  # from the top down
        for child in children:
            share[child] = share[node] * local[node][child] if node in local else share[node]
    return np.stack([share[leaf] for leaf in tree.leaf_ids], axis=1)


def _answers(panel: Panel, tree: ItemTree, draws: int) -> dict[str, NodeAnswers]:
    if draws < 1:
        raise InputError("ahp.draws", draws=draws)
    return {node: node_answers(panel, node, items) for node, items in tree.asked.items()}


def _resampled(
    panel: Panel, nodes: tuple[NodeAnswers, ...], rng: np.random.Generator, draws: int
) -> tuple[NDArray[np.float64], int]:
    """Return how often each respondent is in each resampled panel (m, r), and the redraws."""
    respondents = len(panel.responses)
    if respondents < LEAST_RESPONDENTS:
        raise MethodError("ahp.bootstrap_single", respondents=respondents)
    equal = np.full(respondents, 1 / respondents)
    counts = rng.multinomial(respondents, equal, size=draws).astype(np.float64)
    redrawn = 0
    for _ in range(MOST_ROUNDS):
        bad = np.zeros(draws, dtype=np.bool_)
        for node in nodes:
            bad |= node.unlinked(counts)
        failed = int(bad.sum())
        if not failed:
            return counts, redrawn
        redrawn += failed
        counts[bad] = rng.multinomial(respondents, equal, size=failed)
    raise MethodError("ahp.bootstrap_scarce", draws=draws, redrawn=redrawn)
