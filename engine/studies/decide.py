"""A whole case becomes one decision pack: calibrate, plan, review; what is absent is named."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine.domain.case import Case
from engine.domain.evidence_plan import EvidencePlan
from engine.domain.hierarchy import ItemTree
from engine.domain.indicators import Scheme
from engine.domain.judgements import Panel
from engine.domain.pack import (
    EFFECT_LEVEL,
    DecisionPack,
    PackHeader,
    ReviewPart,
    ScenarioPart,
    SetAside,
)
from engine.domain.policy import WeightPolicy
from engine.domain.records import RecordSource
from engine.domain.scenario import Scenario
from engine.domain.texts import Finding, Sentence
from engine.domain.weights import Origin, WeightSet
from engine.domain.weights_report import WeightsReport
from engine.simulation.engines import Engine, available, compile_now
from engine.studies.associations import Truths, fit_parts
from engine.studies.calibrate import (
    Calibration,
    calibrate,
    leaf_rows,
    rule_rows,
    solver_part,
    weights_report,
)
from engine.studies.evidence_study import EvidenceStudy, StudyOptions, evidence_study
from engine.studies.leaf_scores import leaf_score_table
from engine.studies.plan_peak import plan_peak
from engine.studies.premises import scheme_findings, with_absences, with_assumptions
from engine.studies.questionnaire import Judged, judged_weights
from engine.studies.review import Review, review
from engine.studies.team import Team, team

Progress = Callable[[str, int, int], None]
"""Told the stage's name, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True, eq=False)
class CaseInputs:
    """Everything a case's files hold, read and checked; None where the case lacks it."""

    case: Case
    scheme: Scheme | None = None
    policy: WeightPolicy | None = None
    panel: Panel | None = None
    scenarios: tuple[Scenario, ...] = ()
    contacts: RecordSource | None = None
    records: RecordSource | None = None
    samples: RecordSource | None = None
    truths: Truths | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Streams:
    """One generator for each part that draws, so that a part's draws depend on no other."""

    judgement: np.random.Generator
    evidence: np.random.Generator
    review: np.random.Generator
    weights: np.random.Generator


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is simulated, with which seed, on how many workers."""

    seed: int
    replications: int
    workers: int


def decide(
    inputs: CaseInputs,
    header: PackHeader,
    streams: Streams,
    effort: Effort,
    progress: Progress,
) -> DecisionPack:
    """Return the decision pack of a case.

    Raises
    ------
    InputError, MethodError
        From the part that could not be done, with everything wrong in it.
    """
    progress("judgement", 0, 1)
    judged = _judged(inputs, streams)
    progress("evidence", 0, 1)
    found = _evidence(inputs, streams, progress)
    progress("weights", 0, 1)
    month = _month(inputs)
    calibration = _calibration(inputs, judged, found, month)
    recommended = None if calibration is None else weights_report(calibration, streams.weights)
    progress("review", 0, 1)
    reviewed = _reviewed(inputs, calibration, month, streams)
    if inputs.scenarios and Engine.COMPILED in available():
        progress("compile", 0, 1)
        compile_now()
    simulated = tuple(_simulated(scenario, effort, progress) for scenario in inputs.scenarios)
    findings = (
        *_set_aside_findings(inputs.contacts),
        *scheme_findings(inputs.scheme),
        *(() if month is None else month.findings),
    )
    parts = _Parts(judged, found, calibration, recommended, reviewed, simulated)
    return _pack(inputs, header, parts, findings)


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    judged: Judged | None
    found: EvidenceStudy | None
    calibration: Calibration | None
    recommended: WeightsReport | None
    reviewed: Review | None
    simulated: tuple[ScenarioPart, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        told: list[Finding] = []
        for part in (self.judged, self.reviewed):
            told += [] if part is None else part.findings
        if self.found is not None:  # its notes stand beside the figures they speak of
            told += [each for each in self.found.report.findings if each.severity != "note"]
        return tuple(told)

    @property
    def review_part(self) -> ReviewPart | None:
        return None if self.reviewed is None else self.reviewed.part


def _judged(inputs: CaseInputs, streams: Streams) -> Judged | None:
    if inputs.panel is None or inputs.scheme is None:
        return None
    return judged_weights(inputs.panel, ItemTree.of(inputs.scheme.tree), streams.judgement)


def _evidence(inputs: CaseInputs, streams: Streams, progress: Progress) -> EvidenceStudy | None:
    """Return what the contacts say to the case's questions; None where it asks none.

    The study's streams start from a number drawn here: they depend on the case's seed alone and
    share nothing with those of the judgement.
    """
    plan = _plan(inputs.case)
    if inputs.contacts is None or not (plan.specifications or plan.bands or plan.dispatches):
        return None
    options = StudyOptions(
        seed=int(streams.evidence.integers(2**63)),
        tree=None if inputs.scheme is None else inputs.scheme.tree,
        generated=inputs.case.generated,
        truths=inputs.truths or {},
    )
    return evidence_study(inputs.contacts, plan, options, progress)


def _plan(case: Case) -> EvidencePlan:
    return EvidencePlan(
        id=case.id,
        name=case.name,
        columns=case.columns,
        specifications=case.evidence,
        bands=case.bands,
        claims=case.claims,
        dispatches=case.dispatches,
        caution=case.caution,
        level=EFFECT_LEVEL,
        bootstraps=case.bootstraps,
    )


def _month(inputs: CaseInputs) -> Team | None:
    """Return what the team did in the month under review; None where the case lacks it."""
    period = inputs.case.review_period
    if inputs.scheme is None or inputs.contacts is None or not period:
        return None
    sources = (inputs.contacts, inputs.records, inputs.samples)
    return team([each for each in sources if each is not None], inputs.scheme, period)


def _calibration(
    inputs: CaseInputs, judged: Judged | None, found: EvidenceStudy | None, month: Team | None
) -> Calibration | None:
    if inputs.scheme is None:
        return None
    return calibrate(
        inputs.scheme,
        None if judged is None else judged.weights,
        None if found is None else found.weights,
        inputs.policy,
        None if month is None else leaf_score_table(month.table, inputs.scheme),
    )


def _reviewed(
    inputs: CaseInputs, calibration: Calibration | None, month: Team | None, streams: Streams
) -> Review | None:
    if inputs.scheme is None or calibration is None or month is None:
        return None
    compared = [_as_decided(weights) for weights in calibration.sets]
    return review(month.table, compared, inputs.scheme, month.base_pay_cny, streams.review)


def _as_decided(weights: WeightSet) -> WeightSet:
    """Return the recommended set without its draws: once published, people are scored by it."""
    return replace(weights, draws=None) if weights.origin is Origin.RECOMMENDED else weights


def _simulated(scenario: Scenario, effort: Effort, progress: Progress) -> ScenarioPart:
    """Simulate one load; every load of a case has the same seed, so the same kind of days."""
    stage = f"simulation:{scenario.id}"
    return plan_peak(
        scenario,
        effort.seed,
        effort.replications,
        effort.workers,
        lambda done, all_: progress(stage, done, all_),
    )


def _pack(
    inputs: CaseInputs, header: PackHeader, parts: _Parts, findings: tuple[Finding, ...]
) -> DecisionPack:
    scheme, calibration, found = inputs.scheme, parts.calibration, parts.found
    aside = () if inputs.contacts is None else inputs.contacts.set_aside
    weighed = calibration is not None and len(calibration.sets) > 1
    pack = DecisionPack(
        heng=header,
        absent=(),
        findings=(*findings, *parts.findings),
        assumptions=(),
        weights=leaf_rows(scheme, calibration) if scheme and calibration else (),
        judgement=None if parts.judged is None else parts.judged.part,
        policy_name=inputs.policy.name if inputs.policy and weighed else None,
        binding=() if calibration is None else rule_rows(calibration),
        solver=None if calibration is None else solver_part(calibration),
        evidence=() if found is None else fit_parts(found.answers, inputs.truths or {}),
        bands=() if found is None else found.report.bands,
        scenarios=parts.simulated,
        review=parts.review_part,
        set_aside=tuple(SetAside(row.row, row.column, row.value, row.reason) for row in aside),
        evidence_report=None if found is None else found.report,
        weights_report=parts.recommended,
    )
    return with_absences(with_assumptions(pack, inputs.case, inputs.policy))


def _set_aside_findings(source: RecordSource | None) -> tuple[Finding, ...]:
    if source is None or not source.set_aside:
        return ()
    values = {"count": len(source.set_aside), "rows": source.rows + len(source.set_aside)}
    return (Finding("alarm", Sentence("finding.contacts.set_aside", values)),)
