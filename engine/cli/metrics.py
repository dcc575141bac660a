"""``heng metrics``: every indicator that a shop's exports can give, and what to doubt in them."""

from pathlib import Path
from shutil import get_terminal_size
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
    from engine.services.indicators import IndicatorRequest, ShopIndicators

DEFAULT_ZONE = "Asia/Shanghai"  # engine.files.record_file.DEFAULT_ZONE
DEFAULT_IDLE_GAP_S = 600.0  # engine.metrics.sessions.IDLE_GAP_S
WIDTH, WIDEST = 100, 140  # places of a line where no terminal is, and at most
DEFAULT_WINDOW_H = 72.0  # engine.metrics.counting.REPEAT_WINDOW_H

ExportsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="EXPORTS...",
        help="Contact logs, chat messages, orders, tickets, samples, ratings, staff, surveys, "
        "agent-day exports: CSV, Excel, Parquet, or folders of them.",
    ),
]
SchemeOption = Annotated[
    str | None,
    typer.Option("--scheme", help="Only its indicators, in its order: a file or a shipped id."),
]
PlatformOption = Annotated[
    list[str] | None,
    typer.Option("--platform", help="A rule file, the id of a rule, or taobao, jd, ... (again)."),
]
AttributionOption = Annotated[
    list[str] | None,
    typer.Option("--attribution", help="A policy file or shipped id; several are compared."),
]
PeriodOption = Annotated[
    str | None,
    typer.Option(
        "--period",
        help="2026-05, 2026-05-18, 2026-W20, 2026-Q2, 2026, 2026-05-18/2026-06-20 (end excluded).",
    ),
]
MapOption = Annotated[
    list[Path] | None,
    typer.Option("--map", metavar="FILE.toml", help="A header map that you checked (again)."),
]
WriteMapOption = Annotated[
    Path | None,
    typer.Option(
        "--write-map",
        metavar="FILE.toml",
        help="Write how the first export's headers were understood, suggestions included; stop.",
    ),
]
TimezoneOption = Annotated[str, typer.Option("--timezone", help="Zone of the exports' times.")]
IdleGapOption = Annotated[
    float,
    typer.Option("--idle-gap", min=1, help="Seconds of silence that split a chat in two."),
]
WindowOption = Annotated[
    float,
    typer.Option("--repeat-window-h", min=0.01, help="Hours within which a contact is a repeat."),
]
ByOption = Annotated[
    str,
    typer.Option(
        "--by",
        help="Divide further: group, day, week, month, contact_class, shift, channel, shop.",
    ),
]
NamesOption = Annotated[
    Path | None,
    typer.Option("--names", metavar="FILE.csv", help="Write who is behind each pseudonym."),
]
ShowNamesOption = Annotated[
    bool,
    typer.Option("--show-names", help="Show the agents' own ids, not pseudonyms as otherwise."),
]
SqlOption = Annotated[
    str | None,
    typer.Option("--sql", metavar="INDICATOR", help="Print the query of an indicator and stop."),
]
DefinitionsOption = Annotated[
    bool, typer.Option("--definitions", help="Print the catalogue of indicators and stop.")
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FOLDER", help="Write agents.csv, report.xlsx and the queries there."
    ),
]


def metrics(
    exports: ExportsArgument = None,
    scheme: SchemeOption = None,
    platform: PlatformOption = None,
    attribution: AttributionOption = None,
    period: PeriodOption = None,
    map_: MapOption = None,
    write_map: WriteMapOption = None,
    timezone: TimezoneOption = DEFAULT_ZONE,
    idle_gap: IdleGapOption = DEFAULT_IDLE_GAP_S,
    repeat_window_h: WindowOption = DEFAULT_WINDOW_H,
    by: ByOption = "agent",
    names: NamesOption = None,
    show_names: ShowNamesOption = False,
    sql: SqlOption = None,
    definitions: DefinitionsOption = False,
    out: OutOption = None,
    json_: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """Every indicator that a shop's exports can give: definition, sample, interval, doubts.

    What each file is, is told by its headers. The data quality report comes first. Agents stand
    under pseudonyms; --names writes who is who into a file of its own. Exit code 0: done,
    whatever the data quality says; 2: an export could not be read.
    """
    from engine.cli.metrics_definitions import show_definitions, show_query
    from engine.services.indicators import IndicatorRequest

    language = chosen_language(lang)
    if definitions:
        show_definitions(scheme, language, json_)
        return
    if sql is not None:
        show_query(sql, period, repeat_window_h, json_)
        return
    request = IndicatorRequest(
        exports=tuple(exports or ()),
        scheme=scheme,
        platforms=tuple(platform or ()),
        attribution=tuple(attribution or ()),
        maps=tuple(map_ or ()),
        period=period,
        timezone=timezone,
        idle_gap_s=idle_gap,
        repeat_window_h=repeat_window_h,
        cut="" if by == "agent" else by,
        show_names=show_names,
    )
    if write_map is not None:
        _write_map(request, write_map, language)
        return
    found = _computed(request, language)
    _write_files(found, (out, names), language)
    _emit(found, language, json_)


def _computed(request: "IndicatorRequest", language: Language) -> "ShopIndicators":
    """Compute, saying on stderr that it has begun: ten million contacts take a while."""
    from dataclasses import replace
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from engine.cli.progress import shown_progress
    from engine.services.indicators import shop_indicators

    with shown_progress(language) as tell:
        tell("metrics", 0, 1)
        try:
            now = datetime.now(ZoneInfo(request.timezone)).replace(tzinfo=None)
        except (KeyError, ValueError, OSError) as unknown:
            raise InputError("indicators.zone", zone=request.timezone) from unknown
        return shop_indicators(replace(request, now=now))


def _emit(found: "ShopIndicators", language: Language, as_json: bool) -> None:
    from engine.cli.metrics_document import metrics_document
    from engine.cli.metrics_text import metrics_text
    from engine.i18n.translate import render

    alarms = sum(issue.severity == "alarm" for issue in found.report.issues)
    if alarms:
        message(render("indicators.issues.alarm", {"count": alarms}, language))
    document = {
        "heng": header(found.inputs),
        **metrics_document(found.report, found.sources, language),
    }
    emit(document, lambda: metrics_text(found.report, language, _width()), as_json)


def _width() -> int:
    """Return the places of the terminal's lines, at most as many as read well."""
    return min(get_terminal_size((WIDTH, 0)).columns, WIDEST)


def _write_files(
    found: "ShopIndicators", wanted: tuple[Path | None, Path | None], language: Language
) -> None:
    from engine.i18n.translate import render
    from engine.services.indicator_files import write_indicator_files
    from engine.services.pseudonyms import write_names

    out, names = wanted
    written: list[Path] = []
    if out is not None:
        written += write_indicator_files(found, out, language)
    if names is not None:
        write_names(names, found.pseudonyms, found.names)
        written.append(names)
    for path in written:
        message(render("indicators.written", {"file": shown_path(path)}, language))


def _write_map(request: "IndicatorRequest", path: Path, language: Language) -> None:
    from engine.i18n.translate import render
    from engine.services.header_map_files import write_suggested_map

    write_suggested_map(request.exports, request.maps, path)
    print(render("indicators.map_written", {"file": shown_path(path)}, language))
