"""Whether the knots and bands of a term lie where its column has values."""

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Term, Transform
from engine.errors import InputError
from engine.evidence.outcomes import first_labels
from engine.evidence.transforms import band_name


def check_reach(metric: NDArray[np.float64], term: Term, labels: NDArray[np.int64]) -> None:
    """Refuse knots outside a column's values, and bands that no row is in.

    Parameters
    ----------
    metric
        (n,) in the column's own unit; nan where missing.
    term
        With knots or edges that ascend; every other term passes.
    labels
        (n,) row labels, to name the rows.

    Raises
    ------
    InputError
        ``evidence.knots_outside`` where an inner knot lies outside the values, so that a column
        of the spline is constant; ``evidence.below_bands`` for rows below the first edge;
        ``evidence.empty_band`` for bands without a row.
    """
    known = metric[~np.isnan(metric)]
    if not known.size:
        return
    if term.transform is Transform.SPLINE:
        _check_knots(known, term)
    if term.transform is Transform.BANDS:
        _check_bands(metric, known, term, labels)


def _check_knots(known: NDArray[np.float64], term: Term) -> None:
    low, high = float(known.min()), float(known.max())
    outside = [knot for knot in term.knots[1:-1] if not low < knot < high]
    if outside:
        told = ", ".join(f"{knot:g}" for knot in outside)
        raise InputError(
            "evidence.knots_outside", column=term.column, knots=told, low=low, high=high
        )


def _check_bands(
    metric: NDArray[np.float64],
    known: NDArray[np.float64],
    term: Term,
    labels: NDArray[np.int64],
) -> None:
    below = metric < term.edges[0]
    if below.any():
        raise InputError(
            "evidence.below_bands",
            column=term.column,
            edge=term.edges[0],
            rows=int(below.sum()),
            value=float(metric[below][0]),
            first=first_labels(labels[below]),
        )
    counts = np.histogram(known, bins=(*term.edges, np.inf))[0]
    empty = ", ".join(band_name(term, int(part)) for part in np.flatnonzero(counts == 0))
    if empty:
        low, high = float(known.min()), float(known.max())
        raise InputError("evidence.empty_band", column=term.column, bands=empty, low=low, high=high)
