"""What ``heng experiment`` says to a machine."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from engine.cli.findings import finding_documents

if TYPE_CHECKING:
    from engine.evidence.power import RolloutPower
    from engine.evidence.rollout_components import VarianceParts
    from engine.studies.rollout import RolloutStudy


def experiment_document(
    study: "RolloutStudy", past: "VarianceParts | None", first_week: str
) -> dict[str, object]:
    """Return the study without its header; ``power`` and its company are the staggered way's."""
    plan, staggered = study.plan, study.ways["staggered"]
    return {
        **way_document(staggered),
        "teams": plan.teams,
        "weeks": plan.weeks,
        "plan": asdict(plan),
        "needed": {
            "power": plan.power,
            "teams": study.needed_teams,
            "weeks": study.needed_weeks,
        },
        "randomised": True,
        "first_week": first_week or None,
        "schedule": [
            {
                "team": each.team,
                "start_week": each.start_week,
                "weeks": [int(week >= each.start_week) for week in range(1, plan.weeks + 1)],
            }
            for each in study.schedule
        ],
        "parallel": way_document(study.ways["parallel"]),
        "analysis": [sentence.key for sentence in study.analysis],
        "past": None if past is None else asdict(past),
        "findings": finding_documents(study.findings),
    }


def way_document(way: "RolloutPower") -> dict[str, object]:
    """Return one way to roll out, with the closed formula beside the simulation."""
    return {
        "power": way.power.value,
        "power_ci": [way.power.low, way.power.high],
        "type_1_error": way.false_alarm.value,
        "type_1_error_ci": [way.false_alarm.low, way.false_alarm.high],
        "simulations": way.power.simulations,
        "minimum_detectable_effect": way.smallest_effect,
        "estimate": {"mean": way.mean_estimate, "sd": way.sd_estimate},
        "closed_form": {
            "method": "hussey_hughes_2007",
            "variance": way.variance,
            "standard_error": way.variance**0.5,
            "power": way.closed_form_power,
        },
        "orders": way.orders,
        "smallest_p_value": way.smallest_p_value,
    }
