"""What a withheld confounder does to the other effects: the same rows, one column less."""

from dataclasses import dataclass

from engine.domain.pack import EFFECT_LEVEL
from engine.domain.specification import Role
from engine.domain.texts import Finding, Sentence
from engine.evidence.effects import Effect, average_marginal_effects
from engine.evidence.regressions import FittedLogit, fit_without


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
    fit: FittedLogit
    contrasts: tuple[Contrast, ...]
    findings: tuple[Finding, ...]


def confounding(fit: FittedLogit, withheld: str, level: float = EFFECT_LEVEL) -> Confounding:
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


def _finding(contrast: Contrast, withheld: str) -> Finding:
    level = contrast.adjusted.category_level
    values: dict[str, str | float] = {
        "column": contrast.adjusted.column + (f"={level}" if level else ""),
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
