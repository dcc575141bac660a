"""``heng demo``: the example case end to end, then the app on it."""

from pathlib import Path
from typing import Annotated

import typer

from engine.cli.app import DEFAULT_PORT, PortOption, serve
from engine.cli.output import JsonOption, LanguageOption, chosen_language, emit
from engine.cli.run import (
    DEFAULT_WORKERS,
    ReplicationsOption,
    WorkersOption,
    decided,
    summary,
    summary_text,
)

DEFAULT_OUT = Path("heng-demo")


def demo(
    app: Annotated[bool, typer.Option("--app/--no-app", help="Open the app afterwards.")] = True,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for the decision pack.")
    ] = DEFAULT_OUT,
    port: PortOption = DEFAULT_PORT,
    replications: ReplicationsOption = None,
    workers: WorkersOption = DEFAULT_WORKERS,
    lang: LanguageOption = None,
    json_: JsonOption = False,
) -> None:
    """Run the example case (generated data with known truth), then open the app on it."""
    from engine.files.locations import scenarios_folder
    from engine.services.cases import RunOptions
    from engine.services.packs import PACK_FILE

    language = chosen_language(lang)
    options = RunOptions(replications=replications, workers=workers, language=language)
    pack = decided(scenarios_folder() / "cases" / "example.toml", out, options)
    emit(summary(pack, out), lambda: summary_text(pack, out, language), json_)
    if app:
        serve(port, language, out / PACK_FILE)
