"""What a table says to a whole plan: roles, fits, effects, claims, validation, weights, curves.

Every figure is made in :mod:`engine.evidence`; this module says in which order, and that no
part sinks another.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_figures import EffectReport, FitReport
from engine.domain.evidence_plan import EvidencePlan
from engine.domain.evidence_report import EvidenceReport
from engine.domain.evidence_trust import DataCheckRow, DispatchReport, RoleRow
from engine.domain.indicators import Direction, IndicatorTree
from engine.domain.records import RecordSource, SetAsideRow
from engine.domain.texts import Finding, Sentence, Value
from engine.domain.weights import WeightSet
from engine.errors import InputError
from engine.evidence.curves import OutcomeCurve
from engine.evidence.dispatch import dispatch_columns, dispatch_report
from engine.evidence.effects import NOTHING_PLANTED, Planted
from engine.evidence.multiplicity import adjusted_effects
from engine.metrics.cells import contact_columns
from engine.metrics.repeated_rows import repeated_rows
from engine.studies.associations import banded
from engine.studies.data_checks import alarms, data_checks, row_numbers
from engine.studies.evidence_answers import Answer, ModelAnswer, Refused, Terms, answer
from engine.studies.evidence_cells import ROWS_WORTH_COUNTING
from engine.studies.evidence_columns import (
    NO_ROWS,
    asked_question,
    check_columns,
    scheme_roles,
)
from engine.studies.evidence_counted import counted_answer
from engine.studies.evidence_parts import PartOptions, Parts, add_parts
from engine.studies.evidence_refusals import nothing_fitted, wrong_questions
from engine.studies.evidence_shares import Weighed, point_shares, weighed

Progress = Callable[[str, int, int], None]
Truths = Mapping[str, Planted]
"""Planted effects of generated data, by the key that a question names."""

RANDOM = "random"
SHOWN = 5  # values and rows of one sentence
_TOLD_REASONS = frozenset(
    f"set_aside.{each}"
    for each in ("not_a_number", "not_a_flag", "not_a_time", "below", "above", "ragged")
)
_NO_TRUTHS: Truths = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """What the plan does not say: ``tree`` of the scheme, the seed, and generated data's truth."""

    seed: int
    tree: IndicatorTree | None = None
    generated: bool = False
    truths: Truths = field(default_factory=lambda: _NO_TRUTHS)


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceStudy:
    """The report, and what others take from it: the fits and the weights with their draws."""

    report: EvidenceReport
    answers: tuple[Answer, ...]
    curves: tuple[OutcomeCurve, ...]
    weights: WeightSet | None


def evidence_study(
    source: RecordSource,
    plan: EvidencePlan,
    options: StudyOptions,
    progress: Progress = lambda _stage, _done, _all: None,
) -> EvidenceStudy:
    """Return everything that a plan asks of a table.

    Parameters
    ----------
    source
        Any validated table; each question reads its own columns only.
    options
        The seed fixes every resample; each part draws from a stream of its own.
    progress
        Told the stage, how much of it is done and how much there is.

    Raises
    ------
    InputError
        Columns that the table lacks, all at once; data that are not what a question says.
    MethodError
        ``evidence.nothing_fitted`` where every question is refused by its data.
    """
    check_columns(source, plan)
    streams = _Streams.of(options.seed)
    dispatches = _dispatches(source, plan, streams, progress)
    terms = Terms(
        plan.level,
        plan.columns,
        scheme_roles(options.tree),
        _verdict(dispatches),
        streams.few,
        streams.leaks,
    )
    repeated = repeated_rows(source, row_numbers(plan))
    asking = _Asking(source, plan, options, terms, repeated if plan.drop_repeated else NO_ROWS)
    found = _answers(asking, progress)
    answers = tuple(each for each in found if isinstance(each, Answer))
    refused = [each for each in found if isinstance(each, Refused)]
    if plan.specifications and not answers:
        reasons = [(each.question.specification.id, each.reason) for each in refused]
        raise nothing_fitted(reasons, source.file)
    effects = adjusted_effects([row for each in answers for row in (*each.effects, *each.bands)])
    parts = Parts()
    parts.note(finding for each in refused for finding in each.findings)
    directions = _directions(options.tree)
    needed = PartOptions(plan, directions, effects, streams.importance, streams.validation)
    for done, each in enumerate(answers):
        progress("evidence_parts", done, len(answers))
        add_parts(parts, each, needed)
    models = [each for each in answers if isinstance(each, ModelAnswer)]
    progress("evidence_weights", 0, 1)
    weights = weighed(models, directions, streams.weights, plan.bootstraps)
    progress("evidence_checks", 0, 1)
    looked_at = [each for each in models if not each.question.specification.counted]
    checks = data_checks(plan, looked_at, repeated, lambda fits: point_shares(fits, directions))
    whole = _Found(answers, effects, parts, weights, checks, dispatches)
    report = _report(asking, whole)
    return EvidenceStudy(report, answers, tuple(parts.curves), weights.weights)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Everything that was found, to be told in one report."""

    answers: tuple[Answer, ...]
    effects: tuple[EffectReport, ...]
    parts: Parts
    weights: Weighed
    checks: tuple[DataCheckRow, ...]
    dispatches: tuple[DispatchReport, ...]


def _report(asking: "_Asking", found: _Found) -> EvidenceReport:
    plan, source, parts = asking.plan, asking.source, found.parts
    return EvidenceReport(
        id=plan.id,
        name=plan.name,
        caution=plan.caution,
        generated=asking.options.generated,
        level=plan.level,
        rows=source.rows,
        grade=_best(found.answers, found.dispatches),
        roles=_roles(found.answers),
        checks=found.checks,
        fits=tuple(_with_set_aside(each.report, source) for each in found.answers),
        effects=found.effects,
        shapes=tuple(parts.shapes),
        promotions=tuple(parts.promotions),
        collinearity=tuple(parts.collinearity),
        importance=tuple(parts.importance),
        claims=tuple(parts.claims),
        validation=tuple(parts.validation),
        sensitivity=tuple(parts.sensitivity),
        dispatch=found.dispatches,
        weights=found.weights.rows,
        curves=tuple(each.row for each in parts.curves),
        findings=(
            *_set_aside(source),
            *_worth_counting(source, plan),
            *alarms(found.checks),
            *parts.findings,
            *found.weights.findings,
        ),
        bands=tuple(banded(source, each) for each in plan.bands),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Asking:
    """What every question is put to: the table, the plan, what is known, the rows left out."""

    source: RecordSource
    plan: EvidencePlan
    options: StudyOptions
    terms: Terms
    without: NDArray[np.int64]


def _answers(asking: _Asking, progress: Progress) -> list[Answer | Refused]:
    """Return every question's answer, or raise what is wrong with all of them at once."""
    stated = sorted({each.column for each in asking.plan.columns})
    specifications = asking.plan.specifications
    found: list[Answer | Refused] = []
    wrong: list[tuple[str, InputError]] = []
    for done, specification in enumerate(specifications):
        progress("evidence_fits", done, len(specifications))
        planted = asking.options.truths.get(specification.truth, NOTHING_PLANTED)
        try:
            if specification.counted:
                found.append(counted_answer(asking.source, specification, asking.terms, planted))
                continue
            question = asked_question(asking.source, specification, stated, asking.without)
            found.append(answer(question, asking.terms, planted))
        except InputError as error:
            wrong.append((specification.id, error))
    if wrong:
        raise wrong_questions(wrong, asking.source.file)
    return found


def _dispatches(
    source: RecordSource, plan: EvidencePlan, streams: "_Streams", progress: Progress
) -> tuple[DispatchReport, ...]:
    reports = []
    for done, asked in enumerate(plan.dispatches):
        progress("evidence_dispatch", done, len(plan.dispatches))
        table = contact_columns(source, dispatch_columns(asked), asked.filters)
        reports.append(dispatch_report(table, asked, streams.dispatch, plan.level))
    return tuple(reports)


def _verdict(dispatches: Sequence[DispatchReport]) -> str:
    """Return ``random`` where every dispatch that was asked about is, else the first other."""
    verdicts = [each.verdict for each in dispatches]
    return next((each for each in verdicts if each != RANDOM), RANDOM if verdicts else "")


def _roles(answers: Sequence[Answer]) -> tuple[RoleRow, ...]:
    """Return each column once for each role it has; the row that says most."""
    kept: dict[tuple[str, str], RoleRow] = {}
    for each in answers:
        for row in each.roles:
            before = kept.setdefault((row.column, row.role), row)
            if len(row.findings) > len(before.findings):
                kept[row.column, row.role] = row
    return tuple(kept.values())


def _directions(tree: IndicatorTree | None) -> dict[str, Direction]:
    return {} if tree is None else {leaf.id: leaf.direction for leaf in tree.leaves}


def _best(answers: Sequence[Answer], dispatches: Sequence[DispatchReport]) -> str:
    """Return the best of the grades; D, as raw as it gets, where nothing was answered."""
    grades = [each.report.grade for each in answers] + [each.grade for each in dispatches]
    return min(grades, default="D")


def _worth_counting(source: RecordSource, plan: EvidencePlan) -> Iterator[Finding]:
    """Yield a note where a table is so large that its rows had better be counted."""
    single = [each.id for each in plan.specifications if not each.counted]
    if source.rows >= ROWS_WORTH_COUNTING and single:
        values: dict[str, Value] = {"rows": source.rows, "questions": ", ".join(single)}
        yield Finding("note", Sentence("finding.evidence.worth_counting", values))


def _with_set_aside(fit: FitReport, source: RecordSource) -> FitReport:
    """Return a fit's report whose rows left out count those that the table could not give."""
    rows = len({each.row for each in source.set_aside})
    return replace(fit, dropped=fit.dropped + rows)


def _set_aside(source: RecordSource) -> Iterator[Finding]:
    """Yield a caution for each column with impossible values, whose rows so were not used."""
    kinds: dict[tuple[str, str], list[SetAsideRow]] = {}
    for each in source.set_aside:
        kinds.setdefault((each.column, each.reason), []).append(each)
    for (column, reason), rows in kinds.items():
        values: dict[str, Value] = {
            "column": column,
            "count": len(rows),
            "values": ", ".join(dict.fromkeys(each.value for each in rows[:SHOWN])),
            "rows": ", ".join(str(each.row) for each in rows[:SHOWN]),
        }
        known = reason if reason in _TOLD_REASONS else "set_aside.other"
        key = f"finding.evidence.aside_{known.removeprefix('set_aside.')}"
        yield Finding("caution", Sentence(key, values))


@dataclass(frozen=True, slots=True, eq=False)
class _Streams:
    """A generator for each part that draws, so that a part's draws depend on no other."""

    few: np.random.Generator
    importance: np.random.Generator
    validation: np.random.Generator
    weights: np.random.Generator
    dispatch: np.random.Generator
    leaks: np.random.Generator

    @classmethod
    def of(cls, seed: int) -> "_Streams":
        return cls(*(np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(6)))
