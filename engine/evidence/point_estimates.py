"""Coefficients alone, for predictions and comparisons that need no errors: the same as a fit's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Family
from engine.errors import MethodError
from engine.evidence.design import Design
from engine.evidence.firth import firth_coefficients
from engine.evidence.identification import check_identified
from engine.evidence.likelihood_fit import log_likelihood
from engine.evidence.likelihoods import LIKELIHOODS
from engine.evidence.links import LINKS, Link
from engine.evidence.maximisation import NEAR, maximiser, predictor
from engine.evidence.responses import COUNTS
from engine.evidence.separated_levels import separated_levels
from engine.evidence.separation import Separation, may_be_separated, one_sided_rows, separation
from engine.evidence.solving import solved
from engine.evidence.standardisation import Standardisation, standardisation

PENALISED = (Family.LOGIT, Family.GROUPED)
CLIMBED = frozenset(LIKELIHOODS)
CERTAIN = 10 * NEAR  # a row so near to certainty leaves room for separation


@dataclass(frozen=True, slots=True, eq=False)
class PointEstimate:
    """Coefficients (k,) of a design's columns, and the link of their predictor."""

    link: Link
    coefficients: NDArray[np.float64]

    def mean(self, matrix: NDArray[np.float64], offset: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the means (m,) at rows (m, k) with offsets (m,)."""
        return np.asarray(self.link.mean(offset + matrix @ self.coefficients), dtype=np.float64)


def point_estimate(
    design: Design, family: Family, start: NDArray[np.float64] | None = None
) -> PointEstimate:
    """Return what :func:`engine.evidence.regressions.fit_design` would estimate, without errors.

    A separated yes-or-no outcome is answered by Firth's penalised likelihood, as there.

    Parameters
    ----------
    start
        (k,) coefficients near the answer, for speed; the answer does not hang on them.

    Raises
    ------
    MethodError
        Where there is no finite, unique answer, as for a fit.
    """
    standard = standardisation(design.matrix)
    check_identified(design, standard)
    found = _answer(design, standard, family, start)
    if not isinstance(found, Separation):
        return PointEstimate(LINKS[family], found)
    if family not in PENALISED:
        terms = ", ".join(found.terms)
        raise MethodError(f"evidence.{found.kind.value}_separation", terms=terms)
    return PointEstimate(LINKS[family], firth_coefficients(design))


def _answer(
    design: Design,
    standard: Standardisation,
    family: Family,
    start: NDArray[np.float64] | None,
) -> NDArray[np.float64] | Separation:
    """Return the raw coefficients (k,) of an identified design, or the separation."""
    if family in CLIMBED:
        return _climbed(design, standard, family, start)
    found = solved(design, standard, family)
    return found if isinstance(found, Separation) else found.coefficients


def greatest_likelihood(
    design: Design, family: Family, start: NDArray[np.float64] | None = None
) -> float | None:
    """Return the log-likelihood of the fit of a design; None where it has no finite maximum.

    None, too, for the families whose estimate is no climb (linear, negative binomial). To compare
    many forms of one model, without their errors: for speed.

    Raises
    ------
    MethodError
        As :func:`point_estimate`.
    """
    if family not in CLIMBED:
        return None
    standard = standardisation(design.matrix)
    check_identified(design, standard)
    found = _climbed(design, standard, family, start)
    if isinstance(found, Separation):
        return None
    eta = np.asarray(design.offset + design.matrix @ found, dtype=np.float64)
    return log_likelihood(design, LIKELIHOODS[family], eta)


def _climbed(
    design: Design,
    standard: Standardisation,
    family: Family,
    start: NDArray[np.float64] | None,
) -> NDArray[np.float64] | Separation:
    """Return the raw coefficients (k,) of greatest likelihood, or the separation."""
    rows = one_sided_rows(design, standard, counts=family in COUNTS)
    levels = separated_levels(design, rows)
    if levels is not None:
        return levels
    likelihood = LIKELIHOODS[family]
    near = None if start is None else standard.way_there() @ start
    try:
        found = maximiser(design, standard, likelihood, near)
    except MethodError:
        apart = separation(rows, design.names)
        if apart is None:
            raise
        return apart
    eta = predictor(design, standard, found)
    score, _ = likelihood.derivatives(design.outcome, design.trials, eta)
    apart = separation(rows, design.names) if may_be_separated(rows, score, CERTAIN) else None
    return apart or standard.way_back() @ found
