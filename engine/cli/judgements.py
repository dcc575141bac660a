"""``heng priorities`` and ``heng hierarchy``: what pairwise judgements say."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit, header
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.ahp.decision import Decision
    from engine.ahp.diagnosis import Diagnosis

DEFAULT_RANDOM_INDEX = "simulated"  # engine.ahp.random_index.DEFAULT, without importing numpy

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A JSON file.")]
MethodOption = Annotated[
    Literal["eigenvector", "geometric-mean", "column-mean"],
    typer.Option("--method", help="How priorities are found."),
]
RandomIndexOption = Annotated[
    str,
    typer.Option(
        "--random-index",
        help="simulated, saaty1980, saaty2005, donegan_dodd, alonso_lamata, alonso_lamata_fit.",
    ),
]
ScaleOption = Annotated[
    Literal["saaty", "ratio"],
    typer.Option("--scale", help="saaty allows 1/9 to 9; ratio any measured ratio."),
]


def priorities(
    file: FileArgument,
    method: MethodOption = "eigenvector",
    random_index: RandomIndexOption = DEFAULT_RANDOM_INDEX,
    scale: ScaleOption = "saaty",
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Priorities and consistency of one judgement matrix, and what to ask again first.

    FILE holds {"items": [..], "matrix": [[..]]}; null is a pair that was not answered, "1/7" a
    fraction.
    """
    from engine.ahp.diagnosis import diagnose
    from engine.ahp.priorities import Method
    from engine.files.judgements_file import read_judgements

    language = chosen_language(lang)
    diagnosis = diagnose(read_judgements(file, scale), Method(method), random_index)
    document = {"heng": header([file]), **diagnosis_document(diagnosis)}
    emit(document, lambda: diagnosis_text(diagnosis, language), json_)


def hierarchy(
    file: FileArgument,
    method: MethodOption = "eigenvector",
    random_index: RandomIndexOption = DEFAULT_RANDOM_INDEX,
    scale: ScaleOption = "saaty",
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Weights of the criteria and global priorities of the alternatives of a hierarchy.

    FILE holds {"criteria" or "tree", "alternatives", "local", "direct", "synthesis"}.
    """
    from engine.ahp.decision import decide
    from engine.ahp.priorities import Method
    from engine.files.judgements_file import read_hierarchy

    language = chosen_language(lang)
    question = read_hierarchy(file, scale)
    decision = decide(question, Method(method), random_index)
    document = {
        "heng": header([file]),
        "synthesis": question.synthesis,
        **decision_document(decision),
    }
    emit(document, lambda: decision_text(decision, language), json_)


def diagnosis_document(diagnosis: "Diagnosis") -> dict[str, object]:
    """Return a diagnosis under the keys of the command-line contract."""
    return {
        "items": diagnosis.items,
        "method": diagnosis.method.value,
        "weights": diagnosis.weights,
        "lambda_max": diagnosis.lambda_max,
        "consistency_index": diagnosis.consistency_index,
        "consistency_ratio": diagnosis.consistency_ratio,
        "random_index": {
            "name": diagnosis.random_index_name,
            "value": diagnosis.random_index,
        },
        "geometric_consistency_index": diagnosis.geometric_consistency_index,
        "circular_triads": diagnosis.circular_triads,
        "revise": [
            {
                "pair": [revision.first, revision.second],
                "stated": revision.stated,
                "implied": revision.implied,
                "suggested": revision.suggested,
                "ratio_after": revision.ratio_after,
            }
            for revision in diagnosis.revise
        ],
        "error_ratios": diagnosis.error_ratios,
        "completed": diagnosis.completed,
        "filled": diagnosis.filled,
        "methods_disagree": diagnosis.methods_disagree,
    }


def decision_document(decision: "Decision") -> dict[str, object]:
    """Return a decision under the keys of the command-line contract, lists in file order."""
    return {
        "criteria": list(decision.criteria),
        "criteria_weights": list(decision.criteria.values()),
        "alternatives": list(decision.alternatives),
        "global_alternatives": list(decision.alternatives.values()),
        "local": {
            name: diagnosis_document(decision.local_diagnoses[name])
            if name in decision.local_diagnoses
            else {"weights": weights}
            for name, weights in decision.local.items()
        },
        "nodes": {
            name: diagnosis_document(diagnosis)
            for name, diagnosis in decision.criteria_diagnoses.items()
        },
    }


def diagnosis_text(diagnosis: "Diagnosis", language: Language) -> str:
    """Return a diagnosis for people: weights, consistency, and what to ask again."""
    from engine.i18n.translate import render

    lines = [render(f"ahp.method.{diagnosis.method.value}", {}, language)]
    lines += _table(dict(zip(diagnosis.items, diagnosis.weights.tolist(), strict=True)))
    lines.append(_consistency_line(diagnosis, language))
    if diagnosis.methods_disagree:
        lines.append(render("ahp.methods_disagree", {}, language))
    for triad in diagnosis.circular_triads:
        lines.append(render("ahp.circular_triad", {"triad": " > ".join(triad)}, language))
    for revision in diagnosis.revise:
        lines.append(
            render(
                "ahp.revise",
                {
                    "first": revision.first,
                    "second": revision.second,
                    "stated": _ratio_text(revision.stated),
                    "implied": f"{revision.implied:.2f}",
                    "suggested": _ratio_text(revision.suggested),
                    "ratio_after": revision.ratio_after,
                },
                language,
            )
        )
    return "\n".join(lines)


def decision_text(decision: "Decision", language: Language) -> str:
    """Return a decision for people: the criteria's weights, then the alternatives."""
    from engine.i18n.translate import render

    lines = [render("ahp.criteria", {}, language), *_table(decision.criteria)]
    if decision.alternatives:
        lines += [render("ahp.alternatives", {}, language), *_table(decision.alternatives)]
    for name, diagnosis in {**decision.criteria_diagnoses, **decision.local_diagnoses}.items():
        lines.append(f"{name} | {_consistency_line(diagnosis, language)}")
    return "\n".join(lines)


def _consistency_line(diagnosis: "Diagnosis", language: Language) -> str:
    from engine.i18n.translate import render

    if diagnosis.consistency_ratio is None:
        pairs = ", ".join(f"{first} : {second}" for first, second in diagnosis.filled)
        return render("ahp.gaps_filled", {"pairs": pairs}, language)
    values = {
        "ratio": diagnosis.consistency_ratio,
        "name": diagnosis.random_index_name,
        "random_index": diagnosis.random_index,
        "lambda_max": diagnosis.lambda_max,
    }
    return render("ahp.consistency", values, language)


def _table(shares: Mapping[str, float]) -> list[str]:
    width = max(len(name) for name in shares)
    return [f"  {name:<{width}}  {share:.4f}" for name, share in shares.items()]


def _ratio_text(ratio: float) -> str:
    from engine.ahp.scales import ratio_text

    return ratio_text(ratio)
