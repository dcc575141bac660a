"""The importances of one fit as rows of the report: intervals, ranks, ties, signs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_figures import EffectReport, ImportanceReport, ImportanceRow
from engine.domain.indicators import Direction
from engine.domain.pack import Estimate
from engine.domain.texts import Finding, Sentence, Value
from engine.evidence.dominance import complete_dominance, conditional_dominance
from engine.evidence.fitted import FittedModel
from engine.evidence.importance import (
    JOHNSON,
    JOINED,
    QUADRATIC,
    Importance,
    importance,
    predictor_weights,
)
from engine.evidence.importance_bootstrap import LEAST_CLUSTERS, resamples_of, units_of
from engine.evidence.multiplicity import own_effects
from engine.evidence.ranks import rank_intervals, ranks, ties

Floats = NDArray[np.float64]
Severity = Literal["note", "caution", "alarm"]
SIGNS = {Direction.HIGHER: 1, Direction.LOWER: -1}


@dataclass(frozen=True, slots=True, eq=False)
class _Uncertainty:
    """By lever: share interval, rank interval and tie; ``shares`` None where not estimated."""

    shares: tuple[Floats, Floats] | None
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    tie: NDArray[np.int64]


def importance_report(
    fit: FittedModel,
    effects: Sequence[EffectReport],
    directions: Mapping[str, Direction],
    rng: np.random.Generator,
    bootstraps: int,
    level: float,
) -> ImportanceReport:
    """Return what each lever adds to the confounders' fit, how surely, and with which sign.

    Parameters
    ----------
    fit
        Any family but Cox.
    effects
        Rows of the plan; those of this fit give each lever its sign and its grade.
    directions
        Which way is better, by indicator; one without a direction is never contradicted.
    rng
        Draws whole clusters (rows where there are none) with replacement.
    bootstraps
        Resamples; 0 gives no intervals.
    level
        Coverage of the share and rank intervals (percentile); the steps between ranks are tested
        at ``1 - level`` by Holm.

    Raises
    ------
    MethodError
        As :func:`engine.evidence.importance.importance`.

    Notes
    -----
    A share cannot be negative, so that the interval of a lever without any effect lies above 0:
    read importance with the sign's interval, not alone.
    """
    units = units_of(fit)
    drawn = resamples_of([units], rng, bootstraps)[units.column]
    found = importance(fit, drawn.rows(units))
    few = len(units.names) < LEAST_CLUSTERS
    uncertainty = _unknown(found)
    if bootstraps > 0 and not few:
        shares = found.drawn_shares(found.working.resampled(drawn.counts))
        uncertainty = _uncertainty(found, shares, level)
    rows = _rows(fit, found, uncertainty, [e for e in effects if e.fit == fit.specification.id])
    rows = [_judged(row, fit.specification.value_cny, directions) for row in rows]
    rows.sort(key=lambda row: row.rank)
    return ImportanceReport(
        fit=fit.specification.id,
        measure=found.measure,
        method=found.method,
        total=found.total,
        base=found.base,
        bootstraps=0 if uncertainty.shares is None else bootstraps,
        clusters=len(units.names),
        rows=tuple(rows),
        other_methods=_other_methods(found),
        complete_dominance=_complete(found),
        findings=tuple(_findings(fit, found, rows, len(units.names) if few else None)),
    )


def _unknown(found: Importance) -> _Uncertainty:
    """Nothing is known of the ranks without a bootstrap: all are one tie."""
    count = len(found.values)
    first = np.ones(count, dtype=np.int64)
    return _Uncertainty(None, first, np.full(count, count), first)


def _uncertainty(found: Importance, shares: Floats, level: float) -> _Uncertainty:
    tail = (1 - level) / 2
    low, high = np.quantile(shares, [tail, 1 - tail], axis=0)
    return _Uncertainty(
        (low, high), *rank_intervals(shares, level), ties(found.shares, shares, level)
    )


def _rows(
    fit: FittedModel,
    found: Importance,
    uncertainty: _Uncertainty,
    effects: Sequence[EffectReport],
) -> list[ImportanceRow]:
    indicators = {term.column: term.indicator for term in fit.specification.terms}
    order = ranks(found.values)
    told = [effects[place] for place in own_effects(effects)]
    rows = []
    for place, name in enumerate(found.players.names):
        own = [effect for effect in told if effect.metric == name]
        graded = own or [effect for effect in told if effect.metric in name.split(JOINED)]
        rows.append(
            ImportanceRow(
                fit=fit.specification.id,
                outcome=fit.specification.outcome,
                measure=found.measure,
                method=found.method,
                column=name,
                indicator=indicators.get(name, ""),
                value=float(found.values[place]),
                share=_share(found, uncertainty, place),
                rank=int(order[place]),
                rank_low=int(uncertainty.rank_low[place]),
                rank_high=int(uncertainty.rank_high[place]),
                tie=int(uncertainty.tie[place]),
                sign=_sign(own),
                contradicted=False,
                grade=max((effect.grade for effect in graded), default=""),
            )
        )
    return rows


def _share(found: Importance, uncertainty: _Uncertainty, place: int) -> Estimate:
    share = float(found.shares[place])
    if uncertainty.shares is None:
        return Estimate(share)
    low, high = uncertainty.shares
    return Estimate(share, float(low[place]), float(high[place]))


def _sign(effects: Sequence[EffectReport]) -> int:
    """Return the sign all the lever's effects are told to have, or 0."""
    signs = {int(e.low > 0) - int(e.high < 0) for e in effects}
    return signs.pop() if len(signs) == 1 else 0


def _judged(
    row: ImportanceRow, value_cny: float, directions: Mapping[str, Direction]
) -> ImportanceRow:
    """Return the row with whether its sign runs against the indicator's better direction."""
    better = SIGNS.get(directions.get(row.indicator, Direction.BAND), 0)
    against = row.sign * better * (-1 if value_cny < 0 else 1) < 0
    return replace(row, contradicted=against)


def _other_methods(found: Importance) -> dict[str, dict[str, float | tuple[float, ...]]]:
    names = found.players.names
    others: dict[str, dict[str, float | tuple[float, ...]]] = {
        method: dict(zip(names, values.tolist(), strict=True))
        for method, values in predictor_weights(found).items()
    }
    if found.worths is None:
        return others
    alone = 1 << np.arange(len(names))
    first, last = found.worths[alone], found.worths[-1] - found.worths[::-1][alone]
    others["first"] = dict(zip(names, first.tolist(), strict=True))
    others["last"] = dict(zip(names, last.tolist(), strict=True))
    by_size = conditional_dominance(found.worths).tolist()
    others["dominance_conditional"] = dict(zip(names, map(tuple, by_size), strict=True))
    return others


def _complete(found: Importance) -> dict[str, float]:
    """Return ``a>b`` -> share of the sets of the others to which a adds more than b."""
    if found.worths is None:
        return {}
    names, beats = found.players.names, complete_dominance(found.worths)
    return {
        f"{a}>{b}": float(beats[i, j])
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if i != j
    }


def _findings(
    fit: FittedModel, found: Importance, rows: Sequence[ImportanceRow], few: int | None
) -> list[Finding]:
    question, findings = fit.specification.id, []
    if found.method in (QUADRATIC, JOHNSON):
        findings.append(_said("note", found.method, fit=question, levers=len(rows)))
    if few is not None:
        counts = {"clusters": few, "least": LEAST_CLUSTERS}
        findings.append(_said("caution", "few_clusters", fit=question, **counts))
    for number in dict.fromkeys(row.tie for row in rows):
        tied = [row.column for row in rows if row.tie == number]
        if len(tied) > 1 and few is None:
            findings.append(_said("note", "tied", fit=question, columns=", ".join(tied)))
    findings += [
        _said("alarm", "contradicted", indicator=row.indicator, outcome=row.outcome)
        for row in rows
        if row.contradicted
    ]
    return findings


def _said(severity: Severity, what: str, **values: Value) -> Finding:
    return Finding(severity, Sentence(f"finding.evidence.importance_{what}", values))
