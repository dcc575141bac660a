"""How far a fit may be trusted: A randomised, B dispatched as if at random, C adjusted, D raw.

Only A and B may speak of causes. The grade says nothing about the size of an effect.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from engine.domain.evidence_trust import BalanceRow
from engine.domain.specification import Assignment, ErrorDefinition, Family
from engine.domain.texts import Finding, Sentence, Value, Values
from engine.evidence.causal_words import effect_grade, effect_sentence, may_speak_of_causes
from engine.evidence.clusters import FEW_CLUSTERS
from engine.evidence.confounding import Confounding, adjustment
from engine.evidence.cox import FittedCox
from engine.evidence.fitted import FittedModel
from engine.evidence.leakage import balance

__all__ = [
    "EvidenceGrade",
    "Grounds",
    "effect_grade",
    "effect_sentence",
    "evidence_grade",
    "may_speak_of_causes",
    "rarer_events",
]

EVENTS_PER_COEFFICIENT = 10  # Peduzzi et al. (1996), J. Clin. Epidemiol. 49, 1373-1379
LEAST_CLUSTERS = 10  # below it no error definition is known to hold
LETTERS = {Assignment.RANDOMISED: "A", Assignment.AS_IF_RANDOM: "B", Assignment.OBSERVED: "C"}
DISPATCH_RANDOM = "random"
Severity = Literal["note", "caution", "alarm"]
NO_VALUES: Values = MappingProxyType({})
POST_TREATMENT = "finding.evidence.post_treatment"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known beside the fit.

    Parameters
    ----------
    alarms
        Of roles, leakage and validation: any of them makes it D.
    dispatch
        Verdict of the dispatch check, without which "as if at random" is a statement only.
    few_cluster_errors
        Whether bias-reduced errors or the wild bootstrap are shown beside the clustered ones.
    """

    alarms: tuple[Finding, ...] = ()
    dispatch: str = ""
    few_cluster_errors: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceGrade:
    """A letter A to D and the reasons for it."""

    letter: str
    reasons: tuple[Finding, ...]


NO_GROUNDS = Grounds()


def evidence_grade(
    fit: FittedModel | FittedCox,
    contrast: Confounding | None = None,
    grounds: Grounds = NO_GROUNDS,
) -> EvidenceGrade:
    """Return the grade of a fit: its assignment's letter, or D where an alarm stands.

    Parameters
    ----------
    fit
        The adjusted fit; ``specification.assignment`` is a statement about the design of the
        data, never read off the fit.
    contrast
        The fit without the withheld confounder, if there is one: a lever whose sign turns is
        not stable.

    Notes
    -----
    Alarms: fewer than 10 clusters, or fewer than 30 without bias-reduced or bootstrap errors;
    fewer than ten of the rarer outcome (of a score: rows) for each coefficient; a lever's sign
    that turns when the withheld confounder is left out; arms of a randomised lever that differ in
    another column of the model; a single observed column with nothing adjusted. The letter is
    the fit's and its levers'; see :func:`engine.evidence.causal_words.effect_grade`.
    """
    clusters = _clusters(fit, grounds)
    known = balance(fit) if _is_randomised(fit) and isinstance(fit, FittedModel) else ()
    found = [*grounds.alarms, *clusters, *_events(fit), *_raw(fit), *_unbalanced(known, grounds)]
    if contrast is not None:
        found += contrast.findings
    alarms = tuple(finding for finding in found if finding.severity == "alarm")
    if alarms:
        return EvidenceGrade("D", alarms)
    letter, reason = _assigned(fit, grounds)
    cautions = [finding for finding in clusters if finding.severity == "caution"]
    return EvidenceGrade(letter, (reason, *cautions, *_design_notes(fit, known)))


def rarer_events(fit: FittedModel | FittedCox) -> int:
    """Return the cases that limit the coefficients: rarer outcome, events, or rows of scores."""
    outcome, family = fit.design.outcome, fit.specification.family
    match family:
        case Family.LINEAR:
            return fit.rows
        case Family.COX | Family.POISSON | Family.NEGATIVE_BINOMIAL:
            return int(outcome.sum())
        case _:
            ones = int(outcome.sum())
            return min(ones, fit.rows - ones)


def _is_randomised(fit: FittedModel | FittedCox) -> bool:
    return fit.specification.assignment is Assignment.RANDOMISED


def _assigned(fit: FittedModel | FittedCox, grounds: Grounds) -> tuple[str, Finding]:
    """Return the letter of the assignment; as-if-random has to be shown, not stated."""
    assignment = fit.specification.assignment
    if assignment is Assignment.AS_IF_RANDOM and grounds.dispatch != DISPATCH_RANDOM:
        name = "not_random" if grounds.dispatch else "not_shown"
        return LETTERS[Assignment.OBSERVED], _finding("caution", f"grade_dispatch_{name}")
    return LETTERS[assignment], _finding("note", f"assignment_{assignment.value}")


def _clusters(fit: FittedModel | FittedCox, grounds: Grounds) -> tuple[Finding, ...]:
    few = min(fit.design.clusterings, key=lambda each: len(each.labels), default=None)
    if few is None or len(few.labels) >= FEW_CLUSTERS:
        return ()
    shown = grounds.few_cluster_errors or fit.errors is ErrorDefinition.CR2
    values: dict[str, Value] = {
        "clusters": len(few.labels),
        "cluster": few.column,
        "few": FEW_CLUSTERS,
    }
    if shown and len(few.labels) >= LEAST_CLUSTERS:
        return (_finding("caution", "few_clusters_shown", values),)
    if shown:
        values["few"] = LEAST_CLUSTERS
    return (_finding("alarm", "too_few_clusters", values),)


def _events(fit: FittedModel | FittedCox) -> tuple[Finding, ...]:
    events, coefficients = rarer_events(fit), len(fit.coefficients)
    if events >= EVENTS_PER_COEFFICIENT * coefficients:
        return ()
    counts: dict[str, Value] = {"events": events, "coefficients": coefficients}
    return (_finding("alarm", "few_events", counts),)


def _raw(fit: FittedModel | FittedCox) -> tuple[Finding, ...]:
    """Return the alarm of a single observed column: nothing is adjusted for anything."""
    asked = fit.specification
    columns = {factor.column for entry in fit.design.columns for factor in entry.factors}
    if asked.assignment is not Assignment.OBSERVED or asked.fixed_effects or len(columns) != 1:
        return ()
    return (_finding("alarm", "raw", {"column": columns.pop()}),)


def _unbalanced(rows: tuple[BalanceRow, ...], grounds: Grounds) -> tuple[Finding, ...]:
    if any(finding.sentence.key == POST_TREATMENT for finding in grounds.alarms):
        return ()  # said already, with the column's name
    apart = [row for row in rows if not row.balanced]
    if not apart:
        return ()
    names = ", ".join(row.covariate for row in apart)
    return (
        _finding("alarm", "unbalanced", {"columns": names, "p": min(r.p_adjusted for r in apart)}),
    )


def _design_notes(
    fit: FittedModel | FittedCox, known: tuple[BalanceRow, ...]
) -> tuple[Finding, ...]:
    """Say of a randomised fit what was checked, and that adjusting hardly moves its levers."""
    if not _is_randomised(fit) or not isinstance(fit, FittedModel):
        return ()
    if not known:
        return (_finding("note", "balance_unknown"),)
    least = min(row.p_adjusted for row in known)
    checked = _finding("note", "balanced", {"columns": len(known), "p": least})
    return (checked, *adjustment(fit).findings)


def _finding(severity: Severity, name: str, values: Values = NO_VALUES) -> Finding:
    return Finding(severity, Sentence(f"finding.evidence.{name}", values))
