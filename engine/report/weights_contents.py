"""Which tables a report on recommended weights has, in the order a decision is read."""

from engine.domain.texts import Language
from engine.domain.weights_report import WeightsReport
from engine.report.tables import Table, kept
from engine.report.weights_frontier_tables import (
    emphases_table,
    emphasis_rules_table,
    frontier_table,
    robust_table,
)
from engine.report.weights_grade_tables import agent_grades_table, changes_table
from engine.report.weights_page_words import WeightsWords
from engine.report.weights_rank_tables import (
    acceptability_table,
    preference_table,
    stability_table,
)
from engine.report.weights_why_tables import (
    all_rules_table,
    conflict_table,
    rules_table,
    why_table,
)

MAKERS = (
    conflict_table,
    why_table,
    rules_table,
    all_rules_table,
    frontier_table,
    emphases_table,
    emphasis_rules_table,
    changes_table,
    agent_grades_table,
    stability_table,
    acceptability_table,
    preference_table,
    robust_table,
)
OPEN = frozenset(
    {"weights_conflict", "weights_why", "weights_changes", "weights_stability", "weights_robust"}
)
"""The tables that a reader sees at once; the others are folded away."""


def weights_tables(report: WeightsReport, language: Language) -> tuple[Table, ...]:
    """Return every table of the report that has rows, in reading order."""
    words = WeightsWords(report, language)
    return kept([make(words) for make in MAKERS])
