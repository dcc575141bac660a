"""What a panel says together about each node of what was asked."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.ahp.diagnosis import Diagnosis, diagnose
from engine.ahp.gaps import connected_groups
from engine.ahp.group_opinion import GroupOpinion, group_opinion
from engine.ahp.groups import judgements_with_gaps
from engine.ahp.hierarchy import every_share, global_weights
from engine.domain.calibration import NodeGroup
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel
from engine.errors import MethodError
from engine.studies.panel_names import item_name
from engine.studies.panel_options import PanelOptions

Weights = tuple[float, ...]


def panel_opinions(panel: Panel, tree: ItemTree, options: PanelOptions) -> dict[str, GroupOpinion]:
    """Return what the panel says together about each asked node, by aggregation of judgements.

    Raises
    ------
    InputError, MethodError
        As :func:`linked_judgements` and :func:`engine.ahp.group_opinion.group_opinion`.
    """
    for node in tree.asked:
        linked_judgements(panel, tree, node)
    return {
        node: group_opinion(
            panel,
            node,
            method=options.method,
            random_index=options.random_index,
            completion=options.completion,
        )
        for node in tree.asked
    }


def node_groups(tree: ItemTree, opinions: Mapping[str, GroupOpinion]) -> tuple[NodeGroup, ...]:
    """Return each asked node's opinion as the calibration shows it, from the top down."""
    share = every_share(
        tree, {node: local_shares(each.together) for node, each in opinions.items()}
    )
    return tuple(_group(node, each, share[node]) for node, each in opinions.items())


def group_diagnoses(
    panels: Mapping[str, Panel], tree: ItemTree, options: PanelOptions
) -> dict[str, Diagnosis]:
    """Return the diagnosis of each asked node's aggregated judgements, one panel for each node.

    Raises
    ------
    InputError, MethodError
        As :func:`linked_judgements`.
    """
    return {
        node: diagnose(
            linked_judgements(panels.get(node, Panel(())), tree, node),
            options.method,
            options.random_index,
            options.completion,
        )
        for node in tree.asked
    }


def linked_judgements(panel: Panel, tree: ItemTree, node: str) -> JudgementMatrix:
    """Return the panel's judgements of a node, with gaps where nobody answered, items linked.

    Raises
    ------
    InputError
        As :func:`engine.ahp.groups.judgements_with_gaps`.
    MethodError
        ``ahp.nobody_answered``; ``panel_study.unlinked`` naming the groups of items that
        nobody's answer links.
    """
    together = judgements_with_gaps(panel, node)
    groups = connected_groups(together)
    if len(groups) > 1:
        told = " | ".join(", ".join(group) for group in groups)
        name = item_name(tree, node)
        raise MethodError("panel_study.unlinked", node=node, name=name, groups=told)
    return together


def leaf_weights(tree: ItemTree, found: Mapping[str, Diagnosis]) -> Weights:
    """Return the leaves' weights in leaf order, sum 1, from each asked node's diagnosis."""
    local = {node: local_shares(each) for node, each in found.items()}
    return tuple(global_weights(tree, local).values())


def local_shares(diagnosis: Diagnosis) -> dict[str, float]:
    """Return the shares of a node's items by id."""
    return dict(zip(diagnosis.items, diagnosis.weights.tolist(), strict=True))


def _group(node: str, opinion: GroupOpinion, share: float) -> NodeGroup:
    together = opinion.together
    return NodeGroup(
        node=node,
        matrix=JudgementMatrix(together.items, together.completed),
        filled=together.filled,
        respondents=sum(each.weight > 0 for each in opinion.respondents),
        by_judgements=tuple(together.weights.tolist()),
        by_priorities=_listed(opinion.by_geometric),
        by_priorities_arithmetic=_listed(opinion.by_arithmetic),
        lambda_max=together.lambda_max,
        consistency_ratio=together.consistency_ratio,
        random_index=together.random_index,
        gci=together.geometric_consistency_index,
        methods_disagree=together.methods_disagree,
        incompatibility=opinion.gcompi,
        priority_violations=opinion.priority_violations,
        consensus=opinion.consensus,
        pairs=opinion.pairs,
        share=share,
        arithmetic_sd=_listed(opinion.arithmetic_sd),
    )


def _listed(weights: NDArray[np.float64] | None) -> Weights | None:
    return None if weights is None else tuple(weights.tolist())
