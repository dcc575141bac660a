"""What may be changed to see the mean of an outcome change: a slope, a shift, a setting.

How the change is computed is for :mod:`engine.evidence.mean_changes`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.evidence.factors import Raw

NOT_A_LEVEL = -1  # the code of no level: every column of a category is 0, as for its reference


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the outcome, nothing changed."""


@dataclass(frozen=True, slots=True)
class Slope:
    """The derivative by a metric; by its single transform T(x) instead where ``by_transform``."""

    column: str
    by_transform: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """``by`` more of a metric for everybody, yet nobody taken below ``least``."""

    column: str
    by: float
    least: float = -np.inf


@dataclass(frozen=True, slots=True)
class Setting:
    """Everybody at ``value`` of a column, against everybody at ``against`` (None: the mean)."""

    column: str
    value: float
    against: float | None = None


@dataclass(frozen=True, slots=True)
class Steepness:
    """The mean of mu'(eta): what one more of the linear predictor moves the mean by."""


Move = Mean | Slope | Shift | Setting | Steepness


@dataclass(frozen=True, slots=True)
class Stretch:
    """The contacts whose ``column`` lies in [low, high)."""

    column: str
    low: float
    high: float = np.inf

    def holds(self, raw: Raw) -> NDArray[np.bool_]:
        """Return which of the column's raw values (n,) lie in the stretch."""
        return np.asarray((raw >= self.low) & (raw < self.high))


@dataclass(frozen=True, slots=True)
class Question:
    """A change of the mean, averaged over all contacts or over a stretch of them."""

    move: Move
    stretch: Stretch | None = None
