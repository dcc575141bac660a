"""Daily against promotion: one pooled model with interactions, never two fits compared by eye."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_figures import EffectReport, PromotionReport
from engine.domain.pack import EFFECT_LEVEL
from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence, Value
from engine.errors import InputError, MethodError
from engine.evidence.effect_questions import EffectQuestion, term_questions
from engine.evidence.effects import answered, effect_report
from engine.evidence.fitted import FittedModel
from engine.evidence.moves import Question, Stretch
from engine.evidence.regressions import fit as fit_table
from engine.evidence.wald import WaldTest, wald_test

PHASES = (0.0, 1.0)
PHASE_NAMES = {0.0: "daily", 1.0: "promotion"}
LEAST_CLUSTERS = 10  # in each phase; below it the phase's own errors cannot be told
EVENTS_PER_COEFFICIENT = 10  # Peduzzi et al. (1996), J. Clin. Epidemiol. 49, 1373-1379
TEST_LEVEL = 0.05
YES_OR_NO = (Family.LOGIT, Family.GROUPED, Family.HAZARD)


def promotion_specification(specification: Specification) -> Specification:
    """Return the pooled question: the promotion flag, and its product with every lever.

    Raises
    ------
    InputError
        ``evidence.no_promotion`` (no flag is named), ``evidence.no_levers``.
    """
    flag = specification.promotion
    if not flag:
        raise InputError("evidence.no_promotion", fit=specification.id)
    levers = dict.fromkeys(
        term.column
        for term in specification.terms
        if term.role is Role.LEVER and term.column != flag
    )
    if not levers:
        raise InputError("evidence.no_levers", fit=specification.id)
    rest = tuple(term for term in specification.terms if term.column != flag)
    known = {frozenset(pair) for pair in specification.interactions}
    new = tuple((flag, lever) for lever in levers if frozenset((flag, lever)) not in known)
    return replace(
        specification,
        terms=(*rest, Term(flag, Role.CONFOUNDER, Transform.FLAG)),
        interactions=(*specification.interactions, *new),
    )


def promotion_test(
    table: ColumnTable,
    specification: Specification,
    *,
    level: float = EFFECT_LEVEL,
    grade: str = "",
) -> PromotionReport:
    """Return whether the levers' effects differ between daily business and promotion.

    Parameters
    ----------
    specification
        Names the flag ``promotion`` and at least one lever.

    Returns
    -------
    PromotionReport
        ``statistic`` is F with ``degrees`` numerator degrees and clusters - 1 (chi2 over its
        degrees where errors are not clustered), ``effects`` each lever's in each phase, averaged
        over the contacts of that phase; ``band`` says which.

    Raises
    ------
    InputError
        ``evidence.no_promotion``, ``evidence.no_levers``.
    MethodError
        ``evidence.daily_phase``, ``evidence.promotion_phase``: the phase has fewer than 10
        clusters, or fewer than 10 of the rarer outcome (rows, where the outcome is no yes or no)
        for each of the levers' coefficients; ``evidence.wald_degrees``.

    Notes
    -----
    On the link's scale: all products of the flag with levers are 0. An effect in points may still
    differ between phases because their levels differ.
    """
    pooled = fit_table(table, promotion_specification(specification))
    flag = specification.promotion
    places = _products(pooled, flag)
    _check_phases(pooled, flag, len(places))
    test = wald_test(pooled, places)
    differs = test.p_value < TEST_LEVEL
    return PromotionReport(
        fit=specification.id,
        statistic=test.statistic,
        degrees=test.restrictions,
        p_value=test.p_value,
        differs=differs,
        effects=_phase_effects(pooled, flag, level, grade),
        findings=(_finding(test, specification, differs=differs),),
    )


def _products(fit: FittedModel, flag: str) -> list[int]:
    """Return where the products of the flag with levers stand."""
    levers = {term.column for term in fit.specification.terms if term.role is Role.LEVER}
    return [
        j
        for j, entry in enumerate(fit.design.columns)
        if len(entry.factors) > 1
        and entry.reads(flag)
        and any(factor.column in levers for factor in entry.factors)
    ]


def _phase_effects(
    fit: FittedModel, flag: str, level: float, grade: str
) -> tuple[EffectReport, ...]:
    asked = [
        _in_phase(entry, flag, phase)
        for entry in term_questions(fit)
        if entry.term.role is Role.LEVER
        for phase in PHASES
    ]
    return tuple(effect_report(fit, effect, grade) for effect in answered(fit, asked, level))


def _in_phase(entry: EffectQuestion, flag: str, phase: float) -> EffectQuestion:
    stretch = Stretch(flag, phase, phase + 1.0)
    told = PHASE_NAMES[phase]
    band = told if not entry.band else f"{entry.band}, {told}"
    return replace(entry, question=Question(entry.question.move, stretch), band=band)


def _check_phases(fit: FittedModel, flag: str, coefficients: int) -> None:
    reading = fit.design.readings[flag]
    for phase in PHASES:
        inside = reading == phase
        clusters = _fewest_clusters(fit, inside)
        events = _events(fit, inside)
        needed = EVENTS_PER_COEFFICIENT * coefficients
        if clusters < LEAST_CLUSTERS or events < needed:
            raise MethodError(
                f"evidence.{PHASE_NAMES[phase]}_phase",
                flag=flag,
                clusters=clusters,
                events=events,
                least_clusters=LEAST_CLUSTERS,
                least_events=needed,
            )


def _fewest_clusters(fit: FittedModel, inside: NDArray[np.bool_]) -> int:
    """Return the clusters that a phase holds, by the column with fewest; else its rows."""
    counts = (len(np.unique(each.codes[inside])) for each in fit.design.clusterings)
    return min(counts, default=int(inside.sum()))


def _events(fit: FittedModel, inside: NDArray[np.bool_]) -> int:
    contacts = fit.design.trials[inside].sum()
    if fit.specification.family not in YES_OR_NO:
        return int(contacts)
    ones = fit.design.outcome[inside].sum()
    return int(min(ones, contacts - ones))


def _finding(test: WaldTest, specification: Specification, *, differs: bool) -> Finding:
    key = "promotion_differs" if differs else "promotion_same"
    values: dict[str, Value] = {
        "fit": specification.id,
        "flag": specification.promotion,
        "statistic": test.statistic,
        "restrictions": test.restrictions,
        "p_value": test.p_value,
    }
    return Finding("caution" if differs else "note", Sentence(f"finding.evidence.{key}", values))
