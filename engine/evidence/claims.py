"""Stated effects put to the test: supported, contradicted, or not to be decided by these data.

``about``: *supported* if the 90 % interval lies within claimed -+ margin (two one-sided tests at
5 %), *contradicted* if the interval at the report's level lies wholly outside it, else
*undecided*. ``at_least`` (in the claim's direction): *supported* if the 90 % interval lies beyond
the claimed change (one-sided test at 5 %), less the margin where one is stated; *contradicted* if
the interval at the report's level falls wholly short of it. Where the model itself fixes the
effect, without error (below the floor of a plateau), a finding says that the data did not decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_figures import ClaimBand, ClaimReport
from engine.domain.evidence_plan import Claim, ClaimKind, ClaimScale
from engine.domain.pack import EFFECT_LEVEL, Estimate
from engine.domain.specification import Family, Transform
from engine.domain.texts import Finding, Sentence, Value
from engine.errors import Fault, InputError
from engine.evidence.causal_words import effect_grade
from engine.evidence.effect_bands import default_edges, inside, occupied, stretches
from engine.evidence.effect_questions import amount, band_name, check_shift, factors
from engine.evidence.effects import standard_error
from engine.evidence.fitted import FittedModel
from engine.evidence.mean_changes import MeanChange, mean_changes
from engine.evidence.moves import Mean, Question, Setting, Shift, Stretch

EQUIVALENCE_LEVEL = 0.90  # two one-sided tests at 5 %
YES_OR_NO = (Family.LOGIT, Family.GROUPED, Family.HAZARD)
PERCENT = 100.0
VERDICTS = ("supported", "contradicted", "undecided")
MIXED = 2  # different verdicts among the bands


@dataclass(frozen=True, slots=True)
class _Tested:
    """One stretch's answer on the claim's scale."""

    estimate: Estimate
    equivalence_low: float
    equivalence_high: float
    verdict: str
    n: int


def claim_report(
    fit: FittedModel,
    claim: Claim,
    *,
    level: float = EFFECT_LEVEL,
    grade: str = "",
    edges: Sequence[float] = (),
) -> ClaimReport:
    """Return a claim's verdict, overall and by band of the metric.

    Parameters
    ----------
    claim
        ``change`` and ``margin`` are shares of the outcome's mean (``relative``) or changes of
        the mean itself (``points``: 0.003 is 0.3 percentage points of a rate, or 0.003 of a
        score).
    edges
        Lower edges of the bands of ``where``; by default
        :func:`engine.evidence.effect_bands.default_edges`. A flag has no bands.

    Raises
    ------
    InputError
        ``evidence.outside_transform``; ``evidence.claim`` with a fault for each: a metric not in
        the fit, no step or margin, an empty stretch, a relative change of what falls below 0.

    Notes
    -----
    A relative effect is the effect over the fitted mean of the same contacts; its error by the
    delta method carries that mean's variation too. Contacts are taken as they are. A non-negative
    metric is not taken below 0. The verdicts by band are not adjusted for their number.

    References
    ----------
    Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680.
    """
    _check(fit, claim)
    bands = _bands(fit, claim, tuple(edges) or _claim_edges(fit, claim))
    overall, *by_band = _tested(fit, claim, [_stretch(claim), *bands], level)
    where = tuple(_claim_band(band, each) for band, each in zip(bands, by_band, strict=True))
    return ClaimReport(
        id=claim.id,
        name=claim.name,
        fit=fit.specification.id,
        outcome=fit.specification.outcome,
        metric=claim.metric,
        by=claim.by,
        scale=claim.scale.value,
        kind=claim.kind.value,
        claimed=claim.change,
        margin=_margin(claim),
        estimate=overall.estimate,
        equivalence_low=overall.equivalence_low,
        equivalence_high=overall.equivalence_high,
        verdict=overall.verdict,
        where=where,
        n=overall.n,
        grade=effect_grade(grade, factors(fit, claim.metric)[0].term.role),
        findings=_findings(fit, claim, overall, where),
    )


def _claim_band(band: Stretch, tested: _Tested) -> ClaimBand:
    return ClaimBand(
        low=band.low,
        high=band.high if np.isfinite(band.high) else None,
        n=tested.n,
        estimate=tested.estimate,
        verdict=tested.verdict,
    )


def _margin(claim: Claim) -> float:
    """Return the half width of "the same"; ``at_least`` has none unless one is stated."""
    if claim.margin is not None:
        return claim.margin
    return abs(claim.change) / 2 if claim.kind is ClaimKind.ABOUT else 0.0


def _check(fit: FittedModel, claim: Claim) -> None:
    faults = [*_metric_faults(fit, claim), *_margin_faults(claim), *_scale_faults(fit, claim)]
    if not faults:
        faults += _stretch_faults(fit, claim)
    if faults:
        raise InputError("evidence.claim", faults=faults, claim=claim.id)


def _metric_faults(fit: FittedModel, claim: Claim) -> list[Fault]:
    own = factors(fit, claim.metric)
    known = dict.fromkeys(
        factor.column
        for entry in fit.design.columns
        for factor in entry.factors
        if factor.term.transform is not Transform.CATEGORY
    )
    place = f"claims.{claim.id}"
    if not own or own[0].term.transform is Transform.CATEGORY:
        told = {"fit": fit.specification.id, "known": ", ".join(known)}
        return [Fault("evidence.claim_metric", f"{place}.metric", claim.metric, told)]
    steps = (-1.0, 1.0) if own[0].term.transform is Transform.FLAG else None
    if claim.by == 0 or not np.isfinite(claim.by) or (steps and claim.by not in steps):
        return [Fault("evidence.claim_by", f"{place}.by", f"{claim.by:g}")]
    return []


def _margin_faults(claim: Claim) -> list[Fault]:
    margin = _margin(claim)
    least_is_met = margin > 0 if claim.kind is ClaimKind.ABOUT else margin >= 0
    sound = np.isfinite(claim.change) and np.isfinite(margin) and least_is_met
    if sound and not (claim.kind is ClaimKind.AT_LEAST and claim.change == 0):
        return []
    value = f"{claim.change:g}, {margin:g}"
    return [Fault("evidence.claim_margin", f"claims.{claim.id}.margin", value)]


def _scale_faults(fit: FittedModel, claim: Claim) -> list[Fault]:
    """Refuse a share of the mean where the outcome falls below 0: it would say nothing."""
    if claim.scale is not ClaimScale.RELATIVE or fit.design.outcome.min() >= 0:
        return []
    return [Fault("evidence.claim_scale", f"claims.{claim.id}.scale", claim.scale.value)]


def _stretch_faults(fit: FittedModel, claim: Claim) -> list[Fault]:
    stretch = _stretch(claim)
    if stretch is None or inside(fit, stretch).any():
        return []
    value = f"[{stretch.low:g}, {stretch.high:g})"
    return [Fault("evidence.claim_stretch", f"claims.{claim.id}.low", value)]


def _stretch(claim: Claim) -> Stretch | None:
    if claim.low is None and claim.high is None:
        return None
    low = -np.inf if claim.low is None else claim.low
    return Stretch(claim.metric, low, np.inf if claim.high is None else claim.high)


def _is_flag(fit: FittedModel, claim: Claim) -> bool:
    return factors(fit, claim.metric)[0].term.transform is Transform.FLAG


def _claim_edges(fit: FittedModel, claim: Claim) -> tuple[float, ...]:
    if _is_flag(fit, claim):
        return ()
    raw = np.asarray(fit.design.readings[claim.metric], dtype=np.float64)
    return default_edges(claim.metric, raw, fit.design.trials)


def _bands(fit: FittedModel, claim: Claim, edges: tuple[float, ...]) -> list[Stretch]:
    """Return the bands with contacts, cut to the stretch that the claim speaks of."""
    if not edges or _is_flag(fit, claim):
        return []
    whole = _stretch(claim) or Stretch(claim.metric, -np.inf)
    cut = [
        replace(band, low=max(band.low, whole.low), high=min(band.high, whole.high))
        for band in stretches(claim.metric, edges)
    ]
    return list(occupied(fit, [band for band in cut if band.low < band.high]))


def _move(fit: FittedModel, claim: Claim) -> Shift | Setting:
    if _is_flag(fit, claim):
        ends = (1.0, 0.0) if claim.by > 0 else (0.0, 1.0)
        return Setting(claim.metric, *ends)
    least = 0.0 if fit.design.readings[claim.metric].min() >= 0 else -np.inf
    check_shift(fit, claim.metric, claim.by, least)
    return Shift(claim.metric, claim.by, least)


def _tested(
    fit: FittedModel, claim: Claim, where: Sequence[Stretch | None], level: float
) -> list[_Tested]:
    """Return the verdict in each stretch, all effects and means from one pass over the rows."""
    move = _move(fit, claim)
    asked = [Question(each, stretch) for stretch in where for each in (move, Mean())]
    answers = mean_changes(fit, asked)
    return [
        _verdict(fit, claim, change, mean, level)
        for change, mean in zip(answers[::2], answers[1::2], strict=True)
    ]


def _verdict(
    fit: FittedModel, claim: Claim, change: MeanChange, mean: MeanChange, level: float
) -> _Tested:
    value, gradient = change.value, change.gradient
    if claim.scale is ClaimScale.RELATIVE:
        value, gradient = _ratio(change, mean)
    error = standard_error(gradient, fit.covariance)
    half = fit.half_width(error, level)
    narrow = fit.half_width(error, EQUIVALENCE_LEVEL)
    judge = _about if claim.kind is ClaimKind.ABOUT else _at_least
    return _Tested(
        estimate=Estimate(value, value - half, value + half),
        equivalence_low=value - narrow,
        equivalence_high=value + narrow,
        verdict=judge(claim, value, half, narrow),
        n=round(change.contacts),
    )


def _ratio(change: MeanChange, mean: MeanChange) -> tuple[float, NDArray[np.float64]]:
    """Effect over mean, with its gradient ``(g_D - (D/M) g_M) / M``."""
    ratio = change.value / mean.value
    gradient = (change.gradient - ratio * mean.gradient) / mean.value
    return ratio, np.asarray(gradient, dtype=np.float64)


def _about(claim: Claim, value: float, half: float, narrow: float) -> str:
    low, high = claim.change - _margin(claim), claim.change + _margin(claim)
    if low <= value - narrow and value + narrow <= high:
        return "supported"
    if value + half < low or value - half > high:
        return "contradicted"
    return "undecided"


def _at_least(claim: Claim, value: float, half: float, narrow: float) -> str:
    sign = 1.0 if claim.change > 0 else -1.0
    reached, least = sign * value, abs(claim.change) - _margin(claim)
    if reached - narrow >= least:
        return "supported"
    return "contradicted" if reached + half < least else "undecided"


def _findings(
    fit: FittedModel, claim: Claim, overall: _Tested, where: Sequence[ClaimBand]
) -> tuple[Finding, ...]:
    unit = _unit(fit, claim)
    scale = 1.0 if unit == "units" else PERCENT
    values: dict[str, Value] = {
        "outcome": fit.specification.outcome,
        "metric": claim.metric,
        "by": amount(f"{claim.by:+g}", claim.metric),
        "claimed": claim.change * scale,
        "estimate": overall.estimate.value * scale,
        "low": overall.equivalence_low * scale,
        "high": overall.equivalence_high * scale,
    }
    key = f"finding.evidence.claim_{overall.verdict}_{unit}"
    sentence = Sentence(key, values)
    first = Finding("caution" if overall.verdict == "contradicted" else "note", sentence)
    return (first, *_where_findings(claim, where), *_fixed_findings(claim, where))


def _where_findings(claim: Claim, where: Sequence[ClaimBand]) -> tuple[Finding, ...]:
    """Say where on the curve the claim holds, where the bands' verdicts differ."""
    by_verdict = {
        verdict: [_name(band, claim) for band in where if band.verdict == verdict]
        for verdict in VERDICTS
    }
    told = {verdict: names for verdict, names in by_verdict.items() if names}
    if len(told) < MIXED:
        return ()
    return tuple(
        Finding(
            "note",
            Sentence(
                f"finding.evidence.claim_bands_{verdict}",
                {"metric": claim.metric, "bands": "; ".join(names)},
            ),
        )
        for verdict, names in told.items()
    )


def _fixed_findings(claim: Claim, where: Sequence[ClaimBand]) -> tuple[Finding, ...]:
    """Say where the verdict is the model's assumption, not the data's."""
    fixed = [_name(band, claim) for band in where if band.estimate.low == band.estimate.high]
    if not fixed:
        return ()
    told: dict[str, Value] = {"metric": claim.metric, "bands": "; ".join(fixed)}
    return (Finding("note", Sentence("finding.evidence.claim_fixed", told)),)


def _name(band: ClaimBand, claim: Claim) -> str:
    edges = (band.low,) if band.high is None else (band.low, band.high)
    return amount(band_name(edges, 0), claim.metric)


def _unit(fit: FittedModel, claim: Claim) -> str:
    """Return ``relative`` (% of the mean), ``points`` (of a rate) or ``units`` (of a score)."""
    if claim.scale is ClaimScale.RELATIVE:
        return "relative"
    return "points" if fit.specification.family in YES_OR_NO else "units"
