"""The decision pack: every figure a reader is shown, as plain values that survive JSON.

The simulated, estimated and judged figures carry interval, level and denominator. Sentences are
kept by key, so that one pack reads in both languages. Made by ``studies.decide``; read by
``report``, ``files``, ``store``, ``app`` and ``cli``.
"""

from dataclasses import dataclass

from engine.domain.estimates import BandPart as BandPart  # part of the pack as readers import it
from engine.domain.estimates import BandRow as BandRow
from engine.domain.estimates import Estimate as Estimate
from engine.domain.evidence_report import EvidenceReport
from engine.domain.texts import Finding, Sentence, Text
from engine.domain.weights_report import RulePart as RulePart
from engine.domain.weights_report import SolverPart as SolverPart
from engine.domain.weights_report import WeightsReport

PACK_SCHEMA = 1
INTERVAL_LEVEL = 0.90  # weights, scores
EFFECT_LEVEL = 0.95  # regression effects, simulated means


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file the pack was made from; ``path`` is the name the user gave, never absolute."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PackHeader:
    """Where the pack comes from; ``created`` is an ISO date and time in UTC."""

    version: str
    schema: int
    seed: int
    inputs: tuple[InputFile, ...]
    case_id: str
    case_name: Text
    generated: bool
    created: str
    seconds: float
    packages: dict[str, str]
    caution: Text | None = None
    attribution: str = ""
    scheme_name: Text | None = None
    period: str = ""


@dataclass(frozen=True, slots=True)
class LeafWeights:
    """One indicator under the four weight sets; shares 0..1, intervals at INTERVAL_LEVEL."""

    indicator: str
    name: Text
    group: str
    group_name: Text
    unit: str
    direction: str
    controllability: str
    incumbent: Estimate | None
    judged: Estimate | None
    evidence: Estimate | None
    recommended: Estimate | None
    evidence_speaks: bool


@dataclass(frozen=True, slots=True)
class RespondentSummary:
    """How one respondent answered: worst consistency ratio over the nodes.

    Gaps are allowed for; None where no answers can contradict each other.
    """

    respondent: str
    name: Text
    role: str
    consistency_ratio: float | None
    worst_node: str
    missing: int
    consistent: bool | None


@dataclass(frozen=True, slots=True)
class JudgementPart:
    """What the questionnaire said: ``random_index`` names the table behind every ratio."""

    respondents: tuple[RespondentSummary, ...]
    random_index: str
    limit: float
    group_consistency_ratio: float
    uncertainty_draws: int


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One term of a fit: coefficient and average marginal effect, both with intervals.

    ``effect`` is the change of the outcome's probability per ``per`` (a sentence key such as
    ``effect.per_log_unit``); ``truth`` the generator's planted value, only for generated data.
    """

    column: str
    indicator: str
    role: str
    coefficient: Estimate
    coefficient_se: float
    effect: Estimate
    effect_se: float
    per: Sentence
    without_confounder: Estimate | None = None
    truth: float | None = None
    truth_coefficient: float | None = None


@dataclass(frozen=True, slots=True)
class FitPart:
    """One regression; ``errors`` names the error definition, ``grade`` A to D how far to trust."""

    id: str
    name: Text
    outcome: str
    model: str
    n: int
    dropped: int
    outcome_rate: float
    clusters: int
    cluster: str
    errors: str
    controls: tuple[str, ...]
    withheld: str
    grade: str
    effects: tuple[EffectRow, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One interval of the simulated day; rates per hour, waits in seconds.

    ``capacity_per_h`` is what the rostered agents can finish at full windows; 10 % and 90 %
    are over the replications (days).
    """

    start_s: float
    arrivals_per_h: float
    arrivals_p10: float
    arrivals_p90: float
    capacity_per_h: float
    first_response_p90_s: float | None


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A named promotion wave, for the picture; ``id`` is what a target's scope names."""

    name: Text
    start_s: float
    end_s: float
    id: str = ""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A simulated measure over the day: mean over replications with its 95 % interval."""

    measure: str
    scope: str
    unit: str
    mean: Estimate
    p05: float
    p50: float
    p95: float
    assumed: bool


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """Whether a target holds: never from a mean alone (rule M12).

    ``probability`` is the share of replications whose scope met the target, with its exact 95 %
    interval; ``verdict`` is held, missed or undecided; ``further`` the replications still needed
    when undecided (0 when no further look remains). ``simulated`` is None, and
    ``without_contacts`` counts, where replications had nothing to measure: these do not meet it.
    """

    measure: str
    unit: str
    comparison: str
    threshold: float
    scope: str
    contact_class: str
    group: str
    simulated: Estimate | None
    probability: Estimate
    required: float
    verdict: str
    replications: int
    further: int
    assumed: bool
    without_contacts: int = 0


@dataclass(frozen=True, slots=True)
class ScenarioPart:
    """One load: what arrives, what the team can do, which targets hold."""

    id: str
    name: Text
    factor: float
    agents: int
    replications: int
    contacts_mean: float
    intervals: tuple[IntervalRow, ...]
    waves: tuple[WaveRow, ...]
    measures: tuple[MeasureRow, ...]
    verdicts: tuple[VerdictRow, ...]
    generated: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """An agent under one weight set; rank 1 is best within the team; grade is a label.

    ``grade_probability`` is the probability of that grade given sampling error of the metrics
    and, for the judged and evidence sets, uncertainty of the weights; the incumbent and the
    recommended set are decisions and held fixed.
    """

    score: Estimate
    rank: int
    rank_low: int
    rank_high: int
    grade: str
    grade_probability: float


@dataclass(frozen=True, slots=True)
class AgentRow:
    """One agent under every weight set (by origin), and the move from incumbent to recommended.

    ``change_probability`` is the probability that the recommended set gives another grade than
    the incumbent does on the same data; ``pay_change_cny`` the month's change by the scheme's
    pay rule; ``contacts`` the sample behind the scores.
    """

    agent: str
    group: str
    contacts: int
    small_sample: bool
    standings: dict[str, Standing]
    rank_change: int
    grade_changes: bool
    change_probability: float
    pay_change_cny: float | None


@dataclass(frozen=True, slots=True)
class ReviewPart:
    """Who stands where under each weight set in one period."""

    period: str
    origins: tuple[str, ...]
    grade_labels: tuple[str, ...]
    cutoffs: tuple[float, ...]
    grade_counts: dict[str, dict[str, int]]
    agents: tuple[AgentRow, ...]
    not_scored: tuple[str, ...]
    pay_change_cny: Estimate | None
    draws: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row of a user's file that was not used, and why."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionPack:
    """Everything ``heng run`` found; a part that a case lacks is empty and named in ``absent``.

    ``evidence_report`` is the whole of what the records say; ``evidence`` and ``bands`` are the
    same fits in short. ``weights_report`` is the whole of how the weights were chosen; ``binding``
    and ``solver`` are the same in short. None where the case asks nothing, and in packs of earlier
    versions.
    """

    heng: PackHeader
    absent: tuple[Sentence, ...]
    findings: tuple[Finding, ...]
    assumptions: tuple[Sentence, ...]
    weights: tuple[LeafWeights, ...]
    judgement: JudgementPart | None
    policy_name: Text | None
    binding: tuple[RulePart, ...]
    solver: SolverPart | None
    evidence: tuple[FitPart, ...]
    bands: tuple[BandPart, ...]
    scenarios: tuple[ScenarioPart, ...]
    review: ReviewPart | None
    set_aside: tuple[SetAside, ...]
    evidence_report: EvidenceReport | None = None
    weights_report: WeightsReport | None = None
