"""How far a fit may be trusted: A randomised, B dispatched as if at random, C adjusted, D raw.

Only A and B may speak of causes. The grade says nothing about the size of an effect.
"""

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.texts import Finding, Sentence
from engine.evidence.clusters import FEW_CLUSTERS
from engine.evidence.confounding import Confounding
from engine.evidence.regressions import FittedLogit

EVENTS_PER_COEFFICIENT = 10  # Peduzzi et al. (1996), J. Clin. Epidemiol. 49, 1373-1379


class Assignment(StrEnum):
    """How contacts came to their levels of the levers."""

    OBSERVED = "observed"
    AS_IF_RANDOM = "as_if_random"
    RANDOMISED = "randomised"


@dataclass(frozen=True, slots=True)
class EvidenceGrade:
    """A letter A to D and the reasons for it."""

    letter: str
    reasons: tuple[Finding, ...]


LETTERS = {Assignment.RANDOMISED: "A", Assignment.AS_IF_RANDOM: "B", Assignment.OBSERVED: "C"}


def evidence_grade(
    fit: FittedLogit,
    contrast: Confounding | None = None,
    assignment: Assignment = Assignment.OBSERVED,
) -> EvidenceGrade:
    """Return the grade of a fit: the assignment's letter, or D where an alarm stands.

    Parameters
    ----------
    fit
        The adjusted fit.
    contrast
        The fit without the withheld confounder, if there is one: a lever whose sign turns is
        not stable.
    assignment
        Shown by the design of the data, never by the fit; ``observed`` unless known better.

    Notes
    -----
    Alarms: fewer than 30 clusters, fewer than ten of the rarer outcome for each coefficient, a
    lever's sign that turns when the withheld confounder is left out.
    """
    alarms = _alarms(fit, contrast)
    if alarms:
        return EvidenceGrade("D", alarms)
    reason = Finding("note", Sentence(f"finding.evidence.assignment_{assignment.value}"))
    return EvidenceGrade(LETTERS[assignment], (reason,))


def rarer_events(fit: FittedLogit) -> int:
    """Return how many rows hold the rarer outcome: what limits the number of coefficients."""
    ones = int(fit.design.outcome.sum())
    return min(ones, fit.rows - ones)


def _alarms(fit: FittedLogit, contrast: Confounding | None) -> tuple[Finding, ...]:
    alarms = []
    if fit.clusters < FEW_CLUSTERS:
        values: dict[str, str | int] = {
            "clusters": fit.clusters,
            "cluster": fit.specification.cluster,
            "few": FEW_CLUSTERS,
        }
        alarms.append(Finding("alarm", Sentence("finding.evidence.too_few_clusters", values)))
    events, coefficients = rarer_events(fit), len(fit.coefficients)
    if events < EVENTS_PER_COEFFICIENT * coefficients:
        counts = {"events": events, "coefficients": coefficients}
        alarms.append(Finding("alarm", Sentence("finding.evidence.few_events", counts)))
    if contrast is not None:
        alarms += [finding for finding in contrast.findings if finding.severity == "alarm"]
    return tuple(alarms)
