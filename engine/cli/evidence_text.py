"""An evidence report for people: by question the grade first, then effects, then what to doubt."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.cli.evidence_parts_text import (
    CHANCE_FAMILIES,
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

NAMED_KINDS = frozenset({"hazard_ratio", "event_probability"})
SEVERITIES = ("alarm", "caution", "note")
MARKS = {"alarm": "!!", "caution": "! ", "note": "  "}
SMALL, SMALL_DECIMALS, DECIMALS = 0.001, 4, 2  # a tenth of a percentage point
TELLS_EFFECTS = frozenset(
    f"finding.evidence.{each}" for each in ("withheld", "sign_flips", "wrong_sign_outcome")
)
TELLS_WORTH = "finding.evidence.wrong_sign"
DRIFT_SAID = "finding.evidence.drift_weeks"  # the weeks stand below the table of validation
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
    yield from _few_lines(fit, language)
    yield from findings_lines(fit.findings, language, chance=is_chance(fit))


def _few_lines(fit: "FitReport", language: Language) -> Iterator[str]:
    """Yield the levers' errors made for few clusters, beside the clustered ones."""
    for row in fit.coefficients:
        if row.few_cluster_error is None:
            continue
        wild = row.few_cluster_p_value
        values = {
            "name": row.name,
            "value": row.value,
            "error": row.standard_error,
            "few": row.few_cluster_error,
            "degrees": row.few_cluster_degrees,
            "wild": "-" if wild is None else p_text(wild),
        }
        yield _say("cli.evidence.few_clusters", language, **values)


def is_chance(fit: "FitReport") -> bool:
    """Whether a fit's outcome is a chance, so that its changes are percentage points."""
    return fit.family in CHANCE_FAMILIES


def _levers_first(effect: "EffectReport") -> bool:
    return effect.role != "lever"


def _effect(effect: "EffectReport", fit: "FitReport", language: Language) -> Sequence[str]:
    chance = is_chance(fit) and effect.kind != "hazard_ratio"
    kind = f"cli.evidence.kind_{effect.kind}"
    more = _say(kind, language, band=effect.band) if effect.kind in NAMED_KINDS else ""
    if effect.role != "lever":  # Westreich and Greenland (2013), Am. J. Epidemiology 177, 292-298
        more += _say("cli.evidence.adjusted_for", language)
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
    """Yield what speaks against columns, data and parts: alarms first, each once."""
    told = [(finding, "") for role in report.roles for finding in role.findings]
    told += [
        (finding, each.fit)
        for each in report.validation
        for finding in each.findings
        if finding.sentence.key != DRIFT_SAID
    ]
    told += [(finding, "") for finding in report.findings]
    said = [finding for fit in report.fits for finding in fit.findings]
    left = [
        (finding, fit)
        for place, (finding, fit) in enumerate(told)
        if finding not in said and (finding, fit) not in told[:place]
    ]
    if left:
        yield _say("cli.evidence.doubts", language)
        yield from _lines(left, language)


def findings_lines(
    findings: Sequence[Finding], language: Language, *, chance: bool = False
) -> list[str]:
    """Return each finding's sentence, alarms first, at most a dozen notes."""
    return _lines([(finding, "") for finding in findings], language, chance=chance)


def _lines(
    findings: Sequence[tuple[Finding, str]], language: Language, *, chance: bool = False
) -> list[str]:
    """Return the sentences of findings, each after the id of the fit it speaks of, if named."""
    ordered = sorted(findings, key=lambda each: SEVERITIES.index(each[0].severity))
    loud = sum(finding.severity != "note" for finding, _ in ordered)
    shown = ordered[: loud + MOST_NOTES]
    lines = [
        f"{MARKS[finding.severity]} {f'[{fit}] ' if fit else ''}"
        f"{finding_text(finding, language, chance=chance)}"
        for finding, fit in shown
    ]
    if len(shown) < len(ordered):
        lines.append(_say("cli.evidence.more", language, count=len(ordered) - len(shown)))
    return lines


def finding_text(finding: Finding, language: Language, *, chance: bool) -> str:
    """Return a finding's sentence; effects in it are changes, of a chance in points."""
    from engine.report.figures import yuan

    sentence = finding.sentence
    told = {
        name: amount(value, language, chance=chance)
        for name, value in sentence.values.items()
        if sentence.key in TELLS_EFFECTS and isinstance(value, float)
    }
    worth = sentence.values.get("worth")
    if sentence.key == TELLS_WORTH and isinstance(worth, float):
        told["worth"] = yuan(worth, language)
    return _sentence(Sentence(sentence.key, {**sentence.values, **told}), language)


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
