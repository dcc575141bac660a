"""Subjects split into the periods they were at risk in: the table of a discrete-time hazard."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import Column, ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.errors import InputError, MethodError
from engine.evidence.design import Design
from engine.evidence.survival_times import Subjects, subjects

SUBJECT = "subject"  # cluster of the rows of one subject where no other is named
DEFAULT_PERIODS = 10
MOST_PERIODS = 150  # a column of the design each


@dataclass(frozen=True, slots=True, eq=False)
class PersonPeriods:
    """One row for each period that a subject was at risk in.

    Parameters
    ----------
    table
        The outcome says whether the event came in this period; the duration column names the
        period, such as ``02 (30, 60]``, in ascending order; a row keeps its subject's label.
    specification
        Of that table: the period is a category among its terms, the cluster is the subject's
        where none was named.
    subjects
        The design of the subjects: what was dropped and missing.
    findings
        What the periods leave out.
    """

    table: ColumnTable
    specification: Specification
    subjects: Design
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _AtRisk:
    """Person-periods: (m,) subject and period of each, and whether the event came in it."""

    subject: NDArray[np.int64]
    period: NDArray[np.int64]
    event: NDArray[np.bool_]

    def where(self, keep: NDArray[np.bool_]) -> "_AtRisk":
        return _AtRisk(self.subject[keep], self.period[keep], self.event[keep])


def person_periods(table: ColumnTable, specification: Specification) -> PersonPeriods:
    """Return the person-period table of a discrete-time hazard.

    Parameters
    ----------
    table
        One row for each subject.
    specification
        ``periods`` are the ends e_1 < e_2 < ... of the periods (0, e_1], (e_1, e_2] ...; empty:
        the deciles of the times of the events, named in a note (nine where nobody outlives
        the last event).

    Raises
    ------
    InputError
        What :func:`engine.evidence.survival_times.subjects` raises; ``evidence.periods``;
        ``evidence.too_many_periods``.
    MethodError
        ``evidence.no_events``; ``evidence.no_events_in_periods``; ``evidence.certain_period``
        where everybody at risk in a period had the event: its hazard has no finite coefficient.

    Notes
    -----
    An event after the last period counts as survival of all periods. A subject whose observation
    ends inside a period without the event counts up to the period before: it is not known
    whether the event came in the rest (a note says how many). A period in which no event came
    has the hazard 0 whatever the terms; it is left out, which changes no other coefficient.

    References
    ----------
    Prentice and Gloeckler (1978), Biometrics 34, 57-67; Singer and Willett (1993), Journal of
    Educational Statistics 18, 155-195.
    """
    found = subjects(table, specification)
    ends = _ends(specification, found)
    risk = _at_risk(found, ends)
    happened = np.bincount(risk.period, risk.event, len(ends)) > 0
    if not happened.any():
        last = float(ends[-1])
        raise MethodError("evidence.no_events_in_periods", column=specification.duration, end=last)
    kept = risk.where(happened[risk.period])
    names = _names(ends)
    _check_uncertain(kept, names)
    return PersonPeriods(
        table=_expanded(table, specification, found, kept, names),
        specification=_asked(specification, table, tuple(names[happened]), ends),
        subjects=found.design,
        findings=_findings(specification, found, ends, happened),
    )


def _ends(specification: Specification, found: Subjects) -> NDArray[np.float64]:
    ends = np.array(specification.periods, dtype=np.float64)
    if ends.size:
        if not np.isfinite(ends).all() or bool((np.diff(ends, prepend=0.0) <= 0).any()):
            told = ", ".join(f"{end:g}" for end in ends)
            raise InputError("evidence.periods", periods=told)
        if len(ends) > MOST_PERIODS:
            raise InputError("evidence.too_many_periods", periods=len(ends), most=MOST_PERIODS)
        return ends
    times = found.durations[found.design.outcome == 1.0]
    shares = np.arange(1, DEFAULT_PERIODS + 1) / DEFAULT_PERIODS
    ends = np.unique(np.quantile(times, shares, method="inverted_cdf"))
    outlive = found.durations >= ends[-1]
    nobody = bool((found.design.outcome[outlive] == 1.0).all() and times.max() == ends[-1])
    return ends[:-1] if nobody and len(ends) > 1 else ends  # all still waiting had the event


def _at_risk(found: Subjects, ends: NDArray[np.float64]) -> _AtRisk:
    """Return the person-periods, each subject's in ascending order."""
    inside = (found.design.outcome == 1.0) & (found.durations <= ends[-1])
    whole = np.searchsorted(ends, found.durations, side="right")
    until_event = np.searchsorted(ends, found.durations, side="left") + 1
    counts = np.where(inside, until_event, whole)
    subject = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    period = np.arange(len(subject)) - first[subject]
    event = inside[subject] & (period == counts[subject] - 1)
    return _AtRisk(subject, period, event)


def _names(ends: NDArray[np.float64]) -> Column:
    """Return the periods' names, numbered so that sorted texts stand in order of time."""
    digits = len(str(len(ends)))
    starts = np.concatenate([[0.0], ends[:-1]])
    told = [
        f"{number:0{digits}d} ({start:g}, {end:g}]"
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]
    return np.array(told, dtype=object)


def _check_uncertain(kept: _AtRisk, names: Column) -> None:
    at_risk = np.bincount(kept.period, minlength=len(names))
    events = np.bincount(kept.period, kept.event, len(names))
    certain = (at_risk > 0) & (events == at_risk)
    if certain.any():
        period = str(names[certain][0])
        raise MethodError("evidence.certain_period", period=period, rows=int(at_risk[certain][0]))


def _expanded(
    table: ColumnTable,
    specification: Specification,
    found: Subjects,
    kept: _AtRisk,
    names: Column,
) -> ColumnTable:
    rows = found.rows[kept.subject]
    columns = {name: values[rows] for name, values in table.columns.items()}
    columns[specification.outcome] = kept.event.astype(np.float64)
    columns[specification.duration] = names[kept.period]
    if not specification.cluster:
        columns[_subject_column(table)] = table.labels[rows]
    return ColumnTable(table.labels[rows], columns)


def _subject_column(table: ColumnTable) -> str:
    """Return a name that no column of the table has."""
    name = SUBJECT
    while name in table.columns:
        name += "_"
    return name


def _asked(
    specification: Specification,
    table: ColumnTable,
    periods: tuple[str, ...],
    ends: NDArray[np.float64],
) -> Specification:
    """Return the specification of the person-period table; one period alone is the intercept."""
    period = Term(specification.duration, Role.CONFOUNDER, Transform.CATEGORY, reference=periods[0])
    return replace(
        specification,
        terms=specification.terms + ((period,) if len(periods) > 1 else ()),
        outcome_at_least=None,
        periods=tuple(float(end) for end in ends),
        cluster=specification.cluster or _subject_column(table),
    )


def _findings(
    specification: Specification,
    found: Subjects,
    ends: NDArray[np.float64],
    happened: NDArray[np.bool_],
) -> tuple[Finding, ...]:
    told = []
    if not specification.periods:
        shown = {"column": specification.duration, "ends": ", ".join(f"{end:g}" for end in ends)}
        told.append(Finding("note", Sentence("finding.evidence.periods_taken", shown)))
    censored = found.design.outcome == 0.0
    inside = censored & (found.durations < ends[-1]) & ~np.isin(found.durations, ends)
    if inside.any():
        cut = {"rows": int(inside.sum()), "subjects": len(found.durations)}
        told.append(Finding("note", Sentence("finding.evidence.censored_inside", cut)))
    later = (found.design.outcome == 1.0) & (found.durations > ends[-1])
    if later.any():
        beyond = {"rows": int(later.sum()), "end": float(ends[-1])}
        told.append(Finding("note", Sentence("finding.evidence.events_later", beyond)))
    if not happened.all():
        void = ", ".join(str(name) for name in _names(ends)[~happened])
        told.append(Finding("note", Sentence("finding.evidence.periods_void", {"periods": void})))
    return tuple(told)
