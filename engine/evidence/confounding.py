"""What a withheld confounder does to the other effects: the same rows, one column less."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.domain.evidence_figures import EffectReport
from engine.domain.pack import EFFECT_LEVEL, Estimate
from engine.domain.specification import Role
from engine.domain.texts import Finding, Sentence
from engine.evidence.effects import Effect, average_marginal_effects
from engine.evidence.fitted import FittedModel
from engine.evidence.regressions import fit_design, fit_without

AGREES = 0.02  # relative; a randomised lever adjusted and unadjusted
LEAST_COLUMNS = 2  # the intercept and one of a lever


@dataclass(frozen=True, slots=True)
class Contrast:
    """One effect with and without the withheld confounder."""

    adjusted: Effect
    unadjusted: Effect

    @property
    def relative_change(self) -> float:
        """(unadjusted - adjusted) / |adjusted|; 0.45 says 45 % larger without the confounder."""
        return (self.unadjusted.value - self.adjusted.value) / abs(self.adjusted.value)

    @property
    def sign_flips(self) -> bool:
        """Whether the sign turns, and at least one of the two effects is told from 0."""
        told_from_zero = any(e.low * e.high > 0 for e in (self.adjusted, self.unadjusted))
        return self.unadjusted.value * self.adjusted.value < 0 and told_from_zero


@dataclass(frozen=True, slots=True, eq=False)
class Confounding:
    """The second fit and the contrasts of every other term; ``findings`` say them in words.

    A lever's change is always told, another term's only where its sign turns.
    """

    withheld: str
    fit: FittedModel
    contrasts: tuple[Contrast, ...]
    findings: tuple[Finding, ...]


def confounding(fit: FittedModel, withheld: str, level: float = EFFECT_LEVEL) -> Confounding:
    """Return every other effect with and without one confounder, on the same rows.

    Raises
    ------
    InputError
        ``evidence.unknown_term`` where the fit holds no term of ``withheld``.
    """
    second = fit_without(fit, withheld)
    without = {
        (effect.column, effect.category_level): effect
        for effect in average_marginal_effects(second, level)
    }
    contrasts = tuple(
        Contrast(effect, without[effect.column, effect.category_level])
        for effect in average_marginal_effects(fit, level)
        if effect.column != withheld
    )
    told = (c for c in contrasts if c.adjusted.role is Role.LEVER or c.sign_flips)
    findings = tuple(_finding(contrast, withheld) for contrast in told)
    return Confounding(withheld, second, contrasts, findings)


def beside_unadjusted(
    adjusted: Sequence[EffectReport], unadjusted: Sequence[EffectReport]
) -> tuple[EffectReport, ...]:
    """Return effects with the same ones of the fit without the confounder, where it has them."""
    known = {(e.metric, e.kind, e.band, repr(e.per)): e for e in unadjusted}
    rows = []
    for effect in adjusted:
        other = known.get((effect.metric, effect.kind, effect.band, repr(effect.per)))
        without = None if other is None else Estimate(other.ame, other.low, other.high)
        rows.append(replace(effect, without_confounder=without))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """The levers' effects with all other terms and with none, and that in words."""

    contrasts: tuple[Contrast, ...]
    findings: tuple[Finding, ...]


def adjustment(fit: FittedModel, level: float = EFFECT_LEVEL) -> Adjustment:
    """Return what all confounders together do to the levers, on the same rows.

    Where the levers were randomised the two agree but for chance; ``findings`` hold the largest
    relative change of the effects told from 0. Empty without a lever or a confounder.
    """
    terms = fit.specification.terms
    others = {term.column for term in terms if term.role is not Role.LEVER}
    design = fit.design
    for column in others:
        design = design.without(column) if design.positions(column) else design
    if not others or len(design.columns) < LEAST_COLUMNS:
        return Adjustment((), ())
    raw = {
        (effect.column, effect.category_level): effect
        for effect in average_marginal_effects(fit_design(design, fit.specification), level)
    }
    contrasts = tuple(
        Contrast(effect, raw[effect.column, effect.category_level])
        for effect in average_marginal_effects(fit, level)
        if effect.role is Role.LEVER
    )
    told = [c for c in contrasts if c.adjusted.low * c.adjusted.high > 0]
    return Adjustment(contrasts, tuple(_largest_change(told)))


def _largest_change(told: list[Contrast]) -> list[Finding]:
    if not told:
        return []
    worst = max(told, key=lambda contrast: abs(contrast.relative_change))
    values: dict[str, str | float] = {
        "column": _told_column(worst),
        "adjusted": worst.adjusted.value,
        "unadjusted": worst.unadjusted.value,
        "change": abs(worst.relative_change),
    }
    moved = abs(worst.unadjusted.value - worst.adjusted.value)
    if abs(worst.relative_change) <= AGREES or moved <= worst.adjusted.standard_error:
        return [Finding("note", Sentence("finding.evidence.adjusted_agrees", values))]
    return [Finding("caution", Sentence("finding.evidence.adjusted_differs", values))]


def _told_column(contrast: Contrast) -> str:
    level = contrast.adjusted.category_level
    return contrast.adjusted.column + (f"={level}" if level else "")


def _finding(contrast: Contrast, withheld: str) -> Finding:
    values: dict[str, str | float] = {
        "column": _told_column(contrast),
        "withheld": withheld,
        "adjusted": contrast.adjusted.value,
        "unadjusted": contrast.unadjusted.value,
    }
    if not contrast.sign_flips:
        return Finding("note", Sentence("finding.evidence.withheld", values))
    flipped = Sentence("finding.evidence.sign_flips", values)
    if contrast.adjusted.role is Role.LEVER:
        return Finding("alarm", flipped)
    return Finding("caution", flipped)
