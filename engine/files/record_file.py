"""The record tables a shop brings, checked and ready for the metrics room as Parquet.

Each file's table is told by its headers or by the user. Impossible values are set aside row by
row and listed; every fault of every file is raised at once; nothing is repaired or dropped
silently.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.domain.records import TABLES, ColumnSpec, RecordSource, TableKind, table_layout
from engine.errors import Fault, InputError
from engine.files.agent_day_dates import DaySpan
from engine.files.agent_day_file import AgentDayExport, read_agent_days
from engine.files.file_faults import all_refused, refused, unreadable
from engine.files.header_maps import HeaderMap, HeaderMatch
from engine.files.header_schema import shipped_header_maps
from engine.files.header_suggestions import Suggestion, suggestions
from engine.files.record_copy import CopiedColumn, RecordCopy
from engine.files.record_headers import (
    Header,
    header_of,
    is_agent_days,
    own_maps,
    recognised,
    refuse_faults,
)
from engine.files.record_tables import RawTable, format_of, opened_table
from engine.files.shown_names import renamed, shown_names

DEFAULT_ZONE = "Asia/Shanghai"

Ranges = Mapping[str, tuple[float | None, float | None]]

_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_NO_RANGES: Ranges = MappingProxyType({})
_STEM = 40


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What the user says about the files, by file name where it differs between them.

    Parameters
    ----------
    timezone
        Zone of the local times, and into which times with an offset are turned.
    timezones, kinds
        Time zone and table (a name of :class:`TableKind`) of single files.
    maps
        Header maps that the user wrote or confirmed; they go before the shipped ones.
    ranges
        Least and greatest possible values by column, in place of the usual ones.
    days
        What agent-day exports are about that do not say it themselves.
    """

    timezone: str = DEFAULT_ZONE
    timezones: Mapping[str, str] = field(default_factory=lambda: _NO_NAMES)
    kinds: Mapping[str, str] = field(default_factory=lambda: _NO_NAMES)
    maps: tuple[HeaderMap, ...] = ()
    ranges: Ranges = field(default_factory=lambda: _NO_RANGES)
    days: DaySpan | None = None

    def zone_of(self, path: Path) -> str:
        """Return the time zone of a file."""
        return self.timezones.get(path.name, self.timezone)


@dataclass(frozen=True, slots=True)
class FileReading:
    """How one file was understood: its table, its header's row, and what its headers mean.

    ``header_row`` counts from 1 (0 in an agent-day export, whose sheets differ); ``suggested``
    are known names like those of its headers that no map knows: the columns of these are kept
    under their own names and no indicator uses them.
    """

    file: str
    kind: TableKind
    header_row: int
    match: HeaderMatch
    suggested: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedRecords:
    """Every source, how each file was understood, and files that hold the same twice.

    ``exports`` are the agent-day exports among the sources, with the platform's own sums;
    ``repeated`` names a file and the earlier one with the same contents: it is used once.
    """

    sources: tuple[RecordSource, ...]
    readings: tuple[FileReading, ...] = ()
    exports: tuple[AgentDayExport, ...] = ()
    repeated: tuple[tuple[str, str], ...] = ()


def prepare_records(
    paths: Sequence[Path], folder: Path, options: ReadingOptions | None = None
) -> PreparedRecords:
    """Return validated sources made from a shop's files.

    Parameters
    ----------
    paths
        CSV (UTF-8, GBK, GB18030 or UTF-16; perhaps gzipped), Excel (XLSX, XLS, ODS) or Parquet
        files, and folders of them.
    folder
        Where the Parquet copies are written. Each has a column ``source_row``: the number of a
        row in the user's file, as a spreadsheet shows it.

    Raises
    ------
    InputError
        With every fault of every file, each naming file, place and value; the code is that of
        the only fault's error or ``records.refused``.
    """
    options = options or ReadingOptions()
    check_zones(options)
    reader = _Reader(folder, known_maps(options.maps), options)
    errors: list[InputError] = []
    files = list(_files(paths, errors))
    names = shown_names(files)
    for path in files:
        try:
            reader.read(path, names[path])
        except InputError as error:
            errors.append(renamed(error, path.name, names[path]))
    if errors:
        raise all_refused(errors)
    return PreparedRecords(
        tuple(reader.sources), tuple(reader.readings), tuple(reader.exports), tuple(reader.repeated)
    )


class _Reader:
    """Reads one file after the other and keeps what it found."""

    def __init__(self, folder: Path, maps: Sequence[HeaderMap], options: ReadingOptions) -> None:
        self._folder, self._maps, self._options = folder, maps, options
        self._digests: dict[str, str] = {}
        self.sources: list[RecordSource] = []
        self.readings: list[FileReading] = []
        self.exports: list[AgentDayExport] = []
        self.repeated: list[tuple[str, str]] = []

    def read(self, path: Path, shown: str) -> None:
        """Read a file unless one with the same contents was read; ``shown`` is what to call it."""
        fitting = _fitting(self._maps, path, self._options)
        raw = opened_for(path, fitting)
        if raw.digest in self._digests:
            self.repeated.append((shown, self._digests[raw.digest]))
            return
        self._digests[raw.digest] = shown
        if is_agent_days(raw, fitting):
            self._read_agent_days(path, shown, fitting)
            return
        reading, source = prepare_table(raw, path, self._folder, fitting, self._options)
        self.readings.append(replace(reading, file=shown))
        self.sources.append(replace(source, file=shown))

    def _read_agent_days(self, path: Path, shown: str, maps: Sequence[HeaderMap]) -> None:
        export = read_agent_days(path, maps, self._folder, self._options.days)
        export = replace(export, source=replace(export.source, file=shown))
        self.exports.append(export)
        self.sources.append(export.source)
        self.readings += [
            FileReading(shown, TableKind.AGENT_DAYS, 0, match, suggestions(match, maps))
            for match in export.matches
        ]


def known_maps(confirmed: Sequence[HeaderMap] = ()) -> tuple[HeaderMap, ...]:
    """Return the user's maps, the shipped ones, and Heng's own names for tables without a map.

    A map that the user gives is confirmed by that, whatever it says of itself; it stands in the
    place of the shipped one whose id it has.
    """
    own = {each.id for each in confirmed}
    given = (replace(each, confirmed=True) for each in confirmed)
    maps = (*given, *(each for each in _shipped() if each.id not in own))
    mapped = {each.kind for each in maps}
    return (*maps, *own_maps([kind for kind in TABLES if kind not in mapped]))


@cache
def _shipped() -> tuple[HeaderMap, ...]:
    """Return the shipped maps, read once: 25 files."""
    return shipped_header_maps()


def opened_for(
    path: Path, maps: Sequence[HeaderMap], options: ReadingOptions | None = None
) -> RawTable:
    """Return a file's table; of a workbook the sheet whose headers the maps know best.

    Raises
    ------
    InputError
        As :func:`engine.files.record_tables.opened_table` says.
    """
    fitting = _fitting(maps, path, options) if options else tuple(maps)
    return opened_table(path, lambda cells: recognised(cells, fitting))


def prepare_table(
    raw: RawTable,
    path: Path,
    folder: Path,
    maps: Sequence[HeaderMap],
    options: ReadingOptions,
) -> tuple[FileReading, RecordSource]:
    """Return how a file was understood, and its validated copy.

    Raises
    ------
    InputError
        ``records.refused`` with every fault of the header, or else of the columns;
        ``records.no_rows``; ``records.nothing_left``.
    """
    header = header_of(raw, maps)
    refuse_faults(header, raw.file)
    zone = options.zone_of(path)
    columns = copied_columns(header, options.ranges)
    made = copy_path(raw, path, folder, columns, zone)
    batches = raw.batches(header.row, len(header.cells))
    copied = RecordCopy(raw.file, columns, zone, header.nameless).written(batches, made)
    source = RecordSource(
        made,
        copied.columns,
        copied.rows,
        copied.set_aside,
        header.kind,
        raw.file,
        (*header.notes, *copied.notes),
    )
    reading = FileReading(raw.file, header.kind, header.row, header.match, header.suggested)
    return reading, source


def copied_columns(header: Header, ranges: Ranges = _NO_RANGES) -> tuple[CopiedColumn, ...]:
    """Return every named column of a table: those that its map knows, and the others as they are.

    An unknown header that is by chance a name of Heng's for another column keeps an underline.
    """
    layout = TABLES[header.kind]
    columns = [
        CopiedColumn(
            each.position,
            each.target.column,
            each.header,
            _limited(layout.columns[each.target.column], ranges),
            each.target.reading,
        )
        for each in header.match.matched
    ]
    taken = {column.name.lower() for column in columns}
    for unknown in header.match.unknown:
        name = unknown.header
        while name.lower() in taken or name in layout.columns:
            name += "_"
        taken.add(name.lower())
        columns.append(CopiedColumn(unknown.position, name, unknown.header))
    return tuple(sorted(columns, key=lambda column: column.position))


def _limited(spec: ColumnSpec, ranges: Ranges) -> ColumnSpec:
    """Return a column with the user's limits in place of the usual ones."""
    if spec.name not in ranges:
        return spec
    least, greatest = ranges[spec.name]
    return ColumnSpec(spec.name, spec.type, spec.unit, least, greatest)


def _fitting(
    maps: Sequence[HeaderMap], path: Path, options: ReadingOptions
) -> tuple[HeaderMap, ...]:
    """Return the maps of the table that the user says a file is; all of them if nothing is said."""
    if path.name not in options.kinds:
        return tuple(maps)
    kind = table_layout(options.kinds[path.name]).kind
    return tuple(each for each in maps if each.kind is kind)


def _files(paths: Sequence[Path], errors: list[InputError]) -> Iterator[Path]:
    """Yield each file, and in their order the tables of each folder."""
    for path in paths:
        try:
            found = _tables_in(path) if path.is_dir() else [path]
        except OSError as wrong:
            errors.append(unreadable(wrong, path.name))
            continue
        if not found:
            errors.append(refused(path.name, Fault("records.empty_folder", "folder")))
        yield from found


def _tables_in(folder: Path) -> list[Path]:
    visible = (path for path in folder.rglob("*") if not path.name.startswith((".", "~$")))
    return sorted(path for path in visible if format_of(path) and path.is_file())


def copy_path(
    raw: RawTable, path: Path, folder: Path, columns: Sequence[CopiedColumn], zone: str
) -> Path:
    """Return where a copy stands: the name tells one reading of one file from another."""
    kept = "".join(sign for sign in path.name.split(".")[0] if sign.isalnum() or sign in "-_")
    digest = hashlib.sha256(repr((raw.digest, columns, zone)).encode()).hexdigest()
    return folder / f"{kept[:_STEM] or 'table'}-{digest[:12]}.parquet"


def check_zones(options: ReadingOptions) -> None:
    """Refuse time zones that do not exist.

    Raises
    ------
    InputError
        ``records.refused`` with ``records.timezone`` for each.
    """
    zones = {"": options.timezone, **options.timezones}
    faults = [
        Fault("records.timezone", "timezone", zone, {}, file)
        for file, zone in zones.items()
        if not _is_zone(zone)
    ]
    if faults:
        raise InputError("records.refused", faults, file="timezone", count=len(faults))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
