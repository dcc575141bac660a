"""Evidence weights: how the money-explained spread of the outcomes falls to the indicators.

For each outcome o with a value (CNY for one more of it) the levers explain, beyond the
confounders, a spread ``q_o = value x sd(y_o) x sqrt(R2 added)``. It falls to the indicators by
their importance shares (Shapley's, confounders always in); what works against its better
direction falls to nobody. An indicator's weight is its sum over the outcomes, over the total.

The sample's doubt is a bootstrap of whole clusters (agents), the same agents in every fit that
is clustered by them, so that outcomes of one agent stay together: better than independent
draws. The sign is checked anew in each draw. An indicator whose evidence is thin keeps its
judged weight, and one that is contradicted gets 0: :mod:`engine.evidence.weight_states`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_report import EvidenceWeightRow
from engine.domain.indicators import Direction
from engine.domain.pack import Estimate
from engine.domain.specification import Role
from engine.domain.texts import Finding, Sentence
from engine.domain.weights import Origin, WeightSet
from engine.errors import MethodError
from engine.evidence.channels import Channel, Worth, channel, worths_of
from engine.evidence.fitted import FittedModel
from engine.evidence.importance_bootstrap import resamples_of, units_of
from engine.evidence.weight_states import (
    CONTRADICTED,
    EVIDENCE,
    JUDGED,
    IndicatorEvidence,
    IndicatorParts,
    contradiction,
    fit_shortcomings,
    indicator_parts,
    indicator_states,
    interval,
    over_sum,
    too_small,
)

Floats = NDArray[np.float64]
UNGRADED = "D"


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceWeights:
    """What the data say of the indicators.

    ``weights`` holds those in state ``evidence``, and with share 0 those ``contradicted``; it is
    None where none is in state ``evidence``. ``indicators`` says it of every one.
    """

    weights: WeightSet | None
    indicators: tuple[IndicatorEvidence, ...]
    worths: tuple[Worth, ...]
    findings: tuple[Finding, ...]


def evidence_weights(
    fits: Sequence[FittedModel],
    directions: Mapping[str, Direction],
    rng: np.random.Generator,
    draws: int,
) -> EvidenceWeights:
    """Return evidence shares of the levers' indicators with joint draws.

    Parameters
    ----------
    fits
        Fits whose levers name an ``indicator``; ``value_cny`` 0 leaves a fit out, unless all are
        0: then a standard deviation of every outcome counts alike, more of it being better, and
        a finding says so.
    directions
        Which way is better, by indicator.
    rng
        Draws whole clusters with replacement.
    draws
        Number of joint draws, >= 1.

    Raises
    ------
    InputError
        ``evidence.indicator_direction`` (unknown, or a band, which has no better direction),
        ``evidence.indicator_category`` (a category lever has no single effect).
    MethodError
        ``evidence.no_worth`` where no fit has a lever with an indicator.

    Notes
    -----
    A fit with fewer than ten clusters, or ten events for each coefficient, is left out. Shares
    and their intervals are first taken over all indicators of the others; those whose interval
    is as wide as the share stay judged, and the rest is shared anew.
    """
    speaking = [fit for fit in fits if _names_indicator(fit)]
    valued = [fit for fit in speaking if fit.specification.value_cny != 0]
    if not speaking:
        raise MethodError("evidence.no_worth")
    used = valued or speaking
    shortcomings = {fit.specification.id: fit_shortcomings(fit) for fit in used}
    large = [fit for fit in used if not shortcomings[fit.specification.id]]
    drawn = resamples_of([units_of(fit) for fit in large], rng, draws)
    channels = [channel(fit, directions, drawn, by_value=bool(valued)) for fit in large]
    names = tuple(dict.fromkeys(name for each in channels for name in each.indicators))
    alarms = {name: contradiction(channels, name) for name in names}
    parts = indicator_parts(channels, names, alarms, draws)
    entries = indicator_states(parts, channels, alarms, valued=bool(valued))
    weights = _weight_set(parts, [entry.state for entry in entries], rng)
    entries += too_small(used, names, shortcomings)
    worths = tuple(worth for each in channels for worth in worths_of(each)) if valued else ()
    notes = _findings(entries, channels, shortcomings)
    if not valued:
        notes = (Finding("note", Sentence("finding.evidence.weight_no_value")), *notes)
    return EvidenceWeights(weights, entries, worths, notes)


def weight_rows(
    evidence: EvidenceWeights, grades: Mapping[str, str]
) -> tuple[EvidenceWeightRow, ...]:
    """Return the weights as rows of the report.

    Shares are those of the weight set, with the interval of its draws; ``grades`` are the fits'
    letters, and an indicator has the worst of its fits.
    """
    rows = []
    for entry in evidence.indicators:
        share = _final_share(evidence.weights, entry)
        grade = max((grades.get(fit, UNGRADED) for fit in entry.fits), default=UNGRADED)
        rows.append(
            EvidenceWeightRow(
                entry.indicator,
                entry.state,
                share,
                entry.worth_cny,
                entry.fits,
                grade,
                entry.reasons,
            )
        )
    return tuple(rows)


def _final_share(weights: WeightSet | None, entry: IndicatorEvidence) -> Estimate | None:
    if entry.state == JUDGED:
        return None
    if weights is None or weights.draws is None or entry.state == CONTRADICTED:
        return Estimate(0.0)
    place = weights.indicators.index(entry.indicator)
    return interval(float(weights.shares[place]), weights.draws[:, place])


def _names_indicator(fit: FittedModel) -> bool:
    return any(term.role is Role.LEVER and term.indicator for term in fit.specification.terms)


def _weight_set(
    parts: IndicatorParts, states: Sequence[str], rng: np.random.Generator
) -> WeightSet | None:
    """Return the weights of what is not left to judgement; a void draw is drawn again."""
    if EVIDENCE not in states:
        return None
    kept = [place for place, state in enumerate(states) if state != JUDGED]
    drawn = parts.drawn[:, kept]
    usable = np.flatnonzero(drawn.sum(axis=1) > 0)
    rows = np.arange(len(drawn))
    void = np.setdiff1d(rows, usable)
    rows[void] = rng.choice(usable, size=len(void))
    names = tuple(parts.names[place] for place in kept)
    shares = over_sum(parts.sample[None, kept])[0]
    return WeightSet(Origin.EVIDENCE, names, shares, over_sum(drawn[rows]))


def _findings(
    entries: Sequence[IndicatorEvidence],
    channels: Sequence[Channel],
    shortcomings: Mapping[str, tuple[Finding, ...]],
) -> tuple[Finding, ...]:
    """Return what a reader must know: fits left out, wrong signs, and why a weight stays."""
    small = [finding for told in shortcomings.values() for finding in told]
    against = [
        Finding(
            "caution",
            Sentence(
                "finding.evidence.wrong_sign_outcome",
                {
                    "indicator": effect.indicator,
                    "outcome": each.fit.specification.outcome,
                    "effect": effect.value,
                },
            ),
        )
        for each in channels
        for effect, rate in zip(each.effects, each.rates, strict=True)
        if rate < 0
    ]
    reasons = [r for entry in entries for r in entry.reasons if r not in small]
    return (*small, *against, *reasons)
