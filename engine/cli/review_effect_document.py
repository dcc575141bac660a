"""What ``heng review-effect`` says to a machine."""

from typing import TYPE_CHECKING

from engine.cli.findings import finding_documents

if TYPE_CHECKING:
    from engine.evidence.before_after_drift import DriftTest
    from engine.evidence.before_after_errors import Tested
    from engine.studies.before_after import EffectReview, EventWeek


def review_document(review: "EffectReview") -> dict[str, object]:
    """Return the review without its header; an open end of an interval is null."""
    effect = review.effect
    return {
        "effect": effect.value,
        "ci": [effect.low, effect.high],
        "se": effect.standard_error,
        "p": effect.p_value,
        "level": review.level,
        "errors": effect.method,
        "planned": None if review.planned is None else _planned(review.planned),
        "method": "callaway_santanna_2021_not_yet_treated",
        "grade": review.grade,
        "randomised": review.randomised,
        "pre_trend": {
            "p": review.pre_trend.p_value,
            "passes": review.pre_trend.passes,
            "drift": None if review.pre_trend.drift is None else _drift(review.pre_trend.drift),
            "leads": [_week(each) for each in review.pre_trend.leads],
        },
        "by_week": [_week(each) for each in review.by_week],
        "raw_change": review.raw_change,
        "mean_before": review.mean_before,
        "teams": [
            {"team": each.team, "start": each.start or None, "contacts": each.contacts}
            for each in review.teams
        ],
        "weeks": review.weeks,
        "contacts": review.contacts,
        "findings": finding_documents(review.findings),
    }


def _planned(tested: "Tested") -> dict[str, object]:
    return {
        "effect": tested.value,
        "ci": [tested.low, tested.high],
        "se": tested.standard_error,
        "p": tested.p_value,
        "errors": tested.method,
        "method": "two_way_fixed_effects",
    }


def _drift(drift: "DriftTest") -> dict[str, object]:
    return {
        "per_week": drift.slope.value,
        "ci": [drift.slope.low, drift.slope.high],
        "se": drift.slope.standard_error,
        "p": drift.slope.p_value,
        "weeks": drift.reach,
        "detectable": drift.detectable,
    }


def _week(event: "EventWeek") -> dict[str, object]:
    tested = event.tested
    return {
        "week": event.week,
        "effect": tested.value,
        "ci": [tested.low, tested.high],
        "se": tested.standard_error,
        "p": tested.p_value,
        "teams": event.teams,
    }
