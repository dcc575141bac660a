"""Scores of indicator values: piecewise-linear curves from 0 to 100.

Owns the reading of a curve; what a score weighs is left to :mod:`engine.scoring.scorecards`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.domain.indicators import ScoreCurve


def curve_scores(curve: ScoreCurve, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores (0..100) of values of one indicator, of the same shape.

    Linear between the curve's points, flat outside them; a missing value (nan) has no score (nan).

    Examples
    --------
    >>> curve_scores(ScoreCurve(((30.0, 100.0), (60.0, 60.0))), np.array([20.0, 45.0, 90.0]))
    array([100.,  80.,  60.])
    """
    points = np.array(curve.points, dtype=np.float64)
    return np.asarray(np.interp(values, points[:, 0], points[:, 1]), dtype=np.float64)


def leaf_scores(curves: Sequence[ScoreCurve], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores (0..100) of values whose last axis runs over the curves; nan stays nan.

    Parameters
    ----------
    curves
        k curves.
    values
        (..., k) in each indicator's unit.
    """
    columns = [curve_scores(curve, values[..., place]) for place, curve in enumerate(curves)]
    return np.stack(columns, axis=-1)
