"""A report on recommended weights under the keys of the command-line contract."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from engine.domain.estimates import Estimate
from engine.domain.texts import Finding, Language, Sentence

if TYPE_CHECKING:
    from engine.domain.weights_report import (
        AcceptabilityPart,
        ConflictPart,
        EmphasisRow,
        FrontierPart,
        GradeChangePart,
        LeafDecision,
        PreferencePart,
        RobustRow,
        RulePart,
        SolverPart,
        WeightsReport,
    )

Document = dict[str, object]


def optimise_document(report: "WeightsReport", language: Language) -> Document:
    """Return the report as the JSON document of ``heng optimise --json``, without its header.

    Every key stands in every document; what is not known is null or empty.
    """
    return {
        "policy": report.policy,
        "name": asdict(report.policy_name),
        "kind": report.objective,
        "norm": report.norm,
        "emphasis": report.emphasis,
        "evidence_share": report.evidence_share,
        "grid": report.grid,
        "feasible": report.feasible,
        "weights": {row.indicator: row.recommended.value for row in report.indicators},
        **_answer(report.solver),
        "rules": [_told(each, language) for each in report.rules],
        "binding": [_binding(each, language) for each in report.binding],
        "shadow_prices": {rule.formula: rule.shadow_price for rule in report.binding},
        **conflict_document(report.conflict, language),
        "indicators": [_indicator(each, language) for each in report.indicators],
        "frontier": _frontier(report.frontier),
        "frontier_proven": None if report.frontier is None else report.frontier.proven,
        "robust": [_robust(each, language) for each in report.robust],
        "emphases": [_emphasis(each, language) for each in report.emphases],
        "grades": None if report.grades is None else _grades(report.grades),
        "stability": [asdict(each) for each in report.stability],
        "acceptability": _acceptability(report.acceptability, language),
        "preference": None if report.preference is None else _preference(report.preference),
        "summary": [_told(each, language) for each in report.summary],
        "findings": [_finding(each, language) for each in report.findings],
    }


def conflict_document(conflict: "ConflictPart | None", language: Language) -> Document:
    """Return the clashing rules and the least way out; empty where nothing clashes."""
    from engine.report.weights_words import change_lines

    if conflict is None:
        return {"conflicts": [], "least_total_violation": None, "changes": []}
    ways = change_lines(conflict, language)
    clashing = (*conflict.rules, *(() if conflict.step is None else (conflict.step,)))
    return {
        "conflicts": [_rule(each, language) for each in clashing],
        "least_total_violation": conflict.least_total_violation,
        "changes": [
            {**_rule(rule, language), "amount": amount, "text": text.strip()}
            for (rule, amount), text in zip(conflict.changes, ways, strict=True)
        ],
        "conflict_is_smallest": conflict.smallest,
        "conflict_premises": list(conflict.premises),
    }


def _answer(solver: "SolverPart | None") -> Document:
    """Return what is known of the answer; a report without one is proven to have none."""
    keys = ("objective", "proven", "bound", "gap", "why", "reproducible")
    if solver is None:
        return {**dict.fromkeys(keys), "solver": None}
    return {**{key: getattr(solver, key) for key in keys}, "solver": asdict(solver)}


def _rule(rule: "RulePart", language: Language) -> Document:
    return {
        "rule": _text(rule.sentence, language),
        "formula": rule.formula,
        "indicator": rule.indicator,
        "kind": rule.kind,
        "emphasis": rule.emphasis,
    }


def _binding(rule: "RulePart", language: Language) -> Document:
    price = None if rule.price is None else _text(rule.price, language)
    return {**_rule(rule, language), "shadow_price": rule.shadow_price, "price": price}


def _indicator(row: "LeafDecision", language: Language) -> Document:
    from engine.report.weights_words import why_words

    return {
        "id": row.indicator,
        "name": asdict(row.name),
        "group": row.group,
        "incumbent": _value(row.incumbent),
        "judged": _value(row.judged),
        "judged_interval": _interval(row.judged),
        "evidence": _value(row.evidence),
        "evidence_interval": _interval(row.evidence),
        "target": row.target,
        "least": row.least,
        "greatest": row.greatest,
        "recommended": row.recommended.value,
        "interval": _interval(row.recommended),
        "why": why_words(row, language),
    }


def _value(estimate: Estimate | None) -> float | None:
    return None if estimate is None else estimate.value


def _interval(estimate: Estimate | None) -> list[float | None] | None:
    if estimate is None or estimate.low is None:
        return None
    return [estimate.low, estimate.high]


def _frontier(frontier: "FrontierPart | None") -> list[Document]:
    if frontier is None:
        return []
    return [_renamed(asdict(each), shares="weights") for each in frontier.points]


def _robust(row: "RobustRow", language: Language) -> Document:
    told = _renamed(asdict(replace(row, caution=None)), shares="weights")
    told["recommended"] = row.nominal
    told["caution"] = None if row.caution is None else _text(row.caution, language)
    if row.kind in {"worst-case", "max-min"}:
        told["worst_case"] = row.value
    return told


def _emphasis(row: "EmphasisRow", language: Language) -> Document:
    return {
        "id": row.id,
        "name": asdict(row.name),
        "feasible": row.conflict is None,
        "weights": row.shares,
        "moves": row.moves,
        "rules": [_rule(each, language) for each in row.rules],
        **conflict_document(row.conflict, language),
        "grade_changes": row.grade_changes,
        "agents": row.agents,
    }


def _grades(part: "GradeChangePart") -> Document:
    return {
        "changes": part.changes,
        "bound": part.bound,
        "proven": part.proven,
        "recommended_changes": part.recommended_changes,
        "rescaled_changes": part.rescaled_changes,
        "weights": part.shares,
        "certain": part.certain,
        "reproducible": part.solver.reproducible,
        "solver": asdict(part.solver),
        "agents": [
            _renamed(asdict(each), score_least="least", score_greatest="greatest")
            for each in part.agents
        ],
        "not_scored": list(part.not_scored),
    }


def _acceptability(part: "AcceptabilityPart | None", language: Language) -> Document | None:
    if part is None:
        return None
    return {
        "weights": _told(part.weights, language),
        "draws": part.draws,
        "grade_labels": list(part.grade_labels),
        "agents": [asdict(each) for each in part.agents],
        "central_by_grade": part.central_by_grade,
    }


def _preference(part: "PreferencePart") -> Document:
    examples = [
        {"ahead": ahead, "behind": behind, "least": least, "greatest": greatest}
        for ahead, behind, least, greatest in part.examples
    ]
    return {**asdict(part), "examples": examples}


def _finding(finding: Finding, language: Language) -> Document:
    return {"severity": finding.severity, **_told(finding.sentence, language)}


def _told(sentence: Sentence, language: Language) -> Document:
    """Return a sentence with its key and values, so that other languages can tell it, too."""
    return {
        "key": sentence.key,
        "values": dict(sentence.values),
        "text": _text(sentence, language),
    }


def _text(sentence: Sentence, language: Language) -> str:
    from engine.i18n.translate import render_sentence

    return render_sentence(sentence, language)


def _renamed(fields: Mapping[str, object], **names: str) -> Document:
    return {names.get(key, key): value for key, value in fields.items()}
