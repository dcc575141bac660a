"""What each lever's effect would withstand: the measures of ``sensitivity`` asked of a fit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.evidence_figures import EffectReport
from engine.domain.evidence_trust import SensitivityRow
from engine.domain.pack import EFFECT_LEVEL
from engine.domain.specification import Family, Role
from engine.domain.texts import Finding, Sentence, Values
from engine.evidence.causal_words import effect_name
from engine.evidence.effect_questions import term_questions
from engine.evidence.fitted import FittedModel
from engine.evidence.mean_changes import mean_changes
from engine.evidence.moves import Question, Setting
from engine.evidence.sensitivity import (
    adjusted_estimate,
    benchmark_bound,
    critical_value,
    e_value,
    e_value_limit,
    partial_r2,
    risk_ratio_from_difference,
    risk_ratio_from_hazards,
    risk_ratio_from_score,
    robustness_value,
)

Floats = NDArray[np.float64]
YES_OR_NO = (Family.LOGIT, Family.GROUPED, Family.HAZARD)
COUNTS = (Family.POISSON, Family.NEGATIVE_BINOMIAL)
ASKED_KINDS = ("slope", "discrete")
BLOCK_ROWS = 65_536
LEAST_VARIANCE = 1e-12  # of a column's own after all others: below it nothing is left


def sensitivity(
    fit: FittedModel, effects: Sequence[EffectReport], level: float = EFFECT_LEVEL
) -> tuple[tuple[SensitivityRow, ...], tuple[Finding, ...]]:
    """Return what a confounder must be to take each lever's effect to 0, with what it would leave.

    Parameters
    ----------
    effects
        Of this fit; slopes and discrete changes of levers are asked, shifts and bands are not: they
        are the same effect in other units.
    level
        Coverage of the interval that the limits speak of.

    Returns
    -------
    tuple
        Rows in the effects' order, and one note for each row that has a measured confounder to
        compare with.

    Notes
    -----
    E-values rest on the marginal risk ratio ``(p + effect) / p``: for a yes-or-no lever, a level
    or a band p is the chance standardised over the sample with everybody at no (the reference),
    so that the ratio is p(1)/p(0); for a numeric lever p is the observed mean, and the ratio is
    per step of ``per``. The limits put those of the effect in its place. Counts take the rate
    ratio in the same form, scores ``exp(0.91 d)``, hazard ratios VanderWeele's. Partial R2
    and robustness values are those of the linear fit of the outcome on the same columns, for a
    yes-or-no outcome the linear-probability fit; the robustness value of the interval widens the
    critical value by clustered over plain standard error.
    """
    linear = _linear(fit)
    rows, findings = [], []
    for effect in effects:
        places = _places(fit, effect)
        if effect.role != Role.LEVER or effect.kind not in ASKED_KINDS or not places:
            continue
        row, bounded = _row(linear, effect, places, level)
        rows.append(row)
        findings += [] if bounded is None else [_benchmark_finding(row, bounded, effect)]
    return tuple(rows), tuple(findings)


def hazard_sensitivity(
    effects: Sequence[EffectReport], outcome_rate: float, degrees: float, level: float
) -> tuple[SensitivityRow, ...]:
    """Return the same for the hazard ratios of levers; their ``ame`` is the ratio.

    Parameters
    ----------
    outcome_rate
        Share of the subjects whose event came, 0..1.
    degrees
        Subjects less coefficients.

    Notes
    -----
    E-values rest on VanderWeele's transformation of the ratio. Partial R2 and robustness values
    take the plain Wald t of the log ratio, an approximation outside the linear model.
    """
    rows = []
    for effect in effects:
        if effect.role != Role.LEVER or effect.kind != "hazard_ratio":
            continue
        ratio, low, high = (
            risk_ratio_from_hazards(h, outcome_rate) for h in (effect.ame, effect.low, effect.high)
        )
        t = math.log(effect.ame) * effect.ame / effect.plain_standard_error
        wider = max(1.0, effect.standard_error / effect.plain_standard_error)
        critical = wider * critical_value(degrees, level)
        rows.append(
            SensitivityRow(
                fit=effect.fit,
                metric=effect_name(effect),
                risk_ratio=ratio,
                e_value=e_value(ratio),
                e_value_limit=e_value_limit(low, high),
                partial_r2=partial_r2(t, degrees),
                robustness_value=robustness_value(t, degrees),
                robustness_value_limit=robustness_value(t, degrees, critical=critical),
                benchmark="",
                benchmark_partial_r2=None,
            )
        )
    return tuple(rows)


def _places(fit: FittedModel, effect: EffectReport) -> tuple[int, ...]:
    """Return the effect's columns: of a category the level's own, else all of the metric."""
    places = fit.design.positions(effect.metric)
    named = effect_name(effect)
    return tuple(j for j in places if fit.design.columns[j].name == named) or places


@dataclass(frozen=True, slots=True, eq=False)
class _Linear:
    """Cross-products of the centred columns and the outcome (last), and what they stand for."""

    fit: FittedModel
    cross: Floats
    degrees: float

    def residual(self, target: int, given: Sequence[int]) -> float:
        """Return the sum of squares that ``given`` columns leave of a target column."""
        own = float(self.cross[target, target])
        if not given:
            return own
        block = self.cross[np.ix_(given, given)]
        with_target = self.cross[given, target]
        found = np.linalg.lstsq(block, with_target, rcond=LEAST_VARIANCE)[0]
        return max(own - float(with_target @ found), 0.0)

    def partial(self, target: int, added: Sequence[int], given: Sequence[int]) -> float:
        """Return the partial R2 of added columns with a target, given others."""
        before = self.residual(target, given)
        if before <= LEAST_VARIANCE * float(self.cross[target, target]):
            return 0.0
        return min(1.0, max(0.0, 1.0 - self.residual(target, [*given, *added]) / before))


def _linear(fit: FittedModel) -> _Linear:
    """Return the cross-products of the linear fit, each trial a row, columns of unit variance."""
    design = fit.design
    trials, matrix = design.trials, design.matrix
    total, k = float(trials.sum()), matrix.shape[1]
    means = np.append(trials @ matrix / total, design.outcome.sum() / total)
    cross = np.zeros((k + 1, k + 1))
    for start in range(0, len(matrix), BLOCK_ROWS):
        rows = slice(start, start + BLOCK_ROWS)
        centred = np.column_stack([matrix[rows], design.outcome[rows] / trials[rows]]) - means
        cross += centred.T @ (trials[rows, None] * centred)
    if fit.specification.family in YES_OR_NO:  # within a group of trials the outcome varies too
        cross[k, k] = total * means[k] * (1 - means[k])
    scales = np.sqrt(np.diag(cross))
    scales[scales == 0] = 1.0
    return _Linear(fit, cross / np.outer(scales, scales), total - k)


@dataclass(frozen=True, slots=True)
class _Bounded:
    """The estimate that a confounder as strong as the benchmark would leave."""

    left: float


def _row(
    linear: _Linear, effect: EffectReport, places: tuple[int, ...], level: float
) -> tuple[SensitivityRow, _Bounded | None]:
    outcome = len(linear.cross) - 1
    others = [j for j in range(1, outcome) if j not in places]
    r2 = linear.partial(outcome, places, others)
    t = math.sqrt(r2 / max(1 - r2, LEAST_VARIANCE) * linear.degrees)
    critical = _critical(linear, effect, len(places), level)
    benchmark, strength = _benchmark(linear, places)
    ratios = _risk_ratios(linear.fit, effect)
    row = SensitivityRow(
        fit=effect.fit,
        metric=effect_name(effect),
        risk_ratio=ratios[0],
        e_value=None if ratios[0] is None else e_value(ratios[0]),
        e_value_limit=_limit(ratios),
        partial_r2=r2,
        robustness_value=robustness_value(t, linear.degrees),
        robustness_value_limit=robustness_value(t, linear.degrees, critical=critical),
        benchmark=benchmark,
        benchmark_partial_r2=strength if benchmark else None,
    )
    return row, _bounded(linear, effect, places, t, benchmark)


def _critical(linear: _Linear, effect: EffectReport, columns: int, level: float) -> float:
    """Return the critical value on the scale of the linear fit's plain t."""
    wider = max(1.0, effect.standard_error / effect.plain_standard_error)
    if columns == 1:
        return wider * critical_value(linear.degrees, level)
    return wider * math.sqrt(columns * float(stats.f.ppf(level, columns, linear.degrees - 1)))


def _risk_ratios(
    fit: FittedModel, effect: EffectReport
) -> tuple[float | None, float | None, float | None]:
    """Return the risk ratio and its two limits; None where a limit leaves the possible."""
    family = fit.specification.family
    if family in YES_OR_NO:
        mean = _mean_before(fit, effect)
        found = [risk_ratio_from_difference(d, mean) for d in (effect.ame, effect.low, effect.high)]
    elif family in COUNTS:
        counts = _mean_before(fit, effect)
        sums = [counts + d for d in (effect.ame, effect.low, effect.high)]
        found = [s / counts if s > 0 else None for s in sums]
    else:
        spread = float(np.std(fit.design.outcome))
        found = [risk_ratio_from_score(d, spread) for d in (effect.ame, effect.low, effect.high)]
    return found[0], found[1], found[2]


def _mean_before(fit: FittedModel, effect: EffectReport) -> float:
    """Return the mean that an effect changes: with everybody at the reference, or as observed."""
    if effect.kind != "discrete":
        return fit.outcome_mean
    for entry in term_questions(fit):
        move = entry.question.move
        if entry.term.column == effect.metric and isinstance(move, Setting):
            at_reference = Setting(move.column, move.against or 0.0)
            return mean_changes(fit, (Question(at_reference),))[0].value
    return fit.outcome_mean


def _limit(ratios: tuple[float | None, float | None, float | None]) -> float | None:
    """Return the E-value of the limit nearest 1; a limit without meaning is never the nearest."""
    ratio, low, high = ratios
    if ratio is None:
        return None
    nearest = low if ratio > 1 else high
    if nearest is None:
        return None
    return 1.0 if (nearest - 1) * (ratio - 1) <= 0 else e_value(nearest)


def _benchmark(linear: _Linear, places: tuple[int, ...]) -> tuple[str, float]:
    """Return the measured confounder of largest partial R2 with the outcome, and that R2.

    The periods of a hazard are its baseline, no confounder.
    """
    outcome, asked = len(linear.cross) - 1, linear.fit.specification
    best = ("", 0.0)
    for term in dict.fromkeys(t.column for t in asked.terms if t.role is Role.CONFOUNDER):
        if term == asked.duration:
            continue
        own = [j for j in linear.fit.design.positions(term) if j not in places]
        others = [j for j in range(1, outcome) if j not in own]
        strength = linear.partial(outcome, own, others) if own else 0.0
        best = max(best, (term, strength), key=lambda pair: pair[1])
    return best


def _bounded(
    linear: _Linear, effect: EffectReport, places: tuple[int, ...], t: float, benchmark: str
) -> _Bounded | None:
    """Return what a confounder like the benchmark would leave of a one-column effect."""
    if not benchmark or len(places) > 1 or t == 0:
        return None
    outcome, lever = len(linear.cross) - 1, places[0]
    own = list(linear.fit.design.positions(benchmark))
    rest = [j for j in range(1, outcome) if j not in own and j != lever]
    with_lever = linear.partial(lever, own, rest)
    with_outcome = linear.partial(outcome, own, [*rest, lever])
    if max(with_lever, with_outcome) >= 1:
        return None
    bound = benchmark_bound(with_lever, with_outcome, 1.0)
    if bound is None or bound.with_lever >= 1:
        return None
    return _Bounded(adjusted_estimate(effect.ame, abs(effect.ame) / t, linear.degrees, bound))


def _benchmark_finding(row: SensitivityRow, bounded: _Bounded, effect: EffectReport) -> Finding:
    values: Values = {
        "metric": row.metric,
        "benchmark": row.benchmark,
        "effect": effect.ame,
        "left": bounded.left,
        "robustness": row.robustness_value,
    }
    turned = bounded.left * effect.ame <= 0
    key = "finding.evidence.benchmark_turns" if turned else "finding.evidence.benchmark_leaves"
    return Finding("caution" if turned else "note", Sentence(key, values))
