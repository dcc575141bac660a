"""Everything a panel's judgements of one node tell: weights, agreement, and who is far away."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.ahp.compatibility import (
    geometric_compatibility,
    priority_violations,
    respondent_compatibility,
    respondent_violations,
)
from engine.ahp.completion import Completion
from engine.ahp.consensus import consensus, consensus_2013
from engine.ahp.consistency import circular_triads
from engine.ahp.diagnosis import Diagnosis, diagnose
from engine.ahp.disagreement import pair_disagreements
from engine.ahp.gaps import connected_groups
from engine.ahp.groups import (
    aligned_judgements,
    arithmetic_priorities,
    geometric_priorities,
    judgements_with_gaps,
    priorities_sd,
    stacked_judgements,
)
from engine.ahp.priorities import Method
from engine.ahp.random_index import DEFAULT
from engine.domain.calibration import PairDisagreement
from engine.domain.judgements import JudgementMatrix, Panel
from engine.errors import MethodError

# a linear programme for each respondent would take longer than everything else together
QUICK = (Method.EIGENVECTOR, Method.GEOMETRIC_MEAN, Method.COLUMN_MEAN)


class Aggregation(StrEnum):
    """What is averaged: the judgements, or the respondents' own priorities."""

    JUDGEMENTS = "judgements"
    PRIORITIES = "priorities"
    PRIORITIES_ARITHMETIC = "priorities-arithmetic"


@dataclass(frozen=True, slots=True, eq=False)
class RespondentOpinion:
    """One respondent beside the group.

    ``matrix`` holds the answers, items in the group's order. ``diagnosis`` is None where they do
    not link all items; ``unconnected`` then names the groups of items. ``gcompi`` and
    ``priority_violations`` compare the answers with the group's weights; None below three items
    and without any answer.
    """

    respondent: str
    weight: float
    matrix: JudgementMatrix
    diagnosis: Diagnosis | None
    circular_triads: tuple[tuple[str, str, str], ...]
    unconnected: tuple[tuple[str, ...], ...]
    gcompi: float | None
    priority_violations: float | None


@dataclass(frozen=True, slots=True, eq=False)
class GroupOpinion:
    """What a panel says together about n items.

    ``weights`` (n,) are the group's, by ``aggregation``. ``matrix`` holds the aggregated
    judgements, nan where nobody answered, and ``together`` is their diagnosis: consistency
    belongs to them whatever the aggregation. ``by_geometric`` and ``by_arithmetic`` are the means
    of the respondents' own priorities, None where no respondent's answers link all items;
    ``arithmetic_sd`` is the standard deviation beside the arithmetic ones. It and the two
    consensus values are None below two such respondents.
    """

    aggregation: Aggregation
    weights: NDArray[np.float64]
    matrix: JudgementMatrix
    together: Diagnosis
    by_geometric: NDArray[np.float64] | None
    by_arithmetic: NDArray[np.float64] | None
    arithmetic_sd: NDArray[np.float64] | None
    consensus: float | None
    consensus_2013: float | None
    gcompi: float | None
    priority_violations: float | None
    respondents: tuple[RespondentOpinion, ...]
    pairs: tuple[PairDisagreement, ...]


def group_opinion(
    panel: Panel,
    node: str,
    aggregation: Aggregation = Aggregation.JUDGEMENTS,
    *,
    method: Method = Method.EIGENVECTOR,
    random_index: str = DEFAULT,
    completion: Completion = Completion.MINIMUM_LAMBDA,
) -> GroupOpinion:
    """Return what a panel says together about one node.

    A pair that nobody answered, and a respondent's gaps, are filled by ``completion``. A
    respondent whose answers do not link all items has no priorities of their own: they count in
    the aggregated judgements, pair by pair, and not in means of priorities and the consensus.

    Raises
    ------
    InputError
        As :func:`engine.ahp.groups.judgements_with_gaps` and
        :func:`engine.ahp.diagnosis.diagnose`.
    MethodError
        ``ahp.nobody_answered``; ``ahp.unconnected`` when all answers together do not link all
        items; ``group.nobody_linked`` when priorities are to be averaged and nobody has any.
    """
    matrix = judgements_with_gaps(panel, node)
    together = diagnose(matrix, method, random_index, completion)
    answers = aligned_judgements(panel, node)
    alone = {
        name: diagnose(each, method, random_index, completion, compared=QUICK)
        for name, each in answers.items()
        if len(connected_groups(each)) == 1
    }
    items, _, voices = stacked_judgements(panel, node)
    counted = dict(zip(answers, voices.tolist(), strict=True))
    own, own_voices = _own_weights(alone, counted, len(items))
    means = {
        Aggregation.JUDGEMENTS: together.weights,
        Aggregation.PRIORITIES: geometric_priorities(own, own_voices),
        Aggregation.PRIORITIES_ARITHMETIC: arithmetic_priorities(own, own_voices),
    }
    weights = means[aggregation]
    if weights is None:
        raise MethodError("group.nobody_linked", node=node)
    values = np.stack([each.values for each in answers.values()])
    return GroupOpinion(
        aggregation=aggregation,
        weights=weights,
        matrix=matrix,
        together=together,
        by_geometric=means[Aggregation.PRIORITIES],
        by_arithmetic=means[Aggregation.PRIORITIES_ARITHMETIC],
        arithmetic_sd=priorities_sd(own, own_voices),
        consensus=consensus(own, own_voices),
        consensus_2013=consensus_2013(own, own_voices),
        gcompi=geometric_compatibility(values, weights, voices),
        priority_violations=priority_violations(values, weights, voices),
        respondents=_people(answers, voices, alone, weights),
        pairs=pair_disagreements(panel, node),
    )


def _own_weights(
    alone: Mapping[str, Diagnosis], voices: Mapping[str, float], items: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weights (k, n) of those who count and link all items, and their voices (k,)."""
    heard = [name for name in alone if voices[name] > 0]
    own = np.array([alone[name].weights for name in heard]).reshape(len(heard), items)
    return own, np.array([voices[name] for name in heard])


def _people(
    answers: Mapping[str, JudgementMatrix],
    voices: NDArray[np.float64],
    alone: Mapping[str, Diagnosis],
    weights: NDArray[np.float64],
) -> tuple[RespondentOpinion, ...]:
    values = np.stack([each.values for each in answers.values()])
    far = respondent_compatibility(values, weights)
    reversed_ = respondent_violations(values, weights)
    return tuple(
        RespondentOpinion(
            respondent=name,
            weight=float(voices[row]),
            matrix=matrix,
            diagnosis=alone.get(name),
            circular_triads=circular_triads(matrix),
            unconnected=() if name in alone else connected_groups(matrix),
            gcompi=_known(far[row]),
            priority_violations=_known(reversed_[row]),
        )
        for row, (name, matrix) in enumerate(answers.items())
    )


def _known(index: float) -> float | None:
    return None if np.isnan(index) else float(index)
