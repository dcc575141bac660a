"""What choices about the data do: repeated rows, gaps, outliers, tiny clusters; taken or not.

Each choice is tried on every question it touches; the report says how far the levers' effects
and the evidence shares move. Nothing is dropped silently.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_plan import EvidencePlan
from engine.domain.evidence_trust import DataCheckRow
from engine.domain.specification import Role, Specification
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence, Value
from engine.errors import InputError, MethodError
from engine.evidence.data_choices import (
    Choice,
    clipped,
    effect_moved,
    missing_as_levels,
    without_rows,
    without_tiny_clusters,
)
from engine.evidence.fitted import FittedModel
from engine.evidence.regressions import fit
from engine.studies.evidence_answers import ModelAnswer

Make = Callable[[ColumnTable, Specification], Choice]
Shares = Callable[[Sequence[FittedModel]], Mapping[str, float]]
"""Point shares of the indicators that some fits give; empty where they give none."""

ALARM_FROM = 0.5  # standard errors of a lever's effect
DUPLICATES = "drop_duplicates"
CHOICES: Mapping[str, Make] = MappingProxyType(
    {
        "missing_as_level": missing_as_levels,
        "clip_outliers": clipped,
        "drop_tiny_clusters": without_tiny_clusters,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class _Tried:
    """One choice on one question: what it touches, and the fit it gives, where it gives one."""

    rows: int
    moved: float | None
    fit: FittedModel | None


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """How shares are made of fits, and what they are as the data stand."""

    shares: Shares
    usual: Mapping[str, float]


def data_checks(
    plan: EvidencePlan,
    answers: Sequence[ModelAnswer],
    repeated: NDArray[np.int64],
    shares: Shares,
) -> tuple[DataCheckRow, ...]:
    """Return a row for each choice that touches rows of a question.

    Parameters
    ----------
    repeated
        Labels of the rows that are like an earlier one.
    shares
        Evidence shares of a set of fits, to see how far a choice moves the weights.

    Notes
    -----
    Taken are: repeated rows are kept, rows that miss a term are left out, values are used as
    they stand, small clusters stay. ``effect_moved`` is the largest change of a lever's
    coefficient over all questions, in its standard errors.
    """
    trial = _Trial(shares, shares([each.fit for each in answers]))
    found = []
    if len(repeated) and plan.drop_repeated:
        found.append(_dropped(len(repeated)))
    elif len(repeated):
        tried = [
            _tried(each, lambda table, asked: without_rows(table, asked, repeated))
            for each in answers
        ]
        found.append(_row(DUPLICATES, len(repeated), tried, trial))
    for choice, make in CHOICES.items():
        tried = [_tried(each, make) for each in answers]
        touched = max((each.rows for each in tried), default=0)
        found += [_row(choice, touched, tried, trial)] if touched else []
    return tuple(found)


def row_numbers(plan: EvidencePlan) -> tuple[str, ...]:
    """Return the columns that the plan states to be identifiers: they differ in every row."""
    return tuple(each.column for each in plan.columns if each.role is Role.IDENTIFIER)


def _tried(answer: ModelAnswer, make: Make) -> _Tried:
    """Return what a choice does to one question; a choice without an answer moves nothing."""
    question, before = answer.question, answer.fit
    choice = make(question.table, question.specification)
    if not choice.rows:
        return _Tried(0, None, before)
    try:
        after = fit(choice.table, choice.specification, before)
    except (InputError, MethodError):
        return _Tried(choice.rows, None, None)
    return _Tried(choice.rows, effect_moved(before, after), after)


def _row(choice: str, touched: int, tried: Sequence[_Tried], trial: "_Trial") -> DataCheckRow:
    """Return what a choice does to all questions together."""
    moves = [each.moved for each in tried if each.moved is not None]
    after = trial.shares([each.fit for each in tried if each.fit is not None])
    moved = _share_moved(trial.usual, after)
    largest = max(moves, default=None)
    return DataCheckRow(
        choice=choice,
        column="",
        rows=touched,
        taken=False,
        moved=moved,
        effect_moved=largest,
        sentence=_sentence(choice, touched, largest, moved),
    )


def _sentence(choice: str, rows: int, effect: float | None, share: float | None) -> Sentence:
    """Return what a choice would move: effects, and shares where there are any."""
    if effect is None:
        return Sentence("finding.evidence.choice_untried", {"choice": choice, "rows": rows})
    values: dict[str, Value] = {"rows": rows, "effect": f"{effect:.2f}"}
    if share is None:
        return Sentence(f"finding.evidence.choice_{choice}_effect", values)
    return Sentence(f"finding.evidence.choice_{choice}", values | {"share": f"{100 * share:.1f}"})


def _dropped(rows: int) -> DataCheckRow:
    """Return that repeated rows were left out, as the user asked."""
    said = Sentence("finding.evidence.dropped_duplicates", {"rows": rows})
    return DataCheckRow(
        choice=DUPLICATES,
        column="",
        rows=rows,
        taken=True,
        moved=None,
        effect_moved=None,
        sentence=said,
    )


def alarms(checks: Sequence[DataCheckRow]) -> tuple[Finding, ...]:
    """Return what the choices move: an alarm from half a standard error on, else a caution."""
    return tuple(
        Finding("alarm" if (each.effect_moved or 0.0) >= ALARM_FROM else "caution", each.sentence)
        for each in checks
        if not each.taken
    )


def _share_moved(usual: Mapping[str, float], after: Mapping[str, float]) -> float | None:
    """Return the largest change of an evidence share, 0..1; None where there are no shares."""
    if not usual or not after:
        return None
    return max(abs(after.get(name, 0.0) - usual.get(name, 0.0)) for name in {*usual, *after})
