"""One question answered: its roles, fit, grade and effects; one that fails sinks no other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.domain.evidence_figures import EffectReport, FitReport
from engine.domain.evidence_plan import ColumnRole
from engine.domain.evidence_trust import RoleRow
from engine.domain.specification import Family, Role
from engine.domain.tables import Column
from engine.domain.texts import Finding, Sentence
from engine.errors import EngineError, MethodError
from engine.evidence.clusters import FEW_CLUSTERS
from engine.evidence.confounding import Confounding, beside_unadjusted, confounding
from engine.evidence.cox import FittedCox, fit_cox
from engine.evidence.cox_effects import cox_effects, cox_fit_report
from engine.evidence.effect_bands import (
    band_contrasts,
    band_effects,
    banded_specification,
    default_edges,
)
from engine.evidence.effect_questions import business_step
from engine.evidence.effects import Planted, effect_rows
from engine.evidence.event_probability import event_probability_effects
from engine.evidence.few_clusters import few_cluster_errors
from engine.evidence.fit_reports import FewClusters, fit_report
from engine.evidence.fitted import FittedModel
from engine.evidence.grade import Grounds, evidence_grade
from engine.evidence.leakage import alarms, leakage
from engine.evidence.parts import said_once
from engine.evidence.periods import moments
from engine.evidence.regressions import fit, fit_again
from engine.evidence.roles import check_roles
from engine.studies.evidence_columns import Question


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A fitted question with its columns' roles, its report and its effects.

    ``bands`` are the levers' effects by band of the metric, and the bands' contrasts.
    """

    question: Question
    roles: tuple[RoleRow, ...]
    report: FitReport
    effects: tuple[EffectReport, ...]
    bands: tuple[EffectReport, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ModelAnswer(Answer):
    """An answer by a model of the outcome's mean."""

    fit: FittedModel
    contrast: Confounding | None


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalAnswer(Answer):
    """An answer by proportional hazards, which have no mean."""

    fit: FittedCox


@dataclass(frozen=True, slots=True, eq=False)
class Refused:
    """A question that its data have no answer to, and why."""

    question: Question
    reason: MethodError

    @property
    def findings(self) -> tuple[Finding, ...]:
        """That the question has no answer, and the reason."""
        return refusal(self.question.specification.id, self.reason)


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What every question is asked with.

    Parameters
    ----------
    level
        Coverage of the intervals.
    stated, defaults
        The columns' roles as the user states them, and as the scheme says.
    dispatch
        Verdict of the plan's questions of dispatch; empty where none is asked.
    few, leaks
        Streams of the wild bootstrap and of the rows set aside to look for leaks.
    """

    level: float
    stated: Sequence[ColumnRole]
    defaults: Mapping[str, ColumnRole]
    dispatch: str
    few: np.random.Generator
    leaks: np.random.Generator


def answer(question: Question, terms: Terms, planted: Planted) -> Answer | Refused:
    """Return a question's fit with everything that is said of it alone, or why there is none.

    Parameters
    ----------
    planted
        The generator's truth by column, for generated data.

    Raises
    ------
    InputError
        Where the data are not what the question says, or a term may not enter a model.
    """
    asked = question.specification
    roles = check_roles(question.table, asked, terms.stated, terms.defaults)
    try:
        if asked.family is Family.COX:
            return _survival(question, roles, terms)
        return _regression(question, roles, terms, planted)
    except MethodError as reason:
        return Refused(question, reason)


def _survival(question: Question, roles: tuple[RoleRow, ...], terms: Terms) -> Answer:
    found, level = fit_cox(question.table, question.specification), terms.level
    grade = evidence_grade(found, None, Grounds(alarms(roles), terms.dispatch))
    told = said_once([*grade.reasons, *question.notes])
    report = cox_fit_report(found, level, grade.letter, told)
    effects = cox_effects(found, level, grade.letter)
    return SurvivalAnswer(question, roles, report, effects, (), found)


def _regression(
    question: Question, roles: tuple[RoleRow, ...], terms: Terms, planted: Planted
) -> Answer:
    found = fit(question.table, question.specification)
    judged = leakage(found, roles, terms.leaks, _when(question, found))
    return model_answer(question, found, judged, terms, planted)


def model_answer(
    question: Question,
    found: FittedModel,
    judged: tuple[RoleRow, ...],
    terms: Terms,
    planted: Planted,
) -> ModelAnswer:
    """Return what is said of a fit of the outcome's mean, its columns' roles being ``judged``."""
    asked, level = question.specification, terms.level
    contrast = confounding(found, asked.withhold, level) if asked.withhold else None
    few = _few(found, terms.few)
    grade = evidence_grade(found, contrast, Grounds(alarms(judged), terms.dispatch, bool(few)))
    told = [*grade.reasons, *found.findings, *question.notes]
    told += [] if contrast is None else contrast.findings
    report = fit_report(found, level, grade.letter, said_once(told), few)
    effects = [*effect_rows(found, level, grade.letter, planted)]
    if contrast is not None:
        effects = [*beside_unadjusted(effects, effect_rows(contrast.fit, level))]
    if asked.family is Family.HAZARD:
        effects += event_probability_effects(found, level=level, grade=grade.letter)
    bands = _bands(question, found, level, grade.letter)
    return ModelAnswer(question, judged, report, tuple(effects), bands, found, contrast)


def _when(question: Question, found: FittedModel) -> Column | None:
    """Return the times of the fit's rows, or None where there are none."""
    column = question.specification.time
    table = question.table
    rows = np.isin(table.labels, found.design.labels)
    if not column or rows.sum() != len(found.design.labels):  # person-periods repeat labels
        return None
    return moments(table.where(rows), column)


def _few(found: FittedModel, rng: np.random.Generator) -> FewClusters:
    """Return what few clusters bear for the levers' coefficients; nothing where there are many."""
    if not 0 < found.clusters < FEW_CLUSTERS:
        return {}
    columns = found.design.columns
    places = [
        j
        for j, column in enumerate(columns)
        if any(factor.term.role is Role.LEVER for factor in column.factors)
    ]
    return {
        each.place: (
            each.standard_error,
            each.degrees,
            None if each.wild is None else each.wild.p_value,
        )
        for each in few_cluster_errors(found, rng, places)
    }


def _bands(
    question: Question, found: FittedModel, level: float, grade: str
) -> tuple[EffectReport, ...]:
    """Return the effect of a business step by band of each lever, and the bands' contrasts."""
    asked = question.specification
    rows: list[EffectReport] = []
    for column in dict.fromkeys(t.column for t in asked.terms if t.role is Role.LEVER):
        step = business_step(found, column)
        if step is None or asked.interactions:
            continue
        raw = found.design.readings[column].astype(np.float64)
        edges = default_edges(column, raw, found.design.trials)
        rows += band_effects(found, column, step, edges, level=level, grade=grade)
        if len(edges) > 1 and asked.family is not Family.HAZARD:
            banded = fit_again(found, banded_specification(asked, column, edges))
            rows += band_contrasts(banded, column, level=level, grade=grade)
    return tuple(rows)


def refusal(question: str, reason: EngineError) -> tuple[Finding, ...]:
    """Return that a question or a part of it has no answer, and the reason's own sentence."""
    said = Sentence("finding.evidence.question_failed", {"question": question})
    values = {
        name: value if isinstance(value, str | int | float) else str(value)
        for name, value in reason.values.items()
    }
    because = Sentence(f"error.{reason.code}", values)
    return (Finding("alarm", said), Finding("alarm", because))
