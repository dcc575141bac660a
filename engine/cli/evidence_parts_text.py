"""Importance, claims, validation, dispatch and weights of an evidence report, for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.cli.text_table import table
from engine.domain.pack import Estimate
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.evidence_figures import ClaimReport
    from engine.domain.evidence_report import EvidenceReport, EvidenceWeightRow

NOTHING = "-"
CHANCE_FAMILIES = frozenset({"logit", "grouped", "hazard"})
MOST_WEEKS = 5  # that drift, by name; --json has all


def importance_lines(report: "EvidenceReport", language: Language) -> Iterator[str]:
    """Yield, for each question, the levers' shares with interval and ranks that tie."""
    for found in report.importance:
        values = {"fit": found.fit, "measure": found.measure, "total": found.total}
        yield _say("cli.evidence.importance", language, **values, method=found.method)
        heads = ("lever", "share", "interval", "rank", "tie")
        rows = [
            (
                row.column,
                f"{row.share.value:.0%}",
                _ends(row.share, "{:.0%}"),
                f"{row.rank} ({row.rank_low}-{row.rank_high})",
                str(row.tie),
            )
            for row in sorted(found.rows, key=lambda each: each.rank)
        ]
        yield from table([[_say(f"cli.evidence.{each}", language) for each in heads], *rows])


def band_lines(report: "EvidenceReport", language: Language) -> Iterator[str]:
    """Yield an outcome's mean by bands of a metric, and the bands that tie."""
    for part in report.bands:
        name = part.name.in_language(language)
        yield _say("cli.evidence.bands", language, name=name, outcome=part.outcome)
        heads = ("band", "mean", "interval", "n", "tie")
        rows = [
            (
                f"{_band(row.low, row.high, language)} {part.unit}",
                f"{row.mean.value:.4g}",
                _ends(row.mean, "{:.4g}"),
                f"{row.n:,}",
                str(row.tie),
            )
            for row in part.rows
        ]
        yield from table([[_say(f"cli.evidence.{each}", language) for each in heads], *rows])


def claim_lines(report: "EvidenceReport", language: Language) -> Iterator[str]:
    """Yield each claim with its verdict and, where it differs, the stretches where it holds."""
    if report.claims:
        yield _say("cli.evidence.claims", language)
    families = {fit.id: fit.family for fit in report.fits}
    for claim in report.claims:
        told = _ClaimWords(claim, language, chance=families.get(claim.fit) in CHANCE_FAMILIES)
        yield _claim(claim, told, language)
        for band in claim.where:
            values = {
                "band": f"{claim.metric} {_band(band.low, band.high, language)}",
                "verdict": _say(f"cli.evidence.verdict_{band.verdict}", language),
                "estimate": told.amount(band.estimate.value),
                "n": band.n,
            }
            yield _say("cli.evidence.claim_band", language, **values)


@dataclass(frozen=True, slots=True)
class _ClaimWords:
    """How a claim's figures are written: per cent, percentage points or the score's own unit."""

    claim: "ClaimReport"
    language: Language
    chance: bool

    def amount(self, value: float) -> str:
        from engine.report.figures import points

        if self.claim.scale == "relative":
            return f"{value:+.2%}"
        return points(value, self.language, 2) if self.chance else f"{value:+.4g}"

    def ends(self, low: float | None, high: float | None) -> str:
        if low is None or high is None:
            return NOTHING
        return f"{self.amount(low)} .. {self.amount(high)}"

    @property
    def scale(self) -> str:
        own = self.claim.scale != "relative" and not self.chance
        name = "unit" if own else self.claim.scale
        return _say(f"cli.evidence.scale_{name}", self.language, outcome=self.claim.outcome)


def _band(low: float, high: float | None, language: Language) -> str:
    """Return a stretch: 30-60, 180+, and in words where an end below 0 has a sign of its own."""
    if high is None:
        return f"{low:g}+"
    if low < 0:
        return _say("cli.evidence.stretch", language, low=f"{low:.4g}", high=f"{high:.4g}")
    return f"{low:g}-{high:g}"


def _claim(claim: "ClaimReport", told: _ClaimWords, language: Language) -> str:
    values = {
        "name": claim.name.in_language(language),
        "verdict": _say(f"cli.evidence.verdict_{claim.verdict}", language),
        "claimed": told.amount(claim.claimed),
        "scale": told.scale,
        "by": f"{claim.by:+g}",
        "metric": claim.metric,
        "estimate": told.amount(claim.estimate.value),
        "interval": told.ends(claim.estimate.low, claim.estimate.high),
        "equivalence": told.ends(claim.equivalence_low, claim.equivalence_high),
        "n": claim.n,
        "grade": claim.grade,
    }
    return _say("cli.evidence.claim", language, **values)


def validation_lines(report: "EvidenceReport", language: Language) -> Iterator[str]:
    """Yield how each question's model predicts rows it was not fitted to."""
    rows = [
        (
            f"{row.fit} {_say(f'cli.evidence.scheme_{row.scheme}', language)}",
            f"{row.n_test:,}",
            _value(row.auc, "{:.3f}"),
            NOTHING if row.brier is None else f"{row.brier:.4f}",
            NOTHING if row.brier_null is None else f"{row.brier_null:.4f}",
            _value(row.calibration_slope, "{:.2f}"),
            NOTHING if row.r2 is None else f"{row.r2:.3f}",
        )
        for each in report.validation
        for row in each.rows
    ]
    if rows:
        yield _say("cli.evidence.validation", language)
        heads = ("tested", "n", "auc", "brier", "brier_null", "slope", "r2")
        yield from table([[_say(f"cli.evidence.{each}", language) for each in heads], *rows])
    for each in report.validation:
        weeks = [week.week for week in each.drift if week.alarm]
        if weeks:
            values = {
                "fit": each.fit,
                "weeks": ", ".join(weeks[:MOST_WEEKS]),
                "rate": each.false_alarm or 0.0,
            }
            more = len(weeks) - MOST_WEEKS
            key = "drift_more" if more > 0 else "drift"
            yield _say(f"cli.evidence.{key}", language, **values, more=more)


def dispatch_lines(report: "EvidenceReport", language: Language) -> Iterator[str]:
    """Yield whether contacts were dealt out at random, and the agents furthest from their pool."""
    for found in report.dispatch:
        values = {
            "name": found.name.in_language(language),
            "verdict": _say(f"cli.evidence.dispatch_{found.verdict}", language),
            "used": found.used,
            "contacts": found.contacts,
            "grade": found.grade,
        }
        yield _say("cli.evidence.dispatch", language, **values)


def weight_lines(report: "EvidenceReport", language: Language) -> Iterator[str]:
    """Yield the evidence weights, and which indicators keep the judged one."""
    if not report.weights:
        return
    yield _say("cli.evidence.weights", language)
    heads = ("indicator", "state", "share", "interval", "grade")
    rows = [_weight(row, language) for row in report.weights]
    yield from table([[_say(f"cli.evidence.{each}", language) for each in heads], *rows])


def _weight(row: "EvidenceWeightRow", language: Language) -> tuple[str, ...]:
    return (
        row.indicator,
        _say(f"cli.evidence.state_{row.state}", language),
        _value(row.share, "{:.0%}"),
        NOTHING if row.share is None else _ends(row.share, "{:.0%}"),
        row.grade,
    )


def _value(estimate: Estimate | None, form: str) -> str:
    return NOTHING if estimate is None else form.format(estimate.value)


def _ends(estimate: Estimate, form: str) -> str:
    if estimate.low is None or estimate.high is None:
        return NOTHING
    return f"{form.format(estimate.low)} .. {form.format(estimate.high)}"


def _say(key: str, language: Language, **values: object) -> str:
    from engine.i18n.translate import render

    return render(key, values, language)
