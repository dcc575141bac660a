"""``heng hierarchy``: weights along criteria of any depth, and priorities of alternatives."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from engine.cli.best_worst import best_worst_document
from engine.cli.columns import share_lines
from engine.cli.findings import finding_documents, finding_lines
from engine.cli.judgements import (
    DEFAULT_RANDOM_INDEX,
    CompletionOption,
    FileArgument,
    MethodOption,
    RandomIndexOption,
    ScaleOption,
    consistency_line,
    diagnosis_document,
)
from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit, header
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.ahp.decision import Decision, DecisionReversals
    from engine.ahp.node_weights import NodeWeights
    from engine.ahp.rank_reversal import Reversal

MOST_REVERSALS = 3  # in the text for people

SynthesisOption = Annotated[
    Literal["distributive", "ideal"] | None,
    typer.Option("--synthesis", help="How priorities are put together; instead of the file's."),
]


def hierarchy(
    file: FileArgument,
    method: MethodOption = "eigenvector",
    completion: CompletionOption = "minimum-lambda",
    random_index: RandomIndexOption = DEFAULT_RANDOM_INDEX,
    synthesis: SynthesisOption = None,
    scale: ScaleOption = "saaty",
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Weights of the criteria and global priorities of the alternatives of a hierarchy.

    FILE holds {"criteria" or "tree", "alternatives", "local", "direct", "synthesis"}. Each node
    has its items and one of: matrix, matrices (one for each respondent), best_worst, direct,
    goal_mapping.
    """
    from engine.ahp.completion import Completion
    from engine.ahp.decision import decide, decision_reversals
    from engine.ahp.priorities import Method
    from engine.files.hierarchy_file import read_hierarchy

    language = chosen_language(lang)
    question = read_hierarchy(file, scale)
    if synthesis is not None:
        question = replace(question, synthesis=synthesis)
    decision = decide(question, Method(method), random_index, Completion(completion))
    reversals = decision_reversals(question, decision, Method(method))
    document = {
        "heng": header([file]),
        "synthesis": question.synthesis,
        **decision_document(decision),
        "rank_reversal": {
            "criteria": reversal_document(reversals.criteria),
            "alternatives": reversal_document(reversals.alternatives),
        },
    }
    emit(document, lambda: decision_text(decision, reversals, language), json_)


def decision_document(decision: "Decision") -> dict[str, object]:
    """Return a decision under the keys of the command-line contract, lists in file order."""
    return {
        "criteria": list(decision.criteria),
        "criteria_weights": list(decision.criteria.values()),
        "global": decision.shares,
        "alternatives": list(decision.alternatives),
        "global_alternatives": list(decision.alternatives.values()),
        "local": {name: node_document(node) for name, node in decision.local_nodes.items()},
        "nodes": {name: node_document(node) for name, node in decision.nodes.items()},
    }


def node_document(node: "NodeWeights") -> dict[str, object]:
    """Return how one node's items were weighed, and everything its method tells."""
    told: dict[str, object] = {
        "elicitation": node.kind.value,
        "items": node.items,
        "method": node.kind.value.replace("_", "-"),
        "weights": node.weights,
    }
    if node.diagnosis is not None:
        told |= diagnosis_document(node.diagnosis)
    if node.respondents:
        told["respondents"] = node.respondents
    if node.best_worst is not None:
        told |= best_worst_document(*node.best_worst)
    if node.goals is not None:
        given, shares = node.goals
        told["goals"] = dict(zip(given.goals, shares.goals.tolist(), strict=True))
        told["contributions"] = {
            item: dict(zip(given.goals, row, strict=True))
            for item, row in zip(given.items, shares.contributions.tolist(), strict=True)
        }
    return told | {"findings": finding_documents(node.findings)}


def reversal_document(reversals: "Iterable[Reversal]") -> dict[str, list[dict[str, object]]]:
    """Return which pairs swap when an item is removed, and when one is copied."""
    told: dict[str, list[dict[str, object]]] = {"removed": [], "copied": []}
    for each in reversals:
        told[each.alteration.value].append(
            {
                "item": each.item,
                "pair": [each.first, each.second],
                "before": each.before,
                "after": each.after,
            }
        )
    return told


def decision_text(decision: "Decision", reversals: "DecisionReversals", language: Language) -> str:
    """Return a decision for people: weights, priorities, how each node fared, reversals."""
    from engine.i18n.translate import render

    lines = [render("ahp.criteria", {}, language), *share_lines(decision.criteria)]
    if len(decision.shares) > len(decision.criteria):
        lines += [render("hierarchy.shares", {}, language), *share_lines(decision.shares)]
    if decision.alternatives:
        lines += [render("ahp.alternatives", {}, language), *share_lines(decision.alternatives)]
    for name, node in chain(decision.nodes.items(), decision.local_nodes.items()):
        lines += [f"{name} | {line}" for line in _node_lines(node, language)]
    if len(decision.criteria) > 1:
        lines += _reversal_lines("criteria", reversals.criteria, language)
    if decision.alternatives:
        lines += _reversal_lines("alternatives", reversals.alternatives, language)
    return "\n".join(lines)


def _node_lines(node: "NodeWeights", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    if node.diagnosis is not None:
        yield consistency_line(node.diagnosis, language)
    elif node.best_worst is not None:
        _, found, consistency = node.best_worst
        form = render(f"hierarchy.form.{found.form.value}", {}, language)
        told = {"form": form, "ratio": _told(consistency.input_ratio, "undefined", language)}
        yield render("hierarchy.kind_best_worst", told, language)
    elif node.goals is not None:
        given, shares = node.goals
        goals = _listed(dict(zip(given.goals, shares.goals.tolist(), strict=True)))
        yield render("hierarchy.kind_goal_mapping", {"goals": goals}, language)
    else:
        yield render("hierarchy.kind_direct", {}, language)
    for name, ratio in node.respondents.items():
        values = {"respondent": name, "ratio": _told(ratio, "unlinked", language)}
        yield render("hierarchy.respondent", values, language)
    yield from finding_lines(node.findings, language)


def _reversal_lines(
    among: str, reversals: "tuple[Reversal, ...]", language: Language
) -> Iterator[str]:
    from engine.i18n.translate import render

    told = "reversals" if reversals else "stable"
    yield render(f"hierarchy.{told}.{among}", {"count": len(reversals)}, language)
    for each in reversals[:MOST_REVERSALS]:
        values = {"item": each.item, "first": each.first, "second": each.second}
        yield "  " + render(f"hierarchy.{each.alteration.value}", values, language)
    if len(reversals) > MOST_REVERSALS:
        count = len(reversals) - MOST_REVERSALS
        yield "  " + render("hierarchy.more", {"count": count}, language)


def _listed(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {share:.4f}" for name, share in shares.items())


def _told(ratio: float | None, otherwise: str, language: Language) -> str:
    from engine.i18n.translate import render

    return render(f"hierarchy.{otherwise}", {}, language) if ratio is None else f"{ratio:.4f}"
