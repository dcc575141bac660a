"""What do the data say: one fit for each question, bands, and evidence weights with draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.domain.indicators import Direction, IndicatorTree
from engine.domain.pack import BandPart, EffectRow, FitPart
from engine.domain.records import RecordSource
from engine.domain.specification import BandQuestion, RowFilter, Specification, Transform
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding
from engine.evidence.bands import band_means
from engine.evidence.confounding import confounding
from engine.evidence.grade import evidence_grade
from engine.evidence.parts import band_part, fit_part
from engine.evidence.regressions import FittedLogit, fit_logit
from engine.evidence.shares import EvidenceWeights, evidence_weights
from engine.metrics.cells import contact_columns

SHIFTS = {"frt_s": 10.0, "response_min": 10.0}  # business units shown beside the log effect
DRAWS = 1000

Truths = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Planted effects of generated data: outcome key, column, then coefficient and effect."""


@dataclass(frozen=True, slots=True, eq=False)
class Associations:
    """What was fitted; ``evidence`` is None where no fit has both a value and an indicator."""

    fits: tuple[FitPart, ...]
    bands: tuple[BandPart, ...]
    evidence: EvidenceWeights | None
    findings: tuple[Finding, ...]


def associations(
    source: RecordSource,
    specifications: Sequence[Specification],
    bands: Sequence[BandQuestion],
    tree: IndicatorTree | None,
    truths: Truths,
    rng: np.random.Generator,
) -> Associations:
    """Return every fit of the case, its bands, and the evidence weights they add up to."""
    fits, parts = [], []
    for specification in specifications:
        fit, part = _fitted(source, specification, truths.get(specification.truth, {}))
        parts.append(part)
        fits.append(fit)
    weighed = None
    if tree is not None and any(_speaks(specification) for specification in specifications):
        weighed = evidence_weights(fits, _directions(tree), rng, DRAWS)
    return Associations(
        tuple(parts),
        tuple(band_part(band_means(_band_rows(source, one), one)) for one in bands),
        weighed,
        () if weighed is None else weighed.findings,
    )


def _fitted(
    source: RecordSource, specification: Specification, planted: Mapping[str, Mapping[str, float]]
) -> tuple[FittedLogit, FitPart]:
    """Fit one specification on its own columns only: the rest of the table stays on disk."""
    names = [specification.outcome, specification.cluster]
    names += [term.column for term in specification.terms]
    table = contact_columns(source, tuple(dict.fromkeys(names)), specification.filters)
    fit = fit_logit(table, specification)
    contrast = confounding(fit, specification.withhold) if specification.withhold else None
    part = fit_part(fit, evidence_grade(fit, contrast), contrast, SHIFTS)
    units = {
        term.column: term.unit for term in specification.terms if term.transform is Transform.SCALE
    }
    effects = tuple(_with_truth(row, planted, units) for row in part.effects)
    return fit, replace(part, effects=effects)


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


def _speaks(specification: Specification) -> bool:
    return specification.value_cny != 0 and any(term.indicator for term in specification.terms)


def _directions(tree: IndicatorTree) -> dict[str, Direction]:
    return {leaf.id: leaf.direction for leaf in tree.leaves}
