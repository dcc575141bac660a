"""``heng priorities``: what the pairwise judgements of one matrix say."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from engine.cli.columns import share_lines
from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit, header
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.ahp.diagnosis import Diagnosis

DEFAULT_RANDOM_INDEX = "simulated"  # engine.ahp.random_index.DEFAULT, without importing numpy
MOST_DISAGREEMENTS = 3  # in the text for people
MOST_CIRCLES = 5  # likewise: 30 items may hold more than a thousand

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A JSON file.")]
MethodOption = Annotated[
    Literal["eigenvector", "geometric-mean", "column-mean", "least-absolute"],
    typer.Option("--method", help="How priorities are found."),
]
CompletionOption = Annotated[
    Literal["minimum-lambda", "log-least-squares", "harker"],
    typer.Option("--completion", help="How pairs without an answer are filled."),
]
RoundCompletedOption = Annotated[
    bool,
    typer.Option("--round-completed", help="Fill with the nearest value of the scale 1/9 to 9."),
]
RandomIndexOption = Annotated[
    str,
    typer.Option(
        "--random-index",
        help="simulated, saaty1980, saaty2005, donegan_dodd, alonso_lamata, alonso_lamata_fit. "
        "simulated has values of its own for matrices with gaps.",
    ),
]
ScaleOption = Annotated[
    Literal["saaty", "ratio"],
    typer.Option("--scale", help="saaty allows 1/9 to 9; ratio any measured ratio."),
]


def priorities(
    file: FileArgument,
    method: MethodOption = "eigenvector",
    completion: CompletionOption = "minimum-lambda",
    round_completed: RoundCompletedOption = False,
    random_index: RandomIndexOption = DEFAULT_RANDOM_INDEX,
    scale: ScaleOption = "saaty",
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Priorities and consistency of one judgement matrix, and what to ask again first.

    FILE holds {"items": [..], "matrix": [[..]]}; null is a pair that was not answered, "1/7" a
    fraction.
    """
    from engine.ahp.completion import Completion
    from engine.ahp.diagnosis import diagnose
    from engine.ahp.priorities import Method
    from engine.files.judgements_file import read_judgements

    language = chosen_language(lang)
    diagnosis = diagnose(
        read_judgements(file, scale),
        Method(method),
        random_index,
        Completion(completion),
        rounded=round_completed,
    )
    document = {"heng": header([file]), **diagnosis_document(diagnosis)}
    emit(document, lambda: diagnosis_text(diagnosis, language), json_)


def diagnosis_document(diagnosis: "Diagnosis") -> dict[str, object]:
    """Return a diagnosis under the keys of the command-line contract."""
    return {
        "items": diagnosis.items,
        "method": diagnosis.method.value,
        "weights": diagnosis.weights,
        "lambda_max": diagnosis.lambda_max,
        "consistency_index": diagnosis.consistency_index,
        "consistency_ratio": diagnosis.consistency_ratio,
        "acceptable": diagnosis.is_acceptable,
        "informative": diagnosis.is_informative,
        "random_index": {
            "name": diagnosis.random_index_name,
            "value": diagnosis.random_index,
            "missing": diagnosis.missing,
            "basis": diagnosis.random_index_basis.value,
        },
        "geometric_consistency_index": diagnosis.geometric_consistency_index,
        "geometric_consistency_limit": diagnosis.geometric_consistency_limit,
        "circular_triads": diagnosis.circular_triads,
        "revise": _revisions(diagnosis),
        "error_ratios": diagnosis.error_ratios,
        "completed": diagnosis.completed,
        "filled": diagnosis.filled,
        "completion": diagnosis.completion.value,
        "round_completed": diagnosis.rounded,
        "next_question": _next_question(diagnosis),
        "methods_disagree": diagnosis.methods_disagree,
        "order_disagreements": _order_disagreements(diagnosis),
        "findings": [
            {
                "severity": finding.severity,
                "key": finding.sentence.key,
                "values": finding.sentence.values,
            }
            for finding in diagnosis.findings
        ],
    }


def _revisions(diagnosis: "Diagnosis") -> list[dict[str, object]]:
    return [
        {
            "pair": [revision.first, revision.second],
            "stated": revision.stated,
            "implied": revision.implied,
            "suggested": revision.suggested,
            "ratio_after": revision.ratio_after,
        }
        for revision in diagnosis.revise
    ]


def _next_question(diagnosis: "Diagnosis") -> dict[str, object] | None:
    question = diagnosis.next_question
    if question is None:
        return None
    return {"pair": [question.first, question.second], "gain": question.gain}


def _order_disagreements(diagnosis: "Diagnosis") -> list[dict[str, object]]:
    return [
        {
            "pair": [each.first, each.second],
            "first_by": [method.value for method in each.first_by],
            "second_by": [method.value for method in each.second_by],
        }
        for each in diagnosis.order_disagreements
    ]


def diagnosis_text(diagnosis: "Diagnosis", language: Language) -> str:
    """Return a diagnosis for people: weights, consistency, and what to ask again or next."""
    from engine.i18n.translate import render, render_sentence

    lines = [render(f"ahp.method.{diagnosis.method.value}", {}, language)]
    lines += share_lines(dict(zip(diagnosis.items, diagnosis.weights.tolist(), strict=True)))
    lines.append(consistency_line(diagnosis, language))
    lines += [render_sentence(finding.sentence, language) for finding in diagnosis.findings]
    lines += _gci_line(diagnosis, language)
    lines += _order_lines(diagnosis, language)
    lines += _circle_lines(diagnosis, language)
    lines += _revision_lines(diagnosis, language)
    lines += _gap_lines(diagnosis, language)
    return "\n".join(lines)


def consistency_line(diagnosis: "Diagnosis", language: Language) -> str:
    """Return the sentence on a diagnosis's consistency ratio: acceptable, above, or empty."""
    from engine.ahp.consistency import CUSTOMARY_LIMIT
    from engine.i18n.translate import render

    if not diagnosis.is_informative:
        return render("ahp.consistent_by_definition", {}, language)
    values = {
        "ratio": diagnosis.consistency_ratio,
        "limit": CUSTOMARY_LIMIT,
        "name": diagnosis.random_index_name,
        "random_index": diagnosis.random_index,
        "lambda_max": diagnosis.lambda_max,
    }
    return render("ahp.acceptable" if diagnosis.is_acceptable else "ahp.above", values, language)


def _gci_line(diagnosis: "Diagnosis", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    if diagnosis.is_informative and diagnosis.geometric_consistency_index is not None:
        values = {
            "index": diagnosis.geometric_consistency_index,
            "limit": diagnosis.geometric_consistency_limit,
        }
        yield render("ahp.geometric_consistency", values, language)


def _order_lines(diagnosis: "Diagnosis", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    def named(methods: tuple[str, ...]) -> str:
        words = [render(f"ahp.short_method.{method}", {}, language) for method in methods]
        return render("ahp.list_separator", {}, language).join(words)

    for each in diagnosis.order_disagreements[:MOST_DISAGREEMENTS]:
        values = {
            "first": each.first,
            "second": each.second,
            "first_by": named(each.first_by),
            "second_by": named(each.second_by),
        }
        yield render("ahp.methods_disagree", values, language)
    more = len(diagnosis.order_disagreements) - MOST_DISAGREEMENTS
    if more > 0:
        yield render("ahp.methods_disagree_more", {"count": more}, language)


def _circle_lines(diagnosis: "Diagnosis", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    for triad in diagnosis.circular_triads[:MOST_CIRCLES]:
        yield render("ahp.circular_triad", {"triad": " > ".join((*triad, triad[0]))}, language)
    more = len(diagnosis.circular_triads) - MOST_CIRCLES
    if more > 0:
        yield render("ahp.circular_triads_more", {"count": more}, language)


def _revision_lines(diagnosis: "Diagnosis", language: Language) -> Iterator[str]:
    from engine.ahp.scales import ratio_text
    from engine.i18n.translate import render

    for revision in diagnosis.revise:
        values = {
            "first": revision.first,
            "second": revision.second,
            "stated": ratio_text(revision.stated),
            "implied": _about(revision.implied),
            "suggested": ratio_text(revision.suggested),
            "ratio_after": revision.ratio_after,
        }
        yield render("ahp.revise", values, language)


def _gap_lines(diagnosis: "Diagnosis", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    if not diagnosis.filled:
        return
    place = {item: index for index, item in enumerate(diagnosis.items)}
    ratios = [
        diagnosis.completed[place[first], place[second]] for first, second in diagnosis.filled
    ]
    pairs = [
        f"{first} : {second} = {_about(float(ratio))}"
        for (first, second), ratio in zip(diagnosis.filled, ratios, strict=True)
    ]
    told = render("ahp.list_separator", {}, language).join(pairs)
    yield render(f"ahp.filled.{diagnosis.completion.value}", {"pairs": told}, language)
    question = diagnosis.next_question
    if question is not None and question.gain is not None:
        values = {"first": question.first, "second": question.second, "gain": question.gain}
        yield render("ahp.ask_next", values, language)


def _about(ratio: float) -> str:
    """Return a ratio that is not on the scale, as people would say it: 4.74, or 1/4.74."""
    return f"{ratio:.2f}" if ratio >= 1 else f"1/{1 / ratio:.2f}"
