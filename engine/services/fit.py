"""From files of contacts to a fit, and to a scenario file with the fit beside its figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from engine.domain.records import RecordSource, TableKind
from engine.domain.scenario import Scenario
from engine.domain.texts import Finding, Language, Sentence
from engine.domain.traffic import Channel
from engine.errors import InputError
from engine.files.call_log_file import is_call_log, read_call_log
from engine.files.fit_file import commented
from engine.files.header_schema import read_header_map
from engine.files.record_file import DEFAULT_ZONE, ReadingOptions, prepare_records
from engine.files.scenario_file import read_scenario, scenario_text
from engine.report.fit_words import file_comments, file_heading
from engine.services.simulated_logs import simulated_logs
from engine.simulation.fitting.observed import ObservedContacts, ObservedMessages, contacts_of
from engine.simulation.fitting.simulated import contacts_of_logs
from engine.studies.fit import traffic_fit
from engine.studies.fitted_scenario import ScenarioChoices, fitted_scenario
from engine.studies.fitted_traffic import FitOptions, TrafficFit

FIRST_SEED = 1
FEW_SET_ASIDE = 0.01  # of the rows
AGENT = "agent"
CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class FitRequest:
    """What to fit, and how.

    Parameters
    ----------
    contacts
        Call logs, contact logs or logs of ``heng simulate``: together one log.
    messages, staffing
        Chat messages; a scenario whose groups and shifts are taken.
    first_day
        Date of day 1 of logs that only number their days.
    kind, name
        Kind of day (or day of the week) and id of the scenario that is written.
    maps
        Header maps that the user confirmed.
    """

    contacts: tuple[Path, ...]
    messages: Path | None = None
    staffing: Path | None = None
    first_day: str | None = None
    kind: str | None = None
    name: str = "traffic"
    options: FitOptions = field(default_factory=FitOptions)
    channel: str | None = None
    maps: tuple[Path, ...] = ()
    timezone: str = DEFAULT_ZONE
    seed: int = FIRST_SEED


@dataclass(frozen=True, slots=True, eq=False)
class FittedFiles:
    """A fit, the scenario made of it, and how many rows of the files were set aside."""

    fit: TrafficFit
    scenario: Scenario
    set_aside: int


def fit_files(request: FitRequest) -> FittedFiles:
    """Read logs, fit them, and return the fit and its scenario.

    Raises
    ------
    InputError
        As the readers, :func:`engine.studies.fit.traffic_fit` and
        :func:`engine.studies.fitted_scenario.fitted_scenario` say; ``fit.mixed`` for logs of
        different kinds, ``fit.twins`` for one given twice, ``fit.first_day`` for what is no date,
        ``fit.no_messages``.
    """
    with TemporaryDirectory(prefix="heng-records-") as folder:
        contacts, set_aside, is_calls = _contacts(request, Path(folder))
        messages = None
        if request.messages is not None:
            messages = _messages(request.messages, request, Path(folder))
    chat = messages is not None or not is_calls
    channel = Channel(request.channel) if request.channel else _CHANNEL[chat]
    options = replace(request.options, channel=channel)
    rng = np.random.default_rng(request.seed)
    fit = traffic_fit(contacts, options, rng, messages)
    fit = replace(fit, findings=(*_set_aside(set_aside, len(contacts)), *fit.findings))
    staffing = None if request.staffing is None else read_scenario(request.staffing).staffing
    choices = ScenarioChoices(request.name, request.kind, staffing)
    return FittedFiles(fit, fitted_scenario(fit, choices), set_aside)


def _set_aside(rows: int, contacts: int) -> tuple[Finding, ...]:
    """Return that so many rows are left out that the arrivals are too low."""
    share = rows / (rows + contacts)
    if share <= FEW_SET_ASIDE:
        return ()
    return (Finding("caution", Sentence("finding.fit.set_aside", {"rows": rows, "share": share})),)


def observed_contacts(request: FitRequest) -> ObservedContacts:
    """Return the contacts of a request's logs as every fit reads them.

    Raises
    ------
    InputError
        As :func:`fit_files` says of logs.
    """
    with TemporaryDirectory(prefix="heng-records-") as folder:
        return _contacts(request, Path(folder))[0]


def write_fit(request: FitRequest, found: FittedFiles, path: Path, language: Language) -> None:
    """Write the scenario, each figure under a comment on its fit.

    Raises
    ------
    InputError
        ``fit.out`` when the file cannot be written.
    """
    files = ", ".join(each.name for each in request.contacts)
    text = commented(
        scenario_text(found.scenario),
        file_heading(found.fit, request.kind, files, language),
        file_comments(found.fit, found.scenario, language),
    )
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as refused:
        raise InputError("fit.out", file=path.name) from refused


_CHANNEL = {True: Channel.CHAT, False: Channel.PHONE}


def _contacts(request: FitRequest, folder: Path) -> tuple[ObservedContacts, int, bool]:
    """Return the contacts of all files, the rows set aside, and whether they are calls."""
    _refuse_twins(request.contacts)
    simulated = simulated_logs(request.contacts)
    if simulated:
        _require_one_kind(len(simulated), request)
        return contacts_of_logs([_table(path) for path in simulated]), 0, True
    calls = [path for path in request.contacts if is_call_log(path)]
    if calls:
        _require_one_kind(len(calls), request)
        return _of_calls(calls, request)
    prepared = prepare_records(request.contacts, folder, _reading(request))
    sources = [each for each in prepared.sources if each.kind is TableKind.CONTACTS]
    if not sources:
        raise InputError("fit.no_contacts", file=request.contacts[0].name)
    contacts, set_aside = _of_records(sources), sum(len(each.set_aside) for each in sources)
    return contacts, set_aside, False


def _refuse_twins(paths: Sequence[Path]) -> None:
    """Refuse a file given twice: every contact would come twice."""
    seen: dict[str, Path] = {}
    for path in paths:
        if not path.is_file():  # the readers say so
            continue
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        if digest in seen:
            raise InputError("fit.twins", first=seen[digest].name, second=path.name)
        seen[digest] = path


def _require_one_kind(count: int, request: FitRequest) -> None:
    if count != len(request.contacts):
        raise InputError("fit.mixed", files=", ".join(path.name for path in request.contacts))


def _of_calls(paths: Sequence[Path], request: FitRequest) -> tuple[ObservedContacts, int, bool]:
    logs = [read_call_log(path, request.timezone) for path in paths]
    first_dates = [log.first_date or _first_day(request) for log in logs]
    if len(logs) > 1 and None in first_dates:
        raise InputError("fit.mixed", files=", ".join(path.name for path in paths))
    known = [each for each in first_dates if each is not None]
    start = min(known) if known else None
    parts: dict[str, list[NDArray[Any]]] = {}
    shared = set.intersection(*(set(log.columns) for log in logs))
    for log, first in zip(logs, first_dates, strict=True):
        later_s = 0.0 if start is None else float((first - start) / np.timedelta64(1, "s"))
        for name in shared:
            values = log.columns[name] + later_s if name == "arrival_s" else log.columns[name]
            parts.setdefault(name, []).append(values)
    columns = {name: np.concatenate(values) for name, values in parts.items()}
    served, wait_s = columns["served"], columns["wait_s"]
    if "bot_s" in columns:  # who neither waited nor was served hung up in the menu
        columns["bot_ended"] = ~served & (wait_s == 0)
    if "service_s" in columns:
        columns["service_s"] = np.where(served, columns["service_s"], np.nan)
    contacts = contacts_of(**columns, first_date=start)
    return contacts, sum(len(log.set_aside) for log in logs), True


def _first_day(request: FitRequest) -> np.datetime64 | None:
    if request.first_day is None:
        return None
    try:
        return np.datetime64(date.fromisoformat(request.first_day))
    except ValueError as wrong:
        raise InputError("fit.first_day", day=request.first_day) from wrong


# --- contact logs --------------------------------------------------------------------------------


def _of_records(sources: Sequence[RecordSource]) -> ObservedContacts:
    """Return contacts of the reader's tables; the first response is taken for the wait."""
    tables = [_table(source.path) for source in sources]
    shared = set.intersection(*(set(table) for table in tables))
    table = {name: np.concatenate([each[name] for each in tables]) for name in shared}
    started = table["started"].astype("datetime64[us]")
    table, started = (
        {k: v[~np.isnat(started)] for k, v in table.items()},
        started[~np.isnat(started)],
    )
    first = started.min().astype("datetime64[D]")
    n = started.size
    unknown = np.full(n, np.nan)
    bot_ended = _flags(table.get("bot_ended"), n, default=False)
    wait_s = _numbers(table.get("frt_s"), unknown)
    served = _flags(table.get("replied"), n, default=True) & ~bot_ended
    columns: dict[str, Any] = {
        "arrival_s": (started - first).astype(np.int64) / 1e6,
        "served": served,
        "bot_ended": bot_ended,
        "wait_s": wait_s,
        "service_s": np.where(served, _numbers(table.get("handle_s"), unknown), np.nan),
        "solved": _numbers(table.get("solved"), unknown),
        "attempt": _numbers(table.get("attempt"), unknown),
    }
    names = {"contact_class": "contact_class", "agent": "agent", "group": "group"}
    names |= {"customer": "customer_id", "contact": "contact_id"}
    columns |= {own: _texts(table[name]) for own, name in names.items() if name in table}
    return contacts_of(**columns, first_date=first)


def _messages(path: Path, request: FitRequest, folder: Path) -> ObservedMessages:
    prepared = prepare_records([path], folder, _reading(request))
    sources = [each for each in prepared.sources if each.kind is TableKind.MESSAGES]
    if not sources or not {"contact_id", "agent"} <= set(sources[0].columns):
        raise InputError("fit.no_messages", file=path.name)
    table = _table(sources[0].path)
    sender, sent = _texts(table["sender"]), table["sent_at"].astype("datetime64[us]")
    used = np.isin(sender, (AGENT, CUSTOMER)) & ~np.isnat(sent)
    return ObservedMessages(
        contact=_texts(table["contact_id"])[used],
        agent=_texts(table["agent"])[used],
        by_agent=(sender == AGENT)[used],
        sent_s=(sent[used] - sent[used].min()).astype(np.int64) / 1e6
        if used.any()
        else np.zeros(0),
    )


def _reading(request: FitRequest) -> ReadingOptions:
    maps = tuple(read_header_map(path) for path in request.maps)
    return ReadingOptions(timezone=request.timezone, maps=maps)


def _table(path: Path) -> dict[str, NDArray[Any]]:
    """Return the columns of a Parquet or CSV file of ours."""
    csv = path.suffix.lower() == ".csv"
    table = pa_csv.read_csv(path) if csv else pq.read_table(path)
    return {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}


def _texts(values: NDArray[Any]) -> NDArray[np.str_]:
    return np.array(["" if value is None or value != value else str(value) for value in values])


def _numbers(values: NDArray[Any] | None, unknown: NDArray[np.float64]) -> NDArray[np.float64]:
    if values is None:
        return unknown
    return np.array([np.nan if value is None else float(value) for value in values])


def _flags(values: NDArray[Any] | None, n: int, *, default: bool) -> NDArray[np.bool_]:
    if values is None:
        return np.full(n, default)
    return np.array([default if value is None else bool(value) for value in values])
