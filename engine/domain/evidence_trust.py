"""How far an answer of ``heng evidence`` may be trusted, as plain figures.

Roles, data checks, validation, drift, sensitivity and dispatch.
"""

from dataclasses import dataclass

from engine.domain.estimates import Estimate
from engine.domain.evidence_figures import EffectReport
from engine.domain.texts import Finding, Sentence, Text


@dataclass(frozen=True, slots=True)
class ValidationRow:
    """How a model predicts rows it was not fitted to.

    ``scheme``: ``in_sample``, ``random``, ``time`` or ``unseen``. Calibration slope 1 and level
    0 are ideal; ``brier_null`` predicts the training mean for everybody. For outcomes that are
    no yes or no, ``auc`` and the Briers are None and ``r2`` stands; ``mcfadden`` is that of the
    test rows against the training mean.
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
    mcfadden: float | None = None


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

    ``auc_jump`` is what the column adds to the AUC of the other terms (None: not tried, or the
    outcome is no yes or no).
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
