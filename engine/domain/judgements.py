"""Pairwise judgements as respondents gave them: reciprocal, perhaps with gaps."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.texts import Text
from engine.errors import Fault, InputError

RECIPROCITY_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class JudgementMatrix:
    """How many times more item i matters than item j; nan where not answered.

    Parameters
    ----------
    items
        n ids, n >= 1, unique.
    values
        (n, n), positive, ``values[i, j] * values[j, i] == 1`` within 1e-9, diagonal 1;
        a gap is nan in both places.

    Raises
    ------
    InputError
        ``judgements.invalid`` with a fault for every offending pair (named by items).
    """

    items: tuple[str, ...]
    values: NDArray[np.float64]

    def __post_init__(self) -> None:
        n = len(self.items)
        if self.values.shape != (n, n):
            raise InputError("judgements.shape", items=n, shape=str(self.values.shape))
        if len(set(self.items)) != n:
            raise InputError("judgements.duplicate_item", items=", ".join(self.items))
        faults = [
            Fault(
                "judgements.not_reciprocal",
                f"{self.items[i]} : {self.items[j]}",
                f"{self.values[i, j]:.6g} / {self.values[j, i]:.6g}",
                {"first": self.items[i], "second": self.items[j]},
            )
            for i, j in self.non_reciprocal_pairs(self.values)
        ]
        if faults:
            raise InputError("judgements.invalid", faults)
        self.values.setflags(write=False)

    @staticmethod
    def non_reciprocal_pairs(values: NDArray[np.float64]) -> list[tuple[int, int]]:
        """Return the pairs (i <= j) that are not positive and reciprocal within 1e-9."""
        back = values.T
        with np.errstate(invalid="ignore", over="ignore"):  # 0 * inf and such are no ratios
            close = np.abs(values * back - 1) <= RECIPROCITY_TOLERANCE
        ratios = close & (values > 0) & (back > 0) & np.isfinite(values) & np.isfinite(back)
        good = ratios | (np.isnan(values) & np.isnan(back))
        np.fill_diagonal(good, np.diag(values) == 1)
        return [(int(i), int(j)) for i, j in np.argwhere(np.triu(~good))]

    @property
    def is_complete(self) -> bool:
        """Whether every pair was answered."""
        return not bool(np.isnan(self.values).any())

    @property
    def missing(self) -> int:
        """How many pairs were not answered."""
        return int(np.isnan(self.values).sum()) // 2


@dataclass(frozen=True, slots=True)
class Response:
    """One respondent's answers: a judgement matrix for each group of the tree, by group id."""

    respondent: str
    name: Text
    role: str
    judgements: Mapping[str, JudgementMatrix]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Panel:
    """The respondents of one questionnaire."""

    responses: tuple[Response, ...]

    def __post_init__(self) -> None:
        ids = [response.respondent for response in self.responses]
        if len(set(ids)) != len(ids):
            raise InputError("panel.duplicate_respondent", respondents=", ".join(ids))
