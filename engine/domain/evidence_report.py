"""What ``heng evidence`` found, as plain figures that survive JSON and read in both languages.

Every estimate carries its interval, its denominator, its method and its grade. Made part by part
in :mod:`engine.evidence`, put together in :mod:`engine.studies`, shown by ``cli``, ``report``
and ``app``.
"""

from dataclasses import dataclass

from engine.domain.pack import Estimate
from engine.domain.texts import Finding, Sentence, Text


@dataclass(frozen=True, slots=True)
class CoefficientRow:
    """One coefficient on the link's scale; ``low``, ``high`` at the report's level.

    ``few_cluster_*`` are the CR2 error with its Satterthwaite degrees and the wild-bootstrap
    p-value, given where there are fewer than 30 clusters.
    """

    name: str
    column: str
    category_level: str
    role: str
    value: float
    standard_error: float
    plain_standard_error: float
    low: float
    high: float
    p_value: float
    few_cluster_error: float | None = None
    few_cluster_degrees: float | None = None
    few_cluster_p_value: float | None = None


@dataclass(frozen=True, slots=True)
class ClusterCount:
    """How many clusters a column forms."""

    column: str
    clusters: int


@dataclass(frozen=True, slots=True)
class FitReport:
    """One regression: ``events`` rows of the rarer outcome (None where it is no yes or no).

    ``degrees`` of the t intervals are None for the normal; ``fit_figures`` by name:
    ``mcfadden``, ``r2``, ``dispersion``, ``alpha``, ``log_likelihood``, ``deviance``,
    ``concordance``.
    """

    id: str
    name: Text
    outcome: str
    outcome_level: str
    family: str
    link: str
    method: str
    n: int
    dropped: int
    missing: dict[str, int]
    events: int | None
    outcome_mean: float
    clusters: tuple[ClusterCount, ...]
    errors: str
    degrees: float | None
    coefficients: tuple[CoefficientRow, ...]
    fit_figures: dict[str, float]
    fixed_effects: tuple[str, ...]
    grade: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class EffectReport:
    """An average marginal effect in business units.

    ``kind``: ``slope`` (per unit of the metric, right through splines, logs and interactions),
    ``discrete`` (yes against no, level against reference), ``shift`` (so much more of the
    metric), ``band`` (a shift, for the contacts of one band), ``hazard_ratio`` (a Cox term).
    ``relative`` is the effect over the outcome's mean in those contacts. ``p_adjusted`` is
    Benjamini and Hochberg's over all metrics x outcomes of the plan (levers only, else None).
    ``n`` contacts stand behind it; ``truth`` is planted, for generated data only.
    """

    fit: str
    outcome: str
    metric: str
    indicator: str
    role: str
    kind: str
    band: str
    per: Sentence
    ame: float
    standard_error: float
    plain_standard_error: float
    low: float
    high: float
    p_value: float
    p_adjusted: float | None
    relative: float | None
    n: int
    level: float
    grade: str
    without_confounder: Estimate | None = None
    truth: float | None = None


@dataclass(frozen=True, slots=True)
class ShapeReport:
    """Which shape of a metric's effect the data prefer.

    ``rows`` by shape (``linear``, ``log``, ``plateau``, ``bands``): log-likelihood, parameters,
    AIC, and the p-value of the clustered Wald test that the richer model (bands) adds nothing to
    the shape; a small one rejects it. ``preferred`` the shape of least AIC that is not rejected
    (or least AIC); ``findings`` say it.
    """

    fit: str
    metric: str
    rows: tuple["ShapeRow", ...]
    preferred: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ShapeRow:
    """One shape of :class:`ShapeReport`."""

    shape: str
    log_likelihood: float
    parameters: int
    aic: float
    p_value: float | None
    rejected: bool | None


@dataclass(frozen=True, slots=True)
class PromotionReport:
    """Daily against promotion: one pooled model with interactions, one joint Wald test."""

    fit: str
    statistic: float
    degrees: int
    p_value: float
    differs: bool
    effects: tuple[EffectReport, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class CollinearityRow:
    """Variance inflation of a numeric term, and the terms it is tied to (|r| above 0.9)."""

    fit: str
    column: str
    vif: float
    tied: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportanceRow:
    """An indicator's (or lever's) part in explaining an outcome, confounders always in.

    ``share`` is the part of what the levers explain, ``value`` the part itself (R2 or McFadden);
    ``rank`` 1 is the largest, ``rank_low`` .. ``rank_high`` its bootstrap interval; rows of one
    ``tie`` cannot be told apart. ``sign`` of the effect: 1, -1, or 0 where it is not told from
    0; ``contradicted`` where it is told from 0 and runs against the better direction.
    """

    fit: str
    outcome: str
    measure: str
    method: str
    column: str
    indicator: str
    value: float
    share: Estimate
    rank: int
    rank_low: int
    rank_high: int
    tie: int
    sign: int
    contradicted: bool
    grade: str


@dataclass(frozen=True, slots=True)
class ImportanceReport:
    """The importances of one fit; ``total`` is what all levers add to the confounders' fit.

    ``other_methods`` by method (``johnson``, ``first``, ``last``, ``dominance_conditional`` ...)
    and column; ``complete_dominance`` holds ``a>b`` -> share of subsets where a beats b.
    """

    fit: str
    measure: str
    method: str
    total: float
    base: float
    bootstraps: int
    clusters: int
    rows: tuple[ImportanceRow, ...]
    other_methods: dict[str, dict[str, float | tuple[float, ...]]]
    complete_dominance: dict[str, float]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """A claim's verdict: ``supported``, ``contradicted`` or ``undecided``.

    All on the claim's scale. ``estimate`` with its interval at the report's level,
    ``equivalence_low`` .. ``equivalence_high`` the 90 % interval of the two one-sided tests,
    against claimed -+ margin; ``where`` the same by band of the metric.
    """

    id: str
    name: Text
    fit: str
    outcome: str
    metric: str
    by: float
    scale: str
    kind: str
    claimed: float
    margin: float
    estimate: Estimate
    equivalence_low: float
    equivalence_high: float
    verdict: str
    where: tuple["ClaimBand", ...]
    n: int
    grade: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ClaimBand:
    """One stretch of the metric with the verdict that holds there."""

    low: float
    high: float | None
    n: int
    estimate: Estimate
    verdict: str


@dataclass(frozen=True, slots=True)
class ValidationRow:
    """How a model predicts rows it was not fitted to.

    ``scheme``: ``in_sample``, ``random``, ``time`` or ``unseen``. Calibration slope 1 and level
    0 are ideal; ``brier_null`` predicts the training mean for everybody. For outcomes that are
    no yes or no, ``auc`` and the Briers are None and ``r2`` stands.
    """

    fit: str
    scheme: str
    split: str
    n_train: int
    n_test: int
    auc: Estimate | None
    brier: float | None
    brier_null: float | None
    calibration_slope: Estimate | None
    calibration_level: Estimate | None
    r2: float | None


@dataclass(frozen=True, slots=True)
class DriftWeek:
    """One week: observed against expected outcomes; ``alarm`` at the stated false-alarm rate."""

    week: str
    n: int
    observed: float
    expected: float
    z: float
    alarm: bool


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """Validation of one fit; ``false_alarm`` is the chance of any drift alarm without drift."""

    fit: str
    rows: tuple[ValidationRow, ...]
    drift: tuple[DriftWeek, ...]
    false_alarm: float | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SensitivityRow:
    """How strong an unmeasured confounder would have to be.

    E-values of the approximate risk ratio and of its limit nearest 1; partial R2 and robustness
    values (Cinelli and Hazlett) for taking the estimate to 0 and its interval to 0.
    ``benchmark`` names the strongest measured confounder and its partial R2 with the outcome.
    """

    fit: str
    metric: str
    risk_ratio: float | None
    e_value: float | None
    e_value_limit: float | None
    partial_r2: float
    robustness_value: float
    robustness_value_limit: float
    benchmark: str
    benchmark_partial_r2: float | None


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """Whether a covariate differs between agents of one pool and window."""

    covariate: str
    statistic: float
    degrees: float
    p_value: float
    p_adjusted: float
    balanced: bool


@dataclass(frozen=True, slots=True)
class AgentEffectRow:
    """What an agent adds to an outcome against the mean of his pool, by assignment."""

    agent: str
    outcome: str
    effect: float
    standard_error: float
    low: float
    high: float
    shrunk: float
    raw: float
    n: int
    small_sample: bool


@dataclass(frozen=True, slots=True)
class DispatchReport:
    """Whether dispatch is as if random, and what follows where it is.

    ``verdict``: ``random`` (balanced), ``not_random`` or ``undecided`` (too few contacts to
    tell); ``used`` contacts lie in windows with at least two agents. ``agents`` and
    ``responses`` are empty where it is not random.
    """

    id: str
    name: Text
    verdict: str
    contacts: int
    used: int
    windows: int
    agents_seen: int
    balance: tuple[BalanceRow, ...]
    same_agent_share: float | None
    same_agent_expected: float | None
    agents: tuple[AgentEffectRow, ...]
    responses: tuple[EffectReport, ...]
    grade: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A column's role: stated, from the scheme, or guessed by name, and what speaks against it.

    ``auc_jump`` is what the column adds to the AUC of the other terms (None: not tried).
    """

    column: str
    role: str
    source: str
    indicator: str
    auc_jump: float | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class DataCheckRow:
    """A choice about the data and what it does: ``moved`` is the largest change of a weight.

    ``choice`` such as ``drop_duplicates``, ``missing_as_level``, ``clip_outliers``; ``rows``
    that it touches; ``moved`` in share points of the evidence weights, None where there are no
    weights, ``effect_moved`` the largest change of a lever's effect over its standard error.
    """

    choice: str
    column: str
    rows: int
    taken: bool
    moved: float | None
    effect_moved: float | None
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class EvidenceWeightRow:
    """An indicator's evidence weight; ``state``: ``evidence``, ``contradicted`` or ``judged``.

    ``judged``: not enough evidence, the judged weight stays (``reasons`` say why: too few
    events or clusters, an interval wider than the weight). ``share`` sums to 1 over the rows
    in state ``evidence``; None for ``judged``, 0 for ``contradicted``.
    """

    indicator: str
    state: str
    share: Estimate | None
    worth_cny: Estimate | None
    fits: tuple[str, ...]
    grade: str
    reasons: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class CurveRow:
    """A fitted outcome in the form rule M8 reads: log-odds coefficients by name, with errors."""

    outcome: str
    fit: str
    coefficients: dict[str, float]
    standard_errors: dict[str, float]
    grade: str


@dataclass(frozen=True, slots=True)
class EvidenceReport:
    """Everything; ``grade`` is that of the best-graded fit, ``generated`` labels invented data."""

    id: str
    name: Text
    caution: Text | None
    generated: bool
    level: float
    rows: int
    grade: str
    roles: tuple[RoleRow, ...]
    checks: tuple[DataCheckRow, ...]
    fits: tuple[FitReport, ...]
    effects: tuple[EffectReport, ...]
    shapes: tuple[ShapeReport, ...]
    promotions: tuple[PromotionReport, ...]
    collinearity: tuple[CollinearityRow, ...]
    importance: tuple[ImportanceReport, ...]
    claims: tuple[ClaimReport, ...]
    validation: tuple[ValidationReport, ...]
    sensitivity: tuple[SensitivityRow, ...]
    dispatch: tuple[DispatchReport, ...]
    weights: tuple[EvidenceWeightRow, ...]
    curves: tuple[CurveRow, ...]
    findings: tuple[Finding, ...]
