"""Review weights month by month and quarter by quarter, from files."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import WeightPolicy
from engine.domain.recalibration import Recalibration
from engine.errors import Fault, InputError
from engine.files.proposal_file import proposal_text, read_proposal
from engine.files.trigger_counts_file import ReadCounts
from engine.files.trigger_states_file import states_text
from engine.i18n.translate import LANGUAGES, keys, render
from engine.services.contact_logs import read_counts
from engine.services.optimisation_options import OptimiseRequest
from engine.services.optimisation_sources import read_sources
from engine.services.review_folder import (
    PROPOSAL_FILE,
    REVIEW_FILE,
    STATE_FILE,
    write_review_files,
)
from engine.services.review_states import KnownStates, known_states
from engine.studies.monthly_review import MonthlyReview, monthly_review
from engine.studies.recalibration import recalibration
from engine.studies.weights_inputs import OptimiseInputs


@dataclass(frozen=True, slots=True)
class MonthlyRequest:
    """What a monthly review is asked from; ``as_of`` empty: the last day of the counts."""

    policy: Path
    counts: Path
    incumbent: Path
    scheme: str | None = None
    state: Path | None = None
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class RecalibrationRequest:
    """What a recalibration is asked from; ``as_of`` empty: no proposal can be dated."""

    policy: Path
    judgement: Path
    evidence: Path
    incumbent: Path
    scheme: str | None = None
    last: Path | None = None
    as_of: str = ""
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class MonthlyAnswer:
    """A monthly review, the tree its shares are over, and the files it was made from."""

    review: MonthlyReview
    tree: IndicatorTree
    inputs: tuple[Path, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RecalibrationAnswer:
    """A recalibration and the files it was made from."""

    found: Recalibration
    tree: IndicatorTree
    inputs: tuple[Path, ...]


def reviewed_month(request: MonthlyRequest) -> MonthlyAnswer:
    """Return the monthly review of a policy's triggers.

    Raises
    ------
    InputError
        With every fault of a file; as :func:`engine.studies.monthly_review.monthly_review`.
    """
    as_of = _day(request.as_of, "heng monthly-review")
    read = read_sources(
        OptimiseRequest(request.policy, incumbent=request.incumbent, scheme=request.scheme)
    )
    if read.incumbent is None:
        raise _no_incumbent(request.incumbent)
    counted, known = _counts_and_states(request, watched(read.policy, read.tree))
    last_day = counted.counts.days[-1] if as_of is None else as_of
    try:
        review = monthly_review(
            read.policy, read.tree, read.incumbent, counted.counts, last_day, known.states
        )
    except InputError as error:
        raise _placed(error, request.policy, known.file) from error
    noted = (*read.findings, *counted.findings, *known.findings)
    found = replace(review, findings=(*noted, *review.findings))
    more = (request.counts, request.state)
    return MonthlyAnswer(found, read.tree, (*read.paths, *(each for each in more if each)))


def recalibrated(request: RecalibrationRequest) -> RecalibrationAnswer:
    """Return whether judgement and evidence call for other weights.

    Raises
    ------
    InputError
        With every fault of a file; as :func:`engine.studies.recalibration.recalibration`.
    MethodError
        ``policy.infeasible`` where no weight set is admissible.
    """
    as_of = _day(request.as_of, "heng recalibrate")
    read = read_sources(
        OptimiseRequest(
            request.policy,
            request.judgement,
            request.evidence,
            request.incumbent,
            request.scheme,
        )
    )
    last = None if request.last is None else read_proposal(request.last)
    inputs = OptimiseInputs(
        tree=read.tree,
        policy=read.policy,
        incumbent=read.incumbent,
        judged=read.judged,
        evidence=read.evidence,
        measured=read.scheme is not None,
    )
    rng = np.random.default_rng(request.seed)
    try:
        found = recalibration(inputs, rng, as_of, last)
    except InputError as error:
        raise _placed(error, request.policy, request.last) from error
    paths = (*read.paths, *(() if request.last is None else (request.last,)))
    noted = replace(found, findings=(*read.findings, *found.findings))
    return RecalibrationAnswer(noted, read.tree, paths)


def watched(policy: WeightPolicy, tree: IndicatorTree) -> dict[str, tuple[str, ...]]:
    """Return by watched indicator what its column may be called, in both languages."""
    names = {leaf.id: (leaf.name.zh, leaf.name.en) for leaf in tree.leaves}
    found: dict[str, tuple[str, ...]] = {}
    for rule in policy.triggers:
        key = f"indicator.{rule.indicator}"
        catalogue = tuple(
            render(key, {}, language) for language in LANGUAGES if key in keys(language)
        )
        found[rule.indicator] = (*names.get(rule.indicator, ()), *catalogue)
    return found


def write_answer(
    answer: MonthlyAnswer | RecalibrationAnswer,
    documents: tuple[str, Mapping[str, object] | None],
    folder: Path,
    *,
    replacing: bool,
) -> tuple[Path, ...]:
    """Write ``review.json``, ``proposal.json`` if there is one, and a month's ``state.json``.

    Parameters
    ----------
    documents
        The command's own document as text, and the proposal's.

    Raises
    ------
    InputError
        As :func:`engine.services.review_folder.write_review_files`.
    """
    own, proposal = documents
    texts = {REVIEW_FILE: own + "\n"}
    if isinstance(answer, MonthlyAnswer):
        texts[STATE_FILE] = states_text(answer.review.states)
    if proposal is not None:
        texts[PROPOSAL_FILE] = proposal_text(proposal)
    return write_review_files(folder, texts, replacing=replacing)


def _counts_and_states(
    request: MonthlyRequest, names: Mapping[str, tuple[str, ...]]
) -> tuple[ReadCounts, KnownStates]:
    """Return what both files hold, or the faults of both."""
    faults: list[Fault] = []
    counted = known = None
    try:
        counted = read_counts(request.counts, names)
    except InputError as error:
        faults += error.faults
    try:
        known = known_states(request.state, request.incumbent)
    except InputError as error:
        faults += error.faults
    if counted is None or known is None:
        raise InputError("weight_review.refused", faults, count=len(faults))
    return counted, known


def _day(text: str, command: str) -> np.datetime64 | None:
    if not text:
        return None
    try:
        return np.datetime64(date.fromisoformat(text), "D")
    except ValueError as wrong:
        fault = Fault("weight_review.as_of", "--as-of", text, {}, command)
        raise InputError("weight_review.refused", [fault], count=1) from wrong


def _no_incumbent(path: Path) -> InputError:
    fault = Fault("weight_review.incumbent", "--incumbent", path.name)
    return InputError("weight_review.refused", [fault], count=1)


def _placed(error: InputError, policy: Path, other: Path | None) -> InputError:
    """Return an error whose faults name the file: triggers and rules stand in the policy."""
    of_other = {
        "weight_review.other_policy",
        "weight_review.unknown_trigger",
        "weight_review.unknown_leaf",
        "weight_review.future_state",
    }
    faults = []
    for fault in error.faults:
        path = other if fault.code in of_other and other is not None else policy
        faults.append(fault if fault.file else fault.in_file(path.name))
    return InputError(error.code, faults, **error.values)
