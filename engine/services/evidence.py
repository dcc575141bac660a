"""Ask a table what a specification file says: read both, study, write what was asked for."""

from dataclasses import dataclass, replace
from pathlib import Path

from engine.domain.evidence_plan import EvidencePlan
from engine.domain.evidence_report import EvidenceReport
from engine.errors import InputError
from engine.files.evidence_spec_file import read_evidence_spec
from engine.files.scheme_file import read_scheme
from engine.services.questionnaires import named_scheme
from engine.services.tables import mapped_layout, opened_table
from engine.studies.evidence_study import EvidenceStudy, Progress, StudyOptions, evidence_study

MOST_BOOTSTRAPS = 20_000
LEAST_LEVEL = 0.5


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    """What a user asks of ``heng evidence``; None leaves it to the specification file."""

    data: Path
    spec: Path
    scheme: str | None = None
    seed: int = 0
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
        ``evidence.option`` for a level or a number of resamples that cannot be.
    MethodError
        ``evidence.nothing_fitted`` where every question was refused by its data.
    """
    progress("inputs", 0, 1)
    plan = _plan(request)
    scheme = None if plan.scheme is None else read_scheme(plan.scheme)
    layout = mapped_layout(request.data, plan.layout, request.maps)
    options = StudyOptions(seed=request.seed, tree=None if scheme is None else scheme.tree)
    with opened_table(request.data, layout) as source:
        try:
            study = evidence_study(source, plan, options, progress)
        except InputError as error:
            raise _placed(error, request) from error
    named = (request.data, request.spec, *request.maps)
    return EvidenceAnswer(study, (*named, *(() if plan.scheme is None else (plan.scheme,))))


def _placed(error: InputError, request: EvidenceRequest) -> InputError:
    """Return an error whose faults name a file: the specification, where nobody named another."""
    file = request.spec.name
    faults = [each if each.file else each.in_file(file) for each in error.faults]
    return InputError(error.code, faults, **error.values)


def _plan(request: EvidenceRequest) -> EvidencePlan:
    plan = read_evidence_spec(request.spec)
    if request.level is not None and not LEAST_LEVEL < request.level < 1:
        raise InputError("evidence.option_level", level=request.level)
    if request.bootstraps is not None and not 0 <= request.bootstraps <= MOST_BOOTSTRAPS:
        raise InputError(
            "evidence.option_bootstraps", bootstraps=request.bootstraps, most=MOST_BOOTSTRAPS
        )
    return replace(
        plan,
        scheme=plan.scheme if request.scheme is None else named_scheme(request.scheme),
        level=plan.level if request.level is None else request.level,
        bootstraps=plan.bootstraps if request.bootstraps is None else request.bootstraps,
    )
