"""Cut-offs and the one grade rule: scoring reads it, optimisation must not contradict it."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError

SCORE_DECIMALS = 6  # fixed before grading, so that 90 - 1e-12 is 90
BEST_SCORE = 100.0


@dataclass(frozen=True, slots=True)
class GradeRule:
    """Half-open score bands, best first: a score exactly at a cut-off reaches the better grade.

    ``labels`` has one more entry than ``cutoffs``; ``cutoffs`` descend strictly, in 0..100.
    """

    cutoffs: tuple[float, ...]
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        descending = all(left > right for left, right in pairwise(self.cutoffs))
        if not descending or any(not 0 < cut <= BEST_SCORE for cut in self.cutoffs):
            raise InputError("grades.cutoffs", cutoffs=str(self.cutoffs))
        if len(self.labels) != len(self.cutoffs) + 1 or len(set(self.labels)) != len(self.labels):
            raise InputError("grades.labels", labels=str(self.labels))

    def ranks(self, scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the grade's position of each score: 0 is best. A missing score (nan) gets -1."""
        fixed = np.round(scores, SCORE_DECIMALS)
        positions = sum((fixed < cut).astype(np.int64) for cut in self.cutoffs)
        return np.where(np.isnan(scores), -1, positions).astype(np.int64)
