"""The weights of one node's items, however they were elicited, with what there is to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.ahp.best_worst import BestWorstWeights, best_worst_weights
from engine.ahp.best_worst_consistency import BestWorstConsistency, best_worst_consistency
from engine.ahp.completion import Completion
from engine.ahp.diagnosis import Diagnosis, diagnose
from engine.ahp.direct import direct_weights
from engine.ahp.goal_mapping import GoalShares, goal_shares
from engine.ahp.groups import judgements_with_gaps
from engine.ahp.priorities import Method
from engine.ahp.random_index import DEFAULT
from engine.domain.elicitation import (
    BestWorst,
    DirectWeights,
    Elicitation,
    GoalMapping,
    RespondentMatrices,
)
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.texts import Finding, Sentence, Text
from engine.errors import MethodError

SAME_TOTAL = 1e-9


class Kind(StrEnum):
    """How a node's items were weighed."""

    MATRIX = "matrix"
    MATRICES = "matrices"
    BEST_WORST = "best_worst"
    DIRECT = "direct"
    GOAL_MAPPING = "goal_mapping"


@dataclass(frozen=True, slots=True)
class Settings:
    """How judgement matrices become weights, wherever in a hierarchy they stand."""

    method: Method = Method.EIGENVECTOR
    random_index: str = DEFAULT
    completion: Completion = Completion.MINIMUM_LAMBDA


@dataclass(frozen=True, slots=True, eq=False)
class NodeWeights:
    """Weights of one node's items, (n,), sum 1, and what its kind of elicitation tells besides.

    ``diagnosis`` is that of the matrix, or of the panel's aggregated matrix, whose respondents'
    own consistency ratios are ``respondents`` (None where the answers do not link all items).
    """

    kind: Kind
    items: tuple[str, ...]
    weights: NDArray[np.float64]
    diagnosis: Diagnosis | None = None
    respondents: Mapping[str, float | None] = field(default_factory=dict)
    best_worst: tuple[BestWorst, BestWorstWeights, BestWorstConsistency] | None = None
    goals: tuple[GoalMapping, GoalShares] | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def shares(self) -> dict[str, float]:
        """The weights by item."""
        return dict(zip(self.items, self.weights.tolist(), strict=True))

    @property
    def basis(self) -> JudgementMatrix | Mapping[str, float]:
        """What the weights rest on when items come or go: complete judgements, or the shares."""
        if self.diagnosis is None:
            return self.shares
        return JudgementMatrix(self.items, self.diagnosis.completed)


def node_weights(given: Elicitation, settings: Settings = Settings()) -> NodeWeights:
    """Return the weights of one node's items by the method its elicitation asks for.

    Raises
    ------
    InputError
        As :func:`engine.ahp.diagnosis.diagnose`.
    MethodError
        ``ahp.unconnected`` when pairwise answers do not link all items.
    """
    match given:
        case JudgementMatrix():
            found = _judged(Kind.MATRIX, given, settings)
        case RespondentMatrices():
            found = _judged_by_several(given, settings)
        case BestWorst():
            found = _best_worst(given)
        case DirectWeights():
            found = NodeWeights(Kind.DIRECT, given.items, direct_weights(given))
        case _:
            found = _goal_mapping(given)
    return found


def _judged(kind: Kind, matrix: JudgementMatrix, settings: Settings) -> NodeWeights:
    found = _diagnosis(matrix, settings)
    return NodeWeights(kind, matrix.items, found.weights, found, findings=found.findings)


def _judged_by_several(given: RespondentMatrices, settings: Settings) -> NodeWeights:
    """Return the weights of the geometric means of the respondents' judgements."""
    node = "panel"
    responses = (
        Response(name, Text(name, name), "", {node: matrix})
        for name, matrix in given.matrices.items()
    )
    group = judgements_with_gaps(Panel(tuple(responses)), node)
    ratios = {name: _own_ratio(matrix, settings) for name, matrix in given.matrices.items()}
    return replace(_judged(Kind.MATRICES, group, settings), respondents=ratios)


def _own_ratio(matrix: JudgementMatrix, settings: Settings) -> float | None:
    try:
        return _diagnosis(matrix, settings).consistency_ratio
    except MethodError:  # answers that do not link all items still count in the panel's
        return None


def _diagnosis(matrix: JudgementMatrix, settings: Settings) -> Diagnosis:
    return diagnose(matrix, settings.method, settings.random_index, settings.completion)


def _best_worst(given: BestWorst) -> NodeWeights:
    found, consistency = best_worst_weights(given), best_worst_consistency(given)
    return NodeWeights(
        Kind.BEST_WORST,
        given.items,
        found.weights,
        best_worst=(given, found, consistency),
        findings=consistency.findings,
    )


def _goal_mapping(given: GoalMapping) -> NodeWeights:
    found = goal_shares(given)
    total = sum(given.goal_weights)
    findings = []
    if abs(total - 1) > SAME_TOTAL:
        findings.append(Finding("note", Sentence("finding.goals.scaled", {"total": total})))
    idle = [item for item, weight in zip(given.items, found.weights, strict=True) if not weight]
    if idle:
        told = {"items": ", ".join(idle)}
        findings.append(Finding("caution", Sentence("finding.goals.idle", told)))
    return NodeWeights(
        Kind.GOAL_MAPPING,
        given.items,
        found.weights,
        goals=(given, found),
        findings=tuple(findings),
    )
