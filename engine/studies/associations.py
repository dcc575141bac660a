"""What the decision page says of the fitted questions, and bands: the same fits in short."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.domain.pack import BandPart, EffectRow, FitPart
from engine.domain.records import RecordSource
from engine.domain.specification import BandQuestion, RowFilter, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.bands import band_means
from engine.evidence.grade import EvidenceGrade
from engine.evidence.parts import band_part, fit_part
from engine.metrics.cells import contact_columns
from engine.studies.evidence_answers import Answer, ModelAnswer

SHIFTS = {"frt_s": 10.0, "response_min": 10.0}  # business units shown beside the log effect

Truths = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Planted effects of generated data: outcome key, column, then coefficient and effect."""


def fit_parts(answers: Sequence[Answer], truths: Truths) -> tuple[FitPart, ...]:
    """Return each model's part of the decision pack; survival models have no mean to show.

    Parameters
    ----------
    truths
        The generator's, for generated data.
    """
    return tuple(
        _fit_part(each, truths.get(each.question.specification.truth, {}))
        for each in answers
        if isinstance(each, ModelAnswer)
    )


def banded(source: RecordSource, question: BandQuestion) -> BandPart:
    """Return an outcome's mean by bands of a metric, with the bands that tie."""
    return band_part(band_means(_band_rows(source, question), question))


def _fit_part(answer: ModelAnswer, planted: Mapping[str, Mapping[str, float]]) -> FitPart:
    report, terms = answer.report, answer.question.specification.terms
    grade = EvidenceGrade(report.grade, report.findings)
    part = fit_part(answer.fit, grade, answer.contrast, SHIFTS)
    units = {term.column: term.unit for term in terms if term.transform is Transform.SCALE}
    return replace(part, effects=tuple(_with_truth(row, planted, units) for row in part.effects))


def _with_truth(
    row: EffectRow, planted: Mapping[str, Mapping[str, float]], units: Mapping[str, float]
) -> EffectRow:
    """Add the generator's truth to a row, in the row's own unit."""
    truth = planted.get(row.column)
    if truth is None:
        return row
    if row.per.key == "effect.per_shift":
        return replace(row, truth=truth.get("plus_10_s"))
    scale = units.get(row.column, 1.0) / truth.get("unit", 1.0)
    return replace(
        row, truth=truth["effect"] * scale, truth_coefficient=truth["coefficient"] * scale
    )


def _band_rows(source: RecordSource, question: BandQuestion) -> ColumnTable:
    names = (question.outcome, question.metric, question.cluster)
    no_filters: tuple[RowFilter, ...] = ()
    return contact_columns(source, tuple(dict.fromkeys(names)), no_filters)
