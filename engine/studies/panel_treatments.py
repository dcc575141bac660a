"""The same answers treated in several ways, side by side."""

from collections.abc import Mapping, Sequence

from engine.ahp.hierarchy import global_weights
from engine.ahp.treatments import PanelTreatment, treated
from engine.domain.calibration import NodeGroup, RespondentResult, TreatmentResult
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel
from engine.domain.texts import Sentence
from engine.errors import MethodError
from engine.studies.panel_groups import Weights, group_diagnoses, leaf_weights
from engine.studies.panel_names import item_name
from engine.studies.panel_options import PanelOptions

AS_WRITTEN, PRIORITIES = "as-written", "priorities"


def treatments(
    panels: tuple[Panel, Panel],
    tree: ItemTree,
    people: Sequence[RespondentResult],
    groups: Sequence[NodeGroup],
    options: PanelOptions,
) -> tuple[TreatmentResult, ...]:
    """Return the leaves' weights under every treatment, ``all`` first.

    Parameters
    ----------
    panels
        The careful reading and the reading as written.
    groups
        Every asked node of the careful reading.

    Notes
    -----
    Who is above the limit at a node is weighed down or dropped at that node only. Who has no
    ratio there counts as inside. ``priorities`` multiplies the geometric means of the
    respondents' own weights down the tree; it has no aggregated judgements and so no ratio.
    """
    careful, written = panels
    ratios = {
        person.respondent: {each.node: each.consistency_ratio for each in person.nodes}
        for person in people
    }
    by_node = {way.value: treated(careful, ratios, options.limit, way) for way in PanelTreatment}
    by_node[AS_WRITTEN] = dict.fromkeys(tree.asked, written)
    kept = group_weights(tree, groups)
    ways = [_treatment(id_, by_node[id_], tree, kept, options) for id_ in by_node]
    return (*ways, _by_priorities(tree, groups, people, kept))


def group_weights(tree: ItemTree, groups: Sequence[NodeGroup]) -> Weights:
    """Return the leaves' weights in leaf order by aggregation of judgements."""
    local = {each.node: _named(each, each.by_judgements) for each in groups}
    return tuple(global_weights(tree, local).values())


def largest_change(weights: Weights, kept: Weights) -> float:
    """Return the greatest absolute difference of any leaf's weight."""
    return max(abs(one - other) for one, other in zip(weights, kept, strict=True))


def _treatment(
    id_: str,
    panels: Mapping[str, Panel],
    tree: ItemTree,
    kept: Weights,
    options: PanelOptions,
) -> TreatmentResult:
    try:
        found = group_diagnoses(panels, tree, options)
    except MethodError as refused:
        why = Sentence(
            "panel.too_few_answers", {"node": item_name(tree, str(refused.values["node"]))}
        )
        return TreatmentResult(id_, _heard(panels), None, {}, None, why)
    weights = leaf_weights(tree, found)
    ratios = {node: each.consistency_ratio for node, each in found.items()}
    return TreatmentResult(id_, _heard(panels), weights, ratios, largest_change(weights, kept))


def _by_priorities(
    tree: ItemTree,
    groups: Sequence[NodeGroup],
    people: Sequence[RespondentResult],
    kept: Weights,
) -> TreatmentResult:
    heard = sum(
        person.weight > 0 and any(each.weights is not None for each in person.nodes)
        for person in people
    )
    local = {
        each.node: _named(each, each.by_priorities)
        for each in groups
        if each.by_priorities is not None
    }
    for node in tree.asked:
        if node not in local:
            why = Sentence("panel.too_few_answers", {"node": item_name(tree, node)})
            return TreatmentResult(PRIORITIES, heard, None, {}, None, why)
    weights = tuple(global_weights(tree, local).values())
    return TreatmentResult(PRIORITIES, heard, weights, {}, largest_change(weights, kept))


def _named(group: NodeGroup, shares: Weights) -> dict[str, float]:
    return dict(zip(group.matrix.items, shares, strict=True))


def _heard(panels: Mapping[str, Panel]) -> int:
    """Return how many respondents count at one node or more."""
    return len(
        {
            response.respondent
            for node, panel in panels.items()
            for response in panel.responses
            if node in response.judgements and response.weight > 0
        }
    )
