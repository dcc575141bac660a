"""Whether a model's misses move with time: a chart of weeks and a cumulative sum, one false alarm.

Both look at observed less expected outcomes; each gets half of the stated chance that any alarm
is raised where nothing drifts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.evidence_trust import DriftWeek
from engine.domain.texts import Finding, Sentence

Floats = NDArray[np.float64]
FALSE_ALARM = 0.05
LEAST_CLUSTERS = 10  # in a week: below it the week's own spread is no measure
LEAST_VARIANCE = 5.0  # of a count: below it a sum of misses is not yet normal
LEAST_WEEKS = 4
MOST_SHOWN = 5  # weeks by name in a sentence, which also tells how many there are
EXACT = 1e-20  # of the outcomes' squares: below it misses are rounding


@dataclass(frozen=True, slots=True, eq=False)
class Misses:
    """Observed and expected outcomes of the rows, and where they belong.

    Parameters
    ----------
    observed, expected, trials
        (n,) sums over the row's trials, and the trials.
    variance
        (n,) of the observed under the model, rows independent.
    weeks, week_names
        (n,) codes into the names, in order of time.
    clusters
        (n,) codes, or None where rows are independent.
    counted
        Whether the outcome is a count or yes or no, so that a small variance is not yet normal.
    """

    observed: Floats
    expected: Floats
    trials: Floats
    variance: Floats
    weeks: NDArray[np.int64]
    week_names: tuple[str, ...]
    clusters: NDArray[np.int64] | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Drift:
    """The weeks, the largest cumulative sum with its limit, and the alarms in words."""

    weeks: tuple[DriftWeek, ...]
    cusum: float
    cusum_limit: float
    cusum_week: str
    findings: tuple[Finding, ...]

    @property
    def alarm(self) -> bool:
        """Whether the chart or the cumulative sum raises an alarm."""
        return self.cusum > self.cusum_limit or any(week.alarm for week in self.weeks)


def drift(misses: Misses, false_alarm: float = FALSE_ALARM) -> Drift | None:
    """Return the weekly chart and the cumulative sum; None below four weeks or without misses.

    Parameters
    ----------
    misses
        Of a model fitted to all these rows, so that its misses sum to about 0.
    false_alarm
        Chance, in (0, 1), that anything alarms without drift: half for the chart, half for the
        cumulative sum.

    Notes
    -----
    A week's z is its sum of misses over its standard error, from the spread of the clusters' sums
    inside the week where at least ten clusters serve it, never below the model's own; t with
    clusters - 1 degrees, Bonferroni over the weeks. The cumulative sum, over the root of the
    weeks' total variance, is held against the largest absolute value of a Brownian bridge
    (Kolmogorov's law), which it follows as the weeks grow many; over few weeks it alarms less
    often than stated.

    References
    ----------
    Ploberger and Kraemer (1992), Econometrica 60, 271-285; Liang and Zeger (1986), Biometrika 73.
    """
    names = misses.week_names
    if len(names) < LEAST_WEEKS:
        return None
    sums = np.bincount(misses.weeks, misses.observed - misses.expected, len(names))
    variance, degrees = _week_variances(misses)
    if variance.sum() <= EXACT * float(misses.observed @ misses.observed):
        return None
    judged = variance >= LEAST_VARIANCE if misses.counted else variance > 0
    z = np.divide(sums, np.sqrt(variance), out=np.zeros(len(names)), where=variance > 0)
    limits = stats.t.ppf(1 - false_alarm / 4 / max(int(judged.sum()), 1), degrees)
    alarms = judged & (np.abs(z) > limits)
    elapsed = np.cumsum(variance) / variance.sum()
    path = np.abs(np.cumsum(sums) - elapsed * sums.sum()) / np.sqrt(variance.sum())
    cusum_limit = float(stats.kstwobign.isf(false_alarm / 2))
    peak = int(path.argmax())
    rows = _rows(misses, z, alarms)
    findings = _findings(rows, float(path[peak]) > cusum_limit, names[peak], ~judged, false_alarm)
    return Drift(rows, float(path[peak]), cusum_limit, names[peak], findings)


def _week_variances(misses: Misses) -> tuple[Floats, Floats]:
    """Return each week's variance of its sum of misses and the degrees of its t."""
    count = len(misses.week_names)
    plain = np.asarray(np.bincount(misses.weeks, misses.variance, count), dtype=np.float64)
    degrees = np.full(count, np.inf)
    if misses.clusters is None:
        return plain, degrees
    codes = np.unique(misses.clusters, return_inverse=True)[1]
    groups = int(codes.max()) + 1
    cell = codes * count + misses.weeks
    served = np.bincount(cell, minlength=groups * count).reshape(groups, count) > 0
    missed = np.bincount(cell, misses.observed - misses.expected, groups * count)
    missed = missed.reshape(groups, count)
    clusters = served.sum(axis=0)
    own = clusters >= LEAST_CLUSTERS
    mean = missed.sum(axis=0) / np.maximum(clusters, 1)
    spread = ((missed - mean) ** 2 * served).sum(axis=0)
    spread *= clusters / np.maximum(clusters - 1, 1)
    degrees[own] = clusters[own] - 1
    return np.asarray(np.where(own, np.maximum(plain, spread), plain), np.float64), degrees


def _rows(misses: Misses, z: Floats, alarms: NDArray[np.bool_]) -> tuple[DriftWeek, ...]:
    names = misses.week_names
    trials = np.bincount(misses.weeks, misses.trials, len(names))
    observed = np.bincount(misses.weeks, misses.observed, len(names)) / trials
    expected = np.bincount(misses.weeks, misses.expected, len(names)) / trials
    return tuple(
        DriftWeek(
            week=name,
            n=int(trials[j]),
            observed=float(observed[j]),
            expected=float(expected[j]),
            z=float(z[j]),
            alarm=bool(alarms[j]),
        )
        for j, name in enumerate(names)
    )


def _findings(
    rows: tuple[DriftWeek, ...],
    moved: bool,  # noqa: FBT001 - one of several findings, never a switch of the method
    peak: str,
    unjudged: NDArray[np.bool_],
    false_alarm: float,
) -> tuple[Finding, ...]:
    told = []
    shown = [row.week for row in rows if row.alarm]
    if shown:
        values: dict[str, str | float] = {
            "weeks": ", ".join([*shown[:MOST_SHOWN], *(["..."] if shown[MOST_SHOWN:] else [])]),
            "count": len(shown),
            "false_alarm": false_alarm,
        }
        told.append(Finding("caution", Sentence("finding.evidence.drift_weeks", values)))
    if moved:
        values = {"week": peak, "false_alarm": false_alarm}
        told.append(Finding("caution", Sentence("finding.evidence.drift_cusum", values)))
    if unjudged.any():
        small = {"count": int(unjudged.sum())}
        told.append(Finding("note", Sentence("finding.evidence.drift_small_weeks", small)))
    return tuple(told)
