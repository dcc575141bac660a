"""Coefficients alone, for predictions and comparisons that need no errors: the same as a fit's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Family
from engine.errors import MethodError
from engine.evidence.design import Design
from engine.evidence.firth import firth_coefficients
from engine.evidence.identification import check_identified
from engine.evidence.links import LINKS, Link
from engine.evidence.separation import Separation
from engine.evidence.solving import solved
from engine.evidence.standardisation import standardisation

PENALISED = (Family.LOGIT, Family.GROUPED)


@dataclass(frozen=True, slots=True, eq=False)
class PointEstimate:
    """Coefficients (k,) of a design's columns, and the link of their predictor."""

    link: Link
    coefficients: NDArray[np.float64]

    def mean(self, matrix: NDArray[np.float64], offset: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the means (m,) at rows (m, k) with offsets (m,)."""
        return np.asarray(self.link.mean(offset + matrix @ self.coefficients), dtype=np.float64)


def point_estimate(design: Design, family: Family) -> PointEstimate:
    """Return what :func:`engine.evidence.regressions.fit_design` would estimate, without errors.

    A separated yes-or-no outcome is answered by Firth's penalised likelihood, as there.

    Raises
    ------
    MethodError
        Where there is no finite, unique answer, as for a fit.
    """
    standard = standardisation(design.matrix)
    check_identified(design, standard)
    found = solved(design, standard, family)
    if not isinstance(found, Separation):
        return PointEstimate(found.link, found.coefficients)
    if family not in PENALISED:
        terms = ", ".join(found.terms)
        raise MethodError(f"evidence.{found.kind.value}_separation", terms=terms)
    return PointEstimate(LINKS[family], firth_coefficients(design))
