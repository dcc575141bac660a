"""Distances of shares to one or several aims, as costs and rows of a linear programme."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.policy import Norm
from engine.optimisation.share_model import Floats, Rows, ShareModel


@dataclass(frozen=True, slots=True, eq=False)
class Distance:
    """The sum over aims of trust times distance.

    Parameters
    ----------
    aims
        (s, k) amounts aimed at: shares, or steps that need not be whole.
    trusts
        (s,) > 0.
    norm
        L1: the sum of the deviations; Linf: the greatest of them.
    """

    aims: Floats
    trusts: Floats
    norm: Norm

    @property
    def centre(self) -> Floats:
        """The (k,) mean of the aims, weighted by their trust."""
        return np.asarray(self.trusts @ self.aims / self.trusts.sum(), dtype=np.float64)

    @property
    def levels(self) -> int:
        """How many greatest deviations the programme needs columns for."""
        return len(self.aims) if self.norm is Norm.LINF else 0

    @property
    def breaks(self) -> Sequence[Floats]:
        """For each leaf, the amounts at which the slope of the distance rises."""
        return list(self.aims.T) if self.norm is Norm.L1 else [np.empty(0)] * self.aims.shape[1]

    def in_steps(self, grid: float) -> "Distance":
        """Return the same distance of amounts that count steps of a grid."""
        return replace(self, aims=self.aims / grid)

    def cost(self, model: ShareModel) -> Floats:
        """Return the distance as a cost of the model's columns."""
        if self.norm is Norm.L1:
            return model.cost(self._separable)
        cost = np.zeros(model.columns)
        cost[[model.level(number) for number in range(self.levels)]] = self.trusts / model.unit
        return cost

    def rows(self, model: ShareModel) -> Rows | None:
        """Return the rows that keep each greatest deviation above the deviations of its aim."""
        if self.norm is Norm.L1:
            return None
        k = self.aims.shape[1]
        return stacked(
            [
                model.deviations(aim, np.full(k, number), np.zeros((2, k)))
                for number, aim in enumerate(self.aims)
            ]
        )

    def value(self, amounts: Floats) -> float:
        """Return the distance of (k,) amounts."""
        return float(self.trusts @ distances_to(amounts, self.aims, self.norm))

    def _separable(self, places: NDArray[np.intp], amounts: Floats) -> Floats:
        deviations = np.abs(amounts - self.aims[:, places])
        return np.asarray(self.trusts @ deviations, dtype=np.float64)


def distances_to(shares: Floats, aims: Floats, norm: Norm) -> Floats:
    """Return the distance (s,) of shares (k,) to each of the aims (s, k)."""
    deviations = np.abs(shares - aims)
    within = deviations.sum(axis=1) if norm is Norm.L1 else deviations.max(axis=1)
    return np.asarray(within, dtype=np.float64)


def stacked(blocks: Sequence[Rows | None]) -> Rows:
    """Return rows one below the other; None counts for none."""
    there = [block for block in blocks if block is not None]
    return Rows(
        np.vstack([block.coefficients for block in there]),
        np.concatenate([block.limits for block in there]),
    )
