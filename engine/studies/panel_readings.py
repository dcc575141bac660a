"""The two readings of a survey, ready to be computed with: items in order, numbers in reach."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.ahp.groups import checked_items
from engine.ahp.judgement_checks import LARGEST_RATIO
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.survey import Survey
from engine.studies.panel_names import finding


def ready(survey: Survey) -> Survey:
    """Return the survey with every matrix's items in the tree's order, other nodes left out.

    The reading as written keeps numbers out of scale; those beyond 1e9 no method can compute
    with, so that they become gaps there and a finding counts them.

    Raises
    ------
    InputError
        ``ahp.other_items`` for judgements of other items than the node's.
    """
    written, beyond = _within_reach(in_tree_order(survey.as_written, survey.tree))
    told = (finding("caution", "beyond_reach", count=beyond),) if beyond else ()
    return replace(
        survey,
        panel=in_tree_order(survey.panel, survey.tree),
        as_written=written,
        findings=(*survey.findings, *told),
    )


def in_tree_order(panel: Panel, tree: ItemTree) -> Panel:
    """Return the panel with the tree's asked nodes only, the items of each in the tree's order.

    Raises
    ------
    InputError
        ``ahp.other_items`` for judgements of other items than the node's.
    """
    return Panel(tuple(_with(response, _ordered(response, tree)) for response in panel.responses))


def _ordered(response: Response, tree: ItemTree) -> dict[str, JudgementMatrix]:
    ordered = {}
    for node, items in tree.asked.items():
        if node in response.judgements:
            matrix = response.judgements[node]
            places = [checked_items(node, items, matrix).index(item) for item in items]
            ordered[node] = JudgementMatrix(items, matrix.values[np.ix_(places, places)])
    return ordered


def _within_reach(panel: Panel) -> tuple[Panel, int]:
    """Return the panel without the answers beyond reach, and how many those are."""
    kept, beyond = [], 0
    for response in panel.responses:
        judgements = {}
        for node, matrix in response.judgements.items():
            far = np.maximum(matrix.values, 1 / matrix.values) > LARGEST_RATIO
            judgements[node] = JudgementMatrix(matrix.items, np.where(far, np.nan, matrix.values))
            beyond += int(far.sum()) // 2
        kept.append(_with(response, judgements))
    return Panel(tuple(kept)), beyond


def _with(response: Response, judgements: Mapping[str, JudgementMatrix]) -> Response:
    return replace(response, judgements=judgements)
