"""Which tables an evidence report has, in reading order; every number keeps its grade."""

from engine.domain.evidence_report import EvidenceReport
from engine.domain.texts import Language
from engine.report.evidence_claim_tables import claim_bands_table, claims_table
from engine.report.evidence_dispatch_tables import agents_table, balance_table, dispatch_table
from engine.report.evidence_effect_tables import (
    all_effects_table,
    band_effects_table,
    promotion_table,
    shapes_table,
)
from engine.report.evidence_trust_tables import (
    checks_table,
    coefficients_table,
    collinearity_table,
    drift_table,
    notes_table,
    roles_table,
    sensitivity_table,
    validation_table,
)
from engine.report.evidence_weight_tables import evidence_weights_table, importance_table
from engine.report.evidence_words import EvidenceWords
from engine.report.tables import Table, kept

MAKERS = (
    claims_table,
    claim_bands_table,
    all_effects_table,
    band_effects_table,
    shapes_table,
    promotion_table,
    importance_table,
    evidence_weights_table,
    validation_table,
    drift_table,
    dispatch_table,
    balance_table,
    agents_table,
    sensitivity_table,
    roles_table,
    checks_table,
    collinearity_table,
    coefficients_table,
    notes_table,
)
OPEN = frozenset(
    {
        *("evidence_claims", "evidence_effects", "evidence_weights", "evidence_importance"),
        *("evidence_validation", "evidence_dispatch"),
    }
)
"""The tables that a reader sees at once; the others are folded away."""


def report_tables(report: EvidenceReport, language: Language) -> tuple[Table, ...]:
    """Return every table of the report that has rows, in reading order."""
    words = EvidenceWords(report, language)
    return kept([make(words) for make in MAKERS])
