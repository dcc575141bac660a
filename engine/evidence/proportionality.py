"""Whether hazard ratios stay the same over time: the score test of Grambsch and Therneau."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.evidence.cox_risk_sets import RiskSums

GLOBAL = "GLOBAL"


@dataclass(frozen=True, slots=True)
class ProportionalityTest:
    """One test: ``term`` is a column of the table (all its levels at once) or ``GLOBAL``."""

    term: str
    statistic: float
    degrees: int
    p_value: float


def proportionality_tests(
    strata: Sequence[RiskSums],
    clocks: Sequence[NDArray[np.float64]],
    terms: Mapping[str, tuple[int, ...]],
) -> tuple[ProportionalityTest, ...]:
    """Return the test of each term, then of all together, of ``b`` against ``b + c g(t)``.

    Parameters
    ----------
    strata
        Risk sums at the maximum of the partial likelihood.
    clocks
        By stratum, (D,) g at the time of each event; see :func:`kaplan_meier_clock`.
    terms
        By term, its positions among the coefficients.

    Returns
    -------
    tuple
        Empty where all events came at one time: nothing can change between.

    Notes
    -----
    The score test of c = 0. With U the score and I the information of c, K that of b and J that
    of b with c, each risk set weighted with its own covariance: ``U' (I - J' K^-1 J)^-1 U``,
    chi-square on the number of coefficients tested. This is R's ``cox.zph`` since survival 3.0;
    the older approximation takes the covariance of all risk sets as the same.

    References
    ----------
    Grambsch and Therneau (1994), Biometrika 81, 515-526; Therneau and Grambsch (2000), Modeling
    Survival Data, section 6.2.
    """
    together = np.concatenate(clocks)
    if np.ptp(together) == 0.0:
        return ()
    centre = float(together.mean())  # moves no test, keeps the digits
    pairs = [(sums, clock - centre) for sums, clock in zip(strata, clocks, strict=True)]
    score = np.sum([sums.score(clock) for sums, clock in pairs], axis=0)
    alone = np.sum([sums.information(np.ones(len(clock))) for sums, clock in pairs], axis=0)
    joint = np.sum([sums.information(clock) for sums, clock in pairs], axis=0)
    own = np.sum([sums.information(clock**2) for sums, clock in pairs], axis=0)
    remaining = own - joint.T @ np.linalg.solve(alone, joint)
    tests = [_test(term, score, remaining, list(places)) for term, places in terms.items()]
    return (*tests, _test(GLOBAL, score, remaining, list(range(len(score)))))


def _test(
    term: str, score: NDArray[np.float64], remaining: NDArray[np.float64], places: list[int]
) -> ProportionalityTest:
    part = score[places]
    statistic = float(part @ np.linalg.solve(remaining[np.ix_(places, places)], part))
    return ProportionalityTest(
        term, statistic, len(places), float(stats.chi2.sf(statistic, len(places)))
    )


def kaplan_meier_clock(
    durations: NDArray[np.float64], events: NDArray[np.float64], times: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return ``1 - S(t-)`` at some times: the share that had the event before.

    Parameters
    ----------
    durations, events
        (N,) of all subjects, whatever their stratum.
    times
        (D,) of events.

    References
    ----------
    Kaplan and Meier (1958), Journal of the American Statistical Association 53, 457-481.
    """
    moments, places = np.unique(durations, return_inverse=True)
    ending = np.bincount(places)
    died = np.bincount(places, events)
    at_risk = np.cumsum(ending[::-1])[::-1]
    survival = np.cumprod(1.0 - died / at_risk)
    before = np.concatenate([[1.0], survival])
    return np.asarray(1.0 - before[np.searchsorted(moments, times)], dtype=np.float64)
