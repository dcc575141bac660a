"""Specification files to evidence plans: every fault that needs no data is told at once."""

from pathlib import Path

from engine.domain.case import ContactLayout
from engine.domain.evidence_plan import EvidencePlan
from engine.errors import InputError
from engine.files.documents import Faults, load_toml, validate
from engine.files.evidence_plan_checks import check_claim, check_dispatch, nearest, stated_roles
from engine.files.evidence_question_checks import check_bands, check_layout, check_question
from engine.files.evidence_spec_schema import EvidenceFile, named
from engine.files.locations import referenced, shipped
from engine.files.scheme_file import read_scheme

QUESTIONS = ("evidence", "bands", "claims", "dispatch")


def read_evidence_spec(path: Path) -> EvidencePlan:
    """Return the plan of a specification file.

    Raises
    ------
    InputError
        ``document.invalid`` with every fault at once: schema; nothing asked; an id twice; roles
        that a model may not hold; settings of another transform or family; claims on a question
        or metric that is not there; a scheme that is missing or lacks an indicator.
    """
    document = load_toml(path)
    file = validate(document, EvidenceFile)
    faults = Faults(document)
    if not any(getattr(file, key) for key in QUESTIONS):
        faults.add("spec.nothing_asked", (), "")
    roles = stated_roles(file.columns, faults)
    _check_ids(file, faults)
    check_layout(file.layout, faults)
    for i, question in enumerate(file.evidence):
        check_question(question, ("evidence", i), faults, roles)
    for i, band in enumerate(file.bands):
        check_bands(band, ("bands", i), faults)
    for i, claim in enumerate(file.claims):
        check_claim(claim, i, file.evidence, faults)
    for i, dispatch in enumerate(file.dispatch):
        check_dispatch(dispatch, i, faults)
    scheme = _scheme(file, faults)
    _check_indicators(file, scheme, faults)
    faults.raise_if_any()
    return EvidencePlan(
        id=file.id,
        name=named(file.name, file.id),
        columns=tuple(roles.values()),
        specifications=tuple(each.specification(roles) for each in file.evidence),
        bands=tuple(each.question() for each in file.bands),
        claims=tuple(each.noun() for each in file.claims),
        dispatches=tuple(each.noun() for each in file.dispatch),
        scheme=scheme,
        layout=file.layout.layout() if file.layout else ContactLayout(),
        caution=file.caution.text() if file.caution else None,
        level=file.level,
        bootstraps=file.bootstraps,
        drop_repeated=file.drop_repeated,
    )


def _check_ids(file: EvidenceFile, faults: Faults) -> None:
    seen: set[str] = set()
    for key in QUESTIONS:
        for i, each in enumerate(getattr(file, key)):
            if each.id in seen:
                faults.add("document.duplicate_id", (key, i, "id"), values={"id": each.id})
            seen.add(each.id)


def _scheme(file: EvidenceFile, faults: Faults) -> Path | None:
    """Return the scheme that a file names: the id of a shipped one, or a path beside the file."""
    known = {path.stem: path for path in shipped("schemes")}
    return known[file.scheme] if file.scheme in known else referenced(faults, ("scheme",))


def _check_indicators(file: EvidenceFile, scheme: Path | None, faults: Faults) -> None:
    if scheme is None:
        return
    try:
        known = list(read_scheme(scheme).tree.leaf_ids)
    except InputError as error:
        faults.found += error.faults
        return
    places = [(("columns", i, "indicator"), each) for i, each in enumerate(file.columns)]
    named_ = [(path, each.indicator) for path, each in places]
    named_ += [
        (("evidence", i, "terms", j, "indicator"), term.indicator)  # type: ignore[misc] # a longer place
        for i, question in enumerate(file.evidence)
        for j, term in enumerate(question.terms)
    ]
    for path, indicator in named_:
        if indicator and indicator not in known:
            values = {"indicator": indicator, **nearest(indicator, known)}
            faults.add("spec.unknown_indicator", path, values=values)
