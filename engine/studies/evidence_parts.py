"""What is said of one answered question beyond its effects; a part that fails says why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import numpy as np

from engine.domain.evidence_figures import (
    ClaimReport,
    CollinearityRow,
    EffectReport,
    ImportanceReport,
    PromotionReport,
    ShapeReport,
)
from engine.domain.evidence_plan import EvidencePlan
from engine.domain.evidence_trust import SensitivityRow, ValidationReport
from engine.domain.indicators import Direction
from engine.domain.specification import Family, Role, Term
from engine.domain.texts import Finding, Sentence
from engine.errors import EngineError, InputError, MethodError
from engine.evidence.claims import claim_report
from engine.evidence.collinearity import collinearity
from engine.evidence.curves import DEFAULT_COLUMNS, OutcomeCurve, outcome_curve
from engine.evidence.data_choices import NUMERIC
from engine.evidence.importance_report import importance_report
from engine.evidence.promotion import promotion_test
from engine.evidence.sensitivity_rows import hazard_sensitivity, sensitivity
from engine.evidence.shapes import compare_shapes
from engine.evidence.validation import validation
from engine.studies.evidence_answers import Answer, ModelAnswer, SurvivalAnswer, refusal

Made = TypeVar("Made")
CURVE_FAMILIES = frozenset({Family.LOGIT, Family.GROUPED})


@dataclass(slots=True)
class Parts:
    """Everything said of the answered questions, gathered question by question."""

    shapes: list[ShapeReport] = field(default_factory=list)
    promotions: list[PromotionReport] = field(default_factory=list)
    collinearity: list[CollinearityRow] = field(default_factory=list)
    importance: list[ImportanceReport] = field(default_factory=list)
    claims: list[ClaimReport] = field(default_factory=list)
    validation: list[ValidationReport] = field(default_factory=list)
    curves: list[OutcomeCurve] = field(default_factory=list)
    sensitivity: list[SensitivityRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def attempt(
        self,
        question: str,
        make: Callable[[], Made],
        caught: type[EngineError] | tuple[type[EngineError], ...] = (InputError, MethodError),
    ) -> Made | None:
        """Return a part, or None after noting why the data bear none."""
        try:
            return make()
        except caught as reason:
            self.note(refusal(question, reason))
            return None

    def note(self, findings: Iterable[Finding]) -> None:
        """Note findings, each once."""
        self.findings += [each for each in findings if each not in self.findings]


@dataclass(frozen=True, slots=True, eq=False)
class PartOptions:
    """What the parts need beside the answer: plan, directions, all effects and the streams."""

    plan: EvidencePlan
    directions: Mapping[str, Direction]
    effects: tuple[EffectReport, ...]
    importance: np.random.Generator
    validation: np.random.Generator


def add_parts(parts: Parts, answer: Answer, options: PartOptions) -> None:
    """Add what is said of one question; a Cox model has effects, errors and tests of its own."""
    if isinstance(answer, ModelAnswer):
        _add_fit(parts, answer, options)
        if not answer.question.specification.counted:
            _add_by_rows(parts, answer, options)
        _add_importance(parts, answer, options)
        _add_claims(parts, answer, options)
    elif isinstance(answer, SurvivalAnswer):
        _add_withstood(parts, answer, options.plan.level)


def _add_fit(parts: Parts, answer: ModelAnswer, options: PartOptions) -> None:
    """Add collinearity and sensitivity."""
    asked, fit = answer.question.specification, answer.fit
    if tied := parts.attempt(asked.id, lambda: collinearity(fit.design, asked.id)):
        parts.collinearity += tied.rows
        parts.note(tied.findings)
    withstood = parts.attempt(
        asked.id, lambda: sensitivity(fit, answer.effects, options.plan.level)
    )
    if withstood:
        parts.sensitivity += withstood[0]
        parts.note(withstood[1])


def _add_by_rows(parts: Parts, answer: ModelAnswer, options: PartOptions) -> None:
    """Add what needs single rows: daily against promotion, validation, shapes, the curve."""
    asked, level = answer.question.specification, options.plan.level
    table, fit = answer.question.table, answer.fit
    if asked.promotion:
        grade = answer.report.grade
        tested = parts.attempt(
            asked.id, lambda: promotion_test(table, asked, level=level, grade=grade)
        )
        parts.promotions += [tested] if tested else []
    if asked.family is Family.HAZARD:  # its rows are periods, which the table does not hold
        said = Sentence("finding.evidence.hazard_not_validated", {"question": asked.id})
        parts.note([Finding("note", said)])
    else:
        checked = parts.attempt(asked.id, lambda: validation(fit, table, options.validation, level))
        parts.validation += [checked] if checked else []
    _add_shapes(parts, answer)
    _add_curve(parts, answer)


def _add_withstood(parts: Parts, answer: SurvivalAnswer, level: float) -> None:
    """Add how strong an unmeasured confounder of the hazard ratios would have to be."""
    fit = answer.fit
    degrees = float(fit.rows - len(fit.coefficients))
    rate = fit.events / fit.rows
    found = parts.attempt(
        answer.question.specification.id,
        lambda: hazard_sensitivity(answer.effects, rate, degrees, level),
    )
    parts.sensitivity += found or ()


def _levers(answer: ModelAnswer) -> list[Term]:
    return [term for term in answer.question.specification.terms if term.role is Role.LEVER]


def _add_shapes(parts: Parts, answer: ModelAnswer) -> None:
    """Add the shape of each metric's effect."""
    asked, levers = answer.question.specification, _levers(answer)
    metrics = dict.fromkeys(term.column for term in levers if term.transform in NUMERIC)
    for column in metrics:
        shape = parts.attempt(
            asked.id,
            partial(compare_shapes, answer.question.table, asked, column, known=answer.fit),
        )
        parts.shapes += [shape] if shape else []


def _add_importance(parts: Parts, answer: ModelAnswer, options: PartOptions) -> None:
    """Add how much each lever explains."""
    asked, plan = answer.question.specification, options.plan
    if _levers(answer):
        found = parts.attempt(
            asked.id,
            lambda: importance_report(
                answer.fit,
                options.effects,
                options.directions,
                options.importance,
                plan.bootstraps,
                plan.level,
            ),
        )
        parts.importance += [found] if found else []


def _add_claims(parts: Parts, answer: ModelAnswer, options: PartOptions) -> None:
    """Add the verdicts on this question's claims; a claim that cannot be right is refused."""
    asked, grade = answer.question.specification, answer.report.grade
    for claim in options.plan.claims:
        if claim.specification != asked.id:
            continue
        tested = parts.attempt(
            asked.id,
            partial(claim_report, answer.fit, claim, level=options.plan.level, grade=grade),
            MethodError,
        )
        parts.claims += [tested] if tested else []


def _add_curve(parts: Parts, answer: ModelAnswer) -> None:
    """Add the curve for the simulation, where the question is of what a simulation knows."""
    asked = answer.question.specification
    known = {
        *(DEFAULT_COLUMNS.response, *DEFAULT_COLUMNS.mean_response),
        *(DEFAULT_COLUMNS.solved, DEFAULT_COLUMNS.contact_class),
    }
    if asked.family not in CURVE_FAMILIES or not known & {term.column for term in asked.terms}:
        return
    found = parts.attempt(
        asked.id,
        lambda: outcome_curve(
            answer.question.table, asked, grade=answer.report.grade, known=answer.fit
        ),
    )
    if found:
        parts.curves.append(found)
        parts.note(found.findings)
