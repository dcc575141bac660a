"""A quality report from a user's files: which file is what, one period, one form, one scheme."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engine.domain.indicators import Scheme
from engine.domain.quality import QualityForm
from engine.domain.records import TABLES, ReadingNote, TableKind
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence, Value
from engine.errors import Fault, InputError
from engine.files.header_schema import read_header_map
from engine.files.quality_form_file import named_quality_form, read_quality_form
from engine.files.quality_sheet import QualitySheet, read_quality_sheet
from engine.files.scheme_file import read_scheme
from engine.files.spreadsheet import read_sheet
from engine.i18n.translate import LANGUAGES, place_text, render
from engine.services.questionnaires import named_scheme
from engine.studies.quality import QualityReport, Strata, quality_report
from engine.studies.quality_agents import Plan
from engine.studies.quality_ratings import RatingsReport, joined, ratings_report, staff_ratings
from engine.studies.rating_names import FILE

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_COUNT = re.compile(r"[1-9]\d{0,8}")


@dataclass(frozen=True, slots=True)
class QualityRequest:
    """What to read and what is wanted; ``period`` is a month, empty for all rows.

    ``disputed`` are samples, or items of samples (``s2:cold``), to leave out in an appeal;
    ``maps`` header maps that the user confirmed.
    """

    files: tuple[Path, ...]
    form: str
    plan: Plan
    period: str = ""
    scheme: str = ""
    strata: Path | None = None
    disputed: tuple[str, ...] = ()
    maps: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class QualityOutcome:
    """The reports that the files allow, and every file that was read.

    ``unused`` are the columns of each file that are neither Heng's nor the form's; ``notes``
    how cells of each file were read where another reading is thinkable.
    """

    form: QualityForm
    samples: QualityReport | None
    ratings: RatingsReport | None
    inputs: tuple[Path, ...]
    unused: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, tuple[ReadingNote, ...]]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the reader has to know of all files."""
        told = [
            _finding("unused", file=file, columns=", ".join(columns))
            for file, columns in self.unused.items()
            if columns
        ]
        told += [_read(file, note) for file, notes in self.notes.items() for note in notes]
        reports = (each for each in (self.samples, self.ratings) if each is not None)
        return (*told, *(finding for report in reports for finding in report.findings))


def quality_outcome(request: QualityRequest) -> QualityOutcome:
    """Return what the files say of quality.

    Raises
    ------
    InputError
        ``quality.no_files``; ``quality.period`` for another period than a month;
        ``quality.period_empty`` naming the months there are; ``quality.columns_differ`` for
        several samples files of different columns; ``quality.sample_twice`` across files;
        ``strata.invalid``; as the readers of files and the studies.
    """
    if not request.files:
        raise InputError("quality.no_files")
    if request.period and not _MONTH.fullmatch(request.period):
        raise InputError("quality.period", period=request.period)
    form_path = named_quality_form(request.form)
    form = read_quality_form(form_path)
    inputs = [*request.files, *request.maps, form_path]
    scheme = None
    if request.scheme:
        inputs.append(named_scheme(request.scheme))
        scheme = read_scheme(inputs[-1])
    strata = None
    if request.strata is not None:
        inputs.append(request.strata)
        strata = read_strata(request.strata)
    maps = [read_header_map(path) for path in request.maps]
    sheets = [_of_period(read_quality_sheet(path, form, maps), request) for path in request.files]
    samples = [sheet for sheet in sheets if sheet.kind is TableKind.SAMPLES]
    report = None
    if samples:
        rows = _samples(samples)
        report = quality_report(rows, form, request.plan, strata, request.disputed)
    ratings = _ratings(sheets, scheme, request)
    unused = {sheet.file: _unused(sheet, strata) for sheet in sheets}
    notes = {sheet.file: sheet.notes for sheet in sheets}
    return QualityOutcome(form, report, ratings, tuple(inputs), unused, notes)


def read_strata(path: Path) -> Strata:
    """Return the contacts of each stratum: a table of two columns, the stratum and its size.

    Raises
    ------
    InputError
        ``strata.invalid``: another number of columns, a stratum twice or blank, a size that is
        no whole number from 1 on; as :func:`engine.files.spreadsheet.read_sheet`.
    """
    sheet = read_sheet(path)
    faults, sizes = list[Fault](), dict[str, int]()
    if len(sheet.header) != 2 or not sheet.rows:  # noqa: PLR2004 (stratum and size)
        faults.append(Fault("strata.columns", "row 1", ", ".join(sheet.header), {}, path.name))
        raise InputError("strata.invalid", faults, file=path.name, count=1)
    for row, (stratum, size) in sheet.rows:
        if not stratum or stratum in sizes:
            place = f"row {row}, column {sheet.header[0]}"
            faults.append(Fault("strata.name", place, stratum, {}, path.name))
        elif not _COUNT.fullmatch(size):
            place = f"row {row}, column {sheet.header[1]}"
            faults.append(Fault("strata.size", place, size, {}, path.name))
        else:
            sizes[stratum] = int(size)
    if faults:
        raise InputError("strata.invalid", faults, file=path.name, count=len(faults))
    return Strata(sheet.header[0], sizes)


def _unused(sheet: QualitySheet, strata: Strata | None) -> tuple[str, ...]:
    used = () if strata is None else (strata.column,)
    return tuple(name for name in sheet.unknown if name not in used)


def _read(file: str, note: ReadingNote) -> Finding:
    """Return the finding that cells can be read otherwise than they were."""
    return _finding(
        "read",
        file=file,
        place={str(each): place_text(note.column, each) for each in LANGUAGES},
        reading={str(each): render(note.reading, {}, each) for each in LANGUAGES},
        cells=note.cells,
        example=note.example,
    )


def _finding(key: str, **values: Value) -> Finding:
    return Finding("note", Sentence(f"quality_finding.{key}", values))


def _of_period(sheet: QualitySheet, request: QualityRequest) -> QualitySheet:
    if not request.period:
        return sheet
    if "month" not in sheet.table.columns:
        raise InputError("quality.period_unknown", file=sheet.file, period=request.period)
    months = sheet.table.column("month")
    rows = sheet.table.where(np.asarray(months == request.period, dtype=np.bool_))
    if not len(rows):
        known = ", ".join(sorted({str(month) for month in months if month}))
        raise InputError(
            "quality.period_empty", file=sheet.file, period=request.period, known=known
        )
    return replace(sheet, table=rows)


def _samples(sheets: Sequence[QualitySheet]) -> ColumnTable:
    columns = tuple(sheets[0].table.columns)
    for sheet in sheets[1:]:
        differing = set(columns) ^ set(sheet.table.columns)
        if differing:
            names = ", ".join(sorted(differing))
            raise InputError("quality.columns_differ", file=sheet.file, columns=names)
    rows = joined([sheet.table for sheet in sheets], columns)
    if "sample_id" in columns:
        ids = [str(each) for each in rows.column("sample_id") if each is not None]
        if len(set(ids)) < len(ids):
            twice = next(id_ for id_ in ids if ids.count(id_) > 1)
            raise InputError("quality.sample_twice", sample=twice)
    files = np.concatenate(
        [np.full(len(sheet.table), sheet.file, dtype=object) for sheet in sheets]
    )
    return ColumnTable(rows.labels, {**rows.columns, FILE: files})


def _in_file(table: ColumnTable, file: str) -> ColumnTable:
    return ColumnTable(
        table.labels, {**table.columns, FILE: np.full(len(table), file, dtype=object)}
    )


def _ratings(
    sheets: Sequence[QualitySheet], scheme: Scheme | None, request: QualityRequest
) -> RatingsReport | None:
    columns = TABLES[TableKind.RATINGS].required
    tables = [
        _in_file(sheet.table, sheet.file) for sheet in sheets if sheet.kind is TableKind.RATINGS
    ]
    tables += [
        _in_file(staff_ratings(sheet.table, scheme), sheet.file)
        for sheet in sheets
        if sheet.kind is TableKind.STAFF
    ]
    if not tables:
        return None
    return ratings_report(joined(tables, (*columns, FILE)), scheme, request.plan.confidence)
