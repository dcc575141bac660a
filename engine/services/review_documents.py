"""Weight reviews as plain JSON: the figures behind a verdict, and the proposal they make."""

from collections.abc import Mapping
from math import isfinite

from engine.domain.recalibration import Recalibration
from engine.domain.texts import Finding, Sentence
from engine.files.proposal_file import proposal_document
from engine.files.trigger_states_file import states_document
from engine.i18n.translate import LANGUAGES, render_sentence
from engine.studies.monthly_review import MonthlyReview, TriggerRow


def month_document(review: MonthlyReview) -> dict[str, object]:
    """Return a monthly review without header and proposal."""
    return {
        "policy": review.policy,
        "as_of": review.as_of,
        "running_period": review.running_period,
        "effective_from": review.effective_from,
        "triggers": [
            {**trigger_figures(row), "sentence": _told(row.sentence)} for row in review.triggers
        ],
        "feasible": review.conflict is None,
        "state": states_document(review.states),
        "findings": [_finding(each) for each in review.findings],
    }


def quarter_document(found: Recalibration) -> dict[str, object]:
    """Return a recalibration without header and proposal."""
    return {
        "policy": found.policy,
        "outcome": found.outcome.value,
        "running_period": found.running_period or None,
        "earliest": found.earliest or None,
        "dead_band": found.dead_band,
        "support_needed": found.needed,
        "draws": found.draws,
        "joint_support": found.joint,
        "indicators": indicator_figures(found),
        "weights": {row.indicator: row.proposed for row in found.rows},
        "summary": _told(found.summary),
        "findings": [_finding(each) for each in found.findings],
    }


def trigger_figures(row: TriggerRow) -> dict[str, object]:
    """Return the figures of one trigger as plain JSON; what is unknown is None."""
    window, test = row.window, row.window.test
    return {
        "trigger": row.rule.id,
        "name": {"zh": row.rule.name.zh, "en": row.rule.name.en},
        "indicator": row.rule.indicator,
        "verdict": row.verdict.value,
        "window": {
            "first": window.first,
            "last": window.last,
            "days": row.rule.window_days,
            "days_counted": window.days,
        },
        "events": test.events,
        "contacts": test.n,
        "rate": _known(test.rate),
        "interval": [test.low, test.high],
        "comparison": window.limit.comparison,
        "limit": window.limit.threshold,
        "threshold": row.rule.threshold,
        "release": row.rule.release,
        "alpha": window.limit.alpha,
        "p": test.p_value,
        "critical_count": test.critical_count,
        "fires": test.fires,
        "least_contacts": _known(window.least),
        "false_trigger_probability": test.size,
        "false_trigger_probability_year": window.yearly_size,
        "naive_false_trigger_probability": window.naive_size,
        "detectable_rate": window.detectable,
        "dispersion": test.dispersion,
        "dispersion_p": window.dispersion_p,
        "state": {"before": _state(row.before.is_raised), "after": _state(row.after.is_raised)},
        "since": row.after.since or None,
        "next_possible": row.next_possible,
    }


def indicator_figures(found: Recalibration) -> list[dict[str, object]]:
    """Return a recalibration's indicators as plain JSON."""
    return [
        {
            "indicator": row.indicator,
            "name": {"zh": row.name.zh, "en": row.name.en},
            "incumbent": row.incumbent,
            "recommended": row.recommended,
            "interval": None if row.low is None else [row.low, row.high],
            "support": row.support,
            "clear": row.is_clear,
            "proposed": row.proposed,
        }
        for row in found.rows
    ]


def month_proposal(review: MonthlyReview, header: Mapping[str, object]) -> dict[str, object] | None:
    """Return a monthly review's proposal as plain JSON, None where it makes none."""
    proposal = review.proposal
    if proposal is None:
        return None
    changing = [row for row in review.triggers if row.verdict.changes]
    return proposal_document(proposal, header, [trigger_figures(row) for row in changing])


def quarter_proposal(
    found: Recalibration, header: Mapping[str, object]
) -> dict[str, object] | None:
    """Return a recalibration's proposal as plain JSON, None where it makes none."""
    proposal = found.proposal
    if proposal is None:
        return None
    return proposal_document(proposal, header, indicator_figures(found))


def _known(number: float) -> float | None:
    return number if isfinite(number) else None


def _state(is_raised: bool) -> str:  # noqa: FBT001 (a value, not a flag)
    return "raised" if is_raised else "idle"


def _finding(finding: Finding) -> dict[str, object]:
    sentence = finding.sentence
    return {
        "severity": finding.severity,
        "key": sentence.key,
        "values": dict(sentence.values),
        "said": _told(sentence),
    }


def _told(sentence: Sentence) -> dict[str, str]:
    """Return a sentence in both languages."""
    return {language: render_sentence(sentence, language) for language in LANGUAGES}
