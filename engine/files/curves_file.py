"""Fitted outcomes as a TOML table that a scenario reads: what follows a contact, with errors."""

from collections.abc import Mapping
from types import MappingProxyType

from engine.domain.evidence_report import CurveRow
from engine.domain.outcomes import OutcomeLogit
from engine.files.toml_writer import toml_text

OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "paid": "conversion",
        "conversion": "conversion",
        "converted": "conversion",
        "csat": "satisfaction",
        "satisfied": "satisfaction",
        "satisfaction": "satisfaction",
        "complaint": "complaint",
    }
)
"""What a scenario calls an outcome, by the question's id or the outcome's column."""


def scenario_outcome(row: CurveRow) -> str:
    """Return what a scenario calls a curve's outcome; empty where it knows none such."""
    return OUTCOMES.get(row.fit, OUTCOMES.get(row.outcome, ""))


def curves_text(curves: Mapping[str, tuple[OutcomeLogit, CurveRow]], source: str) -> str:
    """Return curves as the table ``[outcomes]`` of a scenario, each with its grade and errors.

    Parameters
    ----------
    curves
        By what a scenario calls the outcome.
    source
        Name of the table they were fitted to.
    """
    tables: dict[str, object] = {"source": source}
    tables |= {name: _logit(curve) for name, (curve, _) in curves.items()}
    lines = [
        f"# {name}: question {row.fit}, grade {row.grade}; "
        + ", ".join(f"{key} +- {error:.4g}" for key, error in row.standard_errors.items())
        for name, (_, row) in curves.items()
    ]
    head = ["# Fitted by heng evidence: associations unless the grade is A or B.", *lines]
    return "\n".join(head) + "\n\n" + toml_text({"outcomes": tables})


def _logit(curve: OutcomeLogit) -> dict[str, object]:
    told: dict[str, object] = {
        "intercept": curve.intercept,
        "log_frt": curve.log_frt,
        "art_min": curve.art_min,
        "solved": curve.solved,
    }
    return told | ({"classes": dict(curve.classes)} if curve.classes else {})
