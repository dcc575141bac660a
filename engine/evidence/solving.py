"""Which method answers a design: least squares, maximum likelihood, or none for separation."""

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Family
from engine.errors import MethodError
from engine.evidence.design import Design
from engine.evidence.fitted import Solution
from engine.evidence.least_squares import least_squares
from engine.evidence.likelihood_fit import likelihood_fit
from engine.evidence.negative_binomial import negative_binomial_fit
from engine.evidence.responses import COUNTS
from engine.evidence.separated_levels import separated_levels
from engine.evidence.separation import (
    OneSidedRows,
    Separation,
    may_be_separated,
    one_sided_rows,
    separation,
)
from engine.evidence.standardisation import Standardisation


def solved(
    design: Design,
    standard: Standardisation,
    family: Family,
    near: NDArray[np.float64] | None = None,
) -> Solution | Separation:
    """Return the solution of an identified design, or the separation that leaves it none.

    Separated levels are counted first; any other separation is looked for where the climb of
    the likelihood left room for it, since the programme that decides it is dearer than the fit.
    ``near`` is for :func:`engine.evidence.likelihood_fit.likelihood_fit`.

    Raises
    ------
    MethodError
        ``evidence.not_converged`` though a finite maximum exists.
    """
    if family is Family.LINEAR:
        return least_squares(design, standard)
    rows = one_sided_rows(design, standard, counts=family in COUNTS)
    return separated_levels(design, rows) or _climbed_or_separated(
        design, standard, family, rows, near
    )


def _climbed_or_separated(
    design: Design,
    standard: Standardisation,
    family: Family,
    rows: OneSidedRows,
    near: NDArray[np.float64] | None,
) -> Solution | Separation:
    try:
        solution = _climbed(design, standard, family, near)
    except MethodError:
        found = separation(rows, design.names)
        if found is None:
            raise
        return found
    if may_be_separated(rows, solution.score):
        return separation(rows, design.names) or solution
    return solution


def _climbed(
    design: Design,
    standard: Standardisation,
    family: Family,
    near: NDArray[np.float64] | None,
) -> Solution:
    if family is Family.NEGATIVE_BINOMIAL:
        return negative_binomial_fit(design, standard)
    return likelihood_fit(design, standard, family, near)
