"""What the respondents of each role say alone, beside the whole panel."""

from engine.ahp.consensus import consensus, hierarchy_consensus
from engine.ahp.groups import own_weights
from engine.ahp.treatments import panels_by_role
from engine.domain.calibration import SubGroupResult
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel
from engine.errors import MethodError
from engine.studies.panel_groups import Weights, group_diagnoses, leaf_weights, local_shares
from engine.studies.panel_options import PanelOptions
from engine.studies.panel_treatments import largest_change

LEAST_ROLES = 2


def subgroups(
    panel: Panel, tree: ItemTree, kept: Weights, options: PanelOptions
) -> tuple[SubGroupResult, ...]:
    """Return each role's own weights, roles as first met; none unless there are two or more.

    Parameters
    ----------
    kept
        The whole panel's weights in leaf order, against which ``largest_change`` is told.
    """
    panels = panels_by_role(panel)
    if len(panels) < LEAST_ROLES:
        return ()
    return tuple(_subgroup(role, own, tree, (kept, options)) for role, own in panels.items())


def _subgroup(
    role: str, panel: Panel, tree: ItemTree, against: tuple[Weights, PanelOptions]
) -> SubGroupResult:
    kept, options = against
    respondents = len(panel.responses)
    try:
        found = group_diagnoses(dict.fromkeys(tree.asked, panel), tree, options)
    except MethodError:  # too few of this role answered: they have no weights of their own
        return SubGroupResult(role, respondents, None, None, None)
    agreed = {}
    for node in tree.asked:
        own = own_weights(panel, node, options.method, options.completion)
        agreed[node] = consensus(own.weights, own.respondent_weights)
    local = {node: local_shares(each) for node, each in found.items()}
    weights = leaf_weights(tree, found)
    return SubGroupResult(
        role,
        respondents,
        weights,
        largest_change(weights, kept),
        hierarchy_consensus(tree, local, agreed),
    )
