"""How far a panel's weights could move: draws, and each leaf's weight with its band and ranks."""

import numpy as np

from engine.ahp.judgement_errors import ErrorModel, LogNormal, Rounding, pooled_sigma
from engine.ahp.node_draws import Weighing
from engine.ahp.ranks import bands, rank_probabilities
from engine.ahp.uncertainty import LEAST_RESPONDENTS, joint, monte_carlo
from engine.domain.calibration import LeafResult, NodeGroup, Uncertainty
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel
from engine.domain.pack import Estimate
from engine.studies.panel_options import JudgementError, PanelOptions

SAME_WEIGHT = 1e-12  # of shares that sum to 1: closer ones are tied


def uncertainty(
    panel: Panel, tree: ItemTree, options: PanelOptions, rng: np.random.Generator, seed: int
) -> Uncertainty:
    """Return draws of the leaves' weights: other respondents asked, every answer erring anew.

    With fewer than two respondents who count there is nobody to resample: the draws then tell
    the error of judgement alone.

    Parameters
    ----------
    seed
        What ``rng`` was made from: kept with the draws, so that they can be made again.

    Raises
    ------
    InputError, MethodError
        As :func:`engine.ahp.uncertainty.joint` and
        :func:`engine.ahp.judgement_errors.pooled_sigma`.
    """
    heard = Panel(tuple(each for each in panel.responses if each.weight > 0))
    model = _model(heard, tree, options)
    weighing = Weighing(options.method, options.completion)
    if len(heard.responses) < LEAST_RESPONDENTS:
        draws, redrawn = monte_carlo(heard, tree, model, rng, options.draws, weighing), 0
    else:
        drawn = joint(heard, tree, model, rng, options.draws, weighing)
        draws, redrawn = drawn.draws, drawn.redrawn
    sigma = model.sigma if isinstance(model, LogNormal) else 0.0
    return Uncertainty(draws, options.model.value, options.level, sigma, redrawn, seed)


def leaf_results(
    tree: ItemTree,
    groups: tuple[NodeGroup, ...],
    weights: tuple[float, ...],
    drawn: Uncertainty,
) -> tuple[LeafResult, ...]:
    """Return each leaf's weight with its band, rank and rank probabilities, in leaf order.

    Leaves of equal weight share the better rank.
    """
    low, high = bands(drawn.draws, drawn.level)
    probabilities = rank_probabilities(drawn.draws)
    parents = {child: node for node, children in tree.items.items() for child in children}
    local = {
        item: share
        for each in groups
        for item, share in zip(each.matrix.items, each.by_judgements, strict=True)
    }
    return tuple(
        LeafResult(
            leaf=leaf,
            path=_path(leaf, parents),
            local=local.get(leaf, 1.0),
            weight=Estimate(weights[place], float(low[place]), float(high[place])),
            rank=1 + sum(other > weights[place] + SAME_WEIGHT for other in weights),
            rank_probabilities=tuple(probabilities[place].tolist()),
        )
        for place, leaf in enumerate(tree.leaf_ids)
    )


def _path(leaf: str, parents: dict[str, str]) -> tuple[str, ...]:
    """Return the nodes from the root down to the leaf's own."""
    path = []
    while leaf in parents:
        leaf = parents[leaf]
        path.append(leaf)
    return tuple(reversed(path))


def _model(panel: Panel, tree: ItemTree, options: PanelOptions) -> ErrorModel:
    if options.model is JudgementError.LOG_NORMAL:
        return LogNormal(pooled_sigma(panel, tree))
    return Rounding()
