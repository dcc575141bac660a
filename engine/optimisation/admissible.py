"""The admissible weight sets of a policy, with an emphasis or without.

Joins the rules of :mod:`engine.optimisation.policy_rules` and of the emphasis; what contradicts
itself without a solver is for :mod:`engine.optimisation.policy_faults` to say, and which
admissible set is chosen for :mod:`engine.optimisation.closeness` and its siblings.
"""

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import Emphasis, WeightPolicy
from engine.domain.texts import Finding, Sentence
from engine.domain.weights import WeightSet
from engine.errors import InputError
from engine.optimisation.emphasis_rules import emphasis_rules
from engine.optimisation.policy_faults import policy_faults
from engine.optimisation.policy_rules import (
    comparison_rules,
    fixed_rules,
    group_rules,
    leaf_rules,
    move_rules,
)
from engine.optimisation.rules import AdmissibleSet

__all__ = ["admissible_set", "policy_faults", "suspended_rules"]


def admissible_set(
    policy: WeightPolicy,
    tree: IndicatorTree,
    incumbent: WeightSet,
    emphasis: Emphasis | None = None,
) -> AdmissibleSet:
    """Weight sets that a policy admits: rows over the leaves in file order, the sum one besides.

    Rules that cannot bind are left out: floors of 0, caps of 1, moves that reach beyond 0 or 1.
    A ring-fenced leaf keeps its incumbent share and a red line has none, so that their own
    floors, caps and moves stand back (:func:`suspended_rules`); all other rules count them.

    Parameters
    ----------
    policy, tree
        What is allowed, over the hierarchy and the policy's own groups.
    incumbent
        Weights in force over exactly the leaves of the tree: moves, ring-fences and emphases
        count from them.
    emphasis
        One of the policy's, whose rules are added; group ranges that it shifts are replaced.

    Raises
    ------
    InputError
        ``policy.contradictory`` with every fault of :func:`policy_faults`,
        ``weights.other_indicators`` when the incumbent holds other indicators.
    """
    faults = policy_faults(policy, tree)
    in_force = incumbent.aligned(tree.leaf_ids)
    faults = faults or policy_faults(policy, tree, in_force)
    if faults:
        raise InputError("policy.contradictory", faults, policy=policy.id)
    rules = (
        *fixed_rules(policy, tree, in_force),
        *leaf_rules(policy, tree),
        *group_rules(policy, tree, emphasis),
        *move_rules(policy, tree, in_force),
        *comparison_rules(policy, tree),
        *(() if emphasis is None else emphasis_rules(emphasis, policy, tree, in_force)),
    )
    return AdmissibleSet(policy.id, tree.leaf_ids, rules, policy.grid)


def suspended_rules(policy: WeightPolicy) -> tuple[Finding, ...]:
    """Return a note for each floor, cap or move of a fixed leaf: such a rule stands back.

    Defaults are not told: nobody wrote them for that leaf.
    """
    named = {"floors": policy.floors, "caps": policy.caps, "largest_moves": policy.largest_moves}
    return tuple(
        Finding(
            "note",
            Sentence(
                f"finding.optimisation.suspended_{kind}",
                {"indicator": id_, "place": f"{part}.{id_}"},
            ),
        )
        for kind, leaves in (("ring_fenced", policy.ring_fenced), ("red_line", policy.red_lines))
        for id_ in leaves
        for part, shares in named.items()
        if id_ in shares
    )
