"""One common effect of the new weights, team and week effects taken out: the planned analysis.

What ``heng experiment`` tells the power of. Teams that have begun serve as controls of later ones,
so it speaks of the mean effect only where effects neither grow nor fade;
:mod:`engine.evidence.before_after` does without that.
"""

import numpy as np
from numpy.typing import NDArray

from engine.evidence.before_after import Contrast
from engine.evidence.before_after_panel import TeamWeeks

_NOTHING = 1e-9  # cells of the effect left after teams and weeks


def common_contrast(panel: TeamWeeks) -> Contrast | None:
    """Return the least-squares effect on team-week means, or None where teams and weeks hide it.

    Notes
    -----
    Weights ``r / r'r``, r being what teams and weeks leave of the treated cells (Frisch and
    Waugh, 1933): Hussey and Hughes' estimate (2007, Contemporary Clinical Trials 28, 182-191)
    with teams as fixed effects, its limit for many weeks or unlike teams.
    """
    teams, weeks = panel.means.shape
    seen = np.isfinite(panel.means)
    team, week = np.nonzero(seen)
    on = (week >= panel.starts[team]).astype(np.float64)
    left = _residual(on, np.hstack([np.eye(teams)[team], np.eye(weeks)[week]]))
    size = float(left @ left)
    if size < _NOTHING:
        return None
    weights = np.zeros(panel.means.shape)
    weights[seen] = left / size
    return Contrast(weights, None, int((panel.starts < weeks).sum()))


def _residual(values: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what least squares on the columns leaves."""
    return np.asarray(values - columns @ np.linalg.lstsq(columns, values, rcond=None)[0])
