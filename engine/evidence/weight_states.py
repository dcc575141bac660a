"""Whether the data speak clearly enough of an indicator to give it a weight.

``evidence``: they do. ``contradicted``: over its outcomes it works against its better direction
and the interval excludes 0; it gets 0. ``judged``: not enough evidence, the judged weight stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.domain.pack import EFFECT_LEVEL, INTERVAL_LEVEL, Estimate
from engine.domain.specification import Family, Role
from engine.domain.texts import Finding, Sentence, Value
from engine.evidence.channels import Channel
from engine.evidence.fitted import FittedModel
from engine.evidence.importance_bootstrap import LEAST_CLUSTERS, units_of

Floats = NDArray[np.float64]

EVIDENCE, CONTRADICTED, JUDGED = "evidence", "contradicted", "judged"
ALIKE = 0.1  # of the spread between contacts: clusters are one per cent of the variance
EVENTS_PER_COEFFICIENT = 10  # Peduzzi et al. (1996), Journal of Clinical Epidemiology 49, 1373
YES_OR_NO = (Family.LOGIT, Family.GROUPED, Family.HAZARD)


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorEvidence:
    """What the data say of one indicator.

    Parameters
    ----------
    state
        ``evidence``, ``contradicted`` or ``judged``.
    share
        Of all that speaks for any indicator, with its central interval at INTERVAL_LEVEL.
    worth_cny
        CNY per contact for a typical difference between clusters (agents) in the better
        direction, over all outcomes; None where no outcome has a value.
    fits
        Ids of the fits behind it.
    """

    indicator: str
    state: str
    share: Estimate | None
    worth_cny: Estimate | None
    fits: tuple[str, ...]
    reasons: tuple[Finding, ...] = field(default=())


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorParts:
    """Money-explained spread by indicator: (k,) in the sample and (draws, k)."""

    names: tuple[str, ...]
    sample: Floats
    drawn: Floats


def fit_shortcomings(fit: FittedModel) -> tuple[Finding, ...]:
    """Return why a fit is too small to give weights: none where it is large enough.

    At least ten clusters (independent rows), and ten rows of the rarer outcome for each
    coefficient (counts and scores: ten rows).
    """
    question, found = fit.specification.id, []
    units = units_of(fit)
    if len(units.names) < LEAST_CLUSTERS:
        counts = {"clusters": len(units.names), "least": LEAST_CLUSTERS}
        found.append(_said("caution", "few_clusters", fit=question, **counts))
    events, coefficients = _events(fit), len(fit.coefficients)
    if events < EVENTS_PER_COEFFICIENT * coefficients:
        counts = {"events": events, "coefficients": coefficients, "least": EVENTS_PER_COEFFICIENT}
        found.append(_said("caution", "few_events", fit=question, **counts))
    return tuple(found)


def indicator_parts(
    channels: Sequence[Channel],
    names: tuple[str, ...],
    alarms: Mapping[str, Finding | None],
    draws: int,
) -> IndicatorParts:
    """Return what falls to each indicator: right-signed parts, summed over the outcomes."""
    sample, drawn = np.zeros(len(names)), np.zeros((draws, len(names)))
    for each in channels:
        own = _right_signed(each.parts, each.rates)
        own_drawn = _right_signed(each.drawn_parts, each.drawn_rates)
        for j, name in enumerate(each.indicators):
            if alarms[name] is None:
                sample[names.index(name)] += own[j]
                drawn[:, names.index(name)] += own_drawn[:, j]
    return IndicatorParts(names, sample, drawn)


def indicator_states(
    parts: IndicatorParts,
    channels: Sequence[Channel],
    alarms: Mapping[str, Finding | None],
    *,
    valued: bool,
) -> tuple[IndicatorEvidence, ...]:
    """Return what the data say of each indicator, shares over all of them."""
    shares, drawn = over_sum(parts.sample[None])[0], over_sum(parts.drawn)
    entries = []
    for place, name in enumerate(parts.names):
        share = interval(float(shares[place]), drawn[:, place])
        reason = alarms[name] or doubt(name, share)
        state = CONTRADICTED if alarms[name] else JUDGED if reason else EVIDENCE
        fits = tuple(c.fit.specification.id for c in channels if name in c.indicators)
        value = worth_cny(channels, name) if valued else None
        alike = _hardly_differs(channels, name) if valued and state != CONTRADICTED else None
        reasons = tuple(each for each in (reason, alike) if each is not None)
        entries.append(IndicatorEvidence(name, state, share, value, fits, reasons))
    return tuple(entries)


def _hardly_differs(channels: Sequence[Channel], indicator: str) -> Finding | None:
    """Return a note where clusters differ by less than a tenth of what contacts do."""
    own = [(c, j) for c in channels for j, name in enumerate(c.indicators) if name == indicator]
    if any(c.spreads[j] > ALIKE * c.steps[j] for c, j in own):
        return None
    told: dict[str, Value] = {
        "indicator": indicator,
        "spread": max(float(c.spreads[j]) for c, j in own),
        "contacts": max(float(c.steps[j]) for c, j in own),
    }
    return Finding("note", Sentence("finding.evidence.weight_alike", told))


def too_small(
    fits: Sequence[FittedModel],
    names: tuple[str, ...],
    shortcomings: Mapping[str, tuple[Finding, ...]],
) -> tuple[IndicatorEvidence, ...]:
    """Return the indicators that only fits too small for weights speak of."""
    behind: dict[str, list[str]] = {}
    for fit in fits:
        for term in fit.specification.terms:
            if term.role is Role.LEVER and term.indicator and term.indicator not in names:
                behind.setdefault(term.indicator, []).append(fit.specification.id)
    return tuple(
        IndicatorEvidence(
            name,
            JUDGED,
            None,
            None,
            tuple(dict.fromkeys(ids)),
            tuple(reason for id_ in dict.fromkeys(ids) for reason in shortcomings[id_]),
        )
        for name, ids in behind.items()
    )


def over_sum(parts: Floats) -> Floats:
    """Return rows over their sums; a row of nothing stays 0."""
    total = parts.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(parts, total, out=np.zeros_like(parts), where=total > 0))


def _right_signed(parts: Floats, rates: Floats) -> Floats:
    """Return the parts, 0 where the effect runs against the better direction: any shape."""
    return np.where(rates > 0, parts, 0.0)


def contradiction(channels: Sequence[Channel], indicator: str) -> Finding | None:
    """Return the alarm where an indicator's effects, over its outcomes, are surely wrong-signed.

    Each effect is taken per standard deviation of its lever and by what an outcome is worth, so
    that outcomes add up; the interval is the bootstrap's at EFFECT_LEVEL, two-sided.
    """
    own = [(c, j) for c in channels for j, name in enumerate(c.indicators) if name == indicator]
    total = sum(float(c.rates[j] * c.steps[j]) for c, j in own)
    drawn = np.sum([c.drawn_rates[:, j] * c.steps[j] for c, j in own], axis=0)
    if total >= 0 or not np.quantile(drawn, (1 + EFFECT_LEVEL) / 2) < 0:
        return None
    if all(c.fit.specification.value_cny for c, _ in own):
        values: dict[str, Value] = {"indicator": indicator, "worth": total}
        return Finding("alarm", Sentence("finding.evidence.wrong_sign", values))
    outcomes = ", ".join(dict.fromkeys(c.fit.specification.outcome for c, _ in own))
    return _said("alarm", "contradicted", indicator=indicator, outcomes=outcomes)


def worth_cny(channels: Sequence[Channel], indicator: str) -> Estimate:
    """Return CNY per contact for a typical difference between clusters, the better way."""
    own = [(c, j) for c in channels for j, name in enumerate(c.indicators) if name == indicator]
    total = sum(float(c.rates[j] * c.spreads[j]) for c, j in own)
    return interval(total, np.sum([c.drawn_rates[:, j] * c.spreads[j] for c, j in own], axis=0))


def interval(value: float, draws: Floats) -> Estimate:
    """Return a figure with the central interval of its draws at INTERVAL_LEVEL."""
    tail = (1 - INTERVAL_LEVEL) / 2
    low, high = np.quantile(draws, [tail, 1 - tail])
    return Estimate(value, float(low), float(high))


def doubt(indicator: str, share: Estimate) -> Finding | None:
    """Return why a share is too uncertain to replace judgement: its interval as wide as itself.

    A share of 0 (a wrong sign that is not proven) is never certain enough.
    """
    low, high = share.low or 0.0, share.high or 0.0
    if high - low < share.value:
        return None
    return _said("caution", "wide", indicator=indicator, share=share.value, low=low, high=high)


def _said(severity: Literal["caution", "alarm"], what: str, **values: Value) -> Finding:
    return Finding(severity, Sentence(f"finding.evidence.weight_{what}", values))


def _events(fit: FittedModel) -> int:
    if fit.specification.family not in YES_OR_NO:
        return fit.rows
    ones = int(fit.design.outcome.sum())
    return min(ones, fit.rows - ones)
