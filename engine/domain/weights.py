"""Weight sets: shares of the leaf indicators that sum to one, with where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError

SUM_TOLERANCE = 1e-9


class Origin(StrEnum):
    """Where a weight set comes from."""

    INCUMBENT = "incumbent"
    JUDGED = "judged"
    EVIDENCE = "evidence"
    RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True, eq=False)
class WeightSet:
    """Shares of leaf indicators.

    Parameters
    ----------
    indicators
        k ids, unique.
    shares
        (k,), each >= 0, sum 1 within 1e-9.
    draws
        (m, k) joint draws of the shares (each row sums to 1) or None for a set that is a
        decision and so carries no uncertainty.
    """

    origin: Origin
    indicators: tuple[str, ...]
    shares: NDArray[np.float64]
    draws: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        k = len(self.indicators)
        if len(set(self.indicators)) != k or self.shares.shape != (k,):
            raise InputError("weights.shape", indicators=k, shape=str(self.shares.shape))
        if not bool(np.isfinite(self.shares).all()) or bool((self.shares < 0).any()):
            raise InputError("weights.negative", shares=str(self.shares))
        if abs(float(self.shares.sum()) - 1) > SUM_TOLERANCE:
            raise InputError("weights.sum", total=float(self.shares.sum()))
        if self.draws is not None and self.draws.shape[1:] != (k,):
            raise InputError("weights.draws", shape=str(self.draws.shape))
        self.shares.setflags(write=False)

    @classmethod
    def from_mapping(cls, origin: Origin, shares: Mapping[str, float]) -> "WeightSet":
        """Return a weight set without uncertainty from {indicator: share}."""
        return cls(origin, tuple(shares), np.array(list(shares.values()), dtype=np.float64))

    def share(self, indicator: str) -> float:
        """Return one indicator's share."""
        return float(self.shares[self.indicators.index(indicator)])

    def aligned(self, indicators: tuple[str, ...]) -> "WeightSet":
        """Return the same set in another order of indicators; the two must hold the same ids."""
        if set(indicators) != set(self.indicators) or len(indicators) != len(self.indicators):
            differing = sorted(set(indicators) ^ set(self.indicators))
            raise InputError("weights.other_indicators", indicators=", ".join(differing))
        order = [self.indicators.index(indicator) for indicator in indicators]
        draws = None if self.draws is None else self.draws[:, order]
        return WeightSet(self.origin, indicators, self.shares[order], draws)

    def interval(self, level: float) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
        """Return the central interval of each share at ``level`` from the draws, or None."""
        if self.draws is None:
            return None
        tail = (1 - level) / 2
        low, high = np.quantile(self.draws, [tail, 1 - tail], axis=0)
        return low, high
