"""What every emphasis of a policy would change: shares, grades, or that it leaves no room."""

from collections.abc import Iterator

import numpy as np

from engine.domain.policy import Emphasis
from engine.domain.weights_report import ConflictPart, EmphasisRow
from engine.errors import MethodError
from engine.studies.weights_choice import Chosen, choose
from engine.studies.weights_conflict import conflict_in, rule_part
from engine.studies.weights_grades import Graded
from engine.studies.weights_ready import Ready


def emphasis_rows(ready: Ready, team: Graded | None, chosen: Chosen) -> Iterator[EmphasisRow]:
    """Yield the recommended set under each emphasis of the policy, or the rules that clash.

    Parameters
    ----------
    chosen
        The set under the emphasis that was asked for, or under none.
    """
    asked = ready.emphasis
    plain = _plain(ready, chosen)
    for emphasis in ready.policy.emphases:
        if asked is not None and emphasis.id == asked.id:
            yield _row(ready, emphasis, chosen, plain, team)
        elif ready.inputs.options.other_emphases:
            yield _tried(ready, emphasis, plain, team)


def _plain(ready: Ready, chosen: Chosen) -> Chosen | None:
    """Return the set without any emphasis; None where the policy alone leaves no room."""
    if ready.emphasis is None:
        return chosen
    try:
        return choose(ready)
    except MethodError as error:
        if conflict_in(error) is None:
            raise
        return None


def _tried(
    ready: Ready, emphasis: Emphasis, plain: Chosen | None, team: Graded | None
) -> EmphasisRow:
    try:
        found = choose(ready, emphasis)
    except MethodError as error:
        clash = conflict_in(error)
        if clash is None:
            raise
        return clashing_row(emphasis, clash)
    return _row(ready, emphasis, found, plain, team)


def clashing_row(emphasis: Emphasis, clash: ConflictPart) -> EmphasisRow:
    """Return an emphasis under which no weight set is left."""
    return EmphasisRow(emphasis.id, emphasis.name, None, {}, (), clash)


def _row(
    ready: Ready, emphasis: Emphasis, found: Chosen, plain: Chosen | None, team: Graded | None
) -> EmphasisRow:
    leaves = ready.admissible.leaves
    shares = found.weights.shares
    without = shares if plain is None else plain.weights.shares
    changed = None
    if team is not None and plain is not None:
        changed = int((team.ranks_under(shares) != team.ranks_under(without)).sum())
    return EmphasisRow(
        id=emphasis.id,
        name=emphasis.name,
        shares=dict(zip(leaves, shares.tolist(), strict=True)),
        moves=dict(zip(leaves, np.subtract(shares, without).tolist(), strict=True)),
        rules=tuple(rule_part(each) for each in found.admissible.rules if each.emphasis),
        grade_changes=changed,
        agents=None if team is None else len(team.table.agents),
    )
