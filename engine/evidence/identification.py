"""Whether the terms of a design can be told apart at all: too few rows, constant, collinear.

Decided before the fit, because a fitting routine splits the effect of collinear terms at will.
Separated outcomes are for :mod:`engine.evidence.separation`.
"""

import numpy as np
from numpy.typing import NDArray

from engine.errors import MethodError
from engine.evidence.design import Design
from engine.evidence.standardisation import Standardisation

COLLINEAR_EIGENVALUE = 1e-10  # of the correlation matrix: a variance inflation of about 1e10
NAMED_LOADING = 1e-3
BLOCK_ROWS = 8_192


def check_identified(design: Design, standard: Standardisation) -> None:
    """Refuse a design whose coefficients the rows cannot determine.

    Raises
    ------
    MethodError
        ``evidence.too_few_rows`` (rows below the columns, or no contact more than columns),
        ``evidence.constant_term`` or ``evidence.collinear``, naming the terms.
    """
    n, k = design.matrix.shape
    if n < k or design.trials.sum() <= k:
        raise MethodError("evidence.too_few_rows", rows=n, columns=k)
    for name, scale in zip(design.names[1:], standard.scales, strict=True):
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
    terms = loaded(design.names[1:], vectors[:, 0])
    raise MethodError("evidence.collinear", terms=", ".join(terms))


def loaded(names: tuple[str, ...], direction: NDArray[np.float64]) -> list[str]:
    """Return the names that a direction (k,) moves by more than a thousandth of its largest."""
    size = np.abs(direction)
    return [name for name, s in zip(names, size, strict=True) if s > NAMED_LOADING * size.max()]
