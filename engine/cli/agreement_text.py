"""Raters' agreement, for machines and for people."""

from collections.abc import Iterator
from dataclasses import asdict
from math import isnan
from typing import TYPE_CHECKING

from engine.cli.text_table import table
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.metrics.agreement_report import AgreementReport
    from engine.metrics.rater_agreement import Kappa

MOST_PAIRS = 10  # in the text for people


def agreement_document(report: "AgreementReport") -> dict[str, object]:
    """Return a report under the keys of the command-line contract."""
    return {
        "items": report.items,
        "complete": report.complete,
        "raters": report.raters,
        "categories": report.categories,
        "pairs": [
            {
                "raters": [pair.first, pair.second],
                "kappa": {name.value: asdict(kappa) for name, kappa in pair.kappas.items()},
            }
            for pair in report.pairs
        ],
        "fleiss_kappa": None if report.fleiss is None else asdict(report.fleiss),
        "krippendorff_alpha": {level.value: alpha for level, alpha in report.alphas.items()},
        "icc": {each.name: asdict(each) for each in report.intraclass},
    }


def agreement_text(report: "AgreementReport", language: Language) -> str:
    """Return a report for people: one line for each measure, with its interval."""
    from engine.i18n.translate import render

    values = {"items": report.items, "complete": report.complete, "raters": len(report.raters)}
    lines = [render("quality_agreement.told", values, language)]
    rows = list(_rows(report, language))
    if rows:
        heads = ("measure", "value", "low", "high")
        rows = [tuple(render(f"quality_agreement.{head}", {}, language) for head in heads), *rows]
        lines += table(rows)
    more = len(report.pairs) - MOST_PAIRS
    if more > 0:
        lines.append(render("quality_agreement.more", {"count": more}, language))
    if any(isnan(float(row[1])) for row in rows[1:]):
        lines.append(render("quality_agreement.undefined", {}, language))
    return "\n".join(lines)


def _rows(report: "AgreementReport", language: Language) -> Iterator[tuple[str, ...]]:
    from engine.i18n.translate import render

    for pair in report.pairs[:MOST_PAIRS]:
        for weighting, kappa in pair.kappas.items():
            name = render(f"quality_agreement.kappa_{weighting.value}", {}, language)
            yield _kappa_row(f"{name} {pair.first} : {pair.second}", kappa)
    if report.fleiss is not None:
        yield _kappa_row(render("quality_agreement.fleiss", {}, language), report.fleiss)
    for level, alpha in report.alphas.items():
        name = render(f"quality_agreement.alpha_{level.value}", {}, language)
        yield name, f"{alpha:.3f}", "", ""
    for each in report.intraclass:
        model = render(f"quality_agreement.model_{each.model.replace('-', '_')}", {}, language)
        yield (
            f"{each.name} {model}",
            f"{each.value:.3f}",
            f"{each.low:.3f}",
            f"{each.high:.3f}",
        )


def _kappa_row(name: str, kappa: "Kappa") -> tuple[str, ...]:
    return name, f"{kappa.value:.3f}", f"{kappa.low:.3f}", f"{kappa.high:.3f}"
