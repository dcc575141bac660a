"""Whether started teams drifted before their start, and how small a drift would have been seen.

A test of single weeks misses a steady drift; and a test that could not have seen a drift as
large as the effect says nothing by passing (Roth, 2022, American Economic Review: Insights 4,
305-322).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from engine.evidence.before_after import Contrast, is_lead
from engine.evidence.before_after_errors import TeamErrors, Tested

LEVEL = 0.95  # of the test before the start, whatever the review's own level
POWER = 0.80


@dataclass(frozen=True, slots=True)
class DriftTest:
    """A steady drift before the start, in the outcome's unit a week, and what it would amount to.

    ``reach`` is the mean number of weeks over which a drift would add up to a bias of the effect;
    ``detectable`` the bias that the test would have seen with power 0.80.
    """

    slope: Tested
    reach: float
    detectable: float


def drift_test(errors: TeamErrors, events: Sequence[Contrast]) -> DriftTest | None:
    """Return the test of a steady drift, or None without a week that could tell.

    Parameters
    ----------
    errors
        The panel's clustered errors.
    events
        The effects by week since the start, leads among them.

    Notes
    -----
    Weighted least squares of the leads on their weeks since the week before the start, where
    they are 0 by definition: a contrast like any other. Detectable: half the interval of the
    slope and ``z_0.80`` standard errors, times ``reach``.
    """
    leads = [each for each in events if is_lead(each)]
    if not leads:
        return None
    slope = errors.around(_slope(leads), LEVEL)
    after = [each for each in events if _weeks(each) > 0]
    reach = float(np.average([_weeks(e) for e in after], weights=[e.teams for e in after]))
    seen = (slope.high - slope.low) / 2 + float(stats.norm.ppf(POWER)) * slope.standard_error
    return DriftTest(slope, reach, reach * seen)


def _weeks(contrast: Contrast) -> int:
    """Return the weeks since the one before the start."""
    return 0 if contrast.event_week is None else contrast.event_week + 1


def _slope(leads: Sequence[Contrast]) -> Contrast:
    """Return the slope through 0 of the leads, teams counting alike."""
    size = sum(each.teams * _weeks(each) ** 2 for each in leads)
    weights = sum(
        (each.weights * (each.teams * _weeks(each) / size) for each in leads),
        start=np.zeros_like(leads[0].weights),
    )
    return Contrast(weights, None, max(each.teams for each in leads))
