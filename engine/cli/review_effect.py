"""``heng review-effect``: what a rollout did, against teams that had not begun."""

from pathlib import Path
from typing import Annotated

import typer

from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit, header
from engine.errors import Fault, InputError

DEFAULT_LEVEL = 0.95
DEFAULT_SEED = 1
_LEAST_LEVEL, _MOST_LEVEL = 0.5, 0.999


def review_effect(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Contacts: CSV, XLSX, Parquet.")],
    outcome: Annotated[str, typer.Option("--outcome", help="Column: yes or no, or a score.")],
    team: Annotated[str, typer.Option("--team", help="Column.")] = "team",
    time: Annotated[str, typer.Option("--time", help="Column: week number or date.")] = "week",
    agent: Annotated[str, typer.Option("--agent", help="Column; must exist if named.")] = "",
    rollout: Annotated[
        Path | None,
        typer.Option("--rollout", metavar="FILE", help="Schedule (JSON), or CSV: team, start."),
    ] = None,
    rollout_column: Annotated[
        str, typer.Option("--rollout-column", help="Column: yes or no, or each team's start.")
    ] = "",
    level: Annotated[float, typer.Option("--level", help="Of the intervals.")] = DEFAULT_LEVEL,
    seed: Annotated[int, typer.Option("--seed", min=0)] = DEFAULT_SEED,
    lang: LanguageOption = None,
    json_: JsonOption = False,
) -> None:
    """Compare teams before and after their start with teams not yet begun, honestly graded.

    A: the order was drawn by lot. B: teams moved alike before. C, D: an association.
    """
    from engine.cli.review_effect_document import review_document
    from engine.cli.review_effect_text import review_text
    from engine.services.review_effects import ReviewRequest, reviewed_effect

    language = chosen_language(lang)
    if not _LEAST_LEVEL <= level <= _MOST_LEVEL:
        values = {"low": _LEAST_LEVEL, "high": _MOST_LEVEL}
        fault = Fault("review.level", "--level", f"{level:g}", values, "heng review-effect")
        raise InputError("review.level", [fault], level=level, **values)
    request = ReviewRequest(
        data=data,
        outcome=outcome,
        team=team,
        time=time,
        agent=agent,
        rollout=rollout,
        rollout_column=rollout_column,
        level=level,
        seed=seed,
    )
    found = reviewed_effect(request)
    inputs = [data] if rollout is None else [data, rollout]
    document = {"heng": header(inputs, seed), "outcome": outcome, **review_document(found)}
    emit(document, lambda: review_text(found, outcome, language), json_)
