"""Fits and bands as plain figures of the decision pack."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from engine.domain.pack import BandPart, BandRow, EffectRow, Estimate, FitPart
from engine.domain.specification import Role
from engine.domain.texts import Finding
from engine.evidence.bands import BandMeans
from engine.evidence.confounding import Confounding
from engine.evidence.effects import Effect, average_marginal_effects, shift_effect
from engine.evidence.fitted import FittedModel
from engine.evidence.grade import EvidenceGrade

SHIFTED = "+"
FEW_CLUSTERS_SAID = "finding.evidence.few_clusters"
CLUSTERS_GRADED = frozenset(
    {"finding.evidence.too_few_clusters", "finding.evidence.few_clusters_shown"}
)
NO_SHIFTS: Mapping[str, float] = MappingProxyType({})


def fit_part(
    fit: FittedModel,
    grade: EvidenceGrade,
    contrast: Confounding | None = None,
    shifts: Mapping[str, float] = NO_SHIFTS,
) -> FitPart:
    """Return a fit's part of the decision pack.

    Parameters
    ----------
    grade, contrast
        Of this fit.
    shifts
        By metric: also show the effect of this much more of it (``{"frt_s": 10.0}``), on a row
        of its own after the term's.
    """
    specification = fit.specification
    without = _unadjusted(contrast, shifts)
    rows = []
    for effect in average_marginal_effects(fit):
        rows.append(_row(effect, without.get((effect.column, effect.category_level))))
        if effect.column in shifts:
            shifted = shift_effect(fit, effect.column, shifts[effect.column])
            rows.append(_row(shifted, without.get((effect.column, SHIFTED))))
    return FitPart(
        id=specification.id,
        name=specification.name,
        outcome=specification.outcome,
        model=specification.family.value,
        n=fit.rows,
        dropped=fit.design.dropped,
        outcome_rate=fit.outcome_mean,
        clusters=fit.clusters,
        cluster=specification.cluster,
        errors=fit.errors.value,
        controls=tuple(t.column for t in specification.terms if t.role is Role.CONFOUNDER),
        withheld="" if contrast is None else contrast.withheld,
        grade=grade.letter,
        effects=tuple(rows),
        findings=_findings(fit, grade, contrast),
    )


def band_part(means: BandMeans) -> BandPart:
    """Return the bands' part of the decision pack."""
    question = means.question
    return BandPart(
        id=question.id,
        name=question.name,
        outcome=question.outcome,
        metric=question.metric,
        unit=question.unit,
        cluster=question.cluster,
        clusters=means.clusters,
        rows=tuple(
            BandRow(
                low=row.low,
                high=row.high,
                n=row.rows,
                mean=Estimate(row.mean, row.low_mean, row.high_mean),
                tie=row.tie,
            )
            for row in means.rows
        ),
    )


def _unadjusted(
    contrast: Confounding | None, shifts: Mapping[str, float]
) -> dict[tuple[str, str], Effect]:
    """Return the levers' effects without the confounder; a shift's under the level ``+``."""
    if contrast is None:
        return {}
    found = {}
    for pair in contrast.contrasts:
        column = pair.unadjusted.column
        found[column, pair.unadjusted.category_level] = pair.unadjusted
        if column in shifts:
            found[column, SHIFTED] = shift_effect(contrast.fit, column, shifts[column])
    return found


def _row(effect: Effect, without: Effect | None) -> EffectRow:
    return EffectRow(
        column=effect.column,
        indicator=effect.indicator,
        role=effect.role.value,
        coefficient=Estimate(effect.coefficient, effect.coefficient_low, effect.coefficient_high),
        coefficient_se=effect.coefficient_error,
        effect=Estimate(effect.value, effect.low, effect.high),
        effect_se=effect.standard_error,
        per=effect.per,
        without_confounder=(
            None if without is None else Estimate(without.value, without.low, without.high)
        ),
    )


def _findings(
    fit: FittedModel, grade: EvidenceGrade, contrast: Confounding | None
) -> tuple[Finding, ...]:
    """Return every finding once, the grade's reasons first."""
    told = [*grade.reasons, *fit.findings, *(() if contrast is None else contrast.findings)]
    return said_once(told)


def said_once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return every finding once, in order.

    What the grade says of few clusters, the fit need not say again.
    """
    known = {
        each.sentence.values.get("cluster")
        for each in findings
        if each.sentence.key in CLUSTERS_GRADED
    }
    return tuple(
        each
        for j, each in enumerate(findings)
        if each not in findings[:j]
        and not (
            each.sentence.key == FEW_CLUSTERS_SAID and each.sentence.values.get("cluster") in known
        )
    )
