"""The files behind an optimisation of weights, read and lined up over the same indicators."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np

from engine.domain.grades import GradeRule
from engine.domain.indicators import IndicatorTree, Scheme
from engine.domain.policy import WeightPolicy
from engine.domain.tables import ScoreTable
from engine.domain.texts import Finding, Sentence, Text, Values
from engine.domain.weights import Origin, WeightSet
from engine.errors import Fault, InputError
from engine.files.effects_file import holds_effects, read_effects
from engine.files.metrics_table_file import read_metrics_table
from engine.files.policy_file import ReadPolicy, read_policy_file
from engine.files.policy_tree import flat_tree
from engine.files.scheme_file import read_scheme
from engine.files.scores_file import read_scores
from engine.files.weights_file import ReadWeights, read_weights
from engine.services.optimisation_options import COMMAND, OptimiseRequest
from engine.services.questionnaires import named_scheme
from engine.studies.leaf_scores import leaf_score_table
from engine.studies.weights_inputs import Effects, Source

_MOST_NAMED = 12
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, eq=False)
class ReadSources:
    """Everything that the files of a request hold; None where it names none."""

    policy: WeightPolicy
    scheme: Scheme | None
    tree: IndicatorTree
    grades: GradeRule | None
    incumbent: WeightSet | None
    judged: Source | None
    evidence: Source | None
    effects: Effects | None
    scores: ScoreTable | None
    findings: tuple[Finding, ...]
    paths: tuple[Path, ...]


def read_sources(request: OptimiseRequest) -> ReadSources:
    """Return what the files of a request hold.

    Raises
    ------
    InputError
        ``optimise.files`` with the faults of every file at once (names in weight files are held
        against the policy's and the scheme's only where those are sound); the error of the policy
        or scheme file where that alone is wrong; ``optimise.no_indicators`` where no file names
        any.
    """
    try:
        read = read_policy_file(request.policy)
        scheme_path = None if request.scheme is None else _scheme_path(request.scheme)
        scheme = read.scheme if scheme_path is None else read_scheme(scheme_path)
        tree = _tree(request, read, scheme)
    except InputError as error:
        raise _with_other_faults(error, request) from error
    gathered = _Gathered()
    files = _read_files(request, scheme, tree, gathered)
    gathered.raise_if_any()
    gathered.findings += _blanks(files.scores, request.scores or request.metrics)
    incumbent = None if files.incumbent is None else files.incumbent.set
    if incumbent is None and scheme is not None:
        incumbent = WeightSet.from_mapping(Origin.INCUMBENT, scheme.incumbent)
        gathered.findings.append(_of_scheme(scheme))
    named = (request.policy, scheme_path, request.judgement, request.evidence, request.incumbent)
    paths = (*named, request.scores, request.metrics)
    return ReadSources(
        read.policy,
        scheme,
        tree,
        read.grades if scheme_path is None or scheme is None else scheme.grades,
        incumbent,
        _source(files.judged),
        _source(files.evidence),
        files.effects,
        files.scores,
        tuple(gathered.findings),
        tuple(path for path in paths if path is not None and path.is_file()),
    )


def _with_other_faults(error: InputError, request: OptimiseRequest) -> InputError:
    """Return an error about the policy or scheme with what is wrong with the other files, too."""
    gathered = _Gathered([*error.faults])
    if request.scheme is not None:
        gathered.read(Path(request.scheme), lambda each: read_scheme(_scheme_path(str(each))))
    for path, origin in _weight_files(request):
        if path is not None:
            gathered.read(path, partial(_indicators, origin=origin))
    for path in (request.scores, request.metrics):
        if path is not None and not path.is_file():
            fault = Fault("document.not_found", "file", path.name, {}, str(path))
            gathered.faults.append(fault)
    faults = list({(f.code, f.place, f.file): f for f in gathered.faults}.values())
    if len(faults) <= len(error.faults):
        return error
    return InputError("optimise.files", faults, count=len(faults))


def _weight_files(request: OptimiseRequest) -> tuple[tuple[Path | None, Origin], ...]:
    return (
        (request.incumbent, Origin.INCUMBENT),
        (request.judgement, Origin.JUDGED),
        (request.evidence, Origin.EVIDENCE),
    )


def _blanks(scores: ScoreTable | None, path: Path | None) -> Iterator[Finding]:
    """Name the agents without a score in some indicator: their weights are shared out."""
    if scores is None or path is None:
        return
    blank = np.flatnonzero(np.isnan(scores.scores).any(axis=1))
    agents = [scores.agents[place] for place in blank]
    if agents:
        shown = [*agents[:_MOST_NAMED], *(["…"] if len(agents) > _MOST_NAMED else [])]
        counts: Values = {"count": len(agents), "total": len(scores.agents)}
        values = {"file": path.name, "agents": ", ".join(shown), **counts}
        yield Finding("note", Sentence("finding.optimisation.blank_scores", values))


@dataclass(slots=True)
class _Gathered:
    """Faults and notes of several files."""

    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def read(self, path: Path | None, reader: Callable[[Path], Answer]) -> Answer | None:
        """Return what a file holds; its faults are kept until every file was read."""
        if path is None:
            return None
        try:
            return reader(path)
        except InputError as error:
            if not error.faults:
                raise
            self.faults += [each if each.file else each.in_file(path.name) for each in error.faults]
            return None

    def raise_if_any(self) -> None:
        """Raise every fault that was met."""
        if self.faults:
            raise InputError("optimise.files", self.faults, count=len(self.faults))


@dataclass(frozen=True, slots=True, eq=False)
class _Files:
    incumbent: ReadWeights | None
    judged: ReadWeights | None
    evidence: ReadWeights | None
    effects: Effects | None
    scores: ScoreTable | None


def _read_files(
    request: OptimiseRequest, scheme: Scheme | None, tree: IndicatorTree, gathered: _Gathered
) -> _Files:
    names = {leaf.id: leaf.name for leaf in tree.leaves}

    def weights(path: Path | None, origin: Origin) -> ReadWeights | None:
        found = gathered.read(path, lambda each: read_weights(each, origin, names))
        gathered.findings += () if found is None else found.findings
        return found

    in_effects = request.evidence is not None and holds_effects(request.evidence)
    return _Files(
        weights(request.incumbent, Origin.INCUMBENT),
        weights(request.judgement, Origin.JUDGED),
        None if in_effects else weights(request.evidence, Origin.EVIDENCE),
        gathered.read(request.evidence, lambda each: _effects(each, names)) if in_effects else None,
        _scores(request, scheme, names, gathered),
    )


def _scores(
    request: OptimiseRequest,
    scheme: Scheme | None,
    names: dict[str, Text],
    gathered: _Gathered,
) -> ScoreTable | None:
    if request.metrics is None:
        return gathered.read(request.scores, lambda each: read_scores(each, names))
    if scheme is None:
        fault = Fault("optimise.metrics_scheme", "--metrics", request.metrics.name, {}, COMMAND)
        gathered.faults.append(fault)
        return None
    table = gathered.read(request.metrics, lambda each: read_metrics_table(each, scheme))
    return None if table is None else leaf_score_table(table, scheme)


def _tree(request: OptimiseRequest, read: ReadPolicy, scheme: Scheme | None) -> IndicatorTree:
    """Return the scheme's tree, the policy's own, or the indicators of the weight files."""
    if scheme is not None:
        return scheme.tree
    if read.tree is not None:
        return read.tree
    for path, origin in _weight_files(request):
        if path is not None:
            return flat_tree(_indicators(path, origin))
    fault = Fault("optimise.no_indicators", "--judgement", "", {}, COMMAND)
    raise InputError("optimise.no_indicators", [fault])


def _indicators(path: Path, origin: Origin) -> tuple[str, ...]:
    return _effects(path).indicators if holds_effects(path) else _shares(path, origin)


def _shares(path: Path, origin: Origin) -> tuple[str, ...]:
    return read_weights(path, origin).set.indicators


def _scheme_path(name: str) -> Path:
    """Return the file of a scheme that an option names."""
    try:
        return named_scheme(name)
    except InputError as error:
        fault = Fault("evidence.option_scheme", "--scheme", name, dict(error.values), COMMAND)
        raise InputError(error.code, error.faults or [fault], **error.values) from error


def _of_scheme(scheme: Scheme) -> Finding:
    """Say that the weights in force are the scheme's, and whether anyone published them."""
    key = "incumbent_of_scheme" if scheme.published else "incumbent_unpublished"
    name = {"zh": scheme.name.zh, "en": scheme.name.en}
    severity: Literal["note", "caution"] = "note" if scheme.published else "caution"
    return Finding(severity, Sentence(f"finding.optimisation.{key}", {"scheme": name}))


def _effects(path: Path, names: Collection[str] | None = None) -> Effects:
    read = read_effects(path, names)
    return Effects(read.indicators, read.effects, read.deviations)


def _source(read: ReadWeights | None) -> Source | None:
    return None if read is None else Source(read.set, read.low, read.high)
