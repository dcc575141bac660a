"""What ``heng optimise`` finds: recommended weights, their reasons, price and robustness.

Plain figures and sentences by key, so that one report reads in both languages. Made by
``studies.optimise``; read by ``files``, ``report``, ``cli`` and ``app``, and part of the decision
pack. Shares are 0..1, score points 0..100.
"""

from dataclasses import dataclass

from engine.domain.estimates import Estimate
from engine.domain.texts import Finding, Sentence, Text


@dataclass(frozen=True, slots=True)
class RulePart:
    """A policy rule that binds: what it says and what relaxing it by one point would gain.

    ``formula`` is the rule as ``frt <= 0.25``, ``price`` the shadow price in plain words,
    ``emphasis`` the emphasis that the rule comes from (empty: the policy's own).
    """

    sentence: Sentence
    indicator: str
    shadow_price: float | None
    formula: str = ""
    kind: str = ""
    price: Sentence | None = None
    emphasis: str = ""


@dataclass(frozen=True, slots=True)
class SolverPart:
    """The record of the optimisation that chose the recommended set.

    ``bound`` and ``gap`` are None where the search gave none. ``reproducible`` is False where a
    clock, not a proof or a count of nodes, ended it.
    """

    feasible: bool
    proven: bool
    why: str
    objective: float
    bound: float | None
    gap: float | None
    seconds: float
    solver: str
    version: str
    reproducible: bool = True


@dataclass(frozen=True, slots=True)
class LeafDecision:
    """One indicator: what each source says, what policy leaves room for, what came out, and why.

    ``least`` and ``greatest`` are the exact least and greatest share over all admissible sets, on
    a grid of those in whole steps (where rules cross groups they may lie outside them);
    ``target`` is what the objective aims at (None where it aims at no single point). ``evidence``
    is None where evidence does not speak, ``incumbent`` where no weights in force were given.
    ``why`` is the main reason for the share, ``also`` a second one.
    """

    indicator: str
    name: Text
    group: str
    incumbent: Estimate | None
    judged: Estimate | None
    evidence: Estimate | None
    target: float | None
    least: float
    greatest: float
    recommended: Estimate
    why: Sentence
    also: Sentence | None = None


@dataclass(frozen=True, slots=True)
class ConflictPart:
    """Why nothing is admissible: a smallest set of clashing rules, and the least way out.

    ``rules`` are sentences with their formulas; no set of fewer rules clashes where ``smallest``,
    else none of them can be spared. ``changes`` is one choice of least total relaxation: rule,
    formula and share given; ``upwards`` says of each whether its limit rises. ``premises`` are
    what the rules clash with besides each other: ``sum``, ``not_negative``, ``grid``; ``step`` is
    then the publishing step as a rule, which is not counted among ``rules``.
    """

    rules: tuple[RulePart, ...]
    changes: tuple[tuple[RulePart, float], ...]
    least_total_violation: float
    smallest: bool = True
    premises: tuple[str, ...] = ()
    upwards: tuple[bool, ...] = ()
    step: RulePart | None = None


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """One admissible weight set between staying near judgement and following evidence.

    ``evidence_weight`` 0..1 is the trade-off at which the point is optimal; distances are L1
    (0..2). ``knee``: beyond it a step towards the evidence costs the most judgement.
    """

    evidence_weight: float
    distance_judged: float
    distance_evidence: float
    shares: dict[str, float]
    knee: bool = False
    recommended: bool = False


@dataclass(frozen=True, slots=True)
class FrontierPart:
    """The exact frontier (piecewise linear between its corners) without the publishing grid."""

    points: tuple[FrontierPoint, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class RobustRow:
    """One robust choice: ``kind`` is worst-case, max-min or regret.

    ``value`` is its guaranteed figure, ``nominal`` that of the recommended set by the same
    measure; ``caution`` says what it is prone to ("pushes to the caps").
    """

    kind: str
    budget: float | None
    value: float
    nominal: float
    shares: dict[str, float]
    proven: bool
    caution: Sentence | None = None


@dataclass(frozen=True, slots=True)
class EmphasisRow:
    """The recommended set under one emphasis; ``conflict`` where it leaves no admissible set.

    ``moves`` are the shares' changes from the recommended set without it; ``grade_changes`` the
    agents whose grade differs from that under the recommended set (None without scores).
    """

    id: str
    name: Text
    shares: dict[str, float] | None
    moves: dict[str, float]
    rules: tuple[RulePart, ...]
    conflict: ConflictPart | None = None
    grade_changes: int | None = None
    agents: int | None = None


@dataclass(frozen=True, slots=True)
class AgentGrade:
    """One agent's grade over all admissible weight sets, exactly.

    ``score_least`` and ``score_greatest`` in points; ``reachable`` the labels of the grades that
    some admissible set gives, best first; ``certain`` where there is only one.
    """

    agent: str
    score: float
    score_least: float
    score_greatest: float
    grade: str
    recommended_grade: str
    fewest_grade: str
    reachable: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class GradeChangePart:
    """How few agents need change grade, against the incumbent weights.

    ``changes`` by the fewest-changes set, of which ``bound`` are proven necessary; ``proven``
    where the two meet. ``recommended_changes`` and ``rescaled_changes`` are those of the
    recommended set and of proportional rescaling to the policy.
    """

    agents: tuple[AgentGrade, ...]
    changes: int
    bound: int
    proven: bool
    recommended_changes: int
    rescaled_changes: int | None
    shares: dict[str, float]
    solver: SolverPart
    certain: int
    not_scored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StabilityRow:
    """How far one share may move, the others in proportion, before ranks or grades change.

    The intervals are exact and closed; ``first_pair`` names the two agents that swap first,
    ``first_low`` and ``first_high`` hold the first place. Without grades theirs are None.
    """

    indicator: str
    share: float
    rank_low: float
    rank_high: float
    grade_low: float | None
    grade_high: float | None
    first_pair: tuple[str, str] | None = None
    first_low: float | None = None
    first_high: float | None = None


@dataclass(frozen=True, slots=True)
class AcceptabilityRow:
    """One agent over the draws of weights (and of metrics where these have standard errors).

    ``ranks`` and ``grades`` are shares of the draws, best first; ``error`` their greatest
    standard error. ``central`` are the mean weights of the draws in which the agent is first.
    """

    agent: str
    ranks: tuple[float, ...]
    grades: tuple[float, ...]
    expected_rank: float
    error: float
    central: dict[str, float] | None = None


@dataclass(frozen=True, slots=True)
class AcceptabilityPart:
    """SMAA over ``draws`` weight sets; ``weights`` says where they come from (a sentence key)."""

    weights: Sentence
    draws: int
    grade_labels: tuple[str, ...]
    agents: tuple[AcceptabilityRow, ...]
    central_by_grade: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class AgentPreference:
    """How many others one agent is never behind (``ahead``) and who are never behind it.

    The agent's rank lies between ``best_rank`` and ``worst_rank`` under every admissible set.
    """

    agent: str
    ahead: int
    behind: int
    best_rank: int
    worst_rank: int


@dataclass(frozen=True, slots=True)
class PreferencePart:
    """Which agents are ahead of which for every admissible weight set.

    ``necessary`` of the ``pairs`` ordered pairs hold under all sets, ``possible`` under some;
    ``examples`` are (ahead, behind, least difference, greatest difference) in points. Of
    ``undecided`` pairs neither is proven: they count as possible, not as necessary. ``bounded``
    pairs lack different leaves and are judged by their scores' extremes, which is cautious.
    """

    pairs: int
    necessary: int
    possible: int
    examples: tuple[tuple[str, str, float, float], ...] = ()
    undecided: int = 0
    bounded: int = 0
    agents: tuple[AgentPreference, ...] = ()


@dataclass(frozen=True, slots=True)
class WeightsReport:
    """Everything an optimisation of weights found; parts that lack their input are None or empty.

    ``feasible`` False: nothing is admissible, ``conflict`` says why and the rest is empty.
    """

    policy: str
    policy_name: Text
    objective: str
    norm: str
    emphasis: str
    evidence_share: float
    grid: float | None
    feasible: bool
    indicators: tuple[LeafDecision, ...]
    solver: SolverPart | None
    rules: tuple[Sentence, ...]
    binding: tuple[RulePart, ...]
    conflict: ConflictPart | None
    summary: tuple[Sentence, ...]
    findings: tuple[Finding, ...]
    frontier: FrontierPart | None = None
    robust: tuple[RobustRow, ...] = ()
    emphases: tuple[EmphasisRow, ...] = ()
    grades: GradeChangePart | None = None
    stability: tuple[StabilityRow, ...] = ()
    acceptability: AcceptabilityPart | None = None
    preference: PreferencePart | None = None
