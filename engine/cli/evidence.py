"""``heng evidence``: what a table says about its outcomes, how sure, and with which grade."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.output import (
    JsonOption,
    LanguageOption,
    chosen_language,
    emit,
    header,
    message,
    shown_path,
)
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.services.evidence import EvidenceAnswer, EvidenceRequest

DEFAULT_SEED = 618  # engine.services.evidence.USUAL_SEED
LARGEST_SEED = 2**32 - 1  # as in a case file; importing that room here would cost every --help

DataArgument = Annotated[
    Path,
    typer.Argument(
        metavar="DATA", help="Contacts, agent months, customers: CSV (or .gz), XLSX, Parquet."
    ),
]
SpecOption = Annotated[
    Path, typer.Option("--spec", metavar="SPEC.toml", help="What is asked: a specification file.")
]
SchemeOption = Annotated[
    str | None,
    typer.Option("--scheme", help="Scheme file or shipped id: directions, indicators' roles."),
]
SeedOption = Annotated[int, typer.Option("--seed", help=f"Of every resample: 0 to {LARGEST_SEED}.")]
LevelOption = Annotated[
    float | None, typer.Option("--level", help="Coverage of the intervals, instead of the file's.")
]
BootstrapsOption = Annotated[
    int | None,
    typer.Option("--bootstraps", help="Resamples of whole clusters, instead of the file's."),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Write report.json, coefficients.csv, effects.csv there."
    ),
]
CurvesOption = Annotated[
    Path | None,
    typer.Option("--curves", metavar="FILE.toml", help="Write fitted outcomes for a scenario."),
]
WeightsOption = Annotated[
    Path | None,
    typer.Option("--weights", metavar="FILE.json", help="Write the evidence weights."),
]
MapOption = Annotated[
    list[Path] | None,
    typer.Option("--map", metavar="FILE.toml", help="A header map that you checked (again)."),
]


def evidence(
    data: DataArgument,
    spec: SpecOption,
    scheme: SchemeOption = None,
    seed: SeedOption = DEFAULT_SEED,
    level: LevelOption = None,
    bootstraps: BootstrapsOption = None,
    map_: MapOption = None,
    out: OutOption = None,
    curves: CurvesOption = None,
    weights: WeightsOption = None,
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Say what the data say: associations with intervals, how far to trust them, claims tested.

    Roles and data checks come first, then one regression for each question, effects in business
    units, importance, validation by time and by unseen agents, and evidence weights. Every
    number carries its grade: A randomised, B as if at random, C adjusted association, D raw.
    Exit code 0: done; 1: no answer exists; 2: bad input, or a question that its data cannot bear.
    """
    from engine.cli.evidence_document import evidence_document
    from engine.cli.evidence_text import evidence_text
    from engine.services.evidence import EvidenceRequest

    language = chosen_language(lang)
    request = EvidenceRequest(data, spec, scheme, seed, level, bootstraps, tuple(map_ or ()))
    answer = _asked(request, language)
    document = {"heng": header(answer.inputs, seed), **evidence_document(answer.report, language)}
    _write(answer, document, (out, curves, weights), language)
    emit(document, lambda: evidence_text(answer.report, language), json_)


def _asked(request: "EvidenceRequest", language: Language) -> "EvidenceAnswer":
    """Ask, telling the stages on stderr."""
    from engine.cli.progress import shown_progress
    from engine.services.evidence import asked_evidence

    with shown_progress(language) as tell:
        return asked_evidence(request, tell)


def _write(
    answer: "EvidenceAnswer",
    document: dict[str, object],
    wanted: tuple[Path | None, Path | None, Path | None],
    language: Language,
) -> None:
    from engine.cli.output import json_text
    from engine.i18n.translate import render
    from engine.services.evidence_files import write_curves, write_report, write_weights

    out, curves, weights = wanted
    written: list[Path] = []
    if out is not None:
        written += write_report(answer.report, json_text(document), out)
    if curves is not None:
        written.append(write_curves(answer, curves))
    if weights is not None:
        written.append(write_weights(answer, weights))
    for path in written:
        message(render("cli.evidence.written", {"file": shown_path(path)}, language))
