"""Which tables a pack has, in reading order: decision, evidence, peak, record."""

from engine.domain.pack import DecisionPack
from engine.domain.texts import Language
from engine.report.evidence_contents import report_tables
from engine.report.evidence_tables import bands_table, effects_table
from engine.report.peak_tables import loads_table, measures_table, verdicts_table
from engine.report.record_tables import (
    inputs_table,
    record_table,
    sentences_table,
    set_aside_table,
)
from engine.report.review_tables import grades_table, movers_table, standings_table
from engine.report.tables import Table, kept
from engine.report.weight_tables import binding_table, respondents_table, weights_table
from engine.report.weights_contents import weights_tables


def all_tables(pack: DecisionPack, language: Language) -> tuple[Table, ...]:
    """Return every table of the pack that has rows, in reading order."""
    review, judgement, records = pack.review, pack.judgement, pack.evidence_report
    return kept(
        [
            weights_table(pack, language),
            *_rules(pack, language),
            movers_table(review, language) if review else None,
            grades_table(review, language) if review else None,
            standings_table(review, language) if review else None,
            *(effects_table(fit, language) for fit in pack.evidence),
            *(bands_table(part, language) for part in pack.bands),
            *(report_tables(records, language) if records else ()),
            loads_table(pack.scenarios, language),
            *(verdicts_table(part, language) for part in pack.scenarios),
            *(measures_table(part, language) for part in pack.scenarios),
            respondents_table(pack, judgement, language) if judgement else None,
            sentences_table(pack, language),
            set_aside_table(pack, language),
            record_table(pack, language),
            inputs_table(pack, language),
        ]
    )


def _rules(pack: DecisionPack, language: Language) -> tuple[Table, ...]:
    """Return the report on the weights, which prices each rule; without one the rules that bind."""
    if pack.weights_report is None:
        return (binding_table(pack, language),)
    return weights_tables(pack.weights_report, language)
