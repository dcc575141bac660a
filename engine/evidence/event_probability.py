"""What the terms of a discrete-time hazard move the chance of the event by, up to a horizon.

"Repurchase within 90 days" is what a manager asks; the hazard in one period is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_figures import EffectReport
from engine.domain.pack import EFFECT_LEVEL
from engine.domain.specification import Family
from engine.domain.texts import Sentence
from engine.errors import InputError
from engine.evidence.design import Design
from engine.evidence.effect_questions import EffectQuestion, term_questions
from engine.evidence.effects import standard_error, two_sided
from engine.evidence.fitted import FittedModel
from engine.evidence.moves import Setting

KIND = "event_probability"


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A mean, or the change of one, with its derivative (k,) by the coefficients."""

    value: float
    gradient: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Course:
    """The subjects in each period up to the horizon, whether or not they were still at risk.

    ``cumulated`` (n,) is each one's hazard summed over the periods.
    """

    fit: FittedModel
    start: Design
    periods: tuple[int, ...]

    def designs(self) -> Iterator[Design]:
        """Yield the subjects' design in one period after the other."""
        column = self.fit.specification.duration
        if column not in self.start.readings:
            yield self.start
            return
        everybody = slice(0, len(self.start.outcome))
        for code in self.periods:
            raw = np.full(len(self.start.outcome), code, dtype=np.int64)
            matrix = self.start.matrix_at(everybody, column, raw)
            readings = {**self.start.readings, column: raw}
            yield replace(self.start, matrix=matrix, readings=readings)

    def mean(self, column: str = "", value: float = 0.0) -> Change:
        """Return the mean chance of the event; had everybody ``value`` in a column, if named."""
        matrices = [self._matrix(design, column, value) for design in self.designs()]
        hazards = [np.exp(matrix @ self.fit.coefficients) for matrix in matrices]
        survival = np.exp(-np.sum(hazards, axis=0))
        n = len(survival)
        gradient = np.zeros(len(self.fit.coefficients))
        for matrix, hazard in zip(matrices, hazards, strict=True):
            gradient += matrix.T @ (survival * hazard) / n
        return Change(float(1.0 - survival.mean()), gradient)

    def _matrix(self, design: Design, column: str, value: float) -> NDArray[np.float64]:
        if not column:
            return design.matrix
        raw = np.full_like(design.readings[column], value)
        return design.matrix_at(slice(0, len(raw)), column, raw)

    def slope(self, column: str) -> Change:
        """Return the mean derivative of the chance by a metric, in the column's own unit."""
        everybody = slice(0, len(self.start.outcome))
        b = self.fit.coefficients
        hazards, along = [], []
        for design in self.designs():
            hazards.append(np.exp(design.matrix @ b))
            along.append(design.slopes(everybody, column) @ b)
        moved = np.sum([h * s for h, s in zip(hazards, along, strict=True)], axis=0)
        survival = np.exp(-np.sum(hazards, axis=0)) / len(moved)
        gradient = np.zeros(len(b))
        for design, hazard, step in zip(self.designs(), hazards, along, strict=True):
            gradient += design.matrix.T @ (survival * hazard * (step - moved))
            gradient += design.slopes(everybody, column).T @ (survival * hazard)
        return Change(float(survival @ moved), gradient)


def event_probability(fit: FittedModel, horizon: float | None = None) -> Change:
    """Return the mean fitted chance that the event comes by the horizon.

    Parameters
    ----------
    fit
        A discrete-time hazard of :func:`engine.evidence.hazard.fit_hazard`.
    horizon
        The end of one of its periods; None: of the last.

    Raises
    ------
    InputError
        ``evidence.not_a_hazard``; ``evidence.horizon`` where no period ends there.

    Notes
    -----
    ``1 - exp(-sum_p exp(a_p + x b))``, averaged over the subjects observed through a first
    period, with their terms as they are.
    """
    return _course(fit, horizon).mean()


def event_probability_effects(
    fit: FittedModel,
    horizon: float | None = None,
    level: float = EFFECT_LEVEL,
    grade: str = "",
) -> tuple[EffectReport, ...]:
    """Return what each term moves the chance of the event by the horizon by.

    A metric gives the mean derivative per unit of its column; a flag, level or band the mean
    difference against its reference. Errors by the delta method from the fit's covariance.

    Parameters
    ----------
    fit, horizon
        As of :func:`event_probability`, whose errors it raises.
    level
        Coverage of the t intervals.
    """
    course = _course(fit, horizon)
    mean = course.mean().value
    rows = []
    for asked in term_questions(fit):
        if asked.term.column == fit.specification.duration:
            continue
        change = _change(course, asked)
        error = standard_error(change.gradient, fit.covariance)
        half = fit.half_width(error, level)
        rows.append(
            EffectReport(
                fit=fit.specification.id,
                outcome=fit.specification.outcome,
                metric=asked.term.column,
                indicator=asked.term.indicator,
                role=asked.term.role.value,
                kind=KIND,
                band=asked.band,
                per=_per(asked),
                ame=change.value,
                standard_error=error,
                plain_standard_error=standard_error(change.gradient, fit.plain_covariance),
                low=change.value - half,
                high=change.value + half,
                p_value=two_sided(change.value, error, fit.degrees),
                p_adjusted=None,
                relative=change.value / mean,
                n=len(course.start.outcome),
                level=level,
                grade=grade,
            )
        )
    return tuple(rows)


def _change(course: _Course, asked: EffectQuestion) -> Change:
    move = asked.question.move
    if not isinstance(move, Setting) or move.against is None:
        return course.slope(asked.term.column)
    there = course.mean(move.column, move.value)
    back = course.mean(move.column, move.against)
    return Change(there.value - back.value, there.gradient - back.gradient)


def _per(asked: EffectQuestion) -> Sentence:
    if isinstance(asked.question.move, Setting):
        return asked.per
    return Sentence("effect.per_metric_unit", {"column": asked.term.column})


def _course(fit: FittedModel, horizon: float | None) -> _Course:
    specification = fit.specification
    if specification.family is not Family.HAZARD:
        raise InputError("evidence.not_a_hazard", specification=specification.id)
    ends = specification.periods
    last = ends[-1] if horizon is None else horizon
    if last not in ends:
        told = ", ".join(f"{end:g}" for end in ends)
        raise InputError("evidence.horizon", horizon=last, periods=told)
    column = specification.duration
    if column not in fit.design.readings:  # one period: the intercept is its baseline
        return _Course(fit, fit.design, (0,))
    # a level's name begins with the period's number; a period without events has no level
    numbers = [int(level.split(" ", 1)[0]) for level in fit.design.levels[column]]
    codes = tuple(code for code, number in enumerate(numbers) if ends[number - 1] <= last)
    if not codes:
        raise InputError("evidence.horizon_void", horizon=last)
    return _Course(fit, fit.design.take(fit.design.readings[column] == 0), codes)
