"""Whether files are right before anything runs: which kind each is, and every fault of it.

The readers of :mod:`engine.files` find the faults; a case is checked with the files it names.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from engine.domain.case import ContactLayout
from engine.domain.hierarchy import ItemTree
from engine.domain.indicators import IndicatorTree
from engine.domain.records import TABLES, RecordSource, TableKind
from engine.domain.survey import Survey
from engine.errors import Fault, InputError
from engine.files.attribution_file import AttributionFile, read_attribution
from engine.files.case_file import CaseFile, read_case
from engine.files.contacts_file import headers_of, prepare_contacts
from engine.files.documents import TomlDocument, load_toml
from engine.files.evidence_spec_file import read_evidence_spec
from engine.files.evidence_spec_schema import EvidenceFile
from engine.files.header_maps import HeaderMatch, match_headers
from engine.files.header_schema import HeaderMapFile, read_header_map
from engine.files.header_suggestions import Suggestion, suggestions
from engine.files.locations import shipped
from engine.files.pack_file import read_pack
from engine.files.platform_file import PlatformFile, read_platform
from engine.files.policy_file import read_policy
from engine.files.policy_schema import PolicyFile
from engine.files.quality_form_file import QualityFormFile, read_quality_form
from engine.files.record_copy import SOURCE_ROW
from engine.files.record_file import known_maps, prepare_records
from engine.files.record_headers import recognised, table_of
from engine.files.record_tables import FORMATS, opened_table
from engine.files.responses_file import pair_columns, read_panel
from engine.files.scenario_file import read_scenario
from engine.files.scenario_schema import ScenarioFile
from engine.files.schema_faults import shortened
from engine.files.schemas import FileModel
from engine.files.scheme_file import read_scheme
from engine.files.scheme_schema import SchemeFile
from engine.files.shown_names import renamed, shown_names
from engine.files.spreadsheet import SHEET_ENDINGS, read_sheet
from engine.files.survey_file import answers_kind, read_survey
from engine.services.weight_kinds import check_weights, weight_kind

Reader = Callable[[Path], object]

MODELS: Mapping[str, type[FileModel]] = MappingProxyType(
    {
        "scheme": SchemeFile,
        "policy": PolicyFile,
        "platform": PlatformFile,
        "attribution": AttributionFile,
        "headers": HeaderMapFile,
        "quality_form": QualityFormFile,
        "traffic": ScenarioFile,
        "evidence": EvidenceFile,
        "case": CaseFile,
    }
)
_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "scheme": read_scheme,
        "policy": read_policy,
        "platform": read_platform,
        "attribution": read_attribution,
        "headers": read_header_map,
        "quality_form": read_quality_form,
        "traffic": read_scenario,
        "evidence": read_evidence_spec,
        "case": read_case,
        "pack": read_pack,
    }
)
# keys that every kind has tell nothing about the kind
_COMMON = frozenset({"schema_version", "id", "name"})
_CONTACT_COLUMNS = frozenset(TABLES[TableKind.CONTACTS].columns)
_LEAST_KNOWN = 2  # one name says nothing: a list of anything may have a column "group"
_PAIR = re.compile(r"[^:|]+:[^:|]+\|[^:|]+")


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One file: its kind (empty where it could not be told) and what is wrong with it.

    ``records`` tells what a right table of records, such as contacts, holds; its Parquet copy is
    gone. ``survey`` holds the answers of a right questionnaire or table of a
    survey platform. ``unknown_headers`` of records are those that no indicator uses, with the
    nearest known name, empty where none is near.
    """

    path: Path
    kind: str
    error: InputError | None = None
    records: RecordSource | None = None
    survey: Survey | None = None
    unknown_headers: tuple[tuple[str, str], ...] = ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault of the file, in file order."""
        return self.error.faults if self.error else ()

    @property
    def known_columns(self) -> tuple[str, ...]:
        """The columns of records that Heng knows; the others are kept for a case to ask about."""
        if not self.records:
            return ()
        known = TABLES[self.records.kind].columns
        return tuple(name for name in self.records.columns if name in known)


def check_files(paths: Iterable[Path], scheme: Path | None = None) -> tuple[FileCheck, ...]:
    """Return a check of each file, and of the files that a case names.

    Parameters
    ----------
    paths
        TOML files of any kind, panels (CSV, XLSX), filled questionnaires (XLSX), answers from
        survey platforms (CSV, XLSX), tables of records such as contacts (CSV, Excel, Parquet),
        weights and scores (JSON, CSV, XLSX) and decision packs (JSON).
    scheme
        The scheme that panels, answers, weights and scores are about; None takes the shipped
        scheme whose pairs fit a panel best, and for others what they say they are about.
    """
    checks: dict[Path, FileCheck] = {}
    for path in paths:
        for check in _checked(path, scheme):
            checks.setdefault(check.path, check)
    names = shown_names(checks)
    return tuple(_called(check, names[check.path]) for check in checks.values())


def _called(check: FileCheck, shown: str) -> FileCheck:
    """Return a check whose error names the file as it is shown among the others."""
    if check.error is None or shown == check.path.name:
        return check
    return replace(check, error=renamed(check.error, check.path.name, shown))


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file, for completion in editors.

    Raises
    ------
    InputError
        ``check.unknown_schema`` naming the kinds there are.
    """
    if kind not in MODELS:
        raise InputError("check.unknown_schema", name=kind, known=", ".join(MODELS))
    schema = MODELS[kind].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _checked(path: Path, scheme: Path | None) -> list[FileCheck]:
    ending = path.suffix.lower()
    if kind := weight_kind(path, scheme):
        return [_attempt(path, kind, lambda: check_weights(path, kind, scheme))]
    if path.name.lower().endswith(FORMATS):
        return [_checked_table(path, scheme)]
    if ending == ".json":
        return [_attempt(path, "pack", lambda: read_pack(path))]
    return _checked_toml(path)


def _checked_panel(path: Path, scheme: Path | None) -> FileCheck:
    return _attempt(path, "panel", lambda: read_panel(path, _tree(path, scheme)))


def _checked_table(path: Path, scheme: Path | None) -> FileCheck:
    """Check a table as what it says it is: answers, a panel or contacts in Heng's names."""
    kind = _answers_kind(path)
    return _checked_survey(path, kind, scheme) if kind else _checked_by_headers(path, scheme)


def _checked_by_headers(path: Path, scheme: Path | None) -> FileCheck:
    try:
        headers = _headers(path)
    except InputError as error:
        return FileCheck(path, "", error)
    kind = table_kind(headers)
    return _checked_panel(path, scheme) if kind == "panel" else _checked_table_of(path, headers)


def _checked_table_of(path: Path, headers: Sequence[str]) -> FileCheck:
    """Check a table of records; contacts in Heng's own names as strictly as a case does."""
    table = table_of(headers, known_maps())
    if table_kind(headers) == "contacts" and table in {TableKind.CONTACTS, None}:
        return _checked_contacts(path, ContactLayout())
    if table is not None or _holds_records(path):
        return _checked_records(path, table)
    return FileCheck(path, "", _unknown(path, "check.unknown_table", "row 1", ", ".join(headers)))


def _holds_records(path: Path) -> bool:
    """Tell whether some row at the top holds two headers of records, of whichever table."""
    try:
        maps = known_maps()
        raw = opened_table(path, lambda cells: recognised(cells, maps))
    except InputError:
        return False
    return any(recognised(cells, maps) >= _LEAST_KNOWN for cells in raw.head)


def _checked_records(path: Path, table: TableKind | None) -> FileCheck:
    """Check a table of records by its headers, in whatever language they are."""
    try:
        with TemporaryDirectory() as folder:
            prepared = prepare_records([path], Path(folder))
    except InputError as error:
        return FileCheck(path, table or "", error)
    (source,) = prepared.sources
    unknown = [
        pair for each in prepared.readings for pair in _unknown_headers(each.match, each.suggested)
    ]
    return FileCheck(path, source.kind, records=source, unknown_headers=tuple(unknown))


def _unknown_headers(
    match: HeaderMatch, suggested: Iterable[Suggestion]
) -> Iterator[tuple[str, str]]:
    near: dict[str, str] = {}
    for each in suggested:  # the most similar first
        near.setdefault(each.header, each.name)
    yield from ((each.header, near.get(each.header, "")) for each in match.unknown)


def _answers_kind(path: Path) -> str:
    """Return the kind of answers as respondents or platforms send them, else empty."""
    if path.suffix.lower() not in SHEET_ENDINGS:
        return ""
    kind = answers_kind(path)
    # pairs in the very names of a case's panel are checked as strictly as a case is
    strict = kind == "answers" and any(map(_PAIR.fullmatch, _headers(path)))
    return "" if strict else kind


def _checked_survey(path: Path, kind: str, scheme: Path | None) -> FileCheck:
    try:
        tree = None if scheme is None else ItemTree.of(read_scheme(scheme).tree)
        return FileCheck(path, kind, survey=read_survey([path], tree))
    except InputError as error:
        return FileCheck(path, kind, error)


def table_kind(headers: Sequence[str]) -> str:
    """Return the kind that headers in Heng's names show: a panel asks pairs; empty for neither."""
    if any(_PAIR.fullmatch(header) for header in headers):
        return "panel"
    if _CONTACT_COLUMNS.intersection(headers):
        return "contacts"
    return "panel" if "respondent" in headers else ""


def _headers(path: Path) -> tuple[str, ...]:
    if not path.is_file():
        fault = Fault("document.not_found", "file", path.name, {}, str(path))
        raise InputError("document.invalid", [fault], file=str(path), count=1)
    try:
        return read_sheet(path).header
    except InputError:  # larger or of another format than a panel may be
        return headers_of(path)


def _checked_contacts(path: Path, layout: ContactLayout) -> FileCheck:
    try:
        with TemporaryDirectory() as folder:
            source = prepare_contacts(path, layout, Path(folder))
            maps = [each for each in known_maps() if each.kind is TableKind.CONTACTS]
            match = match_headers([each for each in source.columns if each != SOURCE_ROW], maps)
            unknown = _unknown_headers(match, suggestions(match, maps))
            return FileCheck(path, "contacts", records=source, unknown_headers=tuple(unknown))
    except InputError as error:
        return FileCheck(path, "contacts", error)


def _checked_as(path: Path, kind: str) -> FileCheck:
    """Check a file that is named where one kind belongs, whatever it looks like."""
    return _attempt(path, kind, lambda: _READERS[kind](path))


def _checked_toml(path: Path) -> list[FileCheck]:
    try:
        kind = kind_of(load_toml(path))
    except InputError as error:
        return [FileCheck(path, "", error)]
    if not kind:
        return [FileCheck(path, "", _unknown(path, "document.unknown_kind", "line 1", ""))]
    check = _attempt(path, kind, lambda: _READERS[kind](path))
    named = _named_files(path) if kind == "case" and not check.error else []
    return [check, *named]


def _attempt(path: Path, kind: str, read: Callable[[], object]) -> FileCheck:
    try:
        read()
    except InputError as error:
        return FileCheck(path, kind, error)
    return FileCheck(path, kind)


def kind_of(document: TomlDocument) -> str:
    """Return the kind whose keys a file has most of; empty where no key tells."""
    keys = set(document.data) - _COMMON

    def common(kind: str) -> float:
        fields = set(MODELS[kind].model_fields) - _COMMON
        required = {
            name for name, field in MODELS[kind].model_fields.items() if field.is_required()
        } - _COMMON
        return len(keys & fields) + len(keys & required) / 100

    best = max(MODELS, key=common)
    return best if common(best) else ""


def _unknown(path: Path, code: str, place: str, value: str) -> InputError:
    fault = Fault(code, place, shortened(value), {}, str(path))
    return InputError("check.unreadable", [fault], file=str(path))


def _named_files(path: Path) -> list[FileCheck]:
    case = read_case(path)
    named = [(case.scheme, "scheme"), (case.policy, "policy")]
    named += [(scenario, "traffic") for scenario in case.scenarios]
    checks = [_checked_as(file, kind) for file, kind in named if file]
    if case.panel:
        checks.append(_checked_panel(case.panel, case.scheme))
    if case.contacts:
        checks.append(_checked_contacts(case.contacts, case.layout))
    return checks


def _tree(panel: Path, scheme: Path | None) -> IndicatorTree:
    if scheme is not None:
        return read_scheme(scheme).tree
    header = set(read_sheet(panel).header)
    trees = [read_scheme(path).tree for path in shipped("schemes")]
    return max(trees, key=lambda tree: len(header & set(pair_columns(tree))))
