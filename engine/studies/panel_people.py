"""What each respondent of a panel answered: every node on its own, and both readings of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from engine.ahp.consistency import consistency_index
from engine.ahp.diagnosis import Diagnosis
from engine.ahp.gaps import completed, connected_groups
from engine.ahp.group_opinion import GroupOpinion, RespondentOpinion
from engine.ahp.hierarchy import global_weights
from engine.ahp.pairs import next_question
from engine.ahp.priorities import priorities
from engine.ahp.random_index import random_index_table
from engine.domain.calibration import NodeAnswers, RespondentResult, RevisionRow
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.survey import AnswerNote, Survey
from engine.studies.panel_consistency import can_contradict
from engine.studies.panel_options import PanelOptions

AsWritten = Mapping[str, tuple[tuple[float, ...], float | None]]


def respondent_results(
    survey: Survey,
    panel: Panel,
    opinions: Mapping[str, GroupOpinion],
    options: PanelOptions,
) -> tuple[RespondentResult, ...]:
    """Return what each respondent answered, in the panel's order.

    A respondent whose answers about a node do not link its items has no weights there; the
    others go on.

    Parameters
    ----------
    survey
        Both readings and the notes.
    panel
        The careful reading, with the changes that respondents have agreed to.
    opinions
        Each asked node's, of this panel.
    """
    written = {response.respondent: response for response in survey.as_written.responses}
    notes = defaultdict[str, list[AnswerNote]](list)
    for note in survey.notes:
        notes[note.respondent].append(note)
    answers = defaultdict[str, list[NodeAnswers]](list)
    for node, opinion in opinions.items():
        for each in opinion.respondents:
            answers[each.respondent].append(node_answers(node, each, options))
    results = []
    for response in panel.responses:
        own, nodes = written.get(response.respondent), answers[response.respondent]
        reading = {} if own is None else as_written(own, survey.tree, options, nodes)
        mine = notes[response.respondent]
        results.append(_result(response, nodes, mine, (reading, options.limit)))
    return tuple(results)


def node_answers(node: str, opinion: RespondentOpinion, options: PanelOptions) -> NodeAnswers:
    """Return what one respondent's answers about one node say, linked or not."""
    found = opinion.diagnosis
    question = next_question(opinion.matrix)
    pair = None if question is None else (question.first, question.second)
    if found is not None:
        return _linked(node, opinion.matrix, found, pair)
    items = len(opinion.matrix.items)
    return NodeAnswers(
        node=node,
        matrix=opinion.matrix,
        weights=None,
        lambda_max=None,
        consistency_ratio=None,
        random_index=random_index_table(options.random_index).value(items),
        gci=None,
        circular_triads=opinion.circular_triads,
        revise=(),
        methods_disagree=False,
        unconnected=opinion.unconnected,
        next_question=pair,
    )


def as_written(
    response: Response, tree: ItemTree, options: PanelOptions, careful: Sequence[NodeAnswers] = ()
) -> AsWritten:
    """Return weights and ratio of each node whose answers link its items, read as printed.

    ``careful`` is what the answers read with care say: where both readings are the same, nothing
    is computed again.

    The ratio is None where pairs were left open: this reading is there to be compared with
    published treatments, which give none.
    """
    linked = {
        node: response.judgements[node]
        for node in tree.asked
        if node in response.judgements and len(connected_groups(response.judgements[node])) == 1
    }
    known = {each.node: each for each in careful}
    return {
        node: _as_written_at(matrix, options, known.get(node)) for node, matrix in linked.items()
    }


def own_leaf_weights(
    tree: ItemTree, weights: Mapping[str, tuple[float, ...] | None]
) -> tuple[float, ...] | None:
    """Return one respondent's weights of the leaves, in leaf order, sum 1.

    Parameters
    ----------
    weights
        Node to the weights of its items in the tree's order.

    Returns
    -------
    tuple or None
        None where some node was not answered, or its answers do not link its items.
    """
    local = {
        node: dict(zip(tree.items[node], own, strict=True))
        for node, own in weights.items()
        if own is not None
    }
    if not tree.asked.keys() <= local.keys():
        return None
    return tuple(global_weights(tree, local).values())


def _as_written_at(
    matrix: JudgementMatrix, options: PanelOptions, careful: NodeAnswers | None
) -> tuple[tuple[float, ...], float | None]:
    if (
        careful is not None
        and careful.weights is not None
        and np.array_equal(matrix.values, careful.matrix.values, equal_nan=True)
    ):
        return careful.weights, None if careful.missing else careful.consistency_ratio
    found = priorities(completed(matrix, options.completion).matrix.values, options.method)
    weights = tuple(found.weights.tolist())
    if not matrix.is_complete:
        return weights, None
    n = len(matrix.items)
    random = random_index_table(options.random_index).value(n)
    return weights, consistency_index(found.lambda_max, n) / random if random else 0.0


def _linked(
    node: str, matrix: JudgementMatrix, found: Diagnosis, pair: tuple[str, str] | None
) -> NodeAnswers:
    return NodeAnswers(
        node=node,
        matrix=matrix,
        weights=tuple(found.weights.tolist()),
        lambda_max=found.lambda_max,
        consistency_ratio=found.consistency_ratio,
        random_index=found.random_index,
        gci=found.geometric_consistency_index,
        circular_triads=found.circular_triads,
        revise=tuple(
            RevisionRow(
                each.first,
                each.second,
                each.stated,
                each.implied,
                each.suggested,
                each.ratio_after,
            )
            for each in found.revise
        ),
        methods_disagree=found.methods_disagree,
        unconnected=(),
        next_question=pair,
    )


def _result(
    response: Response,
    nodes: Sequence[NodeAnswers],
    notes: Sequence[AnswerNote],
    judged_by: tuple[AsWritten, float],
) -> RespondentResult:
    reading, limit = judged_by
    ratios = {
        each.node: each.consistency_ratio
        for each in nodes
        if each.consistency_ratio is not None
        and can_contradict(len(each.matrix.items), each.missing)
    }
    worst = max(ratios, key=lambda node: ratios[node], default="")
    ratio = ratios.get(worst)
    return RespondentResult(
        respondent=response.respondent,
        name=response.name,
        role=response.role,
        weight=response.weight,
        nodes=tuple(nodes),
        consistency_ratio=ratio,
        worst_node=worst,
        consistent=None if ratio is None else ratio <= limit,
        notes=tuple(notes),
        as_written=reading,
    )
