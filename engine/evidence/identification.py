"""Whether the terms of a design can be told apart at all: too few rows, constant, collinear.

Decided before the fit, because a fitting routine splits the effect of collinear terms at will.
Separated outcomes are for :mod:`engine.evidence.separation`.
"""

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError, MethodError
from engine.evidence.design import Design
from engine.evidence.standardisation import Standardisation

COLLINEAR_EIGENVALUE = 1e-10  # of the correlation matrix: a variance inflation of about 1e10
MOST_CONDITIONED = 1e5  # of the standardised columns: the same limit as a ratio
EXACT_CONDITION = 1e13  # beyond, the ties are exact up to the rounding of the values
NAMED_LOADING = 1e-3
BLOCK_ROWS = 8_192


def check_identified(design: Design, standard: Standardisation) -> None:
    """Refuse a design whose coefficients the rows cannot determine.

    Raises
    ------
    MethodError
        ``evidence.too_few_rows`` (rows below the columns, or no contact more than columns),
        ``evidence.constant_term``, ``evidence.constant_inside`` (a fixed effect's levels),
        ``evidence.collinear`` or, where no tie is exact,
        ``evidence.nearly_collinear`` with the condition number; all name the terms.
    InputError
        ``evidence.overflow`` where squares of a column leave double precision.
    """
    n, k = design.matrix.shape
    if n < k or design.trials.sum() <= k:
        raise MethodError("evidence.too_few_rows", rows=n, columns=k)
    for j, (name, scale) in enumerate(zip(design.names[1:], standard.scales, strict=True)):
        if not np.isfinite(scale):
            largest = float(np.abs(design.matrix[:, j + 1]).max())
            raise InputError("evidence.overflow", term=name, value=largest)
        if scale == 0.0:
            raise MethodError("evidence.constant_term", term=name)
    _check_not_collinear(design, standard)


def _check_not_collinear(design: Design, standard: Standardisation) -> None:
    """Refuse a flat direction of the correlation matrix, naming the terms along it."""
    k = len(standard.scales)
    correlation = np.zeros((k, k))
    for start in range(0, len(design.matrix), BLOCK_ROWS):
        block = standard.apply(design.matrix[start : start + BLOCK_ROWS])[:, 1:]
        correlation += block.T @ block
    values, vectors = np.linalg.eigh(correlation / len(design.matrix))
    if not len(values) or values[0] > COLLINEAR_EIGENVALUE:
        return
    _check_varies_inside(design)
    terms = ", ".join(loaded(design.names[1:], vectors[:, 0]))
    number = _condition_number(design, standard)
    if number > EXACT_CONDITION:
        raise MethodError("evidence.collinear", terms=terms)
    raise MethodError(
        "evidence.nearly_collinear", terms=terms, number=number, limit=MOST_CONDITIONED
    )


def _check_varies_inside(design: Design) -> None:
    """Refuse a term that is constant inside every level of a fixed effect, naming both."""
    own = [j for j, column in enumerate(design.columns) if column.factors]
    for effect in dict.fromkeys(c.fixed_effect for c in design.columns if c.fixed_effect):
        levels = [j for j, c in enumerate(design.columns) if c.fixed_effect == effect]
        codes = (design.matrix[:, levels] != 0) @ np.arange(1, len(levels) + 1)
        _, rows = np.unique(codes, return_index=True)
        first = np.empty(len(levels) + 1, dtype=np.int64)
        first[codes[rows]] = rows
        for j in own:
            values = design.matrix[:, j]
            if np.array_equal(values, values[first[codes]]):
                term = design.names[j]
                told = {"term": term, "column": effect, "terms": f"{term}, {effect}"}
                raise MethodError("evidence.constant_inside", **told)


def _condition_number(design: Design, standard: Standardisation) -> float:
    """Return the ratio of the extreme singular values of the standardised columns.

    From the triangle of their QR decomposition: the eigenvalues of cross products have lost
    the digits that tell an exact tie from a close one.
    """
    triangle = np.linalg.qr(standard.apply(design.matrix)[:, 1:], mode="r")
    values = np.linalg.svd(triangle, compute_uv=False)
    return float(values[0] / values[-1]) if values[-1] > 0 else float("inf")


def loaded(names: tuple[str, ...], direction: NDArray[np.float64]) -> list[str]:
    """Return the names that a direction (k,) moves by more than a thousandth of its largest."""
    size = np.abs(direction)
    return [name for name, s in zip(names, size, strict=True) if s > NAMED_LOADING * size.max()]
