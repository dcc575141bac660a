"""What the reader of a fit must know of its rows and errors."""

from engine.domain.specification import Specification
from engine.domain.texts import Finding, Sentence, Value
from engine.evidence.clusters import FEW_CLUSTERS
from engine.evidence.design import Design
from engine.evidence.responses import COUNT, NUMBER
from engine.evidence.thin_levels import thin_levels

PLAIN_LEVELS = ("1", "true", COUNT, NUMBER)  # these need no word on what counts as 1


def model_notes(design: Design, specification: Specification) -> tuple[Finding, ...]:
    """Return which level is 1, few clusters in all or at a level, rows left out, design notes."""
    told = []
    if design.outcome_level not in PLAIN_LEVELS:
        values = {"outcome": specification.outcome, "level": design.outcome_level}
        told.append(Finding("note", Sentence("finding.evidence.outcome_level", values)))
    for clustering in design.clusterings:
        if len(clustering.labels) < FEW_CLUSTERS:
            few: dict[str, Value] = {
                "clusters": len(clustering.labels),
                "cluster": clustering.column,
                "few": FEW_CLUSTERS,
            }
            told.append(Finding("caution", Sentence("finding.evidence.few_clusters", few)))
    told += thin_levels(design)
    if design.dropped:
        by_column = ", ".join(f"{name} {count}" for name, count in design.missing.items())
        left_out: dict[str, Value] = {"rows": design.dropped, "columns": by_column}
        told.append(Finding("note", Sentence("finding.evidence.rows_dropped", left_out)))
    return (*told, *design.notes)
