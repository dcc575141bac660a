"""What ``heng evidence`` estimates: fits, effects, shapes, importances, claims, as plain figures.

Every estimate carries its interval, its denominator and its grade.
"""

from dataclasses import dataclass

from engine.domain.estimates import Estimate
from engine.domain.texts import Finding, Sentence, Text


@dataclass(frozen=True, slots=True)
class CoefficientRow:
    """One coefficient on the link's scale; ``low``, ``high`` at the report's level.

    ``few_cluster_*`` are the CR2 error with its Satterthwaite degrees and the wild-bootstrap
    p-value, given where there are fewer than 30 clusters. ``penalised_standard_error`` is from
    the information of the penalised data (Firth), as R's logistf reports it.
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
    penalised_standard_error: float | None = None


@dataclass(frozen=True, slots=True)
class TermTest:
    """The joint Wald test that all columns of one term are 0, with the fit's own errors.

    ``chi_squared`` is the statistic; over ``restrictions`` it is F with ``degrees`` (None: it is
    held against the chi-squared law).
    """

    column: str
    chi_squared: float
    restrictions: int
    degrees: float | None
    p_value: float


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
    ``concordance``, ``penalised_log_likelihood`` (Firth). ``term_tests`` are of the terms with
    several columns: categories, bands, splines.
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
    term_tests: tuple[TermTest, ...] = ()


@dataclass(frozen=True, slots=True)
class EffectReport:
    """An average marginal effect in business units.

    ``kind``: ``slope`` (per unit of the metric, right through splines, logs and interactions),
    ``discrete`` (yes against no, level against reference), ``shift`` (so much more of the
    metric), ``band`` (a shift, for the contacts of one band), ``hazard_ratio`` (a Cox term),
    ``event_probability`` (change of the chance that the event comes by a horizon).
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
    """Variance inflation of a numeric term, and the terms it is tied to (|r| above 0.9).

    ``condition_number_scaled`` is the whole fit's: the ratio of the extreme singular values of
    the terms' columns, each scaled to unit root mean square, without the intercept.
    """

    fit: str
    column: str
    vif: float
    tied: tuple[str, ...]
    condition_number_scaled: float | None = None


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
