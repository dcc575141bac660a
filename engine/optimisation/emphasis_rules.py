"""The rules that an emphasis adds to a policy, as rows over the leaf shares.

Owns their limits and sentences, and the group ranges that it moves; the policy's own rules stay,
so that an emphasis never overrides a cap, a largest move, a ring-fence or a red line: where the
two clash, :mod:`engine.optimisation.conflicts` names both.
"""

from collections.abc import Mapping

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import Emphasis, WeightPolicy
from engine.domain.texts import Text, Values
from engine.domain.weights import WeightSet
from engine.optimisation.rules import RuleKind, WeightRule
from engine.optimisation.subjects import Subject, subjects


def emphasis_rules(
    emphasis: Emphasis, policy: WeightPolicy, tree: IndicatorTree, incumbent: WeightSet
) -> tuple[WeightRule, ...]:
    """Rules that come with an emphasis; each carries its id.

    Parameters
    ----------
    emphasis, policy, tree
        Free of the faults of :func:`engine.optimisation.emphasis.emphasis_faults`.
    incumbent
        Weights in force over exactly the leaves of the tree: multiples and shifts count from them.

    Returns
    -------
    tuple of WeightRule
        Multiples of the incumbent share, shifts of what ``policy.group_shares`` does not name
        (for those see :func:`shifted_group_shares`), then the leaves that come first.
    """
    shares = incumbent.aligned(tree.leaf_ids).shares
    known = subjects(policy, tree)
    in_force = {
        id_: float(shares[list(subject.members)].sum())
        for id_, subject in known.items()
        if id_ in emphasis.at_least_incumbent or id_ in emphasis.group_shifts
    }
    return (
        *(
            _multiple(emphasis, known[id_], factor, in_force[id_])
            for id_, factor in emphasis.at_least_incumbent.items()
        ),
        *(
            _shift(emphasis, known[id_], shift, in_force[id_])
            for id_, shift in emphasis.group_shifts.items()
            if shift != 0 and id_ not in policy.group_shares
        ),
        *_first_rules(emphasis, tree),
    )


def shifted_group_shares(
    emphasis: Emphasis, policy: WeightPolicy
) -> Mapping[str, tuple[float, float]]:
    """Return the ranges of ``policy.group_shares`` that an emphasis moves, after the move.

    A range that leaves 0..1 is not cut to fit: no weight set can then meet it, which is said.
    """
    moved = {id_: shift for id_, shift in emphasis.group_shifts.items() if shift != 0}
    return {
        id_: (round(least + moved[id_], 12), round(greatest + moved[id_], 12))
        for id_, (least, greatest) in policy.group_shares.items()
        if id_ in moved
    }


def _multiple(emphasis: Emphasis, about: Subject, factor: float, in_force: float) -> WeightRule:
    words = _words(emphasis, in_force) | {"factor": factor}
    limit = round(factor * in_force, 12)
    return _rule(RuleKind.MULTIPLE, emphasis, about, limit, words)


def _shift(emphasis: Emphasis, about: Subject, shift: float, in_force: float) -> WeightRule:
    kind = RuleKind.SHIFT_UP if shift > 0 else RuleKind.SHIFT_DOWN
    words = _words(emphasis, in_force) | {"shift_points": 100 * abs(shift)}
    return _rule(kind, emphasis, about, round(in_force + shift, 12), words)


def _rule(
    kind: RuleKind, emphasis: Emphasis, about: Subject, limit: float, words: Values
) -> WeightRule:
    return WeightRule(
        kind, about.id, about.name, about.members, limit, words=words, emphasis=emphasis.id
    )


def _first_rules(emphasis: Emphasis, tree: IndicatorTree) -> list[WeightRule]:
    """Return share(first) - share(other) >= 0 for each pair of them."""
    places = {leaf: place for place, leaf in enumerate(tree.leaf_ids)}
    others = [leaf for leaf in tree.leaves if leaf.id not in emphasis.first]
    return [
        WeightRule(
            RuleKind.FIRST,
            id_,
            tree.leaf(id_).name,
            (places[id_], places[other.id]),
            0.0,
            (1.0, -1.0),
            {"emphasis": _named(emphasis.name), "lower": _named(other.name)},
            f"{id_} >= {other.id}",
            emphasis.id,
        )
        for id_ in emphasis.first
        for other in others
    ]


def _words(emphasis: Emphasis, in_force: float) -> dict[str, str | float | Mapping[str, str]]:
    return {"emphasis": _named(emphasis.name), "incumbent_percent": 100 * in_force}


def _named(name: Text) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}
