"""``heng repair``: the fewest judgements to ask again, and the changes a respondent agrees to."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from engine.cli.judgements import DEFAULT_RANDOM_INDEX, RandomIndexOption, ScaleOption
from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit, header
from engine.errors import InputError

DEFAULT_LIMIT = 0.10  # engine.ahp.consistency.CUSTOMARY_LIMIT, without importing numpy
TABLES = (".csv", ".xlsx")  # how a panel's answers come; one matrix is a JSON file
DEFAULT_SETS = 10  # engine.studies.judgement_repair.MOST_SETS

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="A JSON file; with --respondent a panel's answers.")
]
LimitOption = Annotated[
    float, typer.Option("--limit", help="Consistency ratio to keep, above 0, at most 1.")
]
SetsOption = Annotated[int, typer.Option("--most-sets", min=1, help="How many sets to show.")]
RespondentOption = Annotated[
    str | None, typer.Option("--respondent", help="Whose answers, in a panel.")
]
NodeOption = Annotated[
    str | None, typer.Option("--node", help="About which node, where a panel has several.")
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
AcceptOption = Annotated[
    list[str] | None,
    typer.Option("--accept", metavar="FIRST|SECOND=RATIO", help="A change agreed to; repeatable."),
]
WhoOption = Annotated[str, typer.Option("--who", help="Who agreed to the changes.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="NEW.json", help="Where the new matrix goes.")
]
LedgerOption = Annotated[
    Path | None,
    typer.Option("--ledger", metavar="CHANGES.json", help="Where agreed changes are kept."),
]


def repair(
    file: FileArgument,
    limit: LimitOption = DEFAULT_LIMIT,
    random_index: RandomIndexOption = DEFAULT_RANDOM_INDEX,
    most_sets: SetsOption = DEFAULT_SETS,
    scale: ScaleOption = "saaty",
    respondent: RespondentOption = None,
    node: NodeOption = None,
    scheme: SchemeOption = None,
    coding: CodingOption = None,
    negative: NegativeOption = "left",
    accept: AcceptOption = None,
    who: WhoOption = "",
    out: OutOption = None,
    ledger: LedgerOption = None,
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Find the fewest judgements to ask again so that the consistency ratio keeps its limit.

    FILE holds {"items": [..], "matrix": [[..]]}, or with --respondent the answers of a panel.
    Nothing is changed by itself: --accept "A|B=3" --who NAME keeps a change the respondent agreed
    to in --ledger, and for a file of one matrix writes the new one to --out.
    """
    from engine.cli.repair_text import (
        accepted_document,
        accepted_text,
        repair_document,
        repair_text,
    )
    from engine.domain.survey import Coding
    from engine.files.survey_answers import Reading
    from engine.services.repairs import Consent, Source, kept, standing_answers
    from engine.studies.judgement_repair import repair as fewest

    language = chosen_language(lang)
    is_table = file.suffix.lower() in TABLES
    if respondent is None and (is_table or node or scheme or coding):
        raise InputError("repair.whose_answers")
    reading = Reading(coding=None if coding is None else Coding(coding), negative=negative)
    answers = standing_answers(Source(file, respondent, node, scheme, reading, scale, ledger))
    found = fewest(answers.matrix, limit, random_index, most_sets)
    document = {"heng": header(answers.inputs), **repair_document(answers, found)}
    if not accept:
        if who or out or (ledger and respondent is None):
            raise InputError("repair.nothing_accepted")
        emit(document, lambda: repair_text(answers, found, language), json_)
        return
    when = datetime.now(UTC).isoformat(timespec="seconds")
    consent = Consent(tuple(accept), who, when, ledger, out)
    accepted = kept(answers, consent, scale, header())
    left = fewest(accepted.matrix, limit, random_index, most_sets)
    document |= accepted_document(accepted, left, [path for path in (out, ledger) if path])
    emit(document, lambda: accepted_text(accepted, left, language), json_)
