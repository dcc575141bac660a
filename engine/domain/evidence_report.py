"""What ``heng evidence`` found, as plain figures that survive JSON and read in both languages.

Every estimate carries its interval, its denominator, its method and its grade. Made part by part
in :mod:`engine.evidence`, put together in :mod:`engine.studies`, shown by ``cli``, ``report``
and ``app``.
"""

from dataclasses import dataclass

from engine.domain.estimates import BandPart, Estimate
from engine.domain.evidence_figures import (
    ClaimReport,
    CollinearityRow,
    EffectReport,
    FitReport,
    ImportanceReport,
    PromotionReport,
    ShapeReport,
)
from engine.domain.evidence_trust import (
    DataCheckRow,
    DispatchReport,
    RoleRow,
    SensitivityRow,
    ValidationReport,
)
from engine.domain.texts import Finding, Text


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
    bands: tuple[BandPart, ...] = ()
