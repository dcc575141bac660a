"""What did the respondents say: judged weights, and how consistently each answered."""

from dataclasses import dataclass

import numpy as np

from engine.ahp.consistency import consistency_index, consistency_ratio
from engine.ahp.gaps import connected_groups, own_priorities
from engine.ahp.groups import aggregated_judgements, local_weights
from engine.ahp.hierarchy import global_weights
from engine.ahp.random_index import DEFAULT, random_index_table
from engine.ahp.uncertainty import bootstrap
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.pack import JudgementPart, RespondentSummary
from engine.domain.texts import Finding, Sentence, Values
from engine.domain.weights import Origin, WeightSet
from engine.studies.panel_consistency import can_contradict

CONSISTENCY_LIMIT = 0.10  # Saaty's customary limit
DRAWS = 1000
LEAST_FOR_BOOTSTRAP = 2


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The judged weight set with draws over resampled respondents, and what to know of it."""

    weights: WeightSet
    part: JudgementPart
    findings: tuple[Finding, ...]


def judged_weights(panel: Panel, tree: ItemTree, rng: np.random.Generator) -> Judged:
    """Return the panel's weights by aggregation of judgements, with bootstrap draws.

    Inconsistent respondents are kept: leaving somebody out is the reader's decision, so a
    finding says by how much the weights would change.

    Raises
    ------
    InputError, MethodError
        As :func:`engine.ahp.groups.local_weights`.
    """
    shares = global_weights(tree, local_weights(panel, tree))
    respondents = tuple(_summary(response) for response in panel.responses)
    resampled = (
        bootstrap(panel, tree, rng, DRAWS) if len(panel.responses) >= LEAST_FOR_BOOTSTRAP else None
    )
    weights = WeightSet(
        Origin.JUDGED,
        tree.leaf_ids,
        np.array([shares[leaf] for leaf in tree.leaf_ids]),
        None if resampled is None else resampled.draws,
    )
    part = JudgementPart(
        respondents,
        DEFAULT,
        CONSISTENCY_LIMIT,
        _group_ratio(panel, tree),
        0 if resampled is None else DRAWS,
    )
    redrawn = 0 if resampled is None else resampled.redrawn
    return Judged(weights, part, tuple(_findings(panel, tree, weights, respondents, redrawn)))


def _summary(response: Response) -> RespondentSummary:
    """Return the worst ratio over the groups whose answers can contradict each other."""
    ratios = {
        node: _ratio(matrix)
        for node, matrix in response.judgements.items()
        if len(connected_groups(matrix)) == 1 and can_contradict(len(matrix.items), matrix.missing)
    }
    worst = max(ratios, key=lambda node: ratios[node], default="")
    return RespondentSummary(
        respondent=response.respondent,
        name=response.name,
        role=response.role,
        consistency_ratio=ratios.get(worst),
        worst_node=worst,
        missing=sum(matrix.missing for matrix in response.judgements.values()),
        consistent=ratios[worst] <= CONSISTENCY_LIMIT if worst else None,
    )


def _ratio(matrix: JudgementMatrix) -> float:
    """Return the consistency ratio of linked answers, against the index for as many gaps."""
    items = len(matrix.items)
    index = consistency_index(own_priorities(matrix).lambda_max, items)
    random = random_index_table(DEFAULT).value(items, matrix.missing)
    return index / random if random else 0.0


def _group_ratio(panel: Panel, tree: ItemTree) -> float:
    """Return the worst consistency ratio of the aggregated judgements."""
    return max(
        (consistency_ratio(aggregated_judgements(panel, node).values) for node in tree.asked),
        default=0.0,
    )


def _findings(
    panel: Panel,
    tree: ItemTree,
    weights: WeightSet,
    respondents: tuple[RespondentSummary, ...],
    redrawn: int,
) -> list[Finding]:
    found = []
    doubtful = [who.respondent for who in respondents if who.consistent is False]
    if doubtful:
        values: Values = {
            "count": len(doubtful),
            "total": len(respondents),
            "limit": CONSISTENCY_LIMIT,
            "respondents": ", ".join(doubtful),
        }
        rest = Panel(tuple(r for r in panel.responses if r.respondent not in doubtful))
        change = _largest_change(rest, tree, weights)
        if change is None:
            found.append(Finding("caution", Sentence("finding.panel.all_needed", values)))
        else:
            told_change = {**values, "change": change}
            found.append(Finding("caution", Sentence("finding.panel.inconsistent", told_change)))
    gaps = [who for who in respondents if who.missing]
    if gaps:
        told: Values = {
            "missing": sum(who.missing for who in gaps),
            "respondents": ", ".join(who.respondent for who in gaps),
        }
        found.append(Finding("note", Sentence("finding.panel.gaps", told)))
    if redrawn:
        found.append(Finding("note", Sentence("finding.panel.redrawn", {"redrawn": redrawn})))
    if len(respondents) < LEAST_FOR_BOOTSTRAP:
        found.append(Finding("caution", Sentence("finding.panel.single")))
    return found


def _largest_change(rest: Panel, tree: ItemTree, weights: WeightSet) -> float | None:
    """Return the largest change of a leaf's share without some respondents; None if undefined."""
    if not all(_is_answered(rest, node) for node in tree.asked):
        return None
    shares = global_weights(tree, local_weights(rest, tree))
    return max(abs(shares[leaf] - weights.share(leaf)) for leaf in tree.leaf_ids)


def _is_answered(panel: Panel, node: str) -> bool:
    """Tell whether every pair of a group has an answer from somebody whose weight counts."""
    given = [r.judgements[node] for r in panel.responses if node in r.judgements and r.weight > 0]
    if not given:
        return False
    order = given[0].items
    answered = np.zeros((len(order), len(order)), dtype=bool)
    for matrix in given:
        places = [matrix.items.index(item) for item in order]
        answered |= ~np.isnan(matrix.values[np.ix_(places, places)])
    return bool(answered.all())
