"""An evidence report for people: by question the grade first, then effects, then what to doubt."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.cli.evidence_parts_text import (
    band_lines,
    claim_lines,
    dispatch_lines,
    importance_lines,
    validation_lines,
    weight_lines,
)
from engine.cli.text_table import table
from engine.domain.texts import Finding, Language, Sentence

if TYPE_CHECKING:
    from engine.domain.evidence_figures import EffectReport, FitReport
    from engine.domain.evidence_report import EvidenceReport

CHANCE_FAMILIES = frozenset({"logit", "grouped", "hazard"})
NAMED_KINDS = frozenset({"hazard_ratio", "event_probability"})
SEVERITIES = ("alarm", "caution", "note")
MARKS = {"alarm": "!!", "caution": "! ", "note": "  "}
SMALL, SMALL_DECIMALS, DECIMALS = 0.001, 4, 2  # a tenth of a percentage point
MOST_NOTES = 12  # of one question; --json has all


def evidence_text(report: "EvidenceReport", language: Language) -> str:
    """Return the report: each question with its grade and effects, claims, weights, doubts."""
    lines = [*_head(report, language)]
    for fit in report.fits:
        lines += ["", *_question(fit, report, language)]
    for part in (
        band_lines(report, language),
        importance_lines(report, language),
        claim_lines(report, language),
        validation_lines(report, language),
        dispatch_lines(report, language),
        weight_lines(report, language),
        _doubts(report, language),
    ):
        found = list(part)
        lines += ["", *found] if found else []
    return "\n".join(lines)


def _head(report: "EvidenceReport", language: Language) -> Iterator[str]:
    values = {"rows": report.rows, "grade": report.grade, "level": report.level}
    yield report.name.in_language(language)
    if report.generated:
        yield _say("report.example_data", language)
    if report.caution is not None:
        yield report.caution.in_language(language)
    yield _say("cli.evidence.head", language, **values)
    yield _say(f"cli.evidence.grade_{report.grade}", language)


def _question(fit: "FitReport", report: "EvidenceReport", language: Language) -> Iterator[str]:
    clusters = ", ".join(f"{each.column} {each.clusters:,}" for each in fit.clusters)
    values = {
        "name": fit.name.in_language(language),
        "id": fit.id,
        "grade": fit.grade,
        "family": fit.family,
        "method": _say(f"cli.evidence.method_{fit.method}", language),
        "n": fit.n,
        "dropped": fit.dropped,
        "events": "-" if fit.events is None else f"{fit.events:,}",
        "mean": fit.outcome_mean,
        "outcome": fit.outcome,
        "clusters": clusters or "-",
        "errors": _say(f"errors.evidence.{fit.errors}", language),
    }
    yield _say("cli.evidence.question", language, **values)
    yield _say(f"cli.evidence.grade_{fit.grade}", language)
    yield _say("cli.evidence.fitted", language, **values)
    rows = [effect for effect in report.effects if effect.fit == fit.id]
    if rows:
        heads = ("per", "effect", "interval", "relative", "p", "n", "grade")
        told = [_effect(row, fit, language) for row in sorted(rows, key=_levers_first)]
        yield from table([[_say(f"cli.evidence.{each}", language) for each in heads], *told])
    yield from findings_lines(fit.findings, language)


def _levers_first(effect: "EffectReport") -> bool:
    return effect.role != "lever"


def _effect(effect: "EffectReport", fit: "FitReport", language: Language) -> Sequence[str]:
    chance = fit.family in CHANCE_FAMILIES and effect.kind != "hazard_ratio"
    kind = f"cli.evidence.kind_{effect.kind}"
    more = _say(kind, language, band=effect.band) if effect.kind in NAMED_KINDS else ""
    return (
        _sentence(effect.per, language) + more,
        amount(effect.ame, language, chance=chance),
        interval(effect.low, effect.high, language, chance=chance),
        "-" if effect.relative is None else f"{effect.relative:+.1%}",
        p_text(effect.p_value),
        f"{effect.n:,}",
        effect.grade,
    )


def _doubts(report: "EvidenceReport", language: Language) -> Iterator[str]:
    """Yield what speaks against columns, data and parts: alarms first."""
    told = [finding for role in report.roles for finding in role.findings]
    told += [finding for each in report.validation for finding in each.findings]
    told += report.findings
    said = [finding for fit in report.fits for finding in fit.findings]
    left = [each for place, each in enumerate(told) if each not in [*said, *told[:place]]]
    if left:
        yield _say("cli.evidence.doubts", language)
        yield from findings_lines(left, language)


def findings_lines(findings: Sequence[Finding], language: Language) -> list[str]:
    """Return each finding's sentence, alarms first, at most a dozen notes."""
    ordered = sorted(findings, key=lambda each: SEVERITIES.index(each.severity))
    loud = sum(each.severity != "note" for each in ordered)
    shown = ordered[: loud + MOST_NOTES]
    lines = [f"{MARKS[each.severity]} {_sentence(each.sentence, language)}" for each in shown]
    if len(shown) < len(ordered):
        lines.append(_say("cli.evidence.more", language, count=len(ordered) - len(shown)))
    return lines


def amount(value: float, language: Language, *, chance: bool) -> str:
    """Return a change: of a chance in percentage points, else to four figures."""
    from engine.report.figures import points

    if not chance:
        return f"{value:+.4g}"
    small = 0 < abs(value) < SMALL
    return points(value, language, SMALL_DECIMALS if small else DECIMALS)


def interval(low: float, high: float, language: Language, *, chance: bool) -> str:
    """Return the two ends of a change."""
    ends = (amount(end, language, chance=chance) for end in (low, high))
    return " .. ".join(ends)


def p_text(p_value: float) -> str:
    """Return a p-value to three decimals, or that it is smaller."""
    return "< 0.001" if p_value < 0.001 else f"{p_value:.3f}"  # noqa: PLR2004 (three decimals)


def _say(key: str, language: Language, **values: object) -> str:
    from engine.i18n.translate import render

    return render(key, values, language)


def _sentence(sentence: Sentence, language: Language) -> str:
    from engine.i18n.translate import render_sentence

    return render_sentence(sentence, language)
