"""What to do with respondents who contradict themselves: keep, weigh down or drop them.

A consistent group can hide an incoherent panel, so the ways are set side by side. The consistency
ratios are found elsewhere and passed in.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from engine.domain.judgements import Panel, Response
from engine.errors import InputError


class PanelTreatment(StrEnum):
    """How respondents above the limit of the consistency ratio are treated, node by node."""

    ALL = "all"
    DOWN_WEIGHTED = "down-weighted"
    CONSISTENT_ONLY = "consistent-only"


def treated(
    panel: Panel,
    ratios: Mapping[str, Mapping[str, float | None]],
    limit: float,
    treatment: PanelTreatment,
) -> dict[str, Panel]:
    """Return, for each node, the panel as it counts under a treatment.

    Parameters
    ----------
    panel
        Everybody, with the weights they were given.
    ratios
        Respondent to node to consistency ratio >= 0, one for every node the respondent
        answered; None where no ratio could be found, which counts as inside the limit.
    limit
        > 0. A ratio of exactly the limit is inside.
    treatment
        ``ALL`` leaves the weights; ``DOWN_WEIGHTED`` multiplies the weight of whoever is above
        the limit by limit / ratio; ``CONSISTENT_ONLY`` leaves them out.

    Returns
    -------
    dict
        Node to panel, nodes in the order the panel meets them. Treatment is by node: an
        inconsistent answer about one node leaves the respondent's other nodes alone. Each panel
        holds the judgements of its own node only, and is empty when nobody is left.

    Raises
    ------
    InputError
        ``group.limit`` for a limit that is not above 0; ``group.ratio`` naming a respondent and
        node without an entry in ``ratios``, or with one that is not a number >= 0.
    """
    if not limit > 0:
        raise InputError("group.limit", limit=limit)
    nodes = dict.fromkeys(node for response in panel.responses for node in response.judgements)
    return {node: _treated_at(node, panel, ratios, limit, treatment) for node in nodes}


def panels_by_role(panel: Panel) -> dict[str, Panel]:
    """Return the respondents of each role as a panel of their own, roles as first met."""
    roles = dict.fromkeys(response.role for response in panel.responses)
    return {
        role: Panel(tuple(response for response in panel.responses if response.role == role))
        for role in roles
    }


def _treated_at(
    node: str,
    panel: Panel,
    ratios: Mapping[str, Mapping[str, float | None]],
    limit: float,
    treatment: PanelTreatment,
) -> Panel:
    kept = []
    for response in panel.responses:
        if node not in response.judgements:
            continue
        ratio = _ratio(response, node, ratios)
        if ratio > limit and treatment is PanelTreatment.CONSISTENT_ONLY:
            continue
        lowered = ratio > limit and treatment is PanelTreatment.DOWN_WEIGHTED
        weight = response.weight * limit / ratio if lowered else response.weight
        judgements = {node: response.judgements[node]}
        kept.append(replace(response, judgements=judgements, weight=weight))
    return Panel(tuple(kept))


def _ratio(
    response: Response, node: str, ratios: Mapping[str, Mapping[str, float | None]]
) -> float:
    """Return a respondent's ratio at a node, 0 where there is none to be found."""
    known = ratios.get(response.respondent, {})
    ratio = known.get(node, -1.0)
    if ratio is None:
        return 0.0
    if not ratio >= 0:
        raise InputError(
            "group.ratio", respondent=response.respondent, node=node, ratio=known.get(node)
        )
    return ratio
