"""What raters' points say: rated indicators by the scheme's shares, leniency and drift beside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.domain.indicators import Scheme, Source
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.errors import Fault, InputError
from engine.metrics.rater_effects import RaterModel, rater_model
from engine.metrics.rater_scores import (
    RatedIndicator,
    check_rated,
    rated_indicators,
    ratings_from_staff,
)
from engine.studies.rating_names import by_id, role_ids

STAFF_INDICATOR = "collaboration"  # what rating_<role> columns of staff rows are about


@dataclass(frozen=True, slots=True, eq=False)
class MonthRatings:
    """The rated indicators of one month."""

    month: str
    indicators: tuple[RatedIndicator, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RatingsReport:
    """Rated indicators by month (empty without a scheme) and the raters' model by indicator."""

    months: tuple[MonthRatings, ...]
    models: Mapping[str, RaterModel]
    findings: tuple[Finding, ...]


def ratings_report(ratings: ColumnTable, scheme: Scheme | None, confidence: float) -> RatingsReport:
    """Return rated indicators and the raters' leniency.

    Parameters
    ----------
    ratings
        Rows of ``month``, ``agent``, ``rater``, ``role``, ``indicator``, ``score``; roles and
        indicators as
        :func:`engine.studies.rating_names.by_id` reads them.
    scheme
        Gives the shares of the raters' roles, and says which leaves are rated. None: the
        indicators are not computed, a finding says so.

    Raises
    ------
    InputError
        ``quality.not_rated`` for an indicator that is no rated leaf; ``quality.no_raters`` for
        a scheme without raters; ``quality.unknown_roles``; those of the metrics room.
    """
    findings, months = [], list[MonthRatings]()
    if scheme is None:
        findings.append(_finding("caution", "no_scheme"))
    else:
        ratings = by_id(ratings, scheme)
        check_rated([str(each) for each in ratings.column("indicator")], scheme)
        if not scheme.raters:
            raise InputError("quality.no_raters", scheme=scheme.id)
        shares = {rater.id: rater.share for rater in scheme.raters}
        months = [
            MonthRatings(month, rated_indicators(ratings, shares, month))
            for month in sorted({str(each) for each in ratings.column("month")})
        ]
    models = dict(_models(ratings, confidence))
    findings += [*_missing(months), *_unlinked(models)]
    return RatingsReport(tuple(months), models, tuple(findings))


def staff_ratings(staff: ColumnTable, scheme: Scheme | None) -> ColumnTable:
    """Return the ``rating_<role>`` columns of staff rows as ratings.

    Raises
    ------
    InputError
        ``quality.unknown_roles`` for a column whose role the scheme does not have;
        ``quality.staff_leaf`` where the scheme does not have ``collaboration`` as a rated leaf.
    """
    prefix = "rating_"
    roles = [name.removeprefix(prefix) for name in staff.columns if name.startswith(prefix)]
    if scheme is not None:
        known = ", ".join(rater.id for rater in scheme.raters)
        meant = role_ids(roles, scheme)
        unknown = [role for role in roles if role not in meant]
        if unknown:
            faults = [
                Fault("quality.unknown_role", f"column {prefix}{role}", role, {"known": known})
                for role in unknown
            ]
            raise InputError("quality.unknown_roles", faults, roles=", ".join(unknown), known=known)
        rated = [leaf.id for leaf in scheme.tree.leaves if leaf.source is Source.RATED]
        if STAFF_INDICATOR not in rated:
            raise InputError("quality.staff_leaf", scheme=scheme.id, leaf=STAFF_INDICATOR)
    return ratings_from_staff(staff, STAFF_INDICATOR, roles)


def joined(tables: Sequence[ColumnTable], columns: Sequence[str]) -> ColumnTable:
    """Return the rows of several tables under one another, with these columns only."""
    labels = np.concatenate([table.labels for table in tables])
    return ColumnTable(
        labels, {name: np.concatenate([t.column(name) for t in tables]) for name in columns}
    )


def _models(ratings: ColumnTable, confidence: float) -> Iterator[tuple[str, RaterModel]]:
    for indicator in sorted({str(each) for each in ratings.column("indicator")}):
        rows = ratings.where(np.asarray(ratings.column("indicator") == indicator, dtype=np.bool_))
        scores = rows.column("score").astype(np.float64)
        rows, scores = rows.where(~np.isnan(scores)), scores[~np.isnan(scores)]
        if len(scores):
            texts = {name: [str(c) for c in rows.column(name)] for name in ("agent", "month")}
            yield (
                indicator,
                rater_model(
                    scores,
                    texts["agent"],
                    [str(each) for each in rows.column("rater")],
                    texts["month"],
                    confidence,
                ),
            )


def _missing(months: Sequence[MonthRatings]) -> Iterator[Finding]:
    for month in months:
        for rated in month.indicators:
            if rated.missing:
                agents = ", ".join(
                    f"{agent} ({' + '.join(roles)})" for agent, roles in rated.missing.items()
                )
                yield _finding(
                    "caution",
                    "role_missing",
                    month=month.month,
                    indicator=rated.indicator,
                    count=len(rated.missing),
                    agents=agents,
                )


def _unlinked(models: Mapping[str, RaterModel]) -> Iterator[Finding]:
    for model in models.values():
        if model.parts > 1:
            yield _finding("caution", "unlinked", parts=model.parts)


def _finding(severity: Literal["note", "caution"], key: str, **values: str | float) -> Finding:
    return Finding(severity, Sentence(f"quality_finding.{key}", values))
