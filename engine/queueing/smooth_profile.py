"""Rates of long intervals read as the means of a rate that moves smoothly."""

import numpy as np
from numpy.typing import NDArray

from engine.domain.traffic import ArrivalProfile
from engine.queueing.arguments import check_positive, check_whole
from engine.queueing.offered_load import rates_of


def smoothed(profile: ArrivalProfile, parts: int, *, repeats: bool = False) -> ArrivalProfile:
    """Return the profile in finer steps, without its stairs and with the same arrivals.

    Parameters
    ----------
    profile
        Rates per interval: the mean rate of each.
    parts
        Steps that an interval is divided into, >= 1.
    repeats
        Whether the last interval is followed by the first, as in a day among equal days.

    Raises
    ------
    InputError
        ``queueing.not_positive`` or ``queueing.not_whole`` for ``parts``;
        ``queueing.measured_arrivals`` for a profile that lists arrivals.

    Notes
    -----
    The load just after a step lags behind stairs by up to slope x interval^2 / 12: 0.2 % for
    15-minute steps of a daily wave. Each interval gets the parabola whose means over it and its
    two neighbours are theirs, so its arrivals are kept exactly. Where that would leave the
    range of the three, at a jump or a peak, the interval stays as it is.

    References
    ----------
    Colella, P., Woodward, P. R. (1984), The piecewise parabolic method for gas-dynamical
    simulations, Journal of Computational Physics 54, 174-201.
    """
    check_positive(parts=parts)
    check_whole(parts=parts)
    rates = rates_of(profile)
    padded = np.pad(rates, 1, mode="wrap" if repeats else "edge")
    before, after = padded[:-2], padded[2:]
    fine = _parabola_means(before, rates, after, int(parts))
    three = np.stack((before, rates, after))
    leaves = (fine.min(axis=1) < three.min(axis=0)) | (fine.max(axis=1) > three.max(axis=0))
    fine[leaves] = rates[leaves, None]
    return ArrivalProfile(profile.interval_s / parts, tuple(fine.ravel().tolist()))


def _parabola_means(
    before: NDArray[np.float64],
    rates: NDArray[np.float64],
    after: NDArray[np.float64],
    parts: int,
) -> NDArray[np.float64]:
    """Return the parabola's mean over each part, (intervals, parts)."""
    borders = np.linspace(-0.5, 0.5, parts + 1)
    first = np.diff(borders**2) / 2 * parts
    second = np.diff(borders**3 / 3 - borders / 12) * parts
    slope, bend = (after - before) / 2, (after - 2 * rates + before) / 2
    return np.asarray(rates[:, None] + slope[:, None] * first + bend[:, None] * second)
