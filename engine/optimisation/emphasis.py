"""What an emphasis does to the target, and what can be wrong with one.

The rules that it adds are :mod:`engine.optimisation.emphasis_rules`.
"""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import Emphasis, WeightPolicy
from engine.domain.weights import Origin, WeightSet
from engine.errors import Fault
from engine.optimisation.subjects import subjects


def emphasised_target(target: WeightSet, emphasis: Emphasis) -> WeightSet:
    """Target ``w_k m_k / sum_j w_j m_j`` with the emphasis's multipliers m (1 where it has none).

    Parameters
    ----------
    target
        Weights aimed at; its draws are multiplied and scaled row by row.
    emphasis
        Its multipliers are > 0 and name indicators of the target (:func:`emphasis_faults`).

    Returns
    -------
    WeightSet
        Not yet admissible: the policy is met by the projection that follows. The target itself
        where no multiplier differs from 1.
    """
    factors = np.array([emphasis.multipliers.get(id_, 1.0) for id_ in target.indicators])
    if bool((factors == 1).all()):
        return target
    shares = target.shares * factors
    draws = None
    if target.draws is not None:
        draws = target.draws * factors
        draws /= draws.sum(axis=1, keepdims=True)
    return WeightSet(Origin.RECOMMENDED, target.indicators, shares / shares.sum(), draws)


def emphasis_faults(
    emphasis: Emphasis, policy: WeightPolicy, tree: IndicatorTree
) -> tuple[Fault, ...]:
    """Everything wrong with an emphasis whatever the incumbent: all faults at once.

    Unknown indicators and groups, factors that are not above 0, shifts outside -1..1, every
    indicator first, and an indicator first that the policy keeps outside the weights.
    """
    place = f"emphases[{emphasis.id}]"
    known = subjects(policy, tree)
    return (
        *_unknown(f"{place}.multipliers", emphasis.multipliers, tree.leaf_ids),
        *_unknown(f"{place}.first", emphasis.first, tree.leaf_ids),
        *_unknown(f"{place}.at_least_incumbent", emphasis.at_least_incumbent, known),
        *_unknown(f"{place}.group_shifts", emphasis.group_shifts, known),
        *_factors(f"{place}.multipliers", emphasis.multipliers),
        *_factors(f"{place}.at_least_incumbent", emphasis.at_least_incumbent),
        *(
            Fault("policy.shift_range", f"{place}.group_shifts.{id_}", f"{shift:g}")
            for id_, shift in emphasis.group_shifts.items()
            if not -1 <= shift <= 1
        ),
        *_first(f"{place}.first", emphasis, policy, tree),
    )


def _unknown(place: str, named: Iterable[str], known: Iterable[str]) -> list[Fault]:
    """Return a fault for each name that is none of ``known``."""
    ids = tuple(known)
    values = {"known": ", ".join(ids)}
    return [
        Fault("policy.emphasis_unknown", f"{place}.{id_}", id_, {"name": id_, **values})
        for id_ in named
        if id_ not in ids
    ]


def _factors(place: str, factors: Mapping[str, float]) -> list[Fault]:
    return [
        Fault("policy.emphasis_factor", f"{place}.{id_}", f"{factor:g}")
        for id_, factor in factors.items()
        if not (np.isfinite(factor) and factor > 0)
    ]


def _first(
    place: str, emphasis: Emphasis, policy: WeightPolicy, tree: IndicatorTree
) -> Iterator[Fault]:
    if emphasis.first and set(tree.leaf_ids) <= set(emphasis.first):
        yield Fault("policy.all_first", place, ", ".join(emphasis.first))
    for id_ in emphasis.first:
        if id_ in policy.red_lines:
            yield Fault("policy.red_line_first", f"{place}.{id_}", id_, {"indicator": id_})
