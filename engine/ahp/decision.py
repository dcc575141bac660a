"""A whole decision hierarchy: its criteria's weights and its alternatives' priorities."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ahp.completion import Completion
from engine.ahp.diagnosis import Diagnosis
from engine.ahp.hierarchy import (
    criteria_weights,
    distributive_synthesis,
    every_share,
    ideal_synthesis,
)
from engine.ahp.node_weights import NodeWeights, Settings, node_weights
from engine.ahp.priorities import Method
from engine.ahp.random_index import DEFAULT
from engine.ahp.rank_reversal import Reversal, alternative_reversals, tree_reversals
from engine.domain.elicitation import DirectWeights, Elicitation
from engine.domain.hierarchy import DecisionHierarchy
from engine.errors import InputError, MethodError


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """What a decision hierarchy says.

    ``shares`` are the global shares of every criterion below the goal, each before its children;
    ``criteria`` those of the lowest criteria; ``alternatives`` the global priorities (empty
    without alternatives); ``local`` the alternatives' shares under each lowest criterion.
    ``nodes`` and ``local_nodes`` tell how each criterion's children, and the alternatives under
    each lowest criterion, were weighed.
    """

    shares: Mapping[str, float]
    criteria: Mapping[str, float]
    alternatives: Mapping[str, float]
    local: Mapping[str, NDArray[np.float64]]
    nodes: Mapping[str, NodeWeights]
    local_nodes: Mapping[str, NodeWeights]

    @property
    def criteria_diagnoses(self) -> dict[str, Diagnosis]:
        """The diagnosis of each criterion whose children were compared in pairs."""
        return _diagnoses(self.nodes)

    @property
    def local_diagnoses(self) -> dict[str, Diagnosis]:
        """The diagnosis of each lowest criterion under which alternatives were so compared."""
        return _diagnoses(self.local_nodes)


@dataclass(frozen=True, slots=True)
class DecisionReversals:
    """Which pairs change places when a lowest criterion, or an alternative, comes or goes."""

    criteria: tuple[Reversal, ...]
    alternatives: tuple[Reversal, ...]


def decide(
    hierarchy: DecisionHierarchy,
    method: Method = Method.EIGENVECTOR,
    random_index: str = DEFAULT,
    completion: Completion = Completion.MINIMUM_LAMBDA,
) -> Decision:
    """Return the weights and priorities of a hierarchy by its own mode of synthesis.

    Parameters
    ----------
    method, random_index, completion
        How judgement matrices become weights, wherever in the hierarchy they stand.

    Raises
    ------
    InputError
        ``ahp.criterion_unjudged``, ``ahp.direct_values`` or ``ahp.other_alternatives`` naming
        the criterion; as :func:`engine.ahp.hierarchy.criteria_weights` and
        :func:`engine.ahp.node_weights.node_weights`.
    MethodError
        ``ahp.unconnected_under`` when the answers under a criterion do not link all items.
    """
    how = Settings(method, random_index, completion)
    root = hierarchy.root
    nodes = {
        criterion.name: _weighed(criterion.name, criterion.judgements, how)
        for criterion in root.inner()
        if criterion.judgements is not None
    }
    local_shares = {name: node.shares for name, node in nodes.items()}
    criteria = criteria_weights(root, local_shares)
    every = every_share(root.tree, local_shares) if root.children else {}
    shares = {each.name: every[each.name] for each in root.every() if each is not root}
    if not hierarchy.alternatives:
        return Decision(shares, criteria, {}, {}, nodes, {})
    local_nodes = {name: _weighed(name, _elicited(hierarchy, name), how) for name in criteria}
    local = {name: _aligned(hierarchy, name, node) for name, node in local_nodes.items()}
    combine = ideal_synthesis if hierarchy.synthesis == "ideal" else distributive_synthesis
    together = combine(np.array(list(criteria.values())), np.stack(list(local.values())))
    alternatives = dict(zip(hierarchy.alternatives, together.tolist(), strict=True))
    return Decision(shares, criteria, alternatives, local, nodes, local_nodes)


def decision_reversals(
    hierarchy: DecisionHierarchy, decision: Decision, method: Method = Method.EIGENVECTOR
) -> DecisionReversals:
    """Return which pairs change places when one item is left out or stands twice.

    Parameters
    ----------
    decision
        What :func:`decide` made of the hierarchy, by the same method. Gaps stay as filled there;
        weights from another elicitation than pairwise judgements keep their proportions.
    """
    nodes = {name: node.basis for name, node in decision.nodes.items()}
    root = hierarchy.root
    of_criteria = tree_reversals(root.tree, nodes, method) if root.children else ()
    if not decision.alternatives:
        return DecisionReversals(of_criteria, ())
    local = {name: node.basis for name, node in decision.local_nodes.items()}
    return DecisionReversals(
        of_criteria,
        alternative_reversals(decision.criteria, local, hierarchy.synthesis, method),
    )


def _weighed(criterion: str, given: Elicitation, settings: Settings) -> NodeWeights:
    """Return a node's weights; all local ones have the same items, so say which is unlinked."""
    try:
        return node_weights(given, settings)
    except MethodError as unlinked:
        raise MethodError(
            "ahp.unconnected_under", criterion=criterion, **unlinked.values
        ) from unlinked


def _elicited(hierarchy: DecisionHierarchy, criterion: str) -> Elicitation:
    """Return how the alternatives were weighed under a lowest criterion."""
    if criterion in hierarchy.local:
        return hierarchy.local[criterion]
    if criterion not in hierarchy.direct:
        raise InputError("ahp.criterion_unjudged", criterion=criterion)
    measured = hierarchy.direct[criterion]
    try:
        return DirectWeights(hierarchy.alternatives, tuple(measured))
    except InputError as unusable:
        raise InputError(
            "ahp.direct_values", unusable.faults, criterion=criterion, values=str(list(measured))
        ) from unusable


def _aligned(
    hierarchy: DecisionHierarchy, criterion: str, node: NodeWeights
) -> NDArray[np.float64]:
    """Return the alternatives' shares under a criterion in the hierarchy's order."""
    if set(node.items) != set(hierarchy.alternatives):
        differing = ", ".join(sorted(set(node.items) ^ set(hierarchy.alternatives)))
        raise InputError("ahp.other_alternatives", criterion=criterion, items=differing)
    return np.array([node.shares[alternative] for alternative in hierarchy.alternatives])


def _diagnoses(nodes: Mapping[str, NodeWeights]) -> dict[str, Diagnosis]:
    return {name: node.diagnosis for name, node in nodes.items() if node.diagnosis is not None}
