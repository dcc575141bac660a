"""``heng monthly-review``: whether a trigger calls for other weights, from the next month on."""

from pathlib import Path
from typing import Annotated

import typer

from engine.cli.output import (
    JsonOption,
    LanguageOption,
    chosen_language,
    emit,
    header,
    json_text,
)

INFEASIBLE = 1


def monthly_review(
    policy: Annotated[
        Path,
        typer.Option("--policy", metavar="POLICY.toml", help="Its triggers are tested."),
    ],
    counts: Annotated[
        Path,
        typer.Option(
            "--counts", metavar="FILE", help="By day: date, contacts, complaints; or a log."
        ),
    ],
    incumbent: Annotated[
        Path, typer.Option("--incumbent", metavar="WEIGHTS", help="Weights in force.")
    ],
    scheme: Annotated[
        str | None,
        typer.Option("--scheme", help="Scheme file or shipped id, if the policy names none."),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(
            "--state",
            metavar="STATE.json",
            help="Of the last review adopted; else that of the proposal in force.",
        ),
    ] = None,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="YYYY-MM-DD", help="Default: last day of the counts.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write review, state, proposal.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over another review in DIR.")
    ] = False,
    lang: LanguageOption = None,
    json_: JsonOption = False,
) -> None:
    """Test each trigger of the policy exactly, and propose weights from the next month on.

    The scores of the running month never change. Exit code 1 where a trigger fires and the
    policy admits no weights for it.
    """
    from engine.cli.monthly_review_text import month_text
    from engine.services.review_documents import month_document, month_proposal
    from engine.services.weight_reviews import MonthlyRequest, reviewed_month, write_answer

    language = chosen_language(lang)
    answer = reviewed_month(MonthlyRequest(policy, counts, incumbent, scheme, state, as_of))
    top = header(answer.inputs)
    proposal = month_proposal(answer.review, top)
    document = {"heng": top, **month_document(answer.review), "proposal": proposal}
    if out is not None:
        write_answer(answer, (json_text(document), proposal), out, replacing=replace)
    emit(document, lambda: month_text(answer.review, answer.tree, language), json_)
    if answer.review.conflict is not None:
        raise typer.Exit(INFEASIBLE)
