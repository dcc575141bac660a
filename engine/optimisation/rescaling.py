"""The plain way to new group shares: the weights in force, each group scaled in proportion."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.domain.weights import Origin, WeightSet
from engine.optimisation.closeness import closest_weights
from engine.optimisation.nest import Nest, nest_relaxed
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import CHAIN, SolverChoice

Floats: TypeAlias = NDArray[np.float64]

HALVINGS = 200  # of an interval of logarithms of width 80
FARTHEST = 40.0  # logarithm of a factor that takes any share to a bound


def rescaled_weights(
    incumbent: WeightSet, admissible: AdmissibleSet, *, chain: Sequence[SolverChoice] = CHAIN
) -> WeightSet:
    """Weights in force with each group scaled to the policy's share of it, then made admissible.

    What one would do with a spreadsheet, as the baseline of fewer grade changes. A group whose
    share has a range is scaled no more than the sum of one and its range ask; leaves of no group
    move together. What then breaks another rule goes to the closest admissible set.

    Parameters
    ----------
    incumbent
        Weights in force over the admissible set's leaves, in any order.

    Raises
    ------
    MethodError
        ``policy.infeasible`` when nothing is admissible.
    """
    shares = incumbent.aligned(admissible.leaves).shares
    scaled = _scaled(shares, nest_relaxed(admissible))
    target = WeightSet(Origin.RECOMMENDED, admissible.leaves, scaled)
    return closest_weights(target, admissible, chain=chain).weights


def _scaled(shares: Floats, nest: Nest) -> Floats:
    """Return shares (k,) with group totals in their ranges and the sum one, where they can be."""
    k = len(shares)
    own = [group.members for group in nest.groups]
    alone = np.setdiff1d(np.arange(k), np.concatenate([np.empty(0, dtype=np.intp), *own]))
    parts = [*own, *([alone] if alone.size else [])]
    least = np.array([*(group.least for group in nest.groups), 0.0])[: len(parts)]
    greatest = np.array([*(group.greatest for group in nest.groups), 1.0])[: len(parts)]
    totals = np.array([shares[members].sum() for members in parts])
    wanted = _totals(totals, least, greatest)
    scaled = np.zeros(k)
    for members, total, share in zip(parts, totals.tolist(), wanted.tolist(), strict=True):
        even = np.full(len(members), share / len(members))
        scaled[members] = shares[members] * (share / total) if total > 0 else even
    return np.asarray(scaled / scaled.sum(), dtype=np.float64)


def _totals(totals: Floats, least: Floats, greatest: Floats) -> Floats:
    """Return the totals times one factor, held in their ranges, that sum to one."""
    low, high = -FARTHEST, FARTHEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        short = float(np.clip(totals * np.exp(middle), least, greatest).sum()) < 1
        low, high = (middle, high) if short else (low, middle)
    return np.asarray(np.clip(totals * np.exp(high), least, greatest), dtype=np.float64)
