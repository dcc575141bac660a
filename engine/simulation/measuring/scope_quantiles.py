"""Quantiles of values by scope, for what cannot be added up from cells."""

from collections.abc import Sequence

import numpy as np

from engine.simulation.measuring.scope_layout import ScopeLayout
from engine.simulation.measuring.time_bins import Numbers, Times


def scope_quantiles(
    layout: ScopeLayout, values: Times, cells: Numbers, shares: Sequence[float]
) -> Times:
    """Return quantiles of the values in each scope, (shares, S); nan where there are none.

    Parameters
    ----------
    values, cells
        (n,): finite values and the cells they lie in.
    shares
        In 0..1.

    Notes
    -----
    Between two order statistics linearly, as ``numpy.quantile``: at (n - 1) x share.
    For speed the values are sorted once; scopes that do not overlap then share one sort by scope.
    """
    found = np.full((len(shares), len(layout.scopes)), np.nan)
    order = np.argsort(values)
    values, cells = values[order], cells[order]
    for lines, places in layout.families:
        place = places[cells]
        within = np.flatnonzero(place >= 0)
        place = place[within]
        ordered = values[within][np.argsort(place, kind="stable")]
        counts = np.bincount(place, minlength=lines.size)
        some = np.flatnonzero(counts)
        starts = (np.cumsum(counts) - counts)[some]
        for row, share in enumerate(shares):
            at: Times = (counts[some] - 1) * np.float64(share)
            found[row, lines[some]] = _between(ordered, starts, at)
    return found


def _between(ordered: Times, starts: Numbers, at: Times) -> Times:
    """Return the values at places from each start, between two neighbours linearly."""
    below = at.astype(np.int64)
    above = np.ceil(at).astype(np.int64)
    low, high, part = ordered[starts + below], ordered[starts + above], at - below
    # from the nearer end, as numpy does: the last bit is then the same
    found: Times = np.where(
        part < 0.5,  # noqa: PLR2004 (half way)
        low + (high - low) * part,
        high - (high - low) * (1 - part),
    )
    return found
