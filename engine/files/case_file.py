"""Case files to cases: which files answer which part of a decision, and what is asked of data."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from engine.domain.case import Case, ContactLayout
from engine.domain.evidence_plan import ColumnRole
from engine.domain.specification import Family
from engine.errors import InputError
from engine.files.documents import Faults, load_toml, validate
from engine.files.evidence_plan_checks import check_claim, check_dispatch, stated_roles
from engine.files.evidence_question_checks import check_bands, check_layout, check_question
from engine.files.evidence_question_schema import BandTable, LayoutTable, QuestionTable
from engine.files.evidence_spec_schema import (
    DEFAULT_BOOTSTRAPS,
    MOST_BOOTSTRAPS,
    ClaimTable,
    DispatchTable,
    RoleTable,
)
from engine.files.locations import referenced
from engine.files.schemas import (
    FileModel,
    Id,
    OptionalMonth,
    RelativePath,
    TextModel,
)
from engine.files.scheme_file import read_scheme

LARGEST_SEED = 2**32 - 1
MOST_REPLICATIONS = 1_600  # the last look of the verdicts


QUESTIONS = ("evidence", "bands", "claims", "dispatch")
NAMED_FILES = ("contacts", "records", "samples", "scheme", "policy", "panel")


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
    evidence: tuple[QuestionTable, ...] = ()
    bands: tuple[BandTable, ...] = ()
    columns: tuple[RoleTable, ...] = ()
    claims: Annotated[tuple[ClaimTable, ...], Field(max_length=50)] = ()
    dispatch: Annotated[tuple[DispatchTable, ...], Field(max_length=10)] = ()
    bootstraps: Annotated[int, Field(ge=0, le=MOST_BOOTSTRAPS)] = DEFAULT_BOOTSTRAPS


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
    faults.add_repeated(("scenarios",), file.scenarios)
    roles = _check_questions(file, faults)
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
        layout=file.layout.layout() if file.layout else ContactLayout(),
        scenarios=tuple(scenario for scenario in scenarios if scenario),
        replications=file.replications,
        review_period=file.review_period,
        evidence=tuple(each.specification(roles) for each in file.evidence),
        bands=tuple(each.question() for each in file.bands),
        columns=tuple(roles.values()),
        claims=tuple(each.noun() for each in file.claims),
        dispatches=tuple(each.noun() for each in file.dispatch),
        bootstraps=file.bootstraps,
        **paths,
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
    for key in QUESTIONS:
        for i, each in enumerate(getattr(file, key)):
            if each.id in seen:
                faults.add("document.duplicate_id", (key, i, "id"), values={"id": each.id})
            seen.add(each.id)


def _check_questions(file: CaseFile, faults: Faults) -> dict[str, ColumnRole]:
    """Check what is asked of the data and return what its columns are said to be."""
    roles = stated_roles(file.columns, faults)
    check_layout(file.layout, faults)
    for i, question in enumerate(file.evidence):
        check_question(question, ("evidence", i), faults, roles)
        if question.family is Family.COX:  # hazard ratios are no change of a mean outcome
            faults.add("spec.cox_in_case", ("evidence", i, "family"))
    for i, band in enumerate(file.bands):
        check_bands(band, ("bands", i), faults)
    for i, claim in enumerate(file.claims):
        check_claim(claim, i, file.evidence, faults)
    for i, dispatch in enumerate(file.dispatch):
        check_dispatch(dispatch, i, faults)
    return roles


def _check_indicators(file: CaseFile, scheme: Path | None, faults: Faults) -> None:
    named = [
        (("evidence", i, "terms", j, "indicator"), term.indicator)
        for i, question in enumerate(file.evidence)
        for j, term in enumerate(question.terms)
        if term.indicator
    ]
    named += [
        (("columns", i, "indicator"), each.indicator)  # type: ignore[misc] # a shorter place
        for i, each in enumerate(file.columns)
        if each.indicator
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
