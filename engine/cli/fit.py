"""``heng fit``: from contact logs to a scenario that can be simulated, with its goodness of fit."""

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
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.services.fit import FitRequest, FittedFiles

DEFAULT_ZONE = "Asia/Shanghai"  # engine.files.record_file.DEFAULT_ZONE
DEFAULT_INTERVAL_MIN = 30.0
DEFAULT_WINDOW_H = 72.0  # engine.studies.fitted_traffic.REPEAT_WINDOW_H
DEFAULT_IDLE_MIN = 30.0
DEFAULT_KINDS = "mon-fri,sat-sun"
DEFAULT_SEED = 1

ContactsArgument = Annotated[
    list[Path],
    typer.Argument(metavar="CONTACTS...", help="Call logs, contact logs, or simulated logs."),
]
MessagesOption = Annotated[
    Path | None, typer.Option("--messages", metavar="FILE", help="Chat messages: rounds, answers.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE.toml", help="Write the scenario there.")
]
StaffingOption = Annotated[
    Path | None,
    typer.Option("--staffing", metavar="SCENARIO.toml", help="Take its groups and shifts."),
]
DayOption = Annotated[
    str | None, typer.Option("--day", help="Which day is written: a kind, or mon, tue, ...")
]
KindsOption = Annotated[
    str, typer.Option("--kinds", help="Kinds of days, e.g. sun-thu,fri,sat: named as written.")
]
PromotionOption = Annotated[
    list[str] | None, typer.Option("--promotion", help="A day of its own kind, 2026-06-18 (again).")
]
FirstDayOption = Annotated[
    str | None, typer.Option("--first-day", help="Date of day 1, for logs that number their days.")
]
ChannelOption = Annotated[str | None, typer.Option("--channel", help="phone, chat or ticket.")]
MapOption = Annotated[
    list[Path] | None, typer.Option("--map", metavar="FILE.toml", help="A header map (again).")
]


def fit(
    contacts: ContactsArgument,
    messages: MessagesOption = None,
    out: OutOption = None,
    staffing: StaffingOption = None,
    day: DayOption = None,
    kinds: KindsOption = DEFAULT_KINDS,
    promotion: PromotionOption = None,
    first_day: FirstDayOption = None,
    channel: ChannelOption = None,
    interval_min: Annotated[
        float, typer.Option("--interval-min", help="Length of the day's intervals.")
    ] = DEFAULT_INTERVAL_MIN,
    repeat_window_h: Annotated[
        float, typer.Option("--repeat-window-h", min=0.01, help="A later contact is a return.")
    ] = DEFAULT_WINDOW_H,
    idle_min: Annotated[
        float, typer.Option("--idle-min", min=1, help="An agent not seen for longer was away.")
    ] = DEFAULT_IDLE_MIN,
    timezone: Annotated[str, typer.Option("--timezone")] = DEFAULT_ZONE,
    map_: MapOption = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the bootstrap.")] = DEFAULT_SEED,
    lang: LanguageOption = None,
    json_: JsonOption = False,
) -> None:
    """Fit arrivals, handle times, patience and returns of a log; write them as a scenario.

    Every figure comes with its size, its 95 % interval and how well it fits.
    """
    from engine.services.fit import FitRequest
    from engine.simulation.fitting.day_kinds import USUAL_KINDS, kinds_of
    from engine.studies.fitted_traffic import FitOptions

    language = chosen_language(lang)
    _check(contacts, out, channel)
    options = FitOptions(
        interval_s=60 * interval_min,
        window_h=repeat_window_h,
        longest_idle_s=60 * idle_min,
        kinds=USUAL_KINDS if kinds == DEFAULT_KINDS else kinds_of(kinds),
        promotions=tuple(promotion or ()),
    )
    request = FitRequest(
        contacts=tuple(contacts),
        messages=messages,
        staffing=staffing,
        first_day=first_day,
        kind=day,
        name=_id(out),
        options=options,
        channel=channel,
        maps=tuple(map_ or ()),
        timezone=timezone,
        seed=seed,
    )
    _emit(request, out, language, json_)


def _check(contacts: list[Path], out: Path | None, channel: str | None) -> None:
    """Refuse before the work what would only be refused after it."""
    from engine.errors import Fault

    missing = [
        Fault("document.not_found", "file", path.name, {}, str(path))
        for path in contacts
        if not path.exists()
    ]
    if missing:
        files = ", ".join(fault.file for fault in missing)
        raise InputError("document.invalid", missing, file=files, count=len(missing))
    if out is not None and (out.suffix != ".toml" or not out.parent.is_dir()):
        raise InputError("fit.out", file=out.name)
    if channel not in (None, "phone", "chat", "ticket"):
        raise InputError("fit.channel", channel=channel)


def _id(out: Path | None) -> str:
    """Return the id of the scenario: the file's name as far as an id may be like it."""
    stem = "" if out is None else out.stem.lower()
    bare = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in stem).strip("_")
    return bare if bare[:1].isalpha() else "traffic"


def _emit(request: "FitRequest", out: Path | None, language: Language, as_json: bool) -> None:
    from engine.cli.fit_document import fit_document
    from engine.cli.fit_text import fit_text
    from engine.cli.progress import shown_progress
    from engine.services.fit import fit_files

    with shown_progress(language) as tell:
        tell("fit", 0, 1)
        found = fit_files(request)
    if out is not None:
        _write(request, found, out, language)
    given = (request.messages, request.staffing)
    inputs = [*request.contacts, *(path for path in given if path is not None)]
    document = {"heng": header(inputs, request.seed), **fit_document(found)}
    emit(document, lambda: fit_text(found, language), as_json)


def _write(request: "FitRequest", found: "FittedFiles", out: Path, language: Language) -> None:
    from engine.i18n.translate import render
    from engine.services.fit import write_fit

    write_fit(request, found, out, language)
    message(render("fit.written", {"file": shown_path(out)}, language))
