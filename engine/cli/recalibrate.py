"""``heng recalibrate``: whether judgement and evidence moved enough for other weights."""

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

DEFAULT_SEED = 1


def recalibrate(
    policy: Annotated[
        Path, typer.Option("--policy", metavar="POLICY.toml", help="What may be published.")
    ],
    judgement: Annotated[
        Path, typer.Option("--judgement", metavar="WEIGHTS", help="Judged weights, with draws.")
    ],
    evidence: Annotated[
        Path, typer.Option("--evidence", metavar="WEIGHTS", help="Evidence weights, with draws.")
    ],
    incumbent: Annotated[
        Path, typer.Option("--incumbent", metavar="WEIGHTS", help="Weights in force.")
    ],
    scheme: Annotated[
        str | None,
        typer.Option("--scheme", help="Scheme file or shipped id, if the policy names none."),
    ] = None,
    last: Annotated[
        Path | None,
        typer.Option(
            "--last",
            metavar="PROPOSAL.json",
            help="Proposal of the last recalibration that was adopted.",
        ),
    ] = None,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="YYYY-MM-DD", help="A day of the running month.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write review and proposal.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over another review in DIR.")
    ] = False,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Of draws made from intervals.")
    ] = DEFAULT_SEED,
    lang: LanguageOption = None,
    json_: JsonOption = False,
) -> None:
    """Propose new weights only where a change is more than noise; "keep them" is an answer."""
    from engine.cli.recalibrate_text import quarter_text
    from engine.services.review_documents import quarter_document, quarter_proposal
    from engine.services.weight_reviews import RecalibrationRequest, recalibrated, write_answer

    language = chosen_language(lang)
    answer = recalibrated(
        RecalibrationRequest(policy, judgement, evidence, incumbent, scheme, last, as_of, seed)
    )
    top = header(answer.inputs, seed)
    proposal = quarter_proposal(answer.found, top)
    document = {"heng": top, **quarter_document(answer.found), "proposal": proposal}
    if out is not None:
        write_answer(answer, (json_text(document), proposal), out, replacing=replace)
    emit(document, lambda: quarter_text(answer.found, answer.tree, language), json_)
