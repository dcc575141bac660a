"""Ask a table what a specification file says: read both, study, write what was asked for."""

from dataclasses import dataclass, replace
from pathlib import Path

from engine.domain.evidence_plan import EvidencePlan
from engine.domain.evidence_report import EvidenceReport
from engine.errors import Fault, InputError
from engine.files.evidence_spec_file import read_evidence_spec
from engine.files.scheme_file import read_scheme
from engine.services.questionnaires import named_scheme
from engine.services.tables import mapped_layout, opened_table
from engine.studies.evidence_columns import named_columns
from engine.studies.evidence_study import EvidenceStudy, Progress, StudyOptions, evidence_study

MOST_BOOTSTRAPS = 20_000
LEAST_LEVEL = 0.5
LARGEST_SEED = 2**32 - 1
USUAL_SEED = 618
COMMAND = "heng evidence"  # where a wrong option stands


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    """What a user asks of ``heng evidence``; None leaves it to the specification file."""

    data: Path
    spec: Path
    scheme: str | None = None
    seed: int = USUAL_SEED
    level: float | None = None
    bootstraps: int | None = None
    maps: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceAnswer:
    """What the data say, and the files it was read from."""

    study: EvidenceStudy
    inputs: tuple[Path, ...]

    @property
    def report(self) -> EvidenceReport:
        """The report: every figure as plain values."""
        return self.study.report


def asked_evidence(
    request: EvidenceRequest, progress: Progress = lambda _stage, _done, _all: None
) -> EvidenceAnswer:
    """Return what the data say to the questions of a specification file.

    Raises
    ------
    InputError
        With every fault of the specification, the scheme, the header maps or the table;
        ``evidence.option_level``, ``_bootstraps``, ``_seed`` for an option that cannot be.
    MethodError
        ``evidence.nothing_fitted`` where no question has an answer for a reason that the user
        cannot mend.
    """
    progress("evidence_inputs", 0, 1)
    plan = _plan(request)
    scheme = None if plan.scheme is None else read_scheme(plan.scheme)
    layout = mapped_layout(request.data, plan.layout, request.maps)
    options = StudyOptions(seed=request.seed, tree=None if scheme is None else scheme.tree)
    try:
        with opened_table(request.data, layout, named_columns(plan)) as source:
            study = evidence_study(source, plan, options, progress)
    except InputError as error:
        raise _placed(error, request) from error
    named = (request.data, request.spec, *request.maps)
    return EvidenceAnswer(study, (*named, *(() if plan.scheme is None else (plan.scheme,))))


def _placed(error: InputError, request: EvidenceRequest) -> InputError:
    """Return an error whose faults name a file: the specification, where nobody named another.

    An error without a fault is one of the whole table: it could not be opened.
    """
    told = str(error.values.get("reason", ""))
    faults = error.faults or (Fault("evidence.table", "file", told, {}, request.data.name),)
    file = request.spec.name
    placed = [each if each.file else each.in_file(file) for each in faults]
    return InputError(error.code, placed, **error.values)


def _refused_option(option: str, value: object, **values: object) -> InputError:
    """Return the error of an option that cannot be, and the same as its one fault."""
    code = f"evidence.option_{option}"
    named = {option: value, **values}
    return InputError(code, [Fault(code, f"--{option}", str(value), named, COMMAND)], **named)


def _scheme(name: str) -> Path:
    """Return the file of a scheme that an option names."""
    try:
        return named_scheme(name)
    except InputError as error:
        fault = Fault("evidence.option_scheme", "--scheme", name, dict(error.values), COMMAND)
        raise InputError(error.code, error.faults or [fault], **error.values) from error


def _plan(request: EvidenceRequest) -> EvidencePlan:
    plan = read_evidence_spec(request.spec)
    if request.level is not None and not LEAST_LEVEL < request.level < 1:
        raise _refused_option("level", request.level)
    if request.bootstraps is not None and not 0 <= request.bootstraps <= MOST_BOOTSTRAPS:
        raise _refused_option("bootstraps", request.bootstraps, most=MOST_BOOTSTRAPS)
    if not 0 <= request.seed <= LARGEST_SEED:
        raise _refused_option("seed", request.seed, most=LARGEST_SEED)
    return replace(
        plan,
        scheme=plan.scheme if request.scheme is None else _scheme(request.scheme),
        level=plan.level if request.level is None else request.level,
        bootstraps=plan.bootstraps if request.bootstraps is None else request.bootstraps,
    )
