"""Which grades may speak of causes, and the sentence that an effect gets by its grade."""

from engine.domain.evidence_figures import EffectReport
from engine.domain.specification import Role
from engine.domain.texts import Sentence

CAUSAL_GRADES = ("A", "B")
PER_LEVEL = "effect.per_level"
ASSOCIATION = "C"  # the best that a column can have that nobody assigned


def may_speak_of_causes(grade: str) -> bool:
    """Whether a number of this grade may be called an effect of its lever; A and B only."""
    return grade in CAUSAL_GRADES


def effect_grade(letter: str, role: Role | str) -> str:
    """Return the grade of one effect of a fit with this letter.

    Only the levers were assigned: a confounder's own coefficient is an association at best, also
    where the levers were randomised.
    """
    return letter if role == Role.LEVER else max(letter, ASSOCIATION)


def effect_sentence(effect: EffectReport) -> Sentence:
    """Return an effect in words that its grade allows, with interval, denominator and grade."""
    manner = "causal" if may_speak_of_causes(effect.grade) else "association"
    values: dict[str, str | float | int] = {
        "metric": effect_name(effect),
        "outcome": effect.outcome,
        "effect": effect.ame,
        "low": effect.low,
        "high": effect.high,
        "coverage": effect.level,
        "n": effect.n,
        "grade": effect.grade,
    }
    return Sentence(f"evidence.effect_{manner}", values)


def effect_name(effect: EffectReport) -> str:
    """Return the metric of an effect with its level or band: ``arm=mens``, ``frt_s [30, 60)``."""
    if effect.band:
        return f"{effect.metric} {effect.band}"
    level = str(effect.per.values.get("level", "")) if effect.per.key == PER_LEVEL else ""
    return f"{effect.metric}={level}" if level else effect.metric
