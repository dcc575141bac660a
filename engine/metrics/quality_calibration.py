"""Calibration sessions: how far raters agree on the same contacts, and what a session changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.metric_report import Estimate
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.metrics.rater_agreement import Kappa, Level, fleiss_kappa, krippendorff_alpha
from engine.metrics.rater_reliability import IntraclassCorrelation, intraclass_correlations

TWO = 2


@dataclass(frozen=True, slots=True)
class SessionAgreement:
    """Agreement in one session.

    ``items`` were rated by at least two of ``raters``; ``complete`` of them by every rater.
    ``alpha`` uses all ratings (interval level); ``reliability`` (ICC(2,1): one rater, levels
    count) and ``passing`` (Fleiss' kappa on pass or fail) the complete items only, None where
    these are too few. ``spread`` is the mean standard deviation of an item's points.
    """

    session: str
    raters: tuple[str, ...]
    items: int
    complete: int
    alpha: float
    reliability: IntraclassCorrelation | None
    passing: Kappa | None
    spread: float


@dataclass(frozen=True, slots=True)
class SessionChange:
    """The agreement of a session less that of the one before.

    ``alpha`` above 0 and ``spread`` below 0 say that the raters agree better. The items of two
    sessions are taken as two samples; ``size`` counts those of both.
    """

    before: str
    after: str
    alpha: Estimate
    spread: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class SessionTable:
    """The scores of one session, (items, raters), nan where a rater did not rate.

    Only items of at least two ratings are in it.
    """

    session: str
    raters: tuple[str, ...]
    points: NDArray[np.float64]


def session_tables(samples: ColumnTable, scores: NDArray[np.float64]) -> tuple[SessionTable, ...]:
    """Return the table of each calibration session, in order of time.

    Parameters
    ----------
    samples
        With ``session`` (blank: no calibration), ``rater`` and ``contact_id``. Sessions follow
        each other by their first ``sampled_at`` or ``month``; without, as the rows do.
    scores
        (n,) points.

    Raises
    ------
    InputError
        ``quality.session_twice`` when a rater scored one contact twice in a session;
        ``quality.session_blank`` for a score without its contact or rater.
    """
    sessions = np.array([str(each or "") for each in samples.column("session")], dtype=object)
    found = []
    for session in _in_time(sessions, samples):
        inside = (sessions == session) & ~np.isnan(scores)
        rows = samples.where(inside)
        items, judges = _named(rows, "contact_id"), _named(rows, "rater")
        raters, table = rating_table(items, judges, scores[inside])
        rated = table[(~np.isnan(table)).sum(axis=1) >= TWO]
        found.append(SessionTable(session, raters, rated))
    return tuple(found)


def _in_time(sessions: NDArray[np.object_], samples: ColumnTable) -> list[str]:
    dated = next((name for name in ("sampled_at", "month") if name in samples.columns), None)
    days = [""] * len(sessions) if dated is None else samples.column(dated)
    first: dict[str, str] = {}
    for session, day in zip(sessions, days, strict=True):
        told = str(day or "")
        if session and (session not in first or told < first[session]):
            first[session] = told
    return sorted(first, key=first.__getitem__)


def session_agreements(
    tables: Sequence[SessionTable], pass_mark: float, confidence: float
) -> tuple[SessionAgreement, ...]:
    """Return the agreement in each calibration session."""
    return tuple(_agreement(table, pass_mark, confidence) for table in tables)


def session_changes(tables: Sequence[SessionTable], confidence: float) -> tuple[SessionChange, ...]:
    """Return how agreement changed from each session to the next.

    Notes
    -----
    ``spread``: the difference of two means of the items' standard deviations, by Welch's t.
    ``alpha``: Krippendorff's alpha with the error of leaving out one item after the other; the
    degrees of freedom as Welch's. Approximate: a session of fewer than ten items says little.
    No interval where a session has fewer than three items, or no error at all.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35; Efron and Tibshirani (1993), An Introduction to the
    Bootstrap, equation 11.5 (the error by leaving out).
    """
    spreads = [_mean_error(_deviations(each.points)) for each in tables]
    alphas = [_alpha_error(each.points) for each in tables]
    found = []
    for k, (before, after) in enumerate(pairwise(tables)):
        sizes = (len(before.points), len(after.points))
        alpha = _difference(alphas[k], alphas[k + 1], sizes, confidence, "jackknife")
        spread = _difference(spreads[k], spreads[k + 1], sizes, confidence, "welch")
        found.append(SessionChange(before.session, after.session, alpha, spread))
    return tuple(found)


def rating_table(
    items: Sequence[str], raters: Sequence[str], scores: NDArray[np.float64]
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return the raters and the table of their scores, (items, raters), nan where none.

    Raises
    ------
    InputError
        ``quality.session_twice`` when a rater scored an item twice.
    """
    names, row = np.unique(np.array(items, dtype=str), return_inverse=True)
    judges, column = np.unique(np.array(raters, dtype=str), return_inverse=True)
    table = np.full((len(names), len(judges)), np.nan)
    for i, j, score in zip(row, column, scores, strict=True):
        if not np.isnan(table[i, j]):
            raise InputError("quality.session_twice", item=str(names[i]), rater=str(judges[j]))
        table[i, j] = score
    return tuple(judges.tolist()), table


def _named(rows: ColumnTable, name: str) -> list[str]:
    cells = rows.column(name)
    for label, cell in zip(rows.labels, cells, strict=True):
        if not cell:
            raise InputError("quality.session_blank", row=int(label), column=name)
    return [str(cell) for cell in cells]


def _agreement(table: SessionTable, pass_mark: float, confidence: float) -> SessionAgreement:
    rated = table.points
    complete = rated[~np.isnan(rated).any(axis=1)]
    reliability, passing = None, None
    if min(complete.shape) >= TWO:
        reliability = intraclass_correlations(complete, confidence)[1]
        passes = (complete >= pass_mark).sum(axis=1)
        counts = np.stack([passes, complete.shape[1] - passes], axis=1)
        passing = fleiss_kappa(counts, confidence)
    spread, _ = _mean_error(_deviations(rated))
    return SessionAgreement(
        table.session,
        table.raters,
        len(rated),
        len(complete),
        _alpha(rated),
        reliability,
        passing,
        spread,
    )


def _alpha(points: NDArray[np.float64]) -> float:
    return krippendorff_alpha(points.T, Level.INTERVAL) if len(points) else np.nan


def _alpha_error(points: NDArray[np.float64]) -> tuple[float, float]:
    """Return alpha and its standard error by leaving out one item after the other."""
    size = len(points)
    if size <= TWO:
        return _alpha(points), np.nan
    left = np.array([_alpha(np.delete(points, k, axis=0)) for k in range(size)])
    return _alpha(points), float(np.sqrt((size - 1) * left.var()))


def _deviations(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard deviation of each item's points, (items,)."""
    return np.asarray(np.nanstd(points, axis=1, ddof=1)) if len(points) else np.empty(0)


def _mean_error(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return a mean and its standard error, nan below two values."""
    size = len(values)
    mean = float(values.mean()) if size else np.nan
    return mean, float(values.std(ddof=1) / np.sqrt(size)) if size >= TWO else np.nan


def _difference(
    before: tuple[float, float],
    after: tuple[float, float],
    sizes: tuple[int, int],
    confidence: float,
    method: str,
) -> Estimate:
    value = after[0] - before[0]
    first, second = before[1] ** 2, after[1] ** 2
    error = first + second
    if not error > 0:
        return Estimate(value, sum(sizes), np.nan, np.nan, method)
    freedom = error**2 / (first**2 / (sizes[0] - 1) + second**2 / (sizes[1] - 1))
    half = float(stats.t.ppf((1 + confidence) / 2, freedom) * np.sqrt(error))
    return Estimate(value, sum(sizes), value - half, value + half, method)
