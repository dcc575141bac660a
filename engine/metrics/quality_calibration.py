"""Calibration sessions: how far raters agree on the same contacts, session by session."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


def session_agreements(
    samples: ColumnTable,
    scores: NDArray[np.float64],
    pass_mark: float,
    confidence: float,
) -> tuple[SessionAgreement, ...]:
    """Return the agreement in each calibration session, in order of the sessions' names.

    Parameters
    ----------
    samples
        With ``session`` (blank: no calibration), ``rater`` and ``contact_id``.
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
    for session in sorted(set(sessions) - {""}):
        inside = (sessions == session) & ~np.isnan(scores)
        rows = samples.where(inside)
        items, judges = _named(rows, "contact_id"), _named(rows, "rater")
        raters, table = rating_table(items, judges, scores[inside])
        found.append(_agreement(session, raters, table, pass_mark, confidence))
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


def _agreement(
    session: str,
    raters: tuple[str, ...],
    table: NDArray[np.float64],
    pass_mark: float,
    confidence: float,
) -> SessionAgreement:
    rated = table[(~np.isnan(table)).sum(axis=1) >= TWO]
    complete = rated[~np.isnan(rated).any(axis=1)]
    reliability, passing = None, None
    if min(complete.shape) >= TWO:
        reliability = intraclass_correlations(complete, confidence)[1]
        passes = (complete >= pass_mark).sum(axis=1)
        counts = np.stack([passes, complete.shape[1] - passes], axis=1)
        passing = fleiss_kappa(counts, confidence)
    spread = float(np.nanstd(rated, axis=1, ddof=1).mean()) if len(rated) else np.nan
    alpha = krippendorff_alpha(rated.T, Level.INTERVAL) if len(rated) else np.nan
    return SessionAgreement(
        session, raters, len(rated), len(complete), alpha, reliability, passing, spread
    )
