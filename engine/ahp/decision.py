"""A whole decision hierarchy: its criteria's weights and its alternatives' priorities."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ahp.diagnosis import Diagnosis, diagnose
from engine.ahp.hierarchy import criteria_weights, distributive_synthesis, ideal_synthesis
from engine.ahp.priorities import Method
from engine.ahp.random_index import DEFAULT
from engine.domain.hierarchy import DecisionHierarchy
from engine.domain.judgements import JudgementMatrix
from engine.errors import InputError, MethodError


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """What a decision hierarchy says.

    ``criteria`` are the global shares of the lowest criteria; ``alternatives`` the global
    priorities (empty without alternatives); ``local`` the alternatives' shares under each lowest
    criterion; the diagnoses tell of each matrix that was judged, by criterion.
    """

    criteria: Mapping[str, float]
    alternatives: Mapping[str, float]
    local: Mapping[str, NDArray[np.float64]]
    criteria_diagnoses: Mapping[str, Diagnosis]
    local_diagnoses: Mapping[str, Diagnosis]


def decide(
    hierarchy: DecisionHierarchy,
    method: Method = Method.EIGENVECTOR,
    random_index: str = DEFAULT,
) -> Decision:
    """Return the weights and priorities of a hierarchy by its own mode of synthesis.

    Raises
    ------
    InputError
        ``ahp.criterion_unjudged`` or ``ahp.direct_values`` naming the criterion; as
        :func:`engine.ahp.diagnosis.diagnose`.
    MethodError
        ``ahp.unconnected_under`` when the answers under a criterion do not link all items.
    """
    judged = {
        criterion.name: _diagnosed(criterion.name, criterion.judgements, method, random_index)
        for criterion in hierarchy.root.inner()
        if criterion.judgements is not None
    }
    shares = {name: _named(diagnosis) for name, diagnosis in judged.items()}
    criteria = criteria_weights(hierarchy.root, shares)
    if not hierarchy.alternatives:
        return Decision(criteria, {}, {}, judged, {})
    compared = {
        name: _diagnosed(name, matrix, method, random_index)
        for name, matrix in hierarchy.local.items()
    }
    local = {name: _local_shares(hierarchy, name, compared) for name in criteria}
    combine = ideal_synthesis if hierarchy.synthesis == "ideal" else distributive_synthesis
    together = combine(np.array(list(criteria.values())), np.stack(list(local.values())))
    alternatives = dict(zip(hierarchy.alternatives, together.tolist(), strict=True))
    return Decision(criteria, alternatives, local, judged, compared)


def _diagnosed(
    criterion: str, matrix: JudgementMatrix, method: Method, random_index: str
) -> Diagnosis:
    """Return the diagnosis of one matrix; all local ones have the same items, so say which."""
    try:
        return diagnose(matrix, method, random_index)
    except MethodError as unlinked:
        raise MethodError(
            "ahp.unconnected_under", criterion=criterion, **unlinked.values
        ) from unlinked


def _named(diagnosis: Diagnosis) -> dict[str, float]:
    return dict(zip(diagnosis.items, diagnosis.weights.tolist(), strict=True))


def _local_shares(
    hierarchy: DecisionHierarchy, criterion: str, compared: Mapping[str, Diagnosis]
) -> NDArray[np.float64]:
    if criterion in compared:
        named = _named(compared[criterion])
        return np.array([named[alternative] for alternative in hierarchy.alternatives])
    if criterion not in hierarchy.direct:
        raise InputError("ahp.criterion_unjudged", criterion=criterion)
    measured = np.array(hierarchy.direct[criterion], dtype=np.float64)
    fitting = measured.shape == (len(hierarchy.alternatives),)
    if not fitting or not bool((measured >= 0).all()) or not 0 < measured.sum() < np.inf:
        raise InputError("ahp.direct_values", criterion=criterion, values=str(measured.tolist()))
    return np.asarray(measured / measured.sum(), dtype=np.float64)
