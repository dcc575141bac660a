"""Case files to cases: which files answer which part of a decision, and what is asked of data."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from engine.domain.case import Case, ContactLayout
from engine.domain.specification import (
    BandQuestion,
    Role,
    RowFilter,
    Specification,
    Term,
    Transform,
)
from engine.errors import InputError
from engine.files.documents import Faults, load_toml, validate
from engine.files.locations import referenced
from engine.files.schemas import (
    FileModel,
    FilledText,
    Id,
    OptionalMonth,
    RelativePath,
    TableModel,
    TextModel,
)
from engine.files.scheme_file import read_scheme

LARGEST_SEED = 2**32 - 1
MOST_REPLICATIONS = 1_600  # the last look of the verdicts
MOST_VALUE_CNY = 1_000  # profit of one more outcome, not its price
Column = Annotated[str, Field(min_length=1, max_length=100)]
Edge = Annotated[float, Field(ge=-100_000, le=100_000)]


class RangeTable(TableModel):
    """Least and greatest possible value of a column; rows outside are listed and set aside."""

    least: float | None = None
    greatest: float | None = None


class LayoutTable(TableModel):
    """How the user's columns and values map to Heng's."""

    timezone: FilledText
    columns: dict[str, Column] = Field(default_factory=dict)
    ranges: dict[str, RangeTable] = Field(default_factory=dict)


NAMED_FILES = ("contacts", "records", "samples", "scheme", "policy", "panel")


class TermTable(TableModel):
    """One column of the data in a model."""

    column: Column
    role: Role
    transform: Transform
    floor: Annotated[float, Field(gt=0, le=1_000)] = 1.0
    shift: Annotated[float, Field(ge=-1_000, le=1_000)] = 0.0
    unit: Annotated[float, Field(gt=0, lt=1_000)] = 1.0
    reference: str = ""
    indicator: str = ""


class FilterTable(TableModel):
    """Keep rows whose column equals one of the values."""

    column: Column
    values: Annotated[tuple[str, ...], Field(min_length=1)]


class EvidenceTable(TableModel):
    """One question to the data."""

    id: Id
    name: TextModel
    outcome: Column
    outcome_at_least: Annotated[float, Field(ge=-1e6, le=1e6)] | None = None
    cluster: Column
    terms: Annotated[tuple[TermTable, ...], Field(min_length=1, max_length=40)]
    filters: tuple[FilterTable, ...] = ()
    value_cny: Annotated[float, Field(ge=0, le=MOST_VALUE_CNY)] = 0.0
    withhold: str = ""
    truth: str = ""


class BandTable(TableModel):
    """An outcome by bands of a metric."""

    id: Id
    name: TextModel
    outcome: Column
    metric: Column
    cluster: Column
    unit: Column
    edges: Annotated[tuple[Edge, ...], Field(min_length=2, max_length=30)]


class CaseFile(FileModel):
    """A case file; paths are relative to it, and every part may be absent."""

    id: Id
    name: TextModel
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)]
    generated: bool = False
    caution: TextModel | None = None
    attribution: str = ""
    generator: Literal["", "shop"] = ""
    contacts: RelativePath = ""
    records: RelativePath = ""
    samples: RelativePath = ""
    scheme: RelativePath = ""
    policy: RelativePath = ""
    panel: RelativePath = ""
    scenarios: tuple[RelativePath, ...] = ()
    replications: Annotated[int, Field(ge=1, le=MOST_REPLICATIONS)] = 100
    review_period: OptionalMonth = ""
    layout: LayoutTable | None = None
    evidence: tuple[EvidenceTable, ...] = ()
    bands: tuple[BandTable, ...] = ()


def read_case(path: Path) -> Case:
    """Return the case of a file, its paths relative to the working folder as ``path`` is.

    Raises
    ------
    InputError
        ``document.invalid`` with every fault at once: schema; files that are missing or lie
        outside; parts that need another part (a panel without a scheme); questions whose terms,
        filters, edges or withheld confounder contradict each other.
    """
    document = load_toml(path)
    file = validate(document, CaseFile)
    faults = Faults(document)
    _check_parts(file, faults)
    _check_ids(file, faults)
    _check_repeated(file, faults)
    _check_layout(file, faults)
    for i, question in enumerate(file.evidence):
        _check_question(question, i, faults)
    for i, band in enumerate(file.bands):
        if any(left >= right for left, right in pairwise(band.edges)):
            faults.add("case.edges", ("bands", i, "edges"))
    scenarios = [referenced(faults, ("scenarios", i)) for i in range(len(file.scenarios))]
    paths = {key: referenced(faults, (key,)) for key in NAMED_FILES}
    _check_indicators(file, paths["scheme"], faults)
    faults.raise_if_any()
    return Case(
        id=file.id,
        name=file.name.text(),
        seed=file.seed,
        path=path,
        generated=file.generated,
        caution=file.caution.text() if file.caution else None,
        attribution=file.attribution,
        generator=file.generator,
        layout=_layout(file.layout),
        scenarios=tuple(scenario for scenario in scenarios if scenario),
        replications=file.replications,
        review_period=file.review_period,
        evidence=tuple(map(_specification, file.evidence)),
        bands=tuple(map(_band, file.bands)),
        **paths,
    )


def _layout(table: LayoutTable | None) -> ContactLayout:
    if table is None:
        return ContactLayout()
    ranges = {name: (limits.least, limits.greatest) for name, limits in table.ranges.items()}
    return ContactLayout(table.columns, ranges, table.timezone)


def _specification(table: EvidenceTable) -> Specification:
    return Specification(
        id=table.id,
        name=table.name.text(),
        outcome=table.outcome,
        outcome_at_least=table.outcome_at_least,
        terms=tuple(Term(**term.model_dump()) for term in table.terms),
        cluster=table.cluster,
        filters=tuple(RowFilter(each.column, each.values) for each in table.filters),
        value_cny=table.value_cny,
        withhold=table.withhold,
        truth=table.truth,
    )


def _band(table: BandTable) -> BandQuestion:
    return BandQuestion(
        id=table.id,
        name=table.name.text(),
        outcome=table.outcome,
        metric=table.metric,
        edges=table.edges,
        cluster=table.cluster,
        unit=table.unit,
    )


# --- checking what the schema cannot say ---------------------------------------------------------


def _check_parts(file: CaseFile, faults: Faults) -> None:
    needs: tuple[tuple[str, bool, str, bool], ...] = (
        ("policy", bool(file.policy), "scheme", not file.scheme),
        ("panel", bool(file.panel), "scheme", not file.scheme),
        ("review_period", bool(file.review_period), "scheme", not file.scheme),
        ("generator", bool(file.generator), "generated", not file.generated),
    )
    for key, is_there, other, other_is_absent in needs:
        if is_there and other_is_absent:
            faults.add("case.needs", (key,), values={"key": key, "other": other})
    if file.generator and file.contacts:
        faults.add("case.two_sources", ("contacts",))


def _check_ids(file: CaseFile, faults: Faults) -> None:
    seen: set[str] = set()
    questions = [("evidence", i, q.id) for i, q in enumerate(file.evidence)]
    questions += [("bands", i, q.id) for i, q in enumerate(file.bands)]
    for key, i, id_ in questions:
        if id_ in seen:
            faults.add("document.duplicate_id", (key, i, "id"), values={"id": id_})
        seen.add(id_)


def _check_repeated(file: CaseFile, faults: Faults) -> None:
    faults.add_repeated(("scenarios",), file.scenarios)
    for i, question in enumerate(file.evidence):
        for j, each in enumerate(question.filters):
            faults.add_repeated(("evidence", i, "filters", j, "values"), each.values)


def _check_layout(file: CaseFile, faults: Faults) -> None:
    if file.layout is None:
        return
    try:
        ZoneInfo(file.layout.timezone)
    except (ValueError, OSError, KeyError):
        faults.add("case.timezone", ("layout", "timezone"))
    for name, limits in file.layout.ranges.items():
        least, greatest = limits.least, limits.greatest
        if least is not None and greatest is not None and least >= greatest:
            faults.add("case.range", ("layout", "ranges", name))


def _check_question(question: EvidenceTable, i: int, faults: Faults) -> None:
    columns = [term.column for term in question.terms]
    confounders = [term.column for term in question.terms if term.role is Role.CONFOUNDER]
    if question.withhold and question.withhold not in confounders:
        values = {"known": ", ".join(confounders)}
        faults.add("case.withhold", ("evidence", i, "withhold"), values=values)
    for j, term in enumerate(question.terms):
        path = ("evidence", i, "terms", j, "column")
        if term.column in columns[:j] or term.column in {question.outcome, question.cluster}:
            faults.add("case.term_twice", path)
        if term.transform is Transform.CATEGORY and not term.reference:
            faults.add("case.reference", ("evidence", i, "terms", j), term.column)


def _check_indicators(file: CaseFile, scheme: Path | None, faults: Faults) -> None:
    named = [
        (("evidence", i, "terms", j, "indicator"), term.indicator)
        for i, question in enumerate(file.evidence)
        for j, term in enumerate(question.terms)
        if term.indicator
    ]
    if not named or scheme is None:
        return
    try:
        known = read_scheme(scheme).tree.leaf_ids
    except InputError:
        return  # said when the scheme itself is read
    for path, indicator in named:
        if indicator not in known:
            faults.add("tree.unknown_indicator", path, values={"indicator": indicator})
