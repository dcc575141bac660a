"""One factor of a design column: a transformed metric, a flag, a level or a band of one term."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Term, Transform
from engine.evidence.transforms import slope, transformed

DISCRETE = (Transform.FLAG, Transform.CATEGORY, Transform.BANDS)

Raw = NDArray[np.float64] | NDArray[np.int64]
"""Raw values of a term's column: float64, or the int64 codes of a category's levels."""


@dataclass(frozen=True, slots=True)
class Factor:
    """What one term puts into one column; a product of two is an interaction.

    Parameters
    ----------
    term
        Of the specification; a category's ``reference`` is the one in force.
    part
        Which column of a spline or of bands; the code of a category's level.
    level
        The category's level or the band (``[30, 60)``) in words; else empty.
    """

    term: Term
    part: int = 0
    level: str = ""

    @property
    def column(self) -> str:
        """The column of the table."""
        return self.term.column

    @property
    def is_discrete(self) -> bool:
        """Whether the factor is 0 or 1 and its effect a discrete change, not a slope."""
        return self.term.transform in DISCRETE

    def values(self, raw: Raw) -> NDArray[np.float64]:
        """Return the factor (n,) at raw values of its column."""
        if self.term.transform is Transform.CATEGORY:
            return np.asarray(raw == self.part, dtype=np.float64)
        return transformed(np.asarray(raw, dtype=np.float64), self.term, self.part)

    def slope(self, raw: Raw) -> NDArray[np.float64]:
        """Return the derivative (n,) by the column's own unit; 0 for flags, levels and bands."""
        if self.is_discrete:
            return np.zeros(np.shape(raw))
        return slope(np.asarray(raw, dtype=np.float64), self.term, self.part)
