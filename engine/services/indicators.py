"""From a shop's exports to its indicators: read, complete, compute, and hide who is who."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.domain.attribution import AttributionPolicy
from engine.domain.metric_report import MetricReport
from engine.domain.platform import PlatformRule
from engine.domain.records import RecordSource, TableKind
from engine.domain.texts import Finding, Sentence, Text, Values
from engine.errors import Fault, InputError
from engine.files.agent_day_dates import DaySpan
from engine.files.attribution_file import read_attribution
from engine.files.header_schema import read_header_map
from engine.files.locations import shipped
from engine.files.platform_file import read_platform, shipped_platforms
from engine.files.record_file import (
    DEFAULT_ZONE,
    FileReading,
    PreparedRecords,
    ReadingOptions,
    prepare_records,
)
from engine.files.scheme_file import read_scheme
from engine.i18n.translate import LANGUAGES, render
from engine.metrics.counting import REPEAT_WINDOW_H, Counting
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.periods import period_bounds
from engine.metrics.sessions import IDLE_GAP_S
from engine.services.column_names import named_columns
from engine.services.hidden_agents import hidden
from engine.services.pseudonyms import Pseudonyms, own_names, pseudonyms, stored_key
from engine.services.questionnaires import named_scheme
from engine.services.simulated_logs import (
    UNDATED,
    SimulatedFiles,
    prepared_logs,
    simulated_files,
    simulated_period,
)
from engine.store.location import data_folder
from engine.studies.indicator_records import IndicatorOptions
from engine.studies.indicators import indicator_study

ASSUMED_POLICY = "paid-last"
GENERATED_MARK = "GENERATED.md"
"""Beside the example's exports: they are told from a shop's own by it."""


@dataclass(frozen=True, slots=True)
class IndicatorRequest:
    """What is to be computed, and how.

    ``platforms`` are rule files, ids of shipped rules, or ids of platforms (all their rules in
    force); ``attribution`` files or ids of shipped policies; ``maps`` header maps that the user
    confirmed. ``now`` is local time, by which rows lie in the future. ``timezones`` are
    those of single files, by file name.
    """

    exports: tuple[Path, ...]
    scheme: str | None = None
    platforms: tuple[str, ...] = ()
    attribution: tuple[str, ...] = ()
    maps: tuple[Path, ...] = ()
    period: str | None = None
    timezone: str = DEFAULT_ZONE
    idle_gap_s: float = IDLE_GAP_S
    repeat_window_h: float = REPEAT_WINDOW_H
    cut: str = ""
    show_names: bool = False
    now: datetime | None = None
    timezones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class ShopIndicators:
    """A shop's report, how its files were read, and who is who.

    Agents in ``report`` are pseudonyms unless the request said otherwise; ``pseudonyms`` and
    ``names`` (by the agents' own ids) leave the house only in a file of their own.
    """

    report: MetricReport
    sources: tuple[RecordSource, ...]
    readings: tuple[FileReading, ...]
    inputs: tuple[Path, ...]
    pseudonyms: Pseudonyms
    names: dict[str, str]


def shop_indicators(request: IndicatorRequest) -> ShopIndicators:
    """Read a shop's exports and return every indicator they can give.

    Raises
    ------
    InputError
        As :func:`engine.files.record_file.prepare_records`,
        :func:`engine.studies.indicators.indicator_study`;
        ``indicators.no_exports``, ``indicators.unknown_platform``,
        ``indicators.unknown_policy``, ``pseudonyms.key``.
    """
    if not request.exports:
        raise InputError("indicators.no_exports")
    _require_there(request.exports)
    options = _options(request)
    with TemporaryDirectory(prefix="heng-records-") as folder:
        logs = simulated_files(request.exports)
        written = (*logs.logs, *logs.rounds)
        others = tuple(path for path in request.exports if path not in written)
        prepared = _prepared(others, request, Path(folder))
        start = UNDATED if request.period is None else period_bounds(request.period)[0]
        simulated = prepared_logs(logs, start, Path(folder))
        sources = (*simulated, *prepared.sources)
        options = _with_policies(options, request, sources)
        if request.period is None and simulated and not others:
            options = replace(options, period=simulated_period(simulated))
        study = indicator_study(sources, options, request.now)
    key = b"" if request.show_names else stored_key(data_folder())
    who = own_names(study.agents) if request.show_names else pseudonyms(study.agents, key)
    generated = all(_is_generated(path) for path in request.exports)
    told = [*_reading_findings(prepared), *_choices(request, options, generated=generated)]
    told += _simulated_findings(logs)
    findings = (*told, *_meant(study.report.findings, all_simulated=not others))
    absent = {id_: named_columns(lack) for id_, lack in study.report.absent.items()}
    report = replace(study.report, findings=findings, generated=generated, absent=absent)
    return ShopIndicators(
        report=hidden(report, who),
        sources=sources,
        readings=prepared.readings,
        inputs=_inputs(request),
        pseudonyms=who,
        names=study.names,
    )


def named_policy(name: str) -> AttributionPolicy:
    """Return an attribution policy by its file or, if shipped, its id.

    Raises
    ------
    InputError
        ``indicators.unknown_policy`` naming the shipped ones.
    """
    known = {path.stem: path for path in shipped("attribution")}
    if Path(name).is_file():
        return read_attribution(Path(name))
    if name not in known:
        raise InputError("indicators.unknown_policy", name=name, known=", ".join(known))
    return read_attribution(known[name])


def named_rules(name: str) -> tuple[tuple[PlatformRule, ...], tuple[PlatformRule, ...]]:
    """Return the rule that a name means, or else all rules of the platform it means.

    Raises
    ------
    InputError
        ``indicators.unknown_platform`` naming the shipped rules and platforms.
    """
    if Path(name).is_file():
        return (read_platform(Path(name)),), ()
    rules = shipped_platforms()
    named = tuple(rule for rule in rules if rule.id == name)
    of_platform = tuple(rule for rule in rules if rule.platform == name)
    if not named and not of_platform:
        known = [*dict.fromkeys(r.platform for r in rules), *(r.id for r in rules)]
        raise InputError("indicators.unknown_platform", name=name, known=", ".join(known))
    return named, of_platform


def _options(request: IndicatorRequest) -> IndicatorOptions:
    found = [named_rules(name) for name in request.platforms]
    return IndicatorOptions(
        period=request.period,
        scheme=None if request.scheme is None else read_scheme(named_scheme(request.scheme)),
        rules=tuple(rule for named, _ in found for rule in named),
        platform_rules=tuple(rule for _, of_platform in found for rule in of_platform),
        counting=Counting(repeat_window_h=request.repeat_window_h),
        idle_gap_s=request.idle_gap_s,
        cut=request.cut,
        names={id_: _name(id_) for id_ in DEFINITIONS},
    )


def _name(indicator: str) -> Text:
    zh, en = (render(f"indicator.{indicator}", {}, language) for language in LANGUAGES)
    return Text(zh, en)


def _require_there(exports: Sequence[Path]) -> None:
    """Raise one error that names every export that is neither file nor folder."""
    faults = [
        Fault("document.not_found", "file", path.name, {}, str(path))
        for path in exports
        if not path.exists()
    ]
    if faults:
        files = ", ".join(fault.file for fault in faults)
        raise InputError("document.invalid", faults, file=files, count=len(faults))


def _with_policies(
    options: IndicatorOptions, request: IndicatorRequest, sources: Sequence[RecordSource]
) -> IndicatorOptions:
    """Return the options with policies to compare; orders need one, so one may be assumed."""
    if request.attribution:
        return replace(options, policies=tuple(map(named_policy, request.attribution)))
    if any(source.kind is TableKind.ORDERS for source in sources):
        return replace(options, policies=(named_policy(ASSUMED_POLICY),), policy_assumed=True)
    return options


def _prepared(paths: tuple[Path, ...], request: IndicatorRequest, folder: Path) -> PreparedRecords:
    """Return the exports read; nothing where every file is a simulated log."""
    return prepare_records(paths, folder, _reading(request)) if paths else PreparedRecords(())


def _reading(request: IndicatorRequest) -> ReadingOptions:
    return ReadingOptions(
        timezone=request.timezone,
        timezones=request.timezones,
        maps=tuple(read_header_map(path) for path in request.maps),
        days=None if request.period is None else _days(request.period),
    )


def _days(period: str) -> DaySpan:
    """Return what agent-day exports are about that do not say it themselves."""
    start, end = period_bounds(period)
    return DaySpan(start.date(), end.date(), period)


def _reading_findings(prepared: PreparedRecords) -> Iterable[Finding]:
    """Yield what the reader understood otherwise than the user may have meant."""
    for file, earlier in prepared.repeated:
        yield _finding("caution", "same_file", file=file, earlier=earlier)
    for reading in prepared.readings:
        near = {each.header: each.name for each in reading.suggested}
        unknown = [each.header for each in reading.match.unknown]
        if unknown:
            told = [f"{name} (~ {near[name]})" if name in near else name for name in unknown]
            severity = "caution" if near else "note"
            yield _finding(severity, "unknown_headers", file=reading.file, headers=", ".join(told))


def _choices(
    request: IndicatorRequest, options: IndicatorOptions, *, generated: bool
) -> Iterable[Finding]:
    """Yield what was chosen for the reader, so that it can be chosen otherwise."""
    if generated:
        yield _finding("note", "generated")
    yield _finding("note", "named" if request.show_names else "pseudonyms")
    if not options.rules and not options.platform_rules:
        known = ", ".join(dict.fromkeys(rule.platform for rule in shipped_platforms()))
        yield _finding("note", "no_platform", known=known)


def _finding(severity: str, name: str, **values: str) -> Finding:
    told: Values = dict(values)
    sentence = Sentence(f"finding.indicators.{name}", told)
    return Finding("note" if severity == "note" else "caution", sentence)


def _simulated_findings(logs: SimulatedFiles) -> Iterable[Finding]:
    if logs.logs:
        yield _finding("caution", "simulated")
    for log, rounds in logs.left_out():
        yield _finding("caution", "rounds_left_out", log=log.name, rounds=rounds.name)


def _meant(findings: Sequence[Finding], *, all_simulated: bool) -> Iterable[Finding]:
    """Return the findings without that a simulated log's clocks differ from its messages.

    They run from the human queue, and slots are kept for the wrap-up: as the simulation measures.
    """
    told = "finding.platform.clock_differs"
    return (each for each in findings if not (all_simulated and each.sentence.key == told))


def _is_generated(path: Path) -> bool:
    folder = path if path.is_dir() else path.parent
    return (folder / GENERATED_MARK).is_file()


def _inputs(request: IndicatorRequest) -> tuple[Path, ...]:
    """Return every file the report was made from, those in folders one by one."""
    files = [
        each
        for path in request.exports
        for each in (sorted(path.iterdir()) if path.is_dir() else [path])
        if each.is_file()
    ]
    named = [Path(name) for name in (*request.platforms, *request.attribution)]
    named += [] if request.scheme is None else [named_scheme(request.scheme)]
    return (*files, *(path for path in named if path.is_file()), *request.maps)
