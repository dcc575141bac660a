"""Recommended weights for people: what, why, at what price, how robust, and for whom."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.cli.columns import wrapped
from engine.cli.optimise_parts_text import (
    acceptability_lines,
    emphasis_lines,
    frontier_lines,
    grade_lines,
    robust_lines,
    stability_lines,
)
from engine.cli.optimise_words import NOTHING, WIDTH, interval, points, said, share, told
from engine.cli.text_table import table
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.weights_report import LeafDecision, SolverPart, WeightsReport

MARKS = {"alarm": "!!", "caution": "! ", "note": "  "}
SEVERITIES = ("alarm", "caution", "note")


def optimise_text(report: "WeightsReport", language: Language) -> str:
    """Return the report in sections, the recommendation first; or why there is none."""
    lines = [*_head(report, language)]
    for part in (
        _conflict(report, language),
        _weights(report, language),
        _reasons(report, language),
        _prices(report, language),
        frontier_lines(report, language),
        robust_lines(report, language),
        stability_lines(report, language),
        grade_lines(report, language),
        acceptability_lines(report, language),
        emphasis_lines(report, language),
        _findings(report, language),
    ):
        found = list(part)
        lines += ["", *found] if found else []
    return "\n".join(lines)


def _head(report: "WeightsReport", language: Language) -> Iterator[str]:
    yield said(
        "head",
        language,
        policy=report.policy_name.in_language(language),
        objective=said(f"objective.{report.objective}", language, norm=report.norm),
    )
    if report.emphasis:
        named = next((each.name for each in report.emphases if each.id == report.emphasis), None)
        name = report.emphasis if named is None else named.in_language(language)
        yield said("under_emphasis", language, emphasis=name)
    for sentence in report.summary:
        yield from wrapped(told(sentence, language), WIDTH, "")


def _conflict(report: "WeightsReport", language: Language) -> Iterator[str]:
    """Yield the rules that clash, and the least that would make room."""
    from engine.report.weights_words import conflict_lines

    if report.conflict is not None:
        for line in conflict_lines(report.conflict, language):
            yield from wrapped(line.strip(), WIDTH, "  " if line.startswith(" ") else "")


def _weights(report: "WeightsReport", language: Language) -> Iterator[str]:
    if not report.indicators:
        return
    heads = ("", "incumbent", "judged", "evidence", "recommended", "interval", "move", "room")
    yield said("section.weights", language)
    heading = [said(f"column.{head}", language) if head else "" for head in heads]
    rows = [_weights_row(row, language) for row in report.indicators]
    yield from table([heading, *rows])
    yield from wrapped(said("weights_note", language), WIDTH, "  ")


def _weights_row(row: "LeafDecision", language: Language) -> list[str]:
    move = NOTHING
    if row.incumbent is not None:
        move = points(row.recommended.value - row.incumbent.value)
    return [
        row.name.in_language(language),
        share(row.incumbent),
        share(row.judged),
        share(row.evidence),
        share(row.recommended),
        interval(row.recommended.low, row.recommended.high, language),
        move,
        interval(row.least, row.greatest, language),
    ]


def _reasons(report: "WeightsReport", language: Language) -> Iterator[str]:
    from engine.report.weights_words import why_words

    if report.indicators:
        yield said("section.why", language)
        for row in report.indicators:
            yield from wrapped(why_words(row, language), WIDTH, "  ")


def _prices(report: "WeightsReport", language: Language) -> Iterator[str]:
    from engine.report.weights_words import price_words, rule_words

    if report.solver is not None:
        yield said("section.proof", language)
        yield from _proof(report.solver, language)
    for rule in report.binding:
        price = price_words(rule, language)
        rule_said = rule_words(rule, language)
        text = said("named", language, name=rule_said, text=price) if price else rule_said
        yield from wrapped(text, WIDTH, "  ")


def _proof(solver: "SolverPart", language: Language) -> Iterator[str]:
    from engine.report.weights_words import proof_words

    yield from wrapped(proof_words(solver, language), WIDTH, "  ")


def _findings(report: "WeightsReport", language: Language) -> Iterator[str]:
    if report.findings:
        yield said("section.findings", language)
    ordered = sorted(report.findings, key=lambda each: SEVERITIES.index(each.severity))
    for finding in ordered:
        text = told(finding.sentence, language)
        yield from wrapped(f"{MARKS[finding.severity]} {text}", WIDTH, "")
