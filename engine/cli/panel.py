"""``heng panel``: what the answers of many respondents say together, and how far to trust it."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from engine.cli.judgements import (
    DEFAULT_RANDOM_INDEX,
    CompletionOption,
    MethodOption,
    RandomIndexOption,
)
from engine.cli.output import (
    JsonOption,
    LanguageOption,
    chosen_language,
    emit,
    header,
    message,
)

DEFAULT_LIMIT = 0.10  # engine.ahp.consistency.CUSTOMARY_LIMIT, without importing numpy
DEFAULT_DRAWS = 2000  # engine.studies.panel_options.DRAWS
LARGEST_SEED = 2**32 - 1

FilesArgument = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="Answers: CSV, Excel, or filled questionnaires."),
]
SchemeOption = Annotated[
    str | None,
    typer.Option("--scheme", help="What was asked: a scheme file or the id of a shipped scheme."),
]
CodingOption = Annotated[
    Literal["ratio", "signed", "position"] | None,
    typer.Option("--coding", help="How answers are written; by default found out from the file."),
]
NegativeOption = Annotated[
    Literal["left", "right"],
    typer.Option("--negative", help="Which item a negative signed answer prefers."),
]
LimitOption = Annotated[
    float, typer.Option("--limit", help="Consistency ratio up to which a respondent passes.")
]
DrawsOption = Annotated[int, typer.Option("--draws", min=1, help="Draws behind the bands.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, max=LARGEST_SEED)]
ErrorModelOption = Annotated[
    Literal["rounding", "log-normal"],
    typer.Option(
        "--error-model",
        help="Error of one answer: rounding to the scale, or as large as the answers' own "
        "contradictions show.",
    ),
]
FuzzyOption = Annotated[
    bool, typer.Option("--fuzzy", help="Set fuzzy weights beside the crisp ones.")
]
ChangesOption = Annotated[
    Path | None,
    typer.Option(
        "--changes", metavar="LEDGER.json", help="Answers changed with consent (heng repair)."
    ),
]
AcceptedOption = Annotated[
    Path | None,
    typer.Option(
        "--accepted", metavar="OUT.csv", help="Write the answers that count, for a case's panel."
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="DIR",
        help="Write calibration.html, calibration.xlsx and calibration.json into this folder.",
    ),
]


def panel(
    files: FilesArgument,
    scheme: SchemeOption = None,
    coding: CodingOption = None,
    negative: NegativeOption = "left",
    method: MethodOption = "eigenvector",
    completion: CompletionOption = "minimum-lambda",
    random_index: RandomIndexOption = DEFAULT_RANDOM_INDEX,
    limit: LimitOption = DEFAULT_LIMIT,
    draws: DrawsOption = DEFAULT_DRAWS,
    seed: SeedOption = 1,
    error_model: ErrorModelOption = "rounding",
    fuzzy: FuzzyOption = False,
    changes: ChangesOption = None,
    accepted: AcceptedOption = None,
    report: ReportOption = None,
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Weights of a whole panel with bands, how consistently each answered, and how far all agree.

    Each FILE is a table with one row for each respondent and one column for each pair, as survey
    platforms export it, or a filled questionnaire of ours. Every repaired, rejected and blank
    answer is listed. The weights are those of the answers read with care; beside them stand those
    of the answers as written, which is how published figures are made.
    """
    from engine.ahp.completion import Completion
    from engine.ahp.priorities import Method
    from engine.cli.panel_document import panel_document
    from engine.cli.panel_text import panel_text
    from engine.domain.survey import Coding
    from engine.files.survey_answers import Reading
    from engine.services.panels import PanelRequest, calibrate_panel, write_accepted
    from engine.studies.panel_options import JudgementError, PanelOptions

    language = chosen_language(lang)
    options = PanelOptions(
        method=Method(method),
        completion=Completion(completion),
        random_index=random_index,
        limit=limit,
        draws=draws,
        model=JudgementError(error_model),
        fuzzy=fuzzy,
    )
    reading = Reading(None if coding is None else Coding(coding), negative)
    found = calibrate_panel(PanelRequest(tuple(files), scheme, reading, options, seed, changes))
    if accepted is not None:
        write_accepted(found.calibration, accepted)
    if report is not None:
        from engine.services.calibrations import write_report

        for path in write_report(found, report, language):
            message(str(path))
    document = {
        "heng": header(found.inputs, seed),
        **panel_document(found.calibration, language),
    }
    emit(document, lambda: panel_text(found.calibration, language), json_)
