"""Which effects a fit is asked for: each term in its own unit, and in the unit of the business."""

from dataclasses import dataclass

import numpy as np

from engine.domain.specification import Family, Term, Transform
from engine.domain.texts import Sentence
from engine.errors import InputError
from engine.evidence.factors import Factor
from engine.evidence.fitted import FittedModel
from engine.evidence.moves import NOT_A_LEVEL, Question, Setting, Shift, Slope
from engine.evidence.transforms import check_defined

UNITS_BY_SUFFIX = {"_s": "s", "_h": "h", "_min": "min", "_cny": "CNY"}
BUSINESS_STEPS = {"_s": 10.0, "_min": 1.0, "_h": 1.0}
SCORE_SUFFIX, SCORE_STEP, SCORE_MOST = "_score", 10.0, 100.0
LEAST_SCORE_MOST = 10.0  # a score that never exceeds ten has another scale than 0 to 100

PER_SENTENCES = {
    Transform.IDENTITY: "effect.per_metric_unit",
    Transform.LOG_FLOOR: "effect.per_log_unit",
    Transform.LOG1P: "effect.per_log1p_unit",
    Transform.LOG: "effect.per_log",
    Transform.SCALE: "effect.per_units",
    Transform.FLAG: "effect.per_flag",
    Transform.CATEGORY: "effect.per_level",
    Transform.BANDS: "effect.per_level",
}
OWN_UNIT = (
    Transform.IDENTITY,
    Transform.LOG_FLOOR,
    Transform.LOG1P,
    Transform.LOG,
    Transform.SCALE,
)


@dataclass(frozen=True, slots=True)
class EffectQuestion:
    """One effect: the change of the mean it is, and how it is told."""

    question: Question
    term: Term
    kind: str
    per: Sentence
    category_level: str = ""
    band: str = ""


def term_questions(fit: FittedModel) -> tuple[EffectQuestion, ...]:
    """Return the question of each term, in the specification's order.

    A flag is no against yes; a category or bands one discrete change for each level against the
    reference; one logarithm or scale is taken by its own unit; everything else (squares,
    splines, several terms of one metric) is the slope by the metric, through all of them. The
    periods of a hazard are its baseline: nobody's effect.
    """
    found: list[EffectQuestion] = []
    asked = fit.specification
    baseline = asked.duration if asked.family is Family.HAZARD else ""
    for column in dict.fromkeys(term.column for term in asked.terms if term.column != baseline):
        found += _column_questions(column, factors(fit, column))
    return tuple(found)


def factors(fit: FittedModel, column: str) -> tuple[Factor, ...]:
    """Return the factors that a column of the table has in the fit, interactions left aside."""
    entries = fit.design.columns
    return tuple(
        entry.factors[0] for entry in entries if len(entry.factors) == 1 and entry.reads(column)
    )


def _column_questions(column: str, own: tuple[Factor, ...]) -> list[EffectQuestion]:
    terms = tuple(dict.fromkeys(factor.term for factor in own))
    transform = terms[0].transform if len(terms) == 1 else None
    if transform in (Transform.CATEGORY, Transform.BANDS):
        return [_level(factor) for factor in own]
    if transform is Transform.FLAG:
        flag = Question(Setting(column, 1.0, 0.0))
        return [EffectQuestion(flag, terms[0], "discrete", _per(terms[0]))]
    if transform in OWN_UNIT:
        slope = Question(Slope(column, by_transform=True))
        return [EffectQuestion(slope, terms[0], "slope", _per(terms[0]))]
    per = Sentence("effect.per_metric_unit", {"column": column})
    slope = Question(Slope(column))  # no term at all: it was withheld
    return [EffectQuestion(slope, term, "slope", per) for term in terms[:1]]


def _level(factor: Factor) -> EffectQuestion:
    """Ask for a level against the reference; for a band against the first one."""
    term = factor.term
    if term.transform is Transform.CATEGORY:
        setting = Setting(term.column, factor.part, NOT_A_LEVEL)
        per = _per(term, factor.level)
        return EffectQuestion(Question(setting), term, "discrete", per, factor.level)
    setting = Setting(term.column, term.edges[factor.part], term.edges[0])
    level = band_name(term.edges, factor.part)
    told = {"column": term.column, "level": level, "reference": band_name(term.edges, 0)}
    per = Sentence(PER_SENTENCES[term.transform], told)
    return EffectQuestion(Question(setting), term, "discrete", per, factor.level, level)


def shift_question(fit: FittedModel, column: str, by: float) -> EffectQuestion:
    """Return the question what ``by`` more of a metric does.

    Raises
    ------
    InputError
        ``evidence.not_a_metric`` (no numeric term), ``evidence.outside_transform`` where a
        shifted value leaves a transform's domain, ``evidence.shift`` (0 or no number).
    """
    term = check_shift(fit, column, by)
    per = Sentence("effect.per_shift", {"by": amount(f"{by:+g}", column), "column": column})
    return EffectQuestion(Question(Shift(column, by)), term, "shift", per)


def check_shift(fit: FittedModel, column: str, by: float, least: float = -np.inf) -> Term:
    """Return the first term of a metric that may be shifted, or raise as above."""
    own = factors(fit, column)
    if not own or any(
        factor.term.transform in (Transform.FLAG, Transform.CATEGORY) for factor in own
    ):
        raise InputError("evidence.not_a_metric", column=column)
    if by == 0 or not np.isfinite(by):
        raise InputError("evidence.shift", column=column, by=by)
    raw = fit.design.readings[column]
    later = np.maximum(raw + by, np.minimum(raw, least))
    for term in dict.fromkeys(factor.term for factor in own):
        check_defined(later, term)
    return own[0].term


def business_step(fit: FittedModel, column: str) -> float | None:
    """Return how much more of a metric a manager thinks in; None where its name does not say.

    Ten seconds (``_s``), a minute (``_min``), an hour (``_h``), ten points of a score from 0 to
    100 (``_score``).
    """
    own = factors(fit, column)
    if not own or any(factor.is_discrete for factor in own):
        return None
    for suffix, step in BUSINESS_STEPS.items():
        if column.endswith(suffix):
            return step
    raw = fit.design.readings[column]
    is_score = column.endswith(SCORE_SUFFIX) and raw.min() >= 0
    return SCORE_STEP if is_score and LEAST_SCORE_MOST < raw.max() <= SCORE_MOST else None


def amount(number: str, column: str) -> str:
    """Return a number with the unit that the column's name carries, if it carries one."""
    units = [unit for suffix, unit in UNITS_BY_SUFFIX.items() if column.endswith(suffix)]
    return " ".join([number, *units])


def band_name(edges: tuple[float, ...], part: int) -> str:
    """Return ``30-60``, or ``180+`` for the last, open band."""
    if part + 1 < len(edges):
        return f"{edges[part]:g}-{edges[part + 1]:g}"
    return f"{edges[part]:g}+"


def _per(term: Term, level: str = "") -> Sentence:
    told = {
        "column": term.column,
        "floor": amount(f"{term.floor:g}", term.column),
        "by": amount(f"{term.unit:g}", term.column),
        "level": level,
        "reference": term.reference,
    }
    return Sentence(PER_SENTENCES[term.transform], told)
