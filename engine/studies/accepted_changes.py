"""Changes that respondents agreed to, made to their answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.ahp.scales import SAATY_GREATEST
from engine.domain.calibration import Change
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.errors import Fault, InputError

SAME_ANSWER = 1e-9


def apply_changes(panel: Panel, changes: Sequence[Change]) -> Panel:
    """Return the panel's answers after the changes that respondents agreed to, in their order.

    Parameters
    ----------
    changes
        As a ledger holds them; ``old`` is the answer that stands when the change is made, so
        that an answer may be changed twice.

    Raises
    ------
    InputError
        ``changes.not_applicable`` with a fault for every change whose respondent, node or items
        are unknown, whose pair was not answered, whose ``old`` is not the standing answer within
        1e-9 of it, or whose ``new`` is not within 1/9 .. 9 as a panel's answers are.
    """
    answers = {response.respondent: response for response in panel.responses}
    faults = []
    for k, change in enumerate(changes):
        fault = _inapplicable(change, answers, f"changes[{k}]")
        if fault is not None:
            faults.append(fault)
            continue
        response = answers[change.respondent]
        matrix = changed(response.judgements[change.node], change)
        judgements = {**response.judgements, change.node: matrix}
        answers[change.respondent] = replace(response, judgements=judgements)
    if faults:
        raise InputError("changes.not_applicable", faults, count=len(faults))
    return Panel(tuple(answers.values()))


def changed(matrix: JudgementMatrix, change: Change) -> JudgementMatrix:
    """Return the matrix with one answer, and its reciprocal, changed."""
    values = matrix.values.copy()
    i, j = matrix.items.index(change.first), matrix.items.index(change.second)
    values[i, j], values[j, i] = change.new, 1 / change.new
    return JudgementMatrix(matrix.items, values)


def fault_of_change(matrix: JudgementMatrix, change: Change, place: str) -> Fault | None:
    """Return why an answer of a matrix cannot be changed so, or None if it can."""
    known = ", ".join(matrix.items)
    for key, item in (("first", change.first), ("second", change.second)):
        if item not in matrix.items:
            return Fault("changes.unknown_item", f"{place}.{key}", item, {"known": known})
    i, j = matrix.items.index(change.first), matrix.items.index(change.second)
    standing = float(matrix.values[i, j])
    told = {"first": change.first, "second": change.second}
    if i == j or np.isnan(standing):
        return Fault("changes.not_answered", place, f"{change.first}|{change.second}", told)
    if abs(standing - change.old) > SAME_ANSWER * standing:
        values = {**told, "standing": standing}
        return Fault("changes.other_answer", f"{place}.old", f"{change.old:.12g}", values)
    return None


def _inapplicable(change: Change, answers: Mapping[str, Response], place: str) -> Fault | None:
    if change.respondent not in answers:
        known = ", ".join(answers)
        return Fault(
            "changes.unknown_respondent", f"{place}.respondent", change.respondent, {"known": known}
        )
    if not 1 / SAATY_GREATEST * (1 - SAME_ANSWER) <= change.new <= SAATY_GREATEST:
        told = {"greatest": SAATY_GREATEST}
        return Fault("changes.out_of_scale", f"{place}.new", f"{change.new:.12g}", told)
    judgements = answers[change.respondent].judgements
    if change.node not in judgements:
        known = ", ".join(judgements)
        return Fault("changes.unknown_node", f"{place}.node", change.node, {"known": known})
    return fault_of_change(judgements[change.node], change, place)
