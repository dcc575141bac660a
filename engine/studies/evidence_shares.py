"""The plan's evidence weights: from the fits that answer it, judged weights kept where thin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.domain.evidence_report import EvidenceWeightRow
from engine.domain.indicators import Direction
from engine.domain.specification import Role
from engine.domain.texts import Finding, Sentence
from engine.domain.weights import WeightSet
from engine.errors import InputError, MethodError
from engine.evidence.fitted import FittedModel
from engine.evidence.shares import evidence_weights, weight_rows
from engine.studies.evidence_answers import ModelAnswer, refusal

WEIGHTS = "weights"
LEAST_DRAWS = 100  # fewer say nothing of an interval's ends


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """The weights' rows, the set with its draws (None where nothing is known), what to know."""

    rows: tuple[EvidenceWeightRow, ...]
    weights: WeightSet | None
    findings: tuple[Finding, ...]


def weighed(
    answers: Sequence[ModelAnswer],
    directions: Mapping[str, Direction],
    rng: np.random.Generator,
    draws: int,
) -> Weighed:
    """Return the evidence weights of all answers together; nothing where no lever speaks.

    Parameters
    ----------
    directions
        Which way is better, by indicator: a scheme's; empty where there is none.
    draws
        Resamples of clusters; fewer than 100 give no weights, and a note.
    """
    if not any(_names_indicator(each.fit) for each in answers):
        return Weighed((), None, ())
    if not directions or draws < LEAST_DRAWS:
        key = "weights_need_draws" if directions else "weights_need_scheme"
        told = Sentence(f"finding.evidence.{key}", {"least": LEAST_DRAWS} if directions else {})
        return Weighed((), None, (Finding("note", told),))
    try:
        found = evidence_weights([each.fit for each in answers], directions, rng, draws)
    except (InputError, MethodError) as reason:
        return Weighed((), None, refusal(WEIGHTS, reason))
    grades = {each.report.id: each.report.grade for each in answers}
    return Weighed(weight_rows(found, grades), found.weights, tuple(found.findings))


def point_shares(
    fits: Sequence[FittedModel], directions: Mapping[str, Direction]
) -> dict[str, float]:
    """Return the indicators' shares without any doubt about them; empty where there are none."""
    if not directions or not any(map(_names_indicator, fits)):
        return {}
    try:
        # a single draw: only the sample's own shares are used
        found = evidence_weights(fits, directions, np.random.default_rng(0), 1)
    except (InputError, MethodError):
        return {}
    return {each.indicator: each.share.value for each in found.indicators if each.share}


def _names_indicator(fit: FittedModel) -> bool:
    return any(term.role is Role.LEVER and term.indicator for term in fit.specification.terms)
