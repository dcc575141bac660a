"""Indicators that no admissible set gives any weight, and the rules that leave them none.

A circle of ratios whose product is above 1 contradicts nothing: it holds where all its shares are
0. Nobody writes that on purpose, so it is told; what contradicts itself is for
:mod:`engine.optimisation.conflicts`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.texts import Text
from engine.optimisation.conflicts import conflict
from engine.optimisation.extremes import extremes
from engine.optimisation.rules import (
    SHARE_TOLERANCE,
    AdmissibleSet,
    RuleKind,
    WeightRule,
    own_bounds,
)
from engine.optimisation.solver import CHAIN, SolverChoice

SOME = 1e-3  # a share that is clearly above 0


@dataclass(frozen=True, slots=True)
class Emptied:
    """Leaves whose share is 0 in every admissible set, and the rules that together say so."""

    leaves: tuple[str, ...]
    rules: tuple[WeightRule, ...]


def emptied(
    shares: NDArray[np.float64], admissible: AdmissibleSet, *, chain: Sequence[SolverChoice] = CHAIN
) -> tuple[Emptied, ...]:
    """Return what the rules leave no weight, in the order of the leaves.

    Parameters
    ----------
    shares
        (k,) of any admissible set: only leaves without a share in it can be meant.
    admissible
        Its grid is left out. Leaves that a rule of their own keeps at 0 (a red line, a cap of 0)
        are not told: that was written on purpose.
    """
    free = replace(admissible, grid=None)
    _, own = own_bounds(free)
    places = np.flatnonzero((shares <= SHARE_TOLERANCE) & (own > SHARE_TOLERANCE))
    if not places.size:
        return ()
    greatest = extremes(np.eye(len(shares))[places], free, chain=chain).greatest
    together: dict[tuple[str, ...], Emptied] = {}
    for leaf, rules in _reasons(places[greatest <= SHARE_TOLERANCE], free, chain):
        formulas = tuple(rule.formula for rule in rules)
        known = together.get(formulas, Emptied((), rules))
        together[formulas] = replace(known, leaves=(*known.leaves, leaf))
    return tuple(together.values())


def _reasons(
    places: NDArray[np.intp], free: AdmissibleSet, chain: Sequence[SolverChoice]
) -> Iterator[tuple[str, tuple[WeightRule, ...]]]:
    """Yield each leaf with the fewest rules that clash with its having some share."""
    for place in places.tolist():
        leaf = free.leaves[place]
        some = WeightRule(RuleKind.FLOOR, leaf, Text(leaf, leaf), (place,), SOME)
        found = conflict(replace(free, rules=(*free.rules, some)), chain=chain)
        yield leaf, tuple(rule for rule in found.rules if rule is not some)
