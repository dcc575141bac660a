"""``heng best-worst``: weights from the best item's and the worst item's comparisons alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from engine.cli.columns import share_lines
from engine.cli.findings import finding_documents, finding_lines
from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit, header
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.ahp.best_worst import BestWorstWeights
    from engine.ahp.best_worst_consistency import BestWorstConsistency
    from engine.domain.elicitation import BestWorst

SHOWN_WIDTH = 5e-5  # an interval narrower than this looks like a point with four decimals


def best_worst(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A JSON file.")],
    form: Annotated[
        Literal["linear", "nonlinear"],
        typer.Option("--form", help="What deviates least: weights (linear) or their ratios."),
    ] = "linear",
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Weights by the best-worst method, and how far the answers contradict each other.

    FILE holds {"items", "best", "worst", "best_to_others", "others_to_worst"}; best and worst are
    names of items or positions from 0; answers are 1 to 9, in the order of the items.
    """
    from engine.ahp.best_worst import best_worst_weights
    from engine.ahp.best_worst_consistency import best_worst_consistency
    from engine.domain.elicitation import BestWorstForm
    from engine.files.best_worst_file import read_best_worst

    language = chosen_language(lang)
    given = read_best_worst(file, BestWorstForm(form))
    found, consistency = best_worst_weights(given), best_worst_consistency(given)
    document = {"heng": header([file]), **best_worst_document(given, found, consistency)}
    emit(document, lambda: best_worst_text(given, found, consistency, language), json_)


def best_worst_document(
    given: "BestWorst", found: "BestWorstWeights", consistency: "BestWorstConsistency"
) -> dict[str, object]:
    """Return best-worst weights under the keys of the command-line contract."""
    return {
        "items": given.items,
        "method": "best-worst",
        "form": found.form.value,
        "best": given.items[given.best],
        "worst": given.items[given.worst],
        "weights": found.weights,
        "xi": found.xi,
        "weight_intervals": found.intervals,
        "consistency_ratio": {
            "input": consistency.input_ratio,
            "output": consistency.output_ratio,
        },
        "consistency_threshold": {"input": consistency.input_threshold},
        "consistency_index": consistency.consistency_index,
        "beyond_worst": consistency.beyond_worst,
        "findings": finding_documents(consistency.findings),
    }


def best_worst_text(
    given: "BestWorst",
    found: "BestWorstWeights",
    consistency: "BestWorstConsistency",
    language: Language,
) -> str:
    """Return best-worst weights for people: weights, intervals, consistency."""
    from engine.i18n.translate import render

    form = found.form.value
    lines = [render(f"best_worst.form.{form}", {}, language)]
    lines += share_lines(dict(zip(given.items, found.weights.tolist(), strict=True)))
    lines += _interval_lines(given, found, language)
    lines.append(render(f"best_worst.xi_{form}", {"xi": found.xi}, language))
    lines += _ratio_lines(consistency, language)
    return "\n".join(lines + finding_lines(consistency.findings, language))


def _interval_lines(
    given: "BestWorst", found: "BestWorstWeights", language: Language
) -> Iterator[str]:
    from engine.i18n.translate import render

    rows = found.intervals.tolist()
    if max(greatest - least for least, greatest in rows) < SHOWN_WIDTH:
        return
    yield render("best_worst.intervals", {}, language)
    for item, (least, greatest) in zip(given.items, rows, strict=True):
        values = {"item": item, "least": least, "greatest": greatest}
        yield "  " + render("best_worst.interval", values, language)


def _ratio_lines(consistency: "BestWorstConsistency", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    limit = consistency.input_threshold
    if consistency.input_ratio is not None:
        told = render("best_worst.no_limit", {}, language) if limit is None else f"{limit:.4f}"
        values: dict[str, object] = {"ratio": consistency.input_ratio, "limit": told}
        yield render("best_worst.input_ratio", values, language)
    if consistency.output_ratio is not None:
        index = consistency.consistency_index
        values = {"ratio": consistency.output_ratio, "consistency_index": index}
        yield render("best_worst.output_ratio", values, language)
