"""``heng example``: a generated shop's exports, to try the other commands on."""

from pathlib import Path
from typing import Annotated

import typer

from engine.cli.output import (
    JsonOption,
    LanguageOption,
    chosen_language,
    emit,
    header,
    shown_path,
)

DEFAULT_FOLDER = Path("heng-example")
DEFAULT_CONTACTS = 30_000  # engine.services.example_exports.DEFAULT_CONTACTS
DEFAULT_SEED = 1
LARGEST_SEED = 2**32 - 1


def example(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where to write; new or an earlier example.")
    ] = DEFAULT_FOLDER,
    contacts: Annotated[
        int,
        typer.Option("--contacts", min=5_000, max=2_000_000, help="Of the half year, about."),
    ] = DEFAULT_CONTACTS,
    seed: Annotated[int, typer.Option("--seed", min=0, max=LARGEST_SEED)] = DEFAULT_SEED,
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Write a generated shop's exports: contacts, messages, orders, samples, ratings, staff, days.

    They describe no real shop; a file beside them says so.
    """
    from engine.i18n.translate import render
    from engine.services.example_exports import write_example

    language = chosen_language(lang)
    written = write_example(folder, seed, contacts)
    shown = [shown_path(path) for path in written.files]
    told = {"contacts": f"{written.contacts:,}", "folder": shown_path(folder), "seed": seed}

    def text() -> str:
        lines = [render("indicators.example.title", told, language), *(f"  {f}" for f in shown)]
        lines.append(render("indicators.example.try", {}, language))
        return "\n".join([*lines, f"  heng metrics {shown_path(folder)}"])

    document = {"heng": header((), seed), "files": shown, "contacts": written.contacts}
    emit({**document, "generated": True}, text, json_)
